"""Search by words: the question's words, looked up in SQLite's full-text index."""

import re
import sqlite3
from collections.abc import Sequence

# A title is repeated on every passage of its article: it says which article, not which passage.
TITLE_WEIGHT, TEXT_WEIGHT = 0.5, 1.0

MAX_WORDS = 64

# Words of almost every article; bm25 gives them next to no weight and they cost most of the time.
STOP_WORDS = frozenset("""
a about after all also am an and any are as at be been before being but by can could did do does doing during each
for from had has have having he her here him his how i if in into is it its just like me more most my no nor not of on
or our out over own same she should so some such than that the their them then there these they this those through to
too under until up us very was we were what when where which while who whom whose why will with would you your
""".split())


def match_expression(question: str) -> str | None:
    """Return the FTS5 expression that finds any word of `question`, None where it has no word.

    Only letters and digits survive, each word in quotes, so that no question can be read as query syntax.
    """
    words = list(dict.fromkeys(re.findall(r"\w+", question.casefold())))
    telling = [word for word in words if word not in STOP_WORDS]
    return " OR ".join(f'"{word}"' for word in (telling or words)[:MAX_WORDS]) or None


def search_words(connection: sqlite3.Connection, question: str, k: int, *, where: str,
                 values: Sequence[object]) -> dict[int, float]:
    """Return the row ids of the at most `k` best passages by words, best first, and the score of each, above 0.

    `where` limits the search in terms of `articles`; "" allows all.
    """
    expression = match_expression(question)
    if expression is None:
        return {}
    # A join for every match of a common word costs more than the search; "+" keeps the allowed rows from driving it.
    allowed = "AND +words.rowid IN (SELECT row_id FROM passages JOIN articles USING (article_id) " \
              f"WHERE {where})" if where else ""  # noqa: S608
    rows = connection.execute(
        "SELECT rowid, -rank FROM words "  # noqa: S608
        f"WHERE words MATCH ? AND rank MATCH 'bm25({TITLE_WEIGHT}, {TEXT_WEIGHT})' {allowed} ORDER BY rank LIMIT ?",
        [expression, *values, k])
    return dict(rows.fetchall())
