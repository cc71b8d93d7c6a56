"""Correct a stored story, and everything that is computed from what was corrected, in one transaction."""

import sqlite3
from typing import Any

from ingest.article import Article
from vectorstore import origins
from vectorstore.corrections import passage_language, rewrite
from vectorstore.encoder import Encoder
from vectorstore.reindexing import embed_again
from vectorstore.rows import checksum, to_article, to_own_article, to_passage
from vectorstore.truth import Truth


def correct(truth: Truth, encoder: Encoder, article_id: str, changes: dict[str, Any] | None) -> Article:
    """Set fields of all versions of a story, None: back to what they say themselves; return the given one as shown.

    Raises:
        StoreError: if there is no such article, or the store cannot be written.
    """
    story = truth.story(article_id)
    with truth.writing() as connection:
        for row in connection.execute("SELECT * FROM articles WHERE story_id = ?", [story]).fetchall():
            shown = rewrite(connection, row, changes)
            if row["newest"]:
                _follow(connection, encoder, row, shown)
    return truth.article(article_id)


def _follow(connection: sqlite3.Connection, encoder: Encoder, row: sqlite3.Row, shown: Article) -> None:
    """Bring the passages and the origin of an article, until now shown as in `row`, to how it is shown now."""
    before, own = to_article(row), to_own_article(row)
    found = connection.execute("SELECT * FROM passages WHERE article_id = ? ORDER BY row_id",
                               [shown.article_id]).fetchall()
    if shown.language != before.language:
        for passage in found:
            changed = {**dict(passage), "language": passage_language(own, shown, to_passage(passage))}
            connection.execute("UPDATE passages SET language = :language, checksum = :checksum WHERE row_id = :row_id",
                               {**changed, "checksum": checksum(changed)})
    if shown.title != before.title:  # a passage is embedded, and found by words, with its article's title
        embed_again(connection, encoder, [passage["row_id"] for passage in found], title=shown.title)
    if shown.published != before.published:  # the earliest of the copies is their origin
        origins.regroup(connection, [shown.article_id])
