"""Find the passages that a question is answered from."""

from functools import partial

from rag.question import Asked, Question
from vectorstore import Hit, Store

RETRIEVED_PASSAGES = 40
# What several sentences answer together stands anywhere in the articles on the topic, often without a word in common.
GATHERED_ARTICLES, GATHERED_PASSAGES = 12, 300


def retrieve(store: Store, question: Question, asked: Asked) -> tuple[Hit, ...]:
    """Return the nearest passages within the limits that were `asked`, best first; for several things all passages of
    the nearest articles."""
    search = partial(store.search, question.sought, outlets=asked.outlets, since=asked.since, until=asked.until,
                     as_of=asked.as_of)  # fmt: skip
    hits = search(k=RETRIEVED_PASSAGES, articles=asked.articles)
    if not question.gathers or not hits:
        return hits
    nearest = tuple(dict.fromkeys(hit.passage.article_id for hit in hits))[:GATHERED_ARTICLES]
    return search(k=GATHERED_PASSAGES, articles=nearest)
