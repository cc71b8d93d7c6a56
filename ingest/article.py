"""What an article is: its canonical text, what is known about it, and the passages cut from it."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range `[start, end)` of code points in some `Article.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, found [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the slice of `text` that this span names."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


class Precision(StrEnum):
    """How exactly a date is known."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DAY_WITHOUT_YEAR = "day without year"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as the article gives it.

    `value` is ISO 8601 as far as the precision goes ("2031-05-04T18:42", "2031-05-04", "2031-05", "2031",
    "--05-04"), in the article's own clock; `utc_offset` ("+02:00") only where the article gives one;
    `evidence` is the text or the tag that says so.
    """

    value: str
    precision: Precision
    evidence: str
    utc_offset: str | None = None

    def earliest(self) -> dt.date | None:
        """Return the first day this date can mean, None where the year is unknown."""
        if self.precision is Precision.DAY_WITHOUT_YEAR:
            return None
        year, month, day = [*self.value[:10].split("-"), "01", "01"][:3]
        return dt.date(int(year), int(month), int(day))


class BlockKind(StrEnum):
    """What a stretch of the canonical text is."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    POST = "post"  # an embedded social-media post


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like stretch of `Article.text`, its kind and its language (ISO 639-1)."""

    kind: BlockKind
    span: Span
    language: str


class Genre(StrEnum):
    """What an article is marked as."""

    NEWS = "news"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one story from one publisher.

    `text` is canonical and never edited; `article_id` names this version by its content, `story_id` the story that
    versions share, `origin_id` the report that copies come from (its own id where it is no copy). `source` is the
    file name (below the folder that was ingested) or the URL; `agency` the news agency that it credits. What the
    article does not tell is None or "".
    """

    article_id: str
    story_id: str
    origin_id: str
    source: str
    url: str | None
    title: str
    outlet: str
    authors: tuple[str, ...]
    published: Dated | None
    updated: Dated | None
    language: str
    text: str
    blocks: tuple[Block, ...]
    section: str = ""
    genre: Genre = Genre.NEWS
    agency: str = ""

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if block.span.start < last or block.span.end > len(self.text):
                raise ValueError(f"article {self.article_id}: block {block.span} is out of order or out of the text")
            last = block.span.end


@dataclass(frozen=True, slots=True)
class Passage:
    """One to three whole sentences of one block: the unit of retrieval. `text == article.text[span]`."""

    passage_id: str
    article_id: str
    kind: BlockKind
    language: str
    span: Span
    sentences: tuple[Span, ...]
    text: str

    def sentence_texts(self) -> tuple[str, ...]:
        """Return the text of each sentence, in order."""
        return tuple(self.text[s.start - self.span.start : s.end - self.span.start] for s in self.sentences)


def digest(*parts: str) -> str:
    """Return a name of 16 hex digits for `parts`; equal parts give equal names."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
