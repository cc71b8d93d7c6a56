"""What is asked: the question as it was put, and as it is understood."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from rag.gather import Act
from rag.signals import Family


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was put, with its limits.

    `history` holds the earlier questions of the conversation, oldest first. `since` and `until` bound the publish day,
    both included; `as_of` hides what was published later; `articles` are the ids of those that may be
    read, none means all.
    """

    text: str
    history: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    articles: tuple[str, ...] = ()


class AnswerType(StrEnum):
    """What counts as an answer."""

    PERSON = "person"
    PLACE = "place"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    YES_NO = "yes or no"
    REASON = "reason"
    QUOTATION = "quotation"
    EXPLANATION = "explanation"


TOLD = {AnswerType.QUOTATION, AnswerType.EXPLANATION, AnswerType.REASON}  # what somebody's words can answer
LATEST = re.compile(
    r"\b(?:so far|by now|now|final(?:ly)?|in all|in total|altogether|still|latest|currently|to date)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words or reaction a question asks: by name ("Mara Velt"), by office ("the mayor"), or by kind ("critics").

    `words` are lemmas in lower case; any of a name's tells it, an office needs all of its. Of a body that is called
    by a common noun ("the group") an article tells the words by its name: `is_person` is false for it.
    `is_several`: whose of several together ("the mayor and the union", "both sides"); any of the words then tells one.
    """

    words: frozenset[str]
    is_name: bool
    is_kind: bool
    is_person: bool
    is_several: bool = False

    @property
    def is_told_apart(self) -> bool:
        """Whether an article tells by name or office that the asked one speaks, and nobody else."""
        return not self.is_kind and (self.is_name or not self.is_several)


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is understood.

    `standalone` is what is searched: `text` with the conversation's references filled in. `asked` is the noun that
    says what the answer is one of ("officer" in "how many officers", "year" in "in which year"), "" where there is
    none. `asks_speaker`: who says something is what is asked. `voice`: whose words or reaction is, None if nobody's.
    `fate`: the words for what became of those who are counted ("killed", "dead"), empty where the question tells none.
    `topic`: what a kind of people ("critics") is asked about, "" elsewhere: articles seldom call them that. `gathers`:
    several things are asked for that stand in several places ("which measures", "how did sponsors react"); `act`: which
    kind of telling, None for no such kind. `nouns`: lemmas of the nouns in the question; `words`: of all its words that
    tell something, but for names, folded. `outlets`: those that it sets beside each other; none where it does not.
    """

    text: str
    standalone: str
    answer_type: AnswerType
    asked: str = ""
    asks_speaker: bool = False
    voice: Voice | None = None
    topic: str = ""
    fate: frozenset[str] = frozenset()
    gathers: bool = False
    act: Act | None = None
    nouns: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    outlets: tuple[str, ...] = ()

    @property
    def asks_latest(self) -> bool:
        """Whether of a figure that changes the last is asked: "so far", "in all"."""
        return LATEST.search(self.standalone) is not None

    @property
    def family(self) -> Family:
        """How what speaks for a sentence is weighed."""
        return Family.SEVERAL if self.gathers else Family.SPEAKER if self.asks_speaker else Family.ONE_THING

    @property
    def sought(self) -> str:
        """The text that is searched for."""
        return self.topic or self.standalone
