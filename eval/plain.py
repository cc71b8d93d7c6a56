"""The plain peer: the retrieval of the LangChain tutorial, on the same articles, questions and weights.

Cut by `RecursiveCharacterTextSplitter`'s rule into chunks of 1,000 characters with 200 of overlap, take the four
nearest by cosine. The search is exact, an upper bound of what Chroma's approximate index finds; and the chunks are
cut from our cleaned text, where the tutorial would keep the page's furniture. A chunk of the samples has 141 words,
a passage of ours 28: at equal k the peer brings five times the text, and one of its chunks is no citation.
"""

import time
from collections.abc import Iterable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings

from eval.retrieval import Found, gold_ranks
from eval.run import Scored
from eval.summary import Figures, latency_figures, retrieval_figures
from ingest.article import Article

CHUNK, OVERLAP, TAKEN = 1000, 200, 4


def measure_plain(articles: Iterable[Article], scored: Sequence[Scored], *, encoder: Embeddings) -> Figures:
    """Return the peer's figures over the answerable questions, as our assistant understood them."""
    chunks = [Found(a.source, text) for a in articles for text in cut(a.text)]
    vectors = np.array(encoder.embed_documents([chunk.text for chunk in chunks]))
    ranks, milliseconds = [], []
    for case, answer in ((s.case, s.answer) for s in scored if s.case.is_answerable):
        start = time.perf_counter()
        query = encoder.embed_query(answer.standalone_question if answer else case.question)
        nearest = np.argsort(-(vectors @ np.array(query)), kind="stable")[:TAKEN]
        milliseconds.append((time.perf_counter() - start) * 1000)
        ranks.append(gold_ranks([chunks[i] for i in nearest], case.evidence))
    return {**retrieval_figures(ranks, up_to=TAKEN), **latency_figures("retrieve", milliseconds)}


def cut(text: str, separators: Sequence[str] = ("\n\n", "\n", " ", "")) -> list[str]:
    """Cut at the first separator that occurs; a part still too long is cut at the next one."""
    at = next(i for i, separator in enumerate(separators) if separator in text)
    first, *rest = text.split(separators[at]) if separators[at] else list(text)
    chunks, short = [], list[str]()
    for part in filter(None, [first, *(separators[at] + part for part in rest)]):
        if len(part) < CHUNK:
            short.append(part)
        else:
            chunks += [*_join(short), *cut(part, separators[at + 1 :])]
            short = []
    return chunks + _join(short)


def _join(parts: Sequence[str]) -> list[str]:
    chunks, window = [], list[str]()
    for part in parts:
        if window and len("".join(window)) + len(part) > CHUNK:
            chunks.append("".join(window).strip())
            while window and (len("".join(window)) > OVERLAP or len("".join(window)) + len(part) > CHUNK):
                window.pop(0)
        window.append(part)
    return [c for c in [*chunks, "".join(window).strip()] if c]
