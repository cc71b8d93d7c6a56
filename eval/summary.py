"""Figures over many questions: means, medians and percentiles that keep what was counted."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.retrieval import KS, Ranks, hit_at_k, recall_at_k


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and how many cases, or citations, it was counted over. Nothing counted: None and 0."""

    value: float | None
    count: int

    def __post_init__(self) -> None:
        if (self.value is None) != (self.count == 0):
            raise ValueError(f"a figure is undefined exactly when nothing was counted, found {self}")


Figures = Mapping[str, Figure]


def mean(values: Iterable[float | None]) -> Figure:
    """Return the mean of `values` without the Nones."""
    counted = [value for value in values if value is not None]
    return Figure(sum(counted) / len(counted) if counted else None, len(counted))


def median(values: Iterable[float | None]) -> Figure:
    """Return the median of `values` without the Nones."""
    counted = [value for value in values if value is not None]
    return Figure(statistics.median(counted) if counted else None, len(counted))


def percentile(values: Iterable[float], share: float) -> Figure:
    """Return the value at `share` (0 <= share < 1) of the sorted `values`, not interpolated."""
    ordered = sorted(values)
    return Figure(ordered[int(len(ordered) * share)] if ordered else None, len(ordered))


def latency_figures(name: str, milliseconds: Sequence[float]) -> Figures:
    """Return p50 and p95 of `milliseconds`. The first one is left out: it pays for loading what the others reuse."""
    warm = milliseconds[1:]
    return {f"{name}_p50_ms": percentile(warm, 0.5), f"{name}_p95_ms": percentile(warm, 0.95)}


def retrieval_figures(ranks: Sequence[Ranks], *, up_to: int) -> Figures:
    """Return hit and recall at every k of `KS` not above `up_to`, of answerable questions' gold ranks."""
    ks = [k for k in KS if k <= up_to]
    return ({f"retrieval_hit@{k}": mean(hit_at_k(r, k) for r in ranks) for k in ks}
            | {f"retrieval_recall@{k}": mean(recall_at_k(r, k) for r in ranks) for k in ks})
