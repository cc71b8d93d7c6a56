"""A sentence that may answer, and what was seen in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.article import Article, BlockKind, Span
from rag.signals import Family, Signals

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article, the sentence before it in the same article ("" if none), and its parse."""

    article: Article
    kind: BlockKind
    language: str
    span: Span
    text: str
    before: str
    doc: "Doc"


@dataclass(frozen=True, slots=True)
class Value:
    """A stretch of a sentence that is of the asked type: `[start, end)` in the sentence's own characters.

    `strength` is 1 where type and noun are as asked, .5 where only the type is.
    """

    start: int
    end: int
    strength: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands in an article."""

    article: Article
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what speaks for it.

    `signals` are what was measured and `score` the log odds that they make, which order the sentences of one question
    and decide whether the best of them answers. `values` are of the asked type, the one the reader found
    first; `speaker` is who inside the article says it; `named` are names of the question that the sentence or what
    stands around it holds, `missing` those that its article lacks; `copies` are the places where reprints have the
    same sentence. `family`: the question's.
    """

    sentence: Sentence
    signals: Signals
    values: tuple[Value, ...]
    speaker: str | None
    named: frozenset[str]
    missing: tuple[str, ...]
    copies: tuple[Place, ...] = ()
    family: Family = Family.ONE_THING

    @property
    def score(self) -> float:
        """The log odds that the sentence answers, or is one of the several that do."""
        return self.signals.score(self.family)

    @property
    def origin_id(self) -> str:
        """The report this sentence comes from; reprints share one."""
        return self.sentence.article.origin_id
