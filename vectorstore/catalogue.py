"""What a store holds, as lists: the articles without their texts, their versions, their copies, their outlets."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.article import Article, Dated
from ingest.raw_map import RawMap, map_raw
from vectorstore.errors import StoreError
from vectorstore.limits import Limits
from vectorstore.origins import EARLIEST
from vectorstore.rows import readable, to_article, to_dated, to_own_article
from vectorstore.truth import Truth
from vectorstore.versions import ordered


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of a stored article beside its text; `versions` counts those of its story, itself included."""

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
    versions: int


def listed(truth: Truth, limits: Limits, *, language: str | None) -> tuple[Listed, ...]:
    """Return the newest version of every story within `limits`, by outlet, publish day, title and id."""
    where, values = limits.condition()
    conditions = ["newest", *([where] if where else []), *(["language = ?"] if language else [])]
    with truth.reading(vectors=False) as connection:
        rows = connection.execute(
            "SELECT article_id, story_id, origin_id, source, url, title, outlet, authors, published, updated, "  # noqa: S608
            "language, (SELECT count(*) FROM articles AS other WHERE other.story_id = articles.story_id) AS versions "
            f"FROM articles WHERE {' AND '.join(conditions)} ORDER BY outlet_key, first_day, title, article_id",
            [*values, *([language] if language else [])])
        return tuple(_to_listed(row) for row in rows)


def outlets(truth: Truth) -> tuple[str, ...]:
    """Return the names of the outlets of the searched articles, sorted; the unknown one is left out."""
    with truth.reading(vectors=False) as connection:
        rows = connection.execute("SELECT DISTINCT outlet FROM articles WHERE newest AND outlet <> ''")
        return tuple(sorted((row[0] for row in rows), key=str.casefold))


def each(truth: Truth) -> Iterator[Article]:
    """Yield the newest version of every story, one at a time, as the store was when the first was asked for."""
    with truth.apart() as connection:
        for row in connection.execute("SELECT * FROM articles WHERE newest ORDER BY seq"):
            yield to_article(row)


def versions(truth: Truth, article_id: str) -> tuple[Article, ...]:
    """Return all versions of a story, oldest first; the newest, last, is the one that is searched.

    Raises:
        StoreError: if there is no such article.
    """
    story = truth.story(article_id)
    with truth.reading(vectors=False) as connection:
        rows = connection.execute("SELECT * FROM articles WHERE story_id = ?", [story]).fetchall()
    return tuple(to_article(row) for row in ordered(rows))


def origin(truth: Truth, article_id: str) -> tuple[Article, ...]:
    """Return the articles that are copies of one report with this one, itself included, earliest published first.

    Raises:
        StoreError: if there is no such article.
    """
    article = truth.article(article_id)
    with truth.reading(vectors=False) as connection:
        return tuple(to_article(row) for row in connection.execute(
            f"SELECT * FROM articles WHERE origin_id = ? AND (newest OR article_id = ?) {EARLIEST}",  # noqa: S608
            [article.origin_id, article_id]))


def uncorrected(truth: Truth, article_id: str) -> Article:
    """Return an article as it describes itself, before any correction.

    Raises:
        StoreError: if there is no such article.
    """
    return to_own_article(truth.row(article_id))


def raw(truth: Truth, article_id: str) -> bytes:
    """Return the bytes that an article was read from.

    Raises:
        StoreError: if there is no such article.
    """
    return zlib.decompress(truth.row(article_id)["raw"])


def raw_map(truth: Truth, article_id: str) -> RawMap:
    """Return where an article's text stands in the bytes that it was read from.

    Raises:
        StoreError: if there is no such article, or its raw form is damaged.
    """
    article = truth.article(article_id)
    try:
        return map_raw(article, raw(truth, article_id))
    except (ValueError, zlib.error) as error:
        raise StoreError(f"the raw form of {article_id} cannot be read: {error}; see what is wrong with: "
                         f"python -m vectorstore verify --store {truth.folder}") from error


def _to_listed(row: sqlite3.Row) -> Listed:
    with readable(row, "article"):
        return Listed(**{**dict(row), "authors": tuple(json.loads(row["authors"])),
                         "published": to_dated(row["published"]), "updated": to_dated(row["updated"])})
