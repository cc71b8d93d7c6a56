"""Hybrid search: by meaning and by words, fused by rank, filtered exactly, no origin or outlet crowding out others."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vectorstore.dense import DenseIndex
from vectorstore.engine import Vectors
from vectorstore.exact import Near, batched, best, load_vectors
from vectorstore.hit import Hit
from vectorstore.lexical import search_words, search_words_among
from vectorstore.limits import Limits
from vectorstore.rows import to_passage, to_rows, to_vector
from vectorstore.truth import Truth

# Each search brings this many candidates for every hit asked for: the caps drop some, fusion needs the overlap.
CANDIDATES_PER_HIT = 4
LEAST_CANDIDATES = 50

# What is not allowed (or removed) is dropped from what the index finds, so it is asked for more until enough is left:
# at once where a filter is set.
FACTORS, FILTERED_FACTORS = (1, 10, 100), (10, 100)
# A filter that leaves at most so many rows is searched exactly instead: 10 µs a row.
NARROW = 5_000
READ_AT_ONCE = 5_000

# In a short list a cap below this would push out the very passage that was asked for.
LEAST_CAP = 3

# Reciprocal rank fusion (Cormack et al. 2009): 60 keeps a first place in one list from outweighing two good places.
RANK_OFFSET = 60


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    origin_id: str
    outlet: str


def search(truth: Truth, index: DenseIndex, *, text: str, vector: Vectors, k: int, limits: Limits) -> tuple[Hit, ...]:
    """Return at most `k` hits for a question (its text and its vector), best first, ranks from 1."""
    wanted = max(LEAST_CANDIDATES, k * CANDIDATES_PER_HIT)
    where, values = limits.condition()
    with truth.reading() as connection:
        narrow = _narrow(connection, where, values) if where else None
        if narrow is not None:
            dense = _exactly(connection, narrow, vector, wanted)
            lexical = search_words_among(connection, text, wanted, row_ids=narrow)
    if narrow is None:
        dense = _near(truth, index, vector, wanted, where=where, values=values)
    with truth.reading() as connection:
        if narrow is None:
            lexical = search_words(connection, text, wanted, where=where, values=values)
        candidates = _join(connection, _fuse(dense, lexical), vector)
    return _select(candidates, k, limits)


def _narrow(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[int] | None:
    """Return the rows that a filter leaves, None where they are many."""
    rows = connection.execute("SELECT row_id FROM passages JOIN articles USING (article_id) "  # noqa: S608
                              f"WHERE {where} LIMIT ?", [*values, NARROW + 1]).fetchall()
    return [row[0] for row in rows] if len(rows) <= NARROW else None


def _near(truth: Truth, index: DenseIndex, vector: Vectors, k: int, *, where: str,
          values: Sequence[object]) -> tuple[int, ...]:
    """Return the `k` nearest rows that are allowed."""
    for factor in FILTERED_FACTORS if where else FACTORS:
        near = index.search(vector, k * factor)
        with truth.reading() as connection:
            allowed = _allowed(connection, near, where=where or "TRUE", values=values)
        if len(allowed) >= k or len(near) < k * factor:
            return allowed[:k]
    # Nearly all that is near is not allowed: look at all that is.
    with truth.apart() as connection:
        rows = connection.execute("SELECT row_id FROM passages JOIN articles USING (article_id) "  # noqa: S608
                                  f"WHERE {where or 'TRUE'}", values)
        return _exactly(connection, [row[0] for row in rows], vector, k)


def _allowed(connection: sqlite3.Connection, near: Sequence[Near], *, where: str,
             values: Sequence[object]) -> tuple[int, ...]:
    # The join drops what the index still holds of removed and superseded articles.
    rows = connection.execute(
        f"SELECT row_id FROM passages JOIN articles USING (article_id) WHERE {where} "  # noqa: S608
        "AND row_id IN (SELECT value FROM json_each(?))", [*values, json.dumps([hit.row_id for hit in near])])
    allowed = {row[0] for row in rows}
    return tuple(hit.row_id for hit in near if hit.row_id in allowed)


def _exactly(connection: sqlite3.Connection, row_ids: Sequence[int], vector: Vectors, k: int) -> tuple[int, ...]:
    """Return the `k` nearest of some rows, whatever the index knows of them."""
    parts = (load_vectors(connection, "row_id IN (SELECT value FROM json_each(?))", json.dumps(some))
             for some in batched(row_ids, READ_AT_ONCE))
    return tuple(near.row_id for near in best(k, *(part.nearest(vector, k) for part in parts)))


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
