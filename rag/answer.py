"""What an answer is: statements with verdicts, the exact sentences they rest on, and where the sources differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.article import Article, Span

CONTRACT_VERSION = 1
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """The cited article as a reader names it. Unknown outlet is "", unknown date None."""

    article_id: str
    origin_id: str
    source: str
    outlet: str
    title: str
    url: str | None
    published: str | None

    @classmethod
    def of(cls, article: Article) -> "Source":
        """Take from `article` what a citation shows of it."""
        published = article.published.value if article.published else None
        return cls(
            article.article_id, article.origin_id, article.source, article.outlet, article.title, article.url, published
        )

    @property
    def day(self) -> str:
        """The publish day in words, as far as it is known: "4 May 2031", "May 2031", "2031", "4 May"; "" if unknown."""
        if not self.published:
            return ""
        year, month, day = [*self.published[:10].lstrip("-").split("-"), "", ""][:3]
        if self.published.startswith("--"):
            year, month, day = "", year, month
        words = (day.lstrip("0"), MONTHS[int(month) - 1] if month else "", year)
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact stretch of one article: `quote == article.text[span]`. Made only by `Citation.of`."""

    source: Source
    span: Span
    quote: str
    speaker: str | None

    @classmethod
    def of(cls, article: Article, span: Span, *, speaker: str | None = None) -> "Citation":
        """Cite `span` of `article`.

        Raises:
            ValueError: if the span reaches beyond the article's text.
        """
        if span.end > len(article.text):
            raise ValueError(
                f"article {article.article_id} has {len(article.text)} characters, "
                f"the citation asks for [{span.start}, {span.end})"
            )
        return cls(Source.of(article), span, span.of(article.text), speaker)


class Verdict(StrEnum):
    """Whether what a statement says is found in what it cites."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Statement:
    """What we assert. Supported implies at least one citation."""

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    speaker: str | None = None

    def __post_init__(self) -> None:
        if self.verdict is Verdict.SUPPORTED and not self.citations:
            raise ValueError(f"a supported statement needs a citation: {self.text!r}")


class DisagreementKind(StrEnum):
    """How the sources differ."""

    FIGURES = "figures"
    CLAIM_DENIAL = "claim_denial"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Position:
    """One side: its value as the source writes it, who says so, and where."""

    value: str
    speaker: str | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more positions from different origins on one thing."""

    about: str
    kind: DisagreementKind
    positions: tuple[Position, ...]

    def __post_init__(self) -> None:
        if len(self.positions) < 2:
            raise ValueError(f"a disagreement about {self.about!r} needs two positions, found {len(self.positions)}")


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, and the passages that come nearest."""

    reason: str
    nearest: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to one question. No supported statement implies an abstention."""

    question: str
    standalone_question: str
    written_by: str
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    abstention: Abstention | None
    timings_ms: dict[str, float]
    id: str | None = None

    def __post_init__(self) -> None:
        supported = any(s.verdict is Verdict.SUPPORTED for s in self.statements)
        if supported == (self.abstention is not None):
            raise ValueError("an answer abstains exactly when no statement is supported")
        if self.abstention and self.disagreements:
            raise ValueError("an answer that abstains shows no disagreement")

    def citations(self) -> Iterator[Citation]:
        """Yield every citation in order of appearance, repeated ones again; the nearest passages last."""
        for statement in self.statements:
            yield from statement.citations
        for disagreement in self.disagreements:
            for position in disagreement.positions:
                yield from position.citations
        if self.abstention:
            yield from self.abstention.nearest

    def numbers(self) -> "Numbers":
        """Number the distinct (article id, span) pairs from 1 in order of appearance."""
        keys = dict.fromkeys((c.source.article_id, c.span) for c in self.citations())
        return {key: number for number, key in enumerate(keys, start=1)}

    def sources(self) -> tuple[Source, ...]:
        """Return the cited articles, each once, in order of appearance."""
        return tuple({c.source.article_id: c.source for c in self.citations()}.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the answer in the JSON contract's shape, version 1."""
        numbers = self.numbers()
        return {
            "version": CONTRACT_VERSION,
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "written_by": self.written_by,
            "abstained": self.abstention is not None,
            "reason": self.abstention.reason if self.abstention else None,
            "statements": [
                {"text": s.text, "verdict": s.verdict.value, "speaker": s.speaker, **_backing(s.citations, numbers)}
                for s in self.statements
            ],
            "disagreements": [_disagreement_to_dict(d, numbers) for d in self.disagreements],
            "sources": [
                {"article_id": s.article_id, "outlet": s.outlet, "title": s.title, "published": s.published,
                 "origin_id": s.origin_id} for s in self.sources()
            ],
            "nearest": _backing(self.abstention.nearest if self.abstention else (), numbers)["citations"],
            "timings_ms": self.timings_ms,
        }  # fmt: skip


Numbers = dict[tuple[str, Span], int]


def _disagreement_to_dict(disagreement: Disagreement, numbers: Numbers) -> dict[str, Any]:
    positions = [
        {"value": p.value, "speaker": p.speaker, **_backing(p.citations, numbers)} for p in disagreement.positions
    ]
    return {"about": disagreement.about, "kind": disagreement.kind.value, "positions": positions}


def _backing(citations: tuple[Citation, ...], numbers: Numbers) -> dict[str, Any]:
    cited = [citation_to_dict(c, numbers[c.source.article_id, c.span]) for c in citations]
    return {"origins": count_origins(citations), "citations": cited}


def citation_to_dict(citation: Citation, number: int) -> dict[str, Any]:
    """Return one citation in the JSON contract's shape."""
    source = citation.source
    return {
        "number": number,
        "article_id": source.article_id,
        "origin_id": source.origin_id,
        "source": source.source,
        "outlet": source.outlet,
        "title": source.title,
        "url": source.url,
        "published": source.published,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "speaker": citation.speaker,
    }


def count_origins(citations: tuple[Citation, ...]) -> int:
    """Count the independent reports behind `citations`: reprints of one report are one."""
    return len({c.source.origin_id for c in citations})
