"""Check a whole store: the file, every passage against its article, every embedding, the word index, Chroma's index."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.article import Article
from vectorstore.chroma import Place
from vectorstore.index_state import IndexState, inspect
from vectorstore.rows import checksum, to_article, to_passage, to_vector
from vectorstore.truth import Truth

# Norms of stored vectors are 1 within this; bfloat16 engines stay within .01.
NORM_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what was found wrong; no problems means the store is sound. `index` says how Chroma's is."""

    articles: int
    passages: int
    index: str
    problems: tuple[Problem, ...]


def verify(truth: Truth, *, dimension: int, digest: str, place: Place) -> Report:
    """Check everything that can be checked without the original files.

    Raises:
        StoreError: if the file is so damaged that it cannot be read at all, or it cannot be written: the word index
            checks itself by a statement that counts as writing.
    """
    remedies = _Remedies(truth.folder)
    with truth.writing() as connection:
        problems = list(_word_problems(connection, remedies))
    with truth.reading() as connection:
        problems.extend(_file_problems(connection, remedies))
        articles = passages = 0
        for row in connection.execute("SELECT * FROM articles ORDER BY seq"):
            articles += 1
            found = connection.execute("SELECT * FROM passages WHERE article_id = ?", [row["article_id"]]).fetchall()
            passages += len(found)
            problems.extend(_article_problems(row, found, dimension, remedies))
        problems.extend(_story_problems(connection, remedies))
    index = inspect(truth, digest=digest, place=place)
    problems.extend(_index_problems(index, truth.folder))
    return Report(articles, passages, index.condition, tuple(problems))


class _Remedies:
    """What to do, as commands for one store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.restore = "go back to a backup, or export what can be read and ingest it into a new folder"
        self.reindex = f"run: python -m vectorstore reindex --store {folder}"

    def again(self, article_id: str, source: str) -> str:
        return f"run: python -m vectorstore remove {article_id} --store {self._folder}, then ingest {source} again"


def _file_problems(connection: sqlite3.Connection, remedies: _Remedies) -> Iterator[Problem]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield Problem(f"file: {line}", remedies.restore)
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(f"file: a row of {row[0]} belongs to no {row[2]}", remedies.restore)


def _word_problems(connection: sqlite3.Connection, remedies: _Remedies) -> Iterator[Problem]:
    try:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "readonly" in str(error):
            raise
        yield Problem(f"word index: {error}", remedies.reindex)


def _article_problems(row: sqlite3.Row, passages: list[sqlite3.Row], dimension: int,
                      remedies: _Remedies) -> Iterator[Problem]:
    again = remedies.again(row["article_id"], row["source"])
    if row["checksum"] != checksum(row):
        yield Problem(f"article {row['article_id']}: is not what was written", again)
        return
    if passages and not row["newest"]:
        yield Problem(f"article {row['article_id']}: an older version has passages", again)
    article = to_article(row)
    for found in passages:
        yield from _passage_problems(found, article, dimension, again, remedies)


def _passage_problems(row: sqlite3.Row, article: Article, dimension: int, again: str,
                      remedies: _Remedies) -> Iterator[Problem]:
    name = f"passage {row['passage_id']} of article {article.article_id}"
    if article.text[row["span_start"] : row["span_end"]] != row["text"]:
        yield Problem(f"{name}: differs from the article's text", again)
    elif row["checksum"] != checksum(row):
        yield Problem(f"{name}: is not what was written", again)
    elif not _is_unit_vector(row["embedding"], dimension):
        yield Problem(f"{name}: its embedding is no vector of {dimension} floats, length 1", remedies.reindex)
    elif len(row["sentence_embeddings"]) != 2 * dimension * len(to_passage(row).sentences):
        yield Problem(f"{name}: its sentences have no embedding each", remedies.reindex)


def _is_unit_vector(blob: bytes, dimension: int) -> bool:
    # Written so that NaN is no unit vector either.
    return len(blob) == 4 * dimension and abs(float(np.linalg.norm(to_vector(blob))) - 1) < NORM_TOLERANCE


def _story_problems(connection: sqlite3.Connection, remedies: _Remedies) -> Iterator[Problem]:
    for row in connection.execute("SELECT story_id, article_id, source FROM articles GROUP BY story_id "
                                  "HAVING sum(newest) <> 1"):
        yield Problem(f"story {row[0]}: not exactly one version is the newest", remedies.again(row[1], row[2]))
    for row in connection.execute("SELECT article_id, source FROM articles WHERE origin_id NOT IN "
                                  "(SELECT article_id FROM articles)"):
        yield Problem(f"article {row[0]}: its origin is not stored", remedies.again(row[0], row[1]))


def _index_problems(index: IndexState, folder: Path) -> Iterator[Problem]:
    remedy = f"delete the folder {folder / 'index'}; it is made anew from the store"
    if index.fault:
        yield Problem(f"index: {index.fault}", remedy)
