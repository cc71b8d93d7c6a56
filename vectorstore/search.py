"""Hybrid search: by meaning and by words, fused by rank, filtered exactly, no origin or outlet crowding out others."""

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vectorstore.dense import DenseIndex
from vectorstore.engine import Vectors
from vectorstore.exact import Near, load_vectors
from vectorstore.hit import Hit
from vectorstore.lexical import search_words
from vectorstore.rows import outlet_key, to_passage, to_rows, to_vector
from vectorstore.truth import Truth

# Each search brings this many candidates for every hit asked for: the caps drop some, fusion needs the overlap.
CANDIDATES_PER_HIT = 4
LEAST_CANDIDATES = 50

# With filters the index is asked for more, so that exact search is left to the narrow ones, which are small.
FILTERED_FACTOR = 10

# In a short list a cap below this would push out the very passage that was asked for.
LEAST_CAP = 3

# Reciprocal rank fusion (Cormack et al. 2009): 60 keeps a first place in one list from outweighing two good places.
RANK_OFFSET = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """Where to look: outlets (any case), articles by id (none means all) and publish days, both ends included.

    With a day set, only articles certainly published within it count; an unknown date is never within. `as_of` hides
    what was published later. While others have something to say, at most `origin_share` of the hits come from one
    report and its copies, and at most `outlet_share` from one outlet.
    """

    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    articles: tuple[str, ...] = ()
    origin_share: float = 0.25
    outlet_share: float = 0.5

    def condition(self) -> tuple[str, list[object]]:
        """Return the SQL condition on `articles`, "" where all are allowed, and its values."""
        parts: list[tuple[str, object]] = []
        if self.outlets:
            keys = json.dumps([outlet_key(outlet) for outlet in self.outlets])
            parts.append(("outlet_key IN (SELECT value FROM json_each(?))", keys))
        if self.articles:
            parts.append(("article_id IN (SELECT value FROM json_each(?))", json.dumps(self.articles)))
        if self.since:
            parts.append(("first_day >= ?", self.since.isoformat()))
        parts.extend(("last_day <= ?", day.isoformat()) for day in (self.until, self.as_of) if day)
        return " AND ".join(part for part, _ in parts), [value for _, value in parts]


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    origin_id: str
    outlet: str


def search(truth: Truth, index: DenseIndex, *, text: str, vector: Vectors, k: int, limits: Limits) -> tuple[Hit, ...]:
    """Return at most `k` hits for a question (its text and its vector), best first, ranks from 1."""
    wanted = max(LEAST_CANDIDATES, k * CANDIDATES_PER_HIT)
    where, values = limits.condition()
    asked = wanted * FILTERED_FACTOR if where else wanted
    near = index.search(vector, asked)
    with truth.reading() as connection:
        dense = _allowed(connection, near, where=where or "TRUE", values=values)
        if len(dense) < wanted and len(near) == asked:
            dense = _exactly(connection, vector, wanted, where=where or "TRUE", values=values)
        lexical = search_words(connection, text, wanted, where=where, values=values)
        candidates = _join(connection, _fuse(dense[:wanted], lexical), vector)
    return _select(candidates, k, limits)


def _allowed(connection: sqlite3.Connection, near: Sequence[Near], *, where: str,
             values: Sequence[object]) -> tuple[int, ...]:
    # The join drops what the index still holds of removed and superseded articles.
    rows = connection.execute(
        f"SELECT row_id FROM passages JOIN articles USING (article_id) WHERE {where} "  # noqa: S608
        "AND row_id IN (SELECT value FROM json_each(?))", [*values, json.dumps([hit.row_id for hit in near])])
    allowed = {row[0] for row in rows}
    return tuple(hit.row_id for hit in near if hit.row_id in allowed)


def _exactly(connection: sqlite3.Connection, vector: Vectors, k: int, *, where: str,
             values: Sequence[object]) -> tuple[int, ...]:
    """Search every allowed row: what a narrow filter leaves must not depend on how far the index looked."""
    rows = load_vectors(connection, "row_id IN (SELECT row_id FROM passages JOIN articles USING (article_id) "  # noqa: S608
                        f"WHERE {where})", *values)
    return tuple(hit.row_id for hit in rows.nearest(vector, k))


def _fuse(*rankings: Iterable[int]) -> dict[int, float]:
    scores: Counter[int] = Counter()
    for ranking in rankings:
        for rank, row_id in enumerate(ranking, start=1):
            scores[row_id] += 1 / (RANK_OFFSET + rank)  # type: ignore[assignment]
    return dict(scores)


def _join(connection: sqlite3.Connection, scores: dict[int, float], vector: Vectors) -> list[_Candidate]:
    rows = connection.execute(
        "SELECT passages.*, origin_id, outlet_key FROM passages JOIN articles USING (article_id) "
        "WHERE row_id IN (SELECT value FROM json_each(?))", [json.dumps(list(scores))])
    candidates = [
        _Candidate(_hit(row, scores[row["row_id"]], vector), row["origin_id"], row["outlet_key"]) for row in rows]
    return sorted(candidates, key=lambda candidate: (-candidate.hit.score, candidate.hit.passage.passage_id))


def _hit(row: sqlite3.Row, score: float, vector: Vectors) -> Hit:
    sentences = to_rows(row["sentence_embeddings"], len(vector)) @ vector
    return Hit(to_passage(row), score, 1, float(to_vector(row["embedding"]) @ vector),
               tuple(float(cosine) for cosine in sentences))


def _select(candidates: Sequence[_Candidate], k: int, limits: Limits) -> tuple[Hit, ...]:
    """Take the best within the caps, then fill up with what the caps held back."""
    per_origin, per_outlet = (max(LEAST_CAP, int(k * s)) for s in (limits.origin_share, limits.outlet_share))
    origins: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    taken: list[_Candidate] = []
    spare: list[_Candidate] = []
    for candidate in candidates:
        # An unknown outlet stands for itself: its articles are not pooled.
        is_outlet_full = candidate.outlet and outlets[candidate.outlet] >= per_outlet
        if is_outlet_full or origins[candidate.origin_id] >= per_origin:
            spare.append(candidate)
            continue
        origins[candidate.origin_id] += 1
        outlets[candidate.outlet] += 1
        taken.append(candidate)
    best = [*taken[:k], *spare[: max(0, k - len(taken))]]
    best.sort(key=lambda candidate: (-candidate.hit.score, candidate.hit.passage.passage_id))
    return tuple(replace(candidate.hit, rank=rank) for rank, candidate in enumerate(best, start=1))
