"""The figures as a table: the median of the rounds of every side, and how ours stands to the first peer's."""

import os
import platform
import statistics
from collections.abc import Sequence

from eval.bench.corpus import Corpus
from eval.bench.rounds import Measured
from eval.bench.sides import OURS
from vectorstore.settings import machine


def as_markdown(corpus: Corpus, measured: Sequence[Measured]) -> str:
    """Return the table with what it was measured on, as Markdown."""
    sides = list(dict.fromkeys(m.side for m in measured))
    others = [side for side in sides if side != OURS.name]
    head = ["figure", *sides, *([f"ours : {others[0]} (each round)"] if others else [])]
    rows = [[name, *(_show(_median(measured, side, name)) for side in sides),
             *([_ratio(measured, others[0], name)] if others else [])] for name in measured[0].figures]
    lines = [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
    return f"{_about(corpus, measured, sides)}\n\n" + "\n".join(lines) + "\n"


def values(measured: Sequence[Measured], side: str, name: str) -> list[float]:
    """Return a figure of one side, round by round."""
    return [m.figures[name] for m in measured if m.side == side]


def _about(corpus: Corpus, measured: Sequence[Measured], sides: Sequence[str]) -> str:
    rounds = len(values(measured, sides[0], next(iter(measured[0].figures))))
    return (f"{len(corpus.origins)} articles, {corpus.words:,} words, {len(corpus.asked)} questions; medians of "
            f"{rounds} rounds; {machine()} (of {os.cpu_count()} cores), Python {platform.python_version()}.")


def _median(measured: Sequence[Measured], side: str, name: str) -> float:
    return statistics.median(values(measured, side, name))


def _ratio(measured: Sequence[Measured], peer: str, name: str) -> str:
    pairs = zip(values(measured, OURS.name, name), values(measured, peer, name), strict=True)
    ratios = [mine / theirs for mine, theirs in pairs]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _show(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
