"""The passages whose sentences are considered: what search brings, in a better order where one is had."""

from dataclasses import dataclass

from rag.question import Asked
from rag.rerank import Reranker
from vectorstore import Hit, Store

RETRIEVED_PASSAGES = 40


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches `store`; `reranker`, where there is one, decides what goes on."""

    store: Store
    reranker: Reranker | None = None

    def search(self, asked: Asked, sought: str) -> tuple[Hit, ...]:
        """Return what search brings for the words `sought` within the limits of `asked`, best first.

        Raises:
            StoreError: if no article is of one of the outlets.
        """
        return self.store.search(sought, k=RETRIEVED_PASSAGES, outlets=asked.outlets, since=asked.since,
                                 until=asked.until, as_of=asked.as_of, articles=asked.articles)

    def rerank(self, sought: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return `hits` as the reranker orders and cuts them; without one as they are."""
        return self.reranker.rerank(sought, hits) if self.reranker else hits
