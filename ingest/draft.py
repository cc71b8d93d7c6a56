"""What a page or a pasted text was read as, before it gets offsets and names."""

from dataclasses import dataclass

from ingest.article import BlockKind, Dated, Genre


@dataclass(frozen=True, slots=True)
class Line:
    """One canonical paragraph-like line; `kind` only where the page's own markup says it."""

    text: str
    kind: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the story before it has a place in the text."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's parts in reading order and what is known about it; unknown is "" or None."""

    title: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    updated: Dated | None = None
    url: str | None = None
    parts: tuple[Part, ...] = ()
    language: str = ""  # as declared, ISO 639-1
    section: str = ""
    genre: Genre = Genre.NEWS
    agency: str = ""
