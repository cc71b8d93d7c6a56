"""How early a passage with gold evidence is found in question sets of our own form, each of its own articles."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.benchmarks.finding import best, bm25_of, by_rank, cosines_of
from eval.events import found_events
from eval.plain import cut
from eval.questions import read_questions
from eval.retrieval import Found, gold_ranks, hit_at_k
from ingest import Loaded, read
from vectorstore import Store

KS = (1, 3, 5, 10)
Search = Callable[[str], list[Found]]


def compare_passages(places: Sequence[str]) -> Mapping[str, tuple[float, ...]]:
    """Return for each searcher the share of questions with gold within the first of `KS` passages.

    Places are those of `eval.events`; questions without gold and follow-ups are left out. All but the tutorial's chunks
    search our passages, the peers with title and outlet before them.

    Raises:
        QuestionsError: if a place is none, or a question set cannot be read.
    """
    hits: dict[str, list[list[float]]] = {}
    for _, folder, questions in (found for place in places for found in found_events(place)):
        loaded = [item for item in read([folder]) if isinstance(item, Loaded)]
        cases = [case for case in read_questions(questions) if case.is_answerable and not case.history]
        for name, search in _searches(loaded):
            ranks = [gold_ranks(search(case.question), case.evidence) for case in cases]
            hits.setdefault(name, []).extend([hit_at_k(found, k) for k in KS] for found in ranks)
    return {name: tuple(float(share) for share in np.mean(rows, axis=0)) for name, rows in hits.items()}


def _searches(loaded: Sequence[Loaded]) -> Iterator[tuple[str, Search]]:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True, index=False) as store:
        for _ in store.add(loaded):
            pass
        sources = {article.article_id: article.source for article in store.listed()}
        yield "ours", lambda question: [Found(sources[hit.passage.article_id], hit.passage.text)
                                        for hit in store.search(question, k=KS[-1])]
    passages = [(item.article, passage) for item in loaded for passage in item.passages]
    found = [Found(article.source, passage.text) for article, passage in passages]
    texts = ["\n".join(filter(None, (a.title, a.outlet, p.text))) for a, p in passages]
    words, meaning = bm25_of(texts), cosines_of(texts)
    yield "BM25", lambda question: [found[n] for n in best(words(question))[: KS[-1]]]
    yield "MiniLM", lambda question: [found[n] for n in best(meaning(question))[: KS[-1]]]
    yield "both, fused by rank", lambda question: [
        found[n] for n in best(by_rank(words(question)) + by_rank(meaning(question)))[: KS[-1]]]
    chunks = [Found(item.article.source, chunk) for item in loaded for chunk in cut(item.article.text)]
    near = cosines_of([chunk.text for chunk in chunks])
    yield "LangChain tutorial's chunks", lambda question: [chunks[n] for n in best(near(question))[: KS[-1]]]
