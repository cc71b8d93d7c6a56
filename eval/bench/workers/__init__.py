"""The sides at work, each run as a module in an environment of its own."""
