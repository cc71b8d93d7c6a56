"""The passages whose sentences are considered: what search brings, in a better order where one is had."""

from dataclasses import dataclass
from functools import partial

from rag.question import Asked, Question
from rag.rerank import Reranker
from vectorstore import Hit, Store

RETRIEVED_PASSAGES = 40
# What several sentences answer together stands anywhere in the articles on the topic, often without a word in common.
GATHERED_ARTICLES, GATHERED_PASSAGES = 12, 300


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches `store`; `reranker`, where there is one, decides what goes on."""

    store: Store
    reranker: Reranker | None = None

    def outlets(self) -> tuple[str, ...]:
        """Return the outlets whose articles are at hand."""
        return self.store.outlets()

    def search(self, question: Question, asked: Asked) -> tuple[Hit, ...]:
        """Return the nearest passages within the limits that were `asked`, best first; for several things all passages
        of the nearest articles.

        Raises:
            StoreError: if no article is of one of the outlets.
        """
        outlets = asked.outlets or question.outlets
        search = partial(self.store.search, question.sought, outlets=outlets, since=asked.since, until=asked.until,
                         as_of=asked.as_of)  # fmt: skip
        hits = search(k=RETRIEVED_PASSAGES, articles=asked.articles)
        if not question.gathers or not hits:
            return hits
        nearest = tuple(dict.fromkeys(hit.passage.article_id for hit in hits))[:GATHERED_ARTICLES]
        return search(k=GATHERED_PASSAGES, articles=nearest)

    def rerank(self, question: Question, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return `hits` as the reranker orders and cuts them; without one, or where all of the articles is read, as
        they are."""
        return self.reranker.rerank(question.sought, hits) if self.reranker and not question.gathers else hits
