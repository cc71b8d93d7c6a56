"""Ours: articles read, cleaned, dated and stored in SQLite and Chroma; hybrid search. Cold: `python -m rag ask`."""

from collections.abc import Callable
from pathlib import Path

from eval.bench.workers.working import DEPTH, Found, work
from ingest import read
from vectorstore import Store
from vectorstore.encoder import open_encoder
from vectorstore.settings import hush

INDEX_SECONDS = 600.0


class Dateline:
    """The product's own store."""

    def __init__(self) -> None:
        open_encoder().encode(["warm"])

    def ingest(self, texts: list[Path], store: str) -> int:
        with Store.open(store, create=True) as opened:
            added = [outcome.article for outcome in opened.add(read(texts)) if outcome.article]
            if not opened.settle(INDEX_SECONDS):
                raise RuntimeError(f"the index of {store} was not complete within {INDEX_SECONDS:.0f} s")
            return sum(len(opened.passages(article.article_id)) for article in added)

    def open(self, store: str) -> Callable[[str], Found]:
        opened = Store.open(store)
        opened.settle(INDEX_SECONDS)
        names = {article.article_id: article.source for article in opened.listed()}

        def search(question: str) -> Found:
            hits = opened.search(question, k=DEPTH)
            return [(names[hit.passage.article_id], hit.passage.text) for hit in hits]

        return search


if __name__ == "__main__":
    hush()
    work(Dateline)
