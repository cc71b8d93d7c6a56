"""Texts to be found as they are, each an article of its own in a real store, and the questions that seek them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.article import Article, Block, BlockKind, Dated, Passage, Precision, Span, digest
from ingest.load import Loaded
from ingest.passages import cut
from ingest.sentences import split
from vectorstore import Store


@dataclass(frozen=True, slots=True)
class Piece:
    """One text, with what is known about the article that it stands for."""

    text: str
    title: str = ""
    outlet: str = ""
    published: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """A question and the places, in the list of pieces, of those that answer it."""

    question: str
    right: tuple[int, ...]


def shelve(pieces: Sequence[Piece], folder: Path, *, whole: bool) -> Store:
    """Return a new open store of `pieces`; piece n is the source "n". With `whole` each is one passage, however long,
    else it is cut as every article is."""
    store = Store.open(folder, create=True, index=False)
    for outcome in store.add(_loaded(piece, number, whole=whole) for number, piece in enumerate(pieces)):
        assert outcome.status == "added", f"piece {outcome.source}: {outcome.status} {outcome.reason}"
    return store


def _loaded(piece: Piece, number: int, *, whole: bool) -> Loaded:
    name = digest(str(number), piece.outlet, piece.title, piece.text)
    day = piece.published.isoformat() if piece.published else ""
    span = Span(0, len(piece.text))
    article = Article(
        article_id=name, story_id=name, origin_id=name, source=str(number), url=None, title=piece.title,
        outlet=piece.outlet, authors=(), published=Dated(day, Precision.DAY, day) if day else None, updated=None,
        language="en", text=piece.text, blocks=(Block(BlockKind.PARAGRAPH, span, "en"),))
    sentences = split(piece.text, language="en")
    one = Passage(digest(name, "0"), name, BlockKind.PARAGRAPH, "en", Span(sentences[0].start, sentences[-1].end),
                  sentences, piece.text[sentences[0].start : sentences[-1].end])
    return Loaded(article, (one,) if whole else cut(article), piece.text.encode(), ())
