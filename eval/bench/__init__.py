"""Ours beside the plain peers, in one go: the same machine, weights, articles and questions."""
