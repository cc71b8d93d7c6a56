"""Hybrid search: by meaning and by words, scores added, filtered exactly, no origin or outlet crowding out others."""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from vectorstore.dense import DenseIndex
from vectorstore.engine import Vectors
from vectorstore.exact import Near, batched, best, load_vectors
from vectorstore.hit import Hit
from vectorstore.lexical import search_words, search_words_among
from vectorstore.limits import Limits
from vectorstore.naming import named_days, names_outlet
from vectorstore.rows import HALF_BYTES, to_passage, to_rows, to_vector
from vectorstore.truth import Truth

# Each search brings this many candidates for every hit asked for: the caps drop some, fusion needs the overlap.
CANDIDATES_PER_HIT = 4
LEAST_CANDIDATES = 50

# What is not allowed (or removed) is dropped from what the index finds, so it is asked for more: at first by the share
# of the articles that a filter leaves, then by that of what it found, up to so many times what is wanted.
MORE, MOST_FACTOR = 1.5, 100
# A filter that leaves few rows is searched exactly instead. A row costs a fifth of what it costs (5 to 25 µs) to have
# the index look at one more, of which it must look at the more, the fewer are left.
INDEX_COST = 5
READ_AT_ONCE = 5_000

# The word search scores this many times the candidates it brings: those that meaning brings have a score as well.
SCORED_FACTOR = 4

# In a short list a cap below this would push out the very passage that was asked for.
LEAST_CAP = 3

# Of the cosines, that of the best sentence counts this much and that of its passage the rest; .3 to .7 differ by less
# than .005.
SENTENCE_SHARE = 0.6

# What a word's worth is beside a cosine: this share of bm25 counted in words that stand in one passage only, so that it
# means the same in a small store and a great one. From .08 to .14 XQuAD and MultiHop facts change by less than .005.
WORDS_SHARE = 0.1
# An outlet or a publish day named in the question.
NAMED_OUTLET, NAMED_DAY = 0.2, 0.2
# What every passage of an outlet that stands before takes off the next one.
SAME_OUTLET = 0.02


@dataclass(frozen=True, slots=True)
class _Candidate:
    row_id: int
    passage_id: str
    origin_id: str
    outlet: str
    is_named: bool  # its outlet, by the question
    score: float
    cosines: tuple[float, ...]  # of the passage, then of each of its sentences


def search(truth: Truth, index: DenseIndex, *, text: str, vector: Vectors, k: int, limits: Limits) -> tuple[Hit, ...]:
    """Return at most `k` hits for a question (its text and its vector), best first, ranks from 1."""
    wanted = max(LEAST_CANDIDATES, k * CANDIDATES_PER_HIT)
    where, values = limits.condition()
    with truth.reading() as connection:
        share = _share(connection, where, values) if where else 1.0
        is_narrow = where and share * share * _count(connection) <= INDEX_COST * wanted
        narrow = _rows(connection, where, values) if is_narrow else None
        if narrow is not None:
            dense = _exactly(connection, narrow, vector, wanted)
            worded = search_words_among(connection, text, wanted * SCORED_FACTOR, row_ids=narrow)
    if narrow is None:
        dense = _near(truth, index, vector, wanted, where=where, values=values, share=share)
    with truth.reading() as connection:
        if narrow is None:
            worded = search_words(connection, text, wanted * SCORED_FACTOR, where=where, values=values)
        row_ids = {*dense, *list(worded)[:wanted]}
        chosen = _select(_candidates(connection, row_ids, worded, text=text, vector=vector), k, limits)
        return _hits(connection, chosen)


