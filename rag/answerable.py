"""How sure it is that the articles answer a question for one thing, told from everything that was read for it."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from rag.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Overall:
    """What speaks for an answer being there.

    `best`: score of the sentence that comes nearest. `other`: that of the nearest of another report, at least
    `LEAST_OTHER` and that too where there is none: what happened is reported twice. `coverage`: the largest share of
    the question's words that any sentence has; it counts against an answer, for where the words are all there and the
    best sentence does not convince, the answer is what is not there.
    """

    best: float = 0.0
    other: float = 0.0
    coverage: float = 0.0


def overall(evidence: Sequence[Evidence]) -> Overall:
    """Return it for the sentences read for one question, at least one, in any order."""
    best = max(evidence, key=lambda e: e.score)
    others = [e.score for e in evidence if e.origin_id != best.origin_id]
    return Overall(best.score, max([*others, LEAST_OTHER]), max(e.signals.coverage for e in evidence))


def answerable(evidence: Sequence[Evidence]) -> float:
    """Return the log odds that the best of `evidence`, of which there is some, answers a question for one thing."""
    pairs: Iterable[tuple[float, float]] = zip(astuple(WEIGHTS), astuple(overall(evidence)), strict=True)
    return BIAS + sum(weight * value for weight, value in pairs)


LEAST_OTHER = -6.0
# Logistic regression over the questions for one thing, and their rewordings, of events that the reader was not trained
# on, `python -m eval.fit_answerable` prints it; the mean of what it gives with the coverage and without: on SQuAD's
# paragraphs, where any question has its words, the whole of it misleads (see decision 21).
WEIGHTS = Overall(best=0.55, other=0.18, coverage=-1.23)
BIAS = 2.68
