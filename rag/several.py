"""Whether several sentences of several articles answer a question together: a line through the questions' vectors."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from rag.question import AnswerType
from vectorstore.encoder import Encoder

WEIGHTS = Path(__file__).with_name("several.safetensors")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Several:
    """Tells questions for several things ("what did people make of it") from those for one, in whatever words.

    What the parse tells (see `rag.expect.asks_for_several`) is one of the things that it weighs.
    """

    encoder: Encoder

    def __call__(self, question: str, answer_type: AnswerType, *, is_told: bool) -> bool:
        """Return whether `question` asks for several things; `is_told`: whether its parse says so."""
        if answer_type not in TYPES:
            return is_told
        seen = features(self.encoder.encode_question(question), answer_type, is_told=is_told)
        weights, bias = _line()
        return bool(seen @ weights + bias > 0)


def features(vector: Floats, answer_type: AnswerType, *, is_told: bool) -> Floats:
    """Return what is weighed: the vector, the answer's type (one of `TYPES`) as ones and zeros, what the parse tells;
    shape (dimension + 4,)."""
    return np.concatenate([vector, [answer_type is t for t in TYPES], [is_told]]).astype(np.float32)


@cache
def _line() -> tuple[Floats, float]:
    kept = load_file(WEIGHTS)
    return kept["weights"], float(kept["bias"][0])


# A number, a date, a place or a reason is one thing, however it is asked.
TYPES = (AnswerType.EXPLANATION, AnswerType.QUOTATION, AnswerType.NAME)
