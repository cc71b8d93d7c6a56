"""`python -m eval`: measure the assistant on question sets."""

from eval.commands import app

if __name__ == "__main__":
    app()
