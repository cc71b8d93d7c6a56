"""Average precision and reciprocal rank of labelled candidates: ours beside BM25 and plain MiniLM, in one run."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rank_bm25 import BM25Okapi

from eval.benchmarks.candidates import score
from vectorstore.encoder import open_encoder

Scorer = Callable[["Candidates"], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """One question with its candidate sentences; `right` says which of them answer it."""

    question: str
    sentences: tuple[str, ...]
    right: tuple[bool, ...]
    title: str = ""


def ours(asked: Candidates) -> list[float]:
    """Score as the product does."""
    return [found.score for found in score(asked.question, asked.sentences, title=asked.title)]


def minilm(asked: Candidates) -> list[float]:
    """Score by the plain encoder's cosine."""
    first, *rows = open_encoder().encode([asked.question, *asked.sentences])
    return [float(row @ first) for row in rows]


def bm25(asked: Candidates) -> list[float]:
    """Score by shared words."""
    index = BM25Okapi([_words(sentence) for sentence in asked.sentences])
    return [float(value) for value in index.get_scores(_words(asked.question))]


SCORERS: dict[str, Scorer] = {"ours": ours, "MiniLM": minilm, "BM25": bm25}


def compare(questions: Iterable[Candidates]) -> dict[str, tuple[float, float]]:
    """Return mean average precision and mean reciprocal rank of each scorer."""
    kept = list(questions)
    return {name: _means([_ranked(asked, scorer(asked)) for asked in kept]) for name, scorer in SCORERS.items()}


def _ranked(asked: Candidates, scores: Sequence[float]) -> list[bool]:
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
    return [asked.right[n] for n in order]


def _means(ranked: Sequence[Sequence[bool]]) -> tuple[float, float]:
    precision = [np.mean([sum(row[: n + 1]) / (n + 1) for n, right in enumerate(row) if right]) for row in ranked]
    reciprocal = [1 / (list(row).index(True) + 1) for row in ranked]
    return float(np.mean(precision)), float(np.mean(reciprocal))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
