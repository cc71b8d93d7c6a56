"""Which articles are copies of one report: kept as edges between near-copies, grouped by what the edges connect."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from ingest.reprints import bands, is_reprint

# Earliest published first; an unknown date last; then by id, so that the order of ingest never matters.
EARLIEST = "ORDER BY first_day IS NULL, first_day, json_extract(published, '$.value'), article_id"


def link(connection: sqlite3.Connection, article_id: str, *, signature: Sequence[int], agency: str) -> None:
    """Record the near-copies of a new article among the newest versions and regroup what it touches.

    Runs inside the transaction that stores the article.
    """
    keys = bands(tuple(signature))
    for other in _candidates(connection, keys, article_id):
        is_credited = agency != "" and agency.casefold() == other["agency"].casefold()
        if is_reprint(tuple(signature), tuple(json.loads(other["signature"])), of_one_agency=is_credited):
            pair = (article_id, other["article_id"])
            connection.executemany("INSERT INTO copies VALUES (?, ?)", [pair, pair[::-1]])
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(key, article_id) for key in keys])
    regroup(connection, [article_id])


def unlink(connection: sqlite3.Connection, article_id: str) -> list[str]:
    """Forget the near-copies of an article that is no longer searched; return them, to be regrouped."""
    rows = connection.execute("SELECT other_id FROM copies WHERE article_id = ?", [article_id]).fetchall()
    connection.execute("DELETE FROM copies WHERE ? IN (article_id, other_id)", [article_id])
    connection.execute("DELETE FROM bands WHERE article_id = ?", [article_id])
    connection.execute("UPDATE articles SET origin_id = article_id WHERE article_id = ?", [article_id])
    return [row["other_id"] for row in rows]


def regroup(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Give every article connected with one of `article_ids` the origin of its group: the earliest member."""
    for article_id in article_ids:
        group = json.dumps(_connected(connection, article_id))
        connection.execute(
            "UPDATE articles SET origin_id = (SELECT article_id FROM articles WHERE article_id IN "  # noqa: S608
            f"(SELECT value FROM json_each(?1)) {EARLIEST} LIMIT 1) "
            "WHERE article_id IN (SELECT value FROM json_each(?1))", [group])


def _candidates(connection: sqlite3.Connection, keys: Iterable[str], article_id: str) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT article_id, signature, agency FROM articles WHERE newest AND article_id <> ?1 AND article_id IN "
        "(SELECT article_id FROM bands WHERE band IN (SELECT value FROM json_each(?2)))",
        [article_id, json.dumps(list(keys))]).fetchall()


def _connected(connection: sqlite3.Connection, article_id: str) -> list[str]:
    rows = connection.execute(
        "WITH RECURSIVE near (id) AS (VALUES (?) UNION "
        "SELECT other_id FROM copies JOIN near ON copies.article_id = near.id) SELECT id FROM near", [article_id])
    return [row["id"] for row in rows]
