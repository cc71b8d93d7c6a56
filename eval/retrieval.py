"""How well the search finds the gold fragments, whatever is written from what it found."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.matching import covers
from eval.questions import Evidence

# 4 is what the plain peer takes (see `eval.plain`).
KS = (1, 3, 4, 5, 10)

Ranks = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage as it is compared: the `source` of its article and its text."""

    source: str
    text: str


def gold_ranks(found: Sequence[Found], evidence: Sequence[Evidence]) -> Ranks:
    """Return for each gold fragment the rank, from 1, of the first passage that holds it, None where none does."""
    return tuple(
        next((rank for rank, passage in enumerate(found, start=1)
              if covers(passage.text, gold, source=passage.source)), None)
        for gold in evidence)


def recall_at_k(ranks: Ranks, k: int) -> float:
    """Return the share of the gold fragments that stand in the first `k` passages.

    Raises:
        ValueError: if there is no gold fragment: such a question belongs to the abstention figures.
    """
    if not ranks:
        raise ValueError("recall needs at least one gold fragment, found none; leave unanswerable questions out")
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def hit_at_k(ranks: Ranks, k: int) -> float:
    """Tell whether any gold fragment stands in the first `k` passages. Raises as `recall_at_k` does."""
    return float(recall_at_k(ranks, k) > 0)
