"""Check a whole store: the file, every passage against its article, every embedding, the word index."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vectorstore.rows import to_article, to_passage, to_vector
from vectorstore.truth import Truth

# Norms of stored vectors are 1 within this; bfloat16 engines stay within .01.
NORM_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what was found wrong, one line each; no problems means the store is sound."""

    articles: int
    passages: int
    problems: tuple[str, ...]


def verify(truth: Truth, dimension: int) -> Report:
    """Check everything that can be checked without the original files.

    Raises:
        StoreError: if the file is so damaged that it cannot be read at all.
    """
    with truth.writing() as connection:  # the word index checks itself by a statement that counts as writing
        problems = list(_word_problems(connection))
    with truth.reading() as connection:
        problems.extend(_file_problems(connection))
        articles = passages = 0
        for row in connection.execute("SELECT * FROM articles ORDER BY seq"):
            articles += 1
            found = connection.execute("SELECT * FROM passages WHERE article_id = ?", [row["article_id"]]).fetchall()
            passages += len(found)
            problems.extend(_article_problems(row, found, dimension))
        problems.extend(_story_problems(connection))
    return Report(articles, passages, tuple(problems))


def _file_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"file: a row of {row[0]} belongs to no {row[2]}"


def _word_problems(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield f"word index: {error}"


def _article_problems(row: sqlite3.Row, passages: list[sqlite3.Row], dimension: int) -> Iterator[str]:
    article = to_article(row)
    if passages and not row["newest"]:
        yield f"article {article.article_id}: an older version has passages"
    for found in passages:
        passage = to_passage(found)
        if passage.span.of(article.text) != passage.text:
            yield f"passage {passage.passage_id}: differs from its article's text at {passage.span}"
        if len(found["sentence_embeddings"]) != 2 * dimension * len(passage.sentences):
            yield f"passage {passage.passage_id}: its sentences have no embedding each"
        if not _is_unit_vector(found["embedding"], dimension):
            yield f"passage {passage.passage_id}: its embedding is no vector of {dimension} floats and length 1"


def _is_unit_vector(blob: bytes, dimension: int) -> bool:
    # Written so that NaN is no unit vector either.
    return len(blob) == 4 * dimension and abs(float(np.linalg.norm(to_vector(blob))) - 1) < NORM_TOLERANCE


def _story_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("SELECT story_id FROM articles GROUP BY story_id HAVING sum(newest) <> 1"):
        yield f"story {row[0]}: not exactly one version is the newest"
    for row in connection.execute("SELECT article_id FROM articles WHERE origin_id NOT IN "
                                  "(SELECT article_id FROM articles)"):
        yield f"article {row[0]}: its origin is not stored"
