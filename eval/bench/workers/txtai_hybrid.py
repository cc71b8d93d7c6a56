"""txtai with `hybrid=True`: its own BM25 beside the vectors, scores added; one paragraph a text."""

from collections.abc import Callable
from pathlib import Path

from txtai import Embeddings

from eval.bench.workers.weights import shipped_weights
from eval.bench.workers.working import DEPTH, Found, work


class Txtai:
    """Hybrid search with content, as txtai's documentation shows it."""

    def ingest(self, texts: list[Path], store: str) -> int:
        rows = [(f"{text.name}#{n}", part) for text in texts
                for n, part in enumerate(text.read_text("utf-8").split("\n")) if part.strip()]
        embeddings = Embeddings(path=shipped_weights(), hybrid=True, content=True)
        embeddings.index([(name, part, None) for name, part in rows])
        embeddings.save(store)
        return len(rows)

    def open(self, store: str) -> Callable[[str], Found]:
        embeddings = Embeddings()
        embeddings.load(store)
        return lambda question: [(found["id"].partition("#")[0], found["text"])
                                 for found in embeddings.search(question, DEPTH)]


if __name__ == "__main__":
    work(Txtai)
