"""Which version of a story is the newest, the one that is searched."""

import sqlite3

from ingest.article import Article, Dated
from vectorstore import origins
from vectorstore.rows import to_own_article


def newest_row(connection: sqlite3.Connection, story_id: str) -> sqlite3.Row | None:
    """Return the row of the newest version of a story, None where the story is not stored."""
    found: sqlite3.Row | None = connection.execute(
        "SELECT * FROM articles WHERE story_id = ? AND newest", [story_id]).fetchone()
    return found


def ordered(rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return the versions of one story, oldest first: by their own dates, then by arrival, the newest last."""
    return sorted(rows, key=lambda row: (row["newest"], _last_change(to_own_article(row)), row["seq"]))


def supersede(connection: sqlite3.Connection, article_id: str) -> None:
    """Keep a version for citation only: no passages, no near-copies."""
    connection.execute("UPDATE articles SET newest = 0 WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM passages WHERE article_id = ?", [article_id])
    origins.regroup(connection, origins.unlink(connection, article_id))


def is_settled(connection: sqlite3.Connection, article: Article) -> bool:
    """Tell whether this version is stored as it should be: as the newest, or superseded for good.

    A file that is changed back makes its earlier version the newest again; another file that still holds the earlier
    version of the same story (two saved copies of one page) does not.
    """
    if not connection.execute("SELECT 1 FROM articles WHERE article_id = ?", [article.article_id]).fetchone():
        return False
    newest = newest_row(connection, article.story_id)
    if newest is None or newest["article_id"] == article.article_id:
        return True
    return newest["source"] != article.source or is_older(article, newest)


def is_older(article: Article, newest: sqlite3.Row) -> bool:
    """Tell whether `article` is older than the stored version by what both say themselves.

    Without two known dates the version that arrives later is the newer one.
    """
    mine, theirs = _last_change(article), _last_change(to_own_article(newest))
    common = min(len(mine), len(theirs))
    return mine[:common] < theirs[:common]


def _last_change(article: Article) -> str:
    def known(dated: Dated | None) -> str:
        return dated.value if dated and dated.earliest() else ""

    return known(article.updated) or known(article.published)
