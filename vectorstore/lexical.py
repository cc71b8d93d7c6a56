"""Search by words: the question's words, looked up in SQLite's full-text index."""

import json
import re
import sqlite3
from collections.abc import Sequence
from typing import Literal

# A title is repeated on every passage of its article: it says which article, not which passage.
TITLE_WEIGHT, TEXT_WEIGHT = 0.5, 1.0

MAX_WORDS = 64

# Ranking a match costs 1.6 µs: of more than this the commonest words only rank what the others find. Of 1,496 gold
# fragments 3,000 bring 677 of a million passages into 40 hits and 2,000 bring 675.
MOST_MATCHES = 2000
# And words of more passages than this do not count beside rarer ones: FTS5 reads all that hold a word to weigh it. With
# 10,000 it is .52 of the gold fragments of a million passages instead of .54.
MOST_WEIGHED = 40_000

# Words of almost every article; bm25 gives them next to no weight and they cost most of the time.
STOP_WORDS = frozenset("""
a about after all also am an and any are as at be been before being but by can could did do does doing during each
for from had has have having he her here him his how i if in into is it its just like me more most my no nor not of on
or our out over own same she should so some such than that the their them then there these they this those through to
too under until up us very was we were what when where which while who whom whose why will with would you your
""".split())


def telling_words(question: str) -> tuple[str, ...]:
    """Return the words to look for, each in quotes: only letters and digits survive, so that no question can be read as
    query syntax."""
    words = list(dict.fromkeys(re.findall(r"\w+", question.casefold())))
    telling = [word for word in words if word not in STOP_WORDS]
    return tuple(f'"{word}"' for word in (telling or words)[:MAX_WORDS])


def search_words(connection: sqlite3.Connection, question: str, k: int, *, where: str,
                 values: Sequence[object]) -> dict[int, float]:
    """Return the row ids of the at most `k` best passages by words, best first, and the score of each, above 0.

    `where` limits the search in terms of `articles`; "" allows all.
    """
    words = telling_words(question)
    if not words:
        return {}
    leading, common = _bounded(connection, words)
    # Matches come best first: as many are looked up as it takes to find `k` that are allowed.
    allowed = "AND EXISTS (SELECT 1 FROM passages JOIN articles USING (article_id) " \
              f"WHERE row_id = words.rowid AND {where})" if where else ""  # noqa: S608
    if not common:
        return _ranked(connection, leading, k, allowed=allowed, values=values)
    # Not one search for "leading AND (leading OR common)": FTS5 reads all that hold a word as often as it is written.
    both = f"({leading}) AND ({common})"
    others = "AND +words.rowid NOT IN (SELECT rowid FROM words WHERE words MATCH ?)"
    found = {**_ranked(connection, both, k, allowed=allowed, values=values),
             **_ranked_alone(connection, leading, k, allowed=f"{others} {allowed}", values=[both, *values])}
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:k])


def search_words_among(connection: sqlite3.Connection, question: str, k: int, *,
                       row_ids: Sequence[int]) -> dict[int, float]:
    """Return the at most `k` best passages by words among `row_ids`, as `search_words` does."""
    words = _weighed(connection, telling_words(question))
    if not words:
        return {}
    return _ranked_alone(connection, _any(words), k, allowed="AND +words.rowid IN (SELECT value FROM json_each(?))",
                         values=[json.dumps(row_ids)])


def _weighed(connection: sqlite3.Connection, words: Sequence[str]) -> Sequence[str]:
    """Return those of `words` that are not too common to count, all where each is."""
    return [word for word in words if _count(connection, word) <= MOST_WEIGHED] or words


def _ranked(connection: sqlite3.Connection, expression: str, k: int, *, allowed: str,
            values: Sequence[object]) -> dict[int, float]:
    rows = connection.execute(
        "SELECT rowid, -rank FROM words "  # noqa: S608
        f"WHERE words MATCH ? AND rank MATCH 'bm25({TITLE_WEIGHT}, {TEXT_WEIGHT})' {allowed} ORDER BY rank LIMIT ?",
        [expression, *values, k])
    return dict(rows.fetchall())


def _ranked_alone(connection: sqlite3.Connection, expression: str, k: int, *, allowed: str,
                  values: Sequence[object]) -> dict[int, float]:
    """Do as `_ranked` does where few of the matches are allowed: only these are ranked."""
    # bm25 by name ranks what is allowed, "ORDER BY rank" all that match. "+" before a row id keeps what is allowed from
    # driving the search, which costs a search a row.
    rows = connection.execute(
        f"SELECT rowid, -bm25(words, {TITLE_WEIGHT}, {TEXT_WEIGHT}) AS score FROM words "  # noqa: S608
        f"WHERE words MATCH ? {allowed} ORDER BY score DESC LIMIT ?", [expression, *values, k])
    return dict(rows.fetchall())


def _bounded(connection: sqlite3.Connection, words: Sequence[str]) -> tuple[str, str]:
    """Return the FTS5 expression that finds any of `words`, or, where that is too much, what holds one of the rarest of
    them; and that of the words which only rank what the first finds, "" for none."""
    counted = sorted((_count(connection, word), word) for word in words)
    leading, left = [], MOST_MATCHES
    for count, word in counted:
        if count > left:
            break
        leading.append(word)
        left -= count
    rarest, *others = (word for _, word in counted)
    if len(leading) == len(words) or not others:
        return _any(words), ""
    common = [word for count, word in counted[len(leading):] if count <= MOST_WEIGHED]
    if not leading:
        return f"{rarest} AND ({_any(common[1:] or others[:1])})", ""
    return _any(leading), _any(common)


def _any(words: Sequence[str]) -> str:
    return " OR ".join(words)


def _count(connection: sqlite3.Connection, word: str) -> int:
    """Return how many passages hold a word; of more than `MOST_MATCHES` an estimate, by how close together the first
    and the last of them stand: reading all takes a millisecond for 40,000."""
    count, first, until = _edge(connection, word, "ASC")
    if count <= MOST_MATCHES:
        return count
    _, since, last = _edge(connection, word, "DESC")
    return max(count, 1 + 2 * MOST_MATCHES * (last - first) // (until - first + last - since))


def _edge(connection: sqlite3.Connection, word: str, order: Literal["ASC", "DESC"]) -> tuple[int, int, int]:
    """Return how many passages hold a word, of the first in `order`, and the least and greatest row id of these."""
    count, least, greatest = connection.execute(
        "SELECT count(*), min(rowid), max(rowid) FROM "  # noqa: S608
        f"(SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid {order} LIMIT ?)",
        [word, MOST_MATCHES + 1]).fetchone()
    return count, least or 0, greatest or 0
