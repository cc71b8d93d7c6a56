"""What `stream` yields while a question is answered; the unit is the verified statement."""

from dataclasses import dataclass

from rag.answer import Answer, Statement
from rag.question import Question


@dataclass(frozen=True, slots=True)
class Understood:
    """The question as it is searched: standalone, with its filters."""

    question: Question


@dataclass(frozen=True, slots=True)
class Retrieved:
    """How many passages were found, and of how many articles."""

    passages: int
    articles: int


@dataclass(frozen=True, slots=True)
class Verified:
    """One statement, judged; in reading order."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; always the last event."""

    answer: Answer


Event = Understood | Retrieved | Verified | Finished
