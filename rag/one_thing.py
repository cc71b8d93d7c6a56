"""Whether two values that reports give are of one thing: only then can they contradict each other."""

import re
from collections.abc import Iterable, Set
from dataclasses import astuple, dataclass

from rag.evidence import Evidence
from rag.moment import Moment
from rag.quantity import Quantity
from rag.terms import bag_of, same_family


@dataclass(frozen=True, slots=True)
class Asserted:
    """One value that one sentence gives, as the sentence writes it, and the words around it."""

    value: Quantity | Moment
    shown: str
    around: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Alike:
    """What speaks for two values being of one thing.

    `score`: log odds that the weaker of the two sentences answers. `around`: cosine of the words around them, the
    values masked. `both`: words of the question that both sentences hold, `share` of those that the fuller one holds.
    `own`: other words that stand near both, at most two. `full`: 1 where both values are of the asked noun and where
    the reader looks. `comparable`: 1 where nothing tells them apart: size, or names of the question.
    """

    score: float = 0.0
    around: float = 0.0
    both: float = 0.0
    share: float = 0.0
    own: float = 0.0
    full: float = 0.0
    comparable: float = 0.0


def one_thing(one: Asserted, anchor: Asserted, asked: Set[str], cosine: float) -> float:
    """Return the log odds that `one` and `anchor`, whose surroundings have this cosine, are of one thing; `asked` are
    the words of the question. Values of different units are not: minus infinity."""
    if getattr(one.value, "unit", "") != getattr(anchor.value, "unit", ""):
        return float("-inf")
    seen = astuple(likeness(one, anchor, asked, cosine))
    pairs: Iterable[tuple[float, float]] = zip(astuple(WEIGHTS), seen, strict=True)
    return BIAS + sum(weight * value for weight, value in pairs)


def likeness(one: Asserted, anchor: Asserted, asked: Set[str], cosine: float) -> Alike:
    """Return what speaks for both being of one thing."""
    held, anchored = _held(one, asked), _held(anchor, asked)
    return Alike(
        score=min(one.evidence.score, anchor.evidence.score),
        around=cosine,
        both=float(len(held & anchored)),
        share=len(held & anchored) / max(1, len(held), len(anchored)),
        own=float(min(2, len(_own_words(one) & _own_words(anchor)))),
        full=float(all(a.evidence.values[0].strength == 1.0 for a in (one, anchor))),
        comparable=float(_is_comparable(one, anchor)),
    )


def _held(asserted: Asserted, asked: Set[str]) -> set[str]:
    """The words of the question that the sentence holds."""
    own = bag_of(asserted.evidence.sentence.text)
    return {word for word in asked if any(same_family(word, held) for held in own)}


def _own_words(asserted: Asserted) -> set[str]:
    """The content words near the value, but for what nearly every count has."""
    near = " ".join(asserted.around.split()[max(0, AROUND_WORDS - 4) : AROUND_WORDS + 5]).lower()
    return set(re.findall(r"[a-z]{4,}", near)) - COMMON


def _is_comparable(one: Asserted, anchor: Asserted) -> bool:
    """Of like size, and about the names of the question that the anchor is about: all of them, or, where the sentence
    itself names none, an article that mentions them."""
    named = one.evidence.named
    if isinstance(one.value, Quantity) and isinstance(anchor.value, Quantity):
        small, large = sorted((one.value.low, anchor.value.low))
        if large > MOST_APART * max(small, 1.0):
            return False
    return anchor.evidence.named <= named or (not named and not one.evidence.missing)


AROUND_WORDS = 8  # on each side of a value
MOST_APART = 20  # figures further apart than this count different things
COMMON = frozenset("people said were have been that with than more some about their which from crowns dollars".split())

# Logistic regression over pairs of values of the tuning questions: `python -m eval.fit_pairs` prints it. The threshold
# lets about one false alarm through in forty questions; values that agree need less to stand on one side.
WEIGHTS = Alike(score=0.9, around=2.0, both=0.5, share=0.5, own=0.6, full=0.6, comparable=0.8)
BIAS, ONE_THING, SAME_VALUE = -3.0, -1.0, -2.5
