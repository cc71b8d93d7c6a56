"""A statement as it is written, before it is judged; and who can write one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answer import Citation, Disagreement
from rag.evidence import Evidence
from rag.question import Question


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement with what it claims to rest on; nothing is checked yet.

    One that puts several sides beside each other has them as `parts`, each with its own citations, and holds if all do.
    """

    text: str
    citations: tuple[Citation, ...]
    speaker: str | None
    written_by: str
    parts: tuple[tuple[str, tuple[Citation, ...]], ...] = ()


class Drafter(Protocol):
    """Writes an answer from evidence, statement by statement."""

    @property
    def name(self) -> str:
        """Who writes: "offline", or the model's name."""
        ...

    def draft(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[Disagreement]
    ) -> Iterator[Draft]:
        """Yield statements in reading order, at most 8; none where the evidence does not answer."""
        ...
