"""What a reader sets right about a story, and how it stands beside what the articles themselves say."""

import json
import re
import sqlite3
from dataclasses import dataclass, fields, replace
from typing import Any

from ingest.article import Article, Dated, Passage, Precision
from ingest.dates import read_stamp
from vectorstore.errors import StoreError
from vectorstore.rows import checksum, metadata_values, to_article, to_own_article

UNKNOWN = "unknown"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What to set right about a story; None leaves a field as it is.

    Dates are given as people write them ("4 May 2031", "2031-05-04T18:42+02:00"). "unknown" takes a date or an outlet
    away, an empty tuple the authors. The language is a code of ISO 639.
    """

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None

    def read(self) -> dict[str, Any]:
        """Return the given fields as `Article` holds them.

        Raises:
            StoreError: if nothing is given, or a value cannot be what it should be.
        """
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        read = {name: _read(name, value) for name, value in given.items() if value is not None}
        if not read:
            raise StoreError(f"nothing to correct; give at least one of {', '.join(given)}")
        return read


def carried(article: Article, row: sqlite3.Row | None) -> Article:
    """Return `article` with the corrections that its story, of which `row` is a version, already has."""
    if row is None:
        return article
    corrected = to_article(row)
    return replace(article, **{name: getattr(corrected, name) for name in _names(row)})


def carried_values(article: Article, row: sqlite3.Row | None) -> dict[str, object]:
    """Return the columns of `articles` that the corrections of its story change for a new version."""
    return _values(article, carried(article, row), _names(row) if row else frozenset())


def rewrite(connection: sqlite3.Connection, row: sqlite3.Row, changes: dict[str, Any] | None) -> Article:
    """Store the fields of `changes` for the version in `row`, None: what it says itself; return it as shown."""
    own = to_own_article(row)
    shown = own if changes is None else replace(to_article(row), **changes)
    values = _values(own, shown, frozenset() if changes is None else _names(row) | changes.keys())
    values["checksum"] = checksum({**dict(row), **values})
    connection.execute(f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in values)} "  # noqa: S608
                       "WHERE article_id = :article_id", {**values, "article_id": own.article_id})
    return shown


def passage_language(own: Article, shown: Article, passage: Passage) -> str:
    """Return the language of a passage: a corrected one where its block has the article's, else the block's own."""
    block = next(block for block in own.blocks if block.span.holds(passage.span))
    return shown.language if block.language == own.language else block.language


def _names(row: sqlite3.Row) -> frozenset[str]:
    return frozenset(json.loads(row["said"]))


def _values(own: Article, shown: Article, names: frozenset[str]) -> dict[str, object]:
    # A field stays corrected where this version happens to say the same: the next one may not.
    said = metadata_values(own)
    return {**metadata_values(shown), "said": json.dumps({name: said[name] for name in sorted(names)})}


def _read(name: str, value: Any) -> Any:
    if name == "authors":
        return tuple(_line(author) for author in value if author.strip())
    if name in ("published", "updated"):
        return _date(name, _line(value))
    if name == "language" and not _LANGUAGE.fullmatch(value):
        raise StoreError(f"language {value!r} is no code of ISO 639; write two or three small letters, such as en")
    return "" if name == "outlet" and _line(value).lower() == UNKNOWN else _line(value)


def _line(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise StoreError(f"{value!r} holds characters that no text may hold; write it in UTF-8") from None
    return " ".join(_CONTROLS.sub(" ", value).split())


def _date(name: str, text: str) -> Dated | None:
    if text.lower() in ("", UNKNOWN):
        return None
    date = read_stamp(text, evidence=f"corrected by the reader: {text}")
    # A day and a month that could be swapped are read as their year: right for an article, not for a correction.
    if date is None or not _is_day(date) or (date.precision is Precision.YEAR and len(text) > 4):
        raise StoreError(f"{name} {text!r} is no date that can be read; write it as 2031-05-04, 2031-05, 4 May 2031, "
                         f"2031-05-04T18:42+02:00 or {UNKNOWN}")
    return date


def _is_day(date: Dated) -> bool:
    try:
        date.earliest()
    except ValueError:  # the thirteenth month
        return False
    return True
