"""How alike two answers to one question are: the encoder's cosine with the question's own direction taken out.

All answers to a question share its words; what is left when these are projected away is what they say of their own.
"""

from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sameness(question: str, answers: Sequence[str], encoder: Embeddings) -> Floats:
    """Return the cosine of every answer with every other, shape (n, n), 1 on the diagonal."""
    if not answers:
        return np.empty((0, 0))
    asked, *rows = np.array(encoder.embed_documents([question, *(f"{question} {answer}" for answer in answers)]))
    own = np.array([row - (row @ asked) * asked for row in rows]).reshape(len(answers), -1)
    lengths = np.linalg.norm(own, axis=1, keepdims=True)
    own /= np.where(lengths > 0, lengths, 1.0)
    return own @ own.T  # type: ignore[no-any-return]
