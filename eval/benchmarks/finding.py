"""How often the pieces that answer a question are found: ours beside BM25, the plain encoder and both fused by rank."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from eval.benchmarks.pieces import Piece, Sought, shelve
from eval.plain import cut
from vectorstore.encoder import open_encoder

DEPTH, DEEPER = 10, 40
RANK_OFFSET = 60  # reciprocal rank fusion, Cormack et al. 2009

Search = Callable[[str], Sequence[int]]


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """The share of the right pieces within the first 1, 5 and 10, and of the questions with all of them within 10."""

    at_1: float
    at_5: float
    at_10: float
    all_at_10: float


def compare_finding(pieces: Sequence[Piece], asked: Sequence[Sought]) -> Iterator[tuple[str, FindingFigures]]:
    """Yield each searcher's name and figures. The peers are given title and outlet as the first lines of a text."""
    for whole, name in ((True, "ours, a text a passage"), (False, "ours, cut as articles are")):
        with _ours(pieces, whole=whole) as search:
            yield name, _figures(search, asked)
    texts = ["\n".join(filter(None, (piece.title, piece.outlet, piece.text))) for piece in pieces]
    words, meaning = bm25_of(texts), cosines_of(texts)
    yield "BM25", _figures(lambda question: best(words(question)), asked)
    yield "MiniLM", _figures(lambda question: best(meaning(question)), asked)
    yield "both, fused by rank", _figures(
        lambda question: best(by_rank(words(question)) + by_rank(meaning(question))), asked)
    chunks = [(number, chunk) for number, text in enumerate(texts) for chunk in cut(text)]
    near = cosines_of([chunk for _, chunk in chunks])
    yield "LangChain tutorial's chunks", _figures(
        lambda question: list(dict.fromkeys(chunks[n][0] for n in best(near(question)))), asked)


@contextmanager
def _ours(pieces: Sequence[Piece], *, whole: bool) -> Iterator[Search]:
    with tempfile.TemporaryDirectory() as folder, shelve(pieces, Path(folder), whole=whole) as store:
        number = {article.article_id: int(article.source) for article in store.listed()}
        k = DEPTH if whole else DEEPER  # several passages may be of one piece
        yield lambda question: list(dict.fromkeys(
            number[hit.passage.article_id] for hit in store.search(question, k=k)))


def bm25_of(texts: Sequence[str]) -> Callable[[str], NDArray[np.float64]]:
    """Return what scores all of `texts` by the words they share with a question."""
    index = BM25Okapi([_words(text) for text in texts])
    return lambda question: np.asarray(index.get_scores(_words(question)))


def cosines_of(texts: Sequence[str]) -> Callable[[str], NDArray[np.float64]]:
    """Return what scores all of `texts` by their cosine to a question."""
    encoder = open_encoder()
    vectors = encoder.encode(texts)
    return lambda question: np.asarray(vectors @ encoder.encode([question])[0], dtype=np.float64)


def by_rank(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each place adds in reciprocal rank fusion."""
    ranks = np.empty(len(scores))
    ranks[best(scores)] = np.arange(1, len(scores) + 1)
    return 1 / (RANK_OFFSET + ranks)


def best(scores: NDArray[np.float64]) -> list[int]:
    """Return all places, the greatest score first."""
    return [int(n) for n in np.argsort(-scores, kind="stable")]


def _figures(search: Search, asked: Sequence[Sought]) -> FindingFigures:
    found = [(list(search(one.question))[:DEPTH], one.right) for one in asked]
    shares = [[len({*places[:k]} & {*right}) / len(right) for places, right in found] for k in (1, 5, DEPTH)]
    at_1, at_5, at_10 = (float(np.mean(row)) for row in shares)
    return FindingFigures(at_1, at_5, at_10, float(np.mean([share == 1 for share in shares[-1]])))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