def _share(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> float:
    """Return which share of the articles a filter leaves."""
    left, known = connection.execute(f"SELECT count(*) FILTER (WHERE {where}), count(*) FROM articles",  # noqa: S608
                                     values).fetchone()
    return float(left / known) if known else 0.0


def _rows(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[int]:
    """Return the rows that a filter leaves."""
    # CROSS keeps the order: SQLite would go through all passages, which takes half a second for a million. One value,
    # not one a row: Python would look through all its objects for garbage after so many.
    return _listed(connection.execute(
        "SELECT json_group_array(row_id) FROM articles CROSS JOIN passages USING (article_id) "  # noqa: S608
        f"WHERE {where or 'TRUE'}", values))


def _listed(found: sqlite3.Cursor) -> list[int]:
    rows: list[int] = json.loads(found.fetchone()[0])
    return rows


def _near(truth: Truth, index: DenseIndex, vector: Vectors, k: int, *, where: str, values: Sequence[object],
          share: float) -> tuple[int, ...]:
    """Return the `k` nearest rows that are allowed, of which there are about `share`."""
    asked, most = math.ceil(k / share * MORE) if where else k, k * MOST_FACTOR
    while True:
        asked = min(asked, most)
        near = index.search(vector, asked)
        with truth.reading() as connection:
            allowed = _allowed(connection, near, where=where, values=values)
        if len(allowed) >= k or len(near) < asked:
            return allowed[:k]
        if asked == most:
            break
        asked = math.ceil(asked * k / max(1, len(allowed)) * MORE)
    # Nearly all that is near is not allowed: look at all that is.
    with truth.apart() as connection:
        return _exactly(connection, _rows(connection, where, values), vector, k)


def _allowed(connection: sqlite3.Connection, near: Sequence[Near], *, where: str,
             values: Sequence[object]) -> tuple[int, ...]:
    # Also drops what the index still holds of removed and superseded articles.
    limited = f"JOIN articles USING (article_id) WHERE {where} AND" if where else "WHERE"
    allowed = {*_listed(connection.execute(
        f"SELECT json_group_array(row_id) FROM passages {limited} "  # noqa: S608
        "row_id IN (SELECT value FROM json_each(?))", [*values, json.dumps([hit.row_id for hit in near])]))}
    return tuple(hit.row_id for hit in near if hit.row_id in allowed)


def _exactly(connection: sqlite3.Connection, row_ids: Sequence[int], vector: Vectors, k: int) -> tuple[int, ...]:
    """Return the `k` nearest of some rows, whatever the index knows of them."""
    parts = (load_vectors(connection, "row_id IN (SELECT value FROM json_each(?))", json.dumps(some))
             for some in batched(row_ids, READ_AT_ONCE))
    return tuple(near.row_id for near in best(k, *(part.nearest(vector, k) for part in parts)))


def _candidates(connection: sqlite3.Connection, row_ids: Iterable[int], worded: Mapping[int, float], *, text: str,
                vector: Vectors) -> list[_Candidate]:
    """Return the passages of `row_ids`, best first.

    The score is made of the cosines of the passage and of its best sentence, the share of the words' score, and what
    the question names.
    """
    rows = connection.execute(
        "SELECT row_id, passage_id, embedding, sentence_embeddings, origin_id, outlet, outlet_key, first_day, last_day "
        "FROM passages JOIN articles USING (article_id) WHERE row_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(row_ids))]).fetchall()
    named, unit = _Named(text), WORDS_SHARE / math.log(2 + _count(connection))
    found = []
    for (row_id, passage_id, _, _, origin_id, outlet, key, first, last), near in zip(
            rows, _cosines(rows, vector), strict=True):
        is_named = named.outlet(outlet)
        meaning = SENTENCE_SHARE * max(near[1:]) + (1 - SENTENCE_SHARE) * near[0]
        score = (meaning + unit * worded.get(row_id, 0.0) + NAMED_OUTLET * is_named
                 + NAMED_DAY * named.day(first, last))
        found.append(_Candidate(row_id, passage_id, origin_id, key, is_named, score, near))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.passage_id))


def _cosines(rows: Sequence[sqlite3.Row], vector: Vectors) -> Iterator[tuple[float, ...]]:
    """Yield the cosine of each passage and, after it, those of its sentences."""
    passages = iter((to_vector(b"".join([row[2] for row in rows])).reshape(-1, len(vector)) @ vector).tolist())
    blobs = [row[3] for row in rows]
    sentences = iter((to_rows(b"".join(blobs), len(vector)) @ vector).tolist())
    for blob in blobs:
        yield next(passages), *islice(sentences, len(blob) // (HALF_BYTES * len(vector)))


def _count(connection: sqlite3.Connection) -> int:
    """Return about how many passages there are: counting them takes long in a great store."""
    return int(connection.execute("SELECT coalesce(max(row_id), 0) FROM passages").fetchone()[0])


class _Named:
    """What a question names, told of one candidate after the other."""

    def __init__(self, question: str) -> None:
        self._question, self._days = question, named_days(question)
        self._outlets: dict[str, bool] = {}

    def outlet(self, name: str) -> bool:
        if name not in self._outlets:
            self._outlets[name] = names_outlet(self._question, name)
        return self._outlets[name]

    def day(self, first: str | None, last: str | None) -> bool:
        return first == last and first in self._days


def _select(candidates: Sequence[_Candidate], k: int, limits: Limits) -> list[_Candidate]:
    """Take the best within the caps, an outlet's next passage at less than its score; then fill up with what the caps
    held back. Return them by their scores."""
    per_origin, per_outlet = (max(LEAST_CAP, int(k * s)) for s in (limits.origin_share, limits.outlet_share))
    origins: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    taken: list[_Candidate] = []
    spare: list[_Candidate] = []
    for candidate in _alternating(candidates):
        # An unknown outlet stands for itself: its articles are not pooled; one that is asked for may fill the list.
        is_pooled = candidate.outlet and not candidate.is_named
        is_outlet_full = is_pooled and outlets[candidate.outlet] >= per_outlet
        if is_outlet_full or origins[candidate.origin_id] >= per_origin:
            spare.append(candidate)
            continue
        origins[candidate.origin_id] += 1
        outlets[candidate.outlet] += 1
        taken.append(candidate)
    best = [*taken[:k], *spare[: max(0, k - len(taken))]]
    return sorted(best, key=lambda candidate: (-candidate.score, candidate.passage_id))


def _alternating(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return `candidates`, which stand best first, with each known outlet's second and later ones moved back."""
    before: Counter[str] = Counter()
    order = []
    for candidate in candidates:
        order.append((before[candidate.outlet] * SAME_OUTLET - candidate.score, candidate.passage_id, candidate))
        before[candidate.outlet] += candidate.outlet != ""
    return [candidate for *_, candidate in sorted(order, key=lambda entry: entry[:2])]


def _hits(connection: sqlite3.Connection, chosen: Sequence[_Candidate]) -> tuple[Hit, ...]:
    rows = connection.execute(
        "SELECT row_id, passage_id, article_id, kind, language, span_start, span_end, sentences, text FROM passages "
        "WHERE row_id IN (SELECT value FROM json_each(?))", [json.dumps([c.row_id for c in chosen])])
    passages = {row["row_id"]: to_passage(row) for row in rows}
    return tuple(Hit(passages[c.row_id], c.score, rank, c.cosines[0], c.cosines[1:])
                 for rank, c in enumerate(chosen, start=1))
