"""What speaks for a sentence as numbers, and the weights that make of them the log odds that it answers."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class Signals:
    """What was seen of one sentence in the light of one question; shares and cosines are 0 to 1 or a little below.

    `reader`: log odds of the span reader. `sentence`, `passage`: cosine to the question. `coverage`: weighted share of
    the question's words that sentence, sentence before and headline hold. `missing`: 1 where a name of the question
    stands nowhere in the article. `full`, `half`: 1 where the best value is of the asked type and noun, of the type
    alone. `unmet`: 1 where a value is needed and none found. `spoken`: 1 where somebody's words are asked, or who said
    them, and the sentence quotes or reports. `voice`: 1 where its speaker is the one whose words are asked, half where
    it is somebody and only a kind of people is asked ("critics"). `caption`: 1 for one.
    """

    reader: float = 0.0
    sentence: float = 0.0
    passage: float = 0.0
    coverage: float = 0.0
    missing: float = 0.0
    full: float = 0.0
    half: float = 0.0
    unmet: float = 0.0
    spoken: float = 0.0
    voice: float = 0.0
    caption: float = 0.0

    def score(self) -> float:
        """Return the log odds that the sentence answers."""
        pairs: Iterable[tuple[float, float]] = zip(astuple(WEIGHTS), astuple(self), strict=True)
        return BIAS + sum(weight * value for weight, value in pairs)


# Logistic regression over the sentences read for the tuning questions: `python -m eval.fit_signals` prints it.
WEIGHTS = Signals(
    reader=0.29, sentence=4.68, passage=0.0, coverage=2.08, missing=-1.38, full=0.27, half=-0.6, unmet=-1.24,
    spoken=0.0, voice=0.33, caption=-1.76,
)  # fmt: skip
BIAS = -2.92
NAMES = tuple(field.name for field in fields(Signals))
