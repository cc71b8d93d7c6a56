"""`python -m rag ask "QUESTION" --store DIR` and `python -m rag batch QUESTIONS.jsonl --store DIR`."""

from rag.commands import main

if __name__ == "__main__":
    main()
