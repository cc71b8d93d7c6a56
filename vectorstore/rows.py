"""How articles and passages are written to rows and read back, unchanged."""

import calendar
import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ingest.article import Article, Block, BlockKind, Dated, Genre, Passage, Precision, Span
from ingest.load import Loaded
from vectorstore.engine import Vectors
from vectorstore.errors import StoreError

Row = sqlite3.Row | dict[str, Any]
HALF_BYTES = 2  # of a number of a sentence embedding
UNSUMMED = frozenset({"seq", "row_id", "origin_id", "newest", "checksum"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """A passage's embedding, and one row for each of its sentences."""

    passage: Vectors
    sentences: Vectors


def article_values(loaded: Loaded) -> dict[str, object]:
    """Return the columns of `articles` for one loaded article, as the newest version and its own origin."""
    article = loaded.article
    return {
        "article_id": article.article_id, "story_id": article.story_id, "origin_id": article.article_id,
        "source": article.source, "url": article.url, **metadata_values(article), "said": "{}", "newest": 1,
        "section": article.section, "genre": article.genre, "agency": article.agency,
        "text": article.text,
        "blocks": _to_json([[b.kind, b.span.start, b.span.end, b.language] for b in article.blocks]),
        "signature": _to_json(loaded.signature), "raw": zlib.compress(loaded.raw),
    }


def metadata_values(article: Article) -> dict[str, object]:
    """Return the columns of `articles` that a reader may correct, and those computed from them."""
    days = published_days(article.published)
    return {
        "title": article.title, "outlet": article.outlet, "authors": _to_json(article.authors),
        "published": _dated_json(article.published), "updated": _dated_json(article.updated),
        "language": article.language, "outlet_key": outlet_key(article.outlet),
        "first_day": days[0] if days else None, "last_day": days[1] if days else None,
    }


def passage_values(passage: Passage, title: str, *, embedded: Embedded) -> dict[str, object]:
    """Return the columns of `passages` for one passage of the article called `title`."""
    return {
        "passage_id": passage.passage_id, "article_id": passage.article_id, "kind": passage.kind,
        "language": passage.language, "span_start": passage.span.start, "span_end": passage.span.end,
        "sentences": _to_json([[span.start, span.end] for span in passage.sentences]),
        "title": title, "text": passage.text, "embedding": to_blob(embedded.passage),
        "sentence_embeddings": to_half_blob(embedded.sentences),
    }


def checksum(row: Row) -> int:
    """Return the checksum of a row of `articles` or `passages`: of all that other articles' coming does not change."""
    crc = 0
    for name in sorted(row.keys()):
        if name not in UNSUMMED:
            crc = zlib.crc32(row[name] if isinstance(row[name], bytes) else str(row[name]).encode(), crc)
    return crc


def to_article(row: Row) -> Article:
    """Return the article of one row of `articles`, as corrected.

    Raises:
        StoreError: if the row is damaged.
    """
    with readable(row, "article"):
        return _to_article(row)


def to_own_article(row: Row) -> Article:
    """Return the article of one row of `articles` as it describes itself, before any correction."""
    return to_article({**dict(row), **json.loads(row["said"])})


def to_passage(row: Row) -> Passage:
    """Return the passage of one row of `passages`.

    Raises:
        StoreError: if the row is damaged.
    """
    with readable(row, "passage"):
        sentences = tuple(Span(start, end) for start, end in json.loads(row["sentences"]))
        return Passage(passage_id=row["passage_id"], article_id=row["article_id"], kind=BlockKind(row["kind"]),
                       language=row["language"], span=Span(row["span_start"], row["span_end"]), sentences=sentences,
                       text=row["text"])


@contextmanager
def readable(row: Row, what: str) -> Iterator[None]:
    """Tell of what cannot be read in a row as of damage.

    Raises:
        StoreError: for what is no value of its column.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{what} {row[f'{what}_id']!r} is damaged in the store; see what to do with: "
                         "python -m vectorstore verify") from error


def to_blob(vector: Vectors) -> bytes:
    """Return an embedding as it is stored: little-endian float32."""
    return np.asarray(vector, dtype="<f4").tobytes()


def to_vector(blob: bytes) -> Vectors:
    """Return an embedding as it was stored."""
    return np.frombuffer(blob, dtype="<f4")


def to_half_blob(vectors: Vectors) -> bytes:
    """Return sentence embeddings as they are stored: rows of little-endian float16, which moves a cosine by .001."""
    return np.asarray(vectors, dtype="<f2").tobytes()


def to_rows(blob: bytes, dimension: int) -> Vectors:
    """Return sentence embeddings as they were stored, one row a sentence."""
    return np.frombuffer(blob, dtype="<f2").reshape(-1, dimension).astype(np.float32)


def outlet_key(outlet: str) -> str:
    """Return `outlet` as it is compared: without case and outer spaces."""
    return outlet.strip().casefold()


def published_days(published: Dated | None) -> tuple[str, str] | None:
    """Return the first and last day that `published` can mean (ISO), None where the year is unknown."""
    first = published.earliest() if published else None
    if published is None or first is None:
        return None
    last = first
    if published.precision is Precision.YEAR:
        last = dt.date(first.year, 12, 31)
    elif published.precision is Precision.MONTH:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first.isoformat(), last.isoformat()


def to_dated(text: str | None) -> Dated | None:
    """Return a date as it was stored, None where none is known."""
    if text is None:
        return None
    fields = json.loads(text)
    return Dated(**{**fields, "precision": Precision(fields["precision"])})


def _to_article(row: Row) -> Article:
    blocks = tuple(Block(BlockKind(kind), Span(start, end), language)
                   for kind, start, end, language in json.loads(row["blocks"]))
    return Article(
        article_id=row["article_id"], story_id=row["story_id"], origin_id=row["origin_id"], source=row["source"],
        url=row["url"], title=row["title"], outlet=row["outlet"], authors=tuple(json.loads(row["authors"])),
        published=to_dated(row["published"]), updated=to_dated(row["updated"]), language=row["language"],
        text=row["text"], blocks=blocks, section=row["section"], genre=Genre(row["genre"]), agency=row["agency"])


def _dated_json(dated: Dated | None) -> str | None:
    return _to_json(asdict(dated)) if dated else None


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
