"""What is measured of one store, each function in a process that does nothing else."""

import datetime as dt
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.matching import covers
from eval.questions import Case, read_questions
from ingest import Loaded
from ingest.article import Article, Block, BlockKind, Passage, Span, digest
from vectorstore import Store
from vectorstore.encoder import open_encoder
from vectorstore.engine import Vectors
from vectorstore.exact import Near, best, each_block
from vectorstore.hit import Hit
from vectorstore.lexical import search_words

STAGES = ("encode", "dense", "lexical", "join", "retrieve")
Clock = Callable[[], float]
# Processor time for a machine that does other work meanwhile; it counts all threads.
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}
BASE = "base"  # the folder beside the stores with the articles that each begins with
FILTERS = {"filter_1": 1, "filter_10": 10, "filter_50": 50}
HITS, CANDIDATES = 40, 160
WARM = 30
STEP = 4  # exact search takes 0.2 s a question of a million: every so many of them is enough
SETTLE_SECONDS = 6 * 3600.0
OPEN_SECONDS = 600.0
FOUND = 10


def build(folder: Path) -> dict[str, Any]:
    """Build the dense index from SQLite; return its seconds and the most memory that took."""
    with Store.open(folder, create=True) as store:
        start, cpu = time.perf_counter(), time.process_time()
        if not store.settle(SETTLE_SECONDS):
            raise RuntimeError(f"the index of {folder} was not complete within {SETTLE_SECONDS:.0f} s")
        return {"build_s": round(time.perf_counter() - start), "build_cpu_s": round(time.process_time() - cpu),
                "build_peak_mb": _peak()}


def measure(folder: Path, events: Path, *, step: int, clock: Clock) -> dict[str, Any]:
    """Open the store, whose index is built, and ask it every `step`th question of `events`, timed by `clock`."""
    cases = _cases(events, folder.parent / BASE)[::step]
    encoder = open_encoder()
    vectors = encoder.encode([case.question for case in cases])
    start = time.perf_counter()
    with Store.open(folder) as store:
        store.search(cases[0].question)
        first = time.perf_counter() - start
        if not store.settle(OPEN_SECONDS):
            raise RuntimeError(f"the index of {folder} was not open within {OPEN_SECONDS:.0f} s")
        opened = {"first_answer_s": round(first, 2), "open_s": round(time.perf_counter() - start, 2)}
        assert store._warming is not None
        store._warming.wait(OPEN_SECONDS)
        opened["warm_s"] = round(time.perf_counter() - start, 2)
        for case in cases[:WARM]:
            store.search(case.question, k=HITS)
        figures = {**opened, **_stages(store, cases, clock), "steady_mb": _now(), "peak_mb": _peak()}
        figures |= {"added_found_s": round(_added(store), 2), f"gold_at_{HITS}": _gold(store, cases), **_disk(folder)}
        figures |= _recall(store, vectors)
        with Store.open(folder, index=False) as exact:
            figures[f"gold_at_{HITS}_exact"] = _gold(exact, cases)
            return {**figures, **_filters(store, exact, cases[::STEP], clock)}


def _cases(events: Path, base: Path) -> list[Case]:
    """Return the questions of those `events` whose articles were in `base` when the corpus was made."""
    return [case for path in sorted(events.glob("*/*/questions.jsonl")) if (base / path.parent.name).exists()
            for case in read_questions(path)]


def _stages(store: Store, cases: Sequence[Case], clock: Clock) -> dict[str, Any]:
    taken = [_stage(store, case.question, clock) for case in cases]
    return {name: _spread([row[name] for row in taken]) for name in STAGES}


def _stage(store: Store, text: str, clock: Clock) -> dict[str, float]:
    encode, vector = _timed(clock, lambda: store.encoder.encode([text])[0])
    dense, _ = _timed(clock, lambda: store._index.search(vector, CANDIDATES))
    with store._truth.reading() as connection:
        lexical, _ = _timed(clock, lambda: search_words(connection, text, CANDIDATES, where="", values=()))
    retrieve, _ = _timed(clock, lambda: store.search(text, k=HITS))
    return {"encode": encode, "dense": dense, "lexical": lexical, "join": max(0.0, retrieve - encode - dense - lexical),
            "retrieve": retrieve}


def _timed(clock: Clock, call: Callable[[], Any]) -> tuple[float, Any]:
    start = clock()
    found = call()
    return 1000 * (clock() - start), found


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"p50": round(float(np.percentile(values, 50)), 2), "p95": round(float(np.percentile(values, 95)), 2)}


def _added(store: Store) -> float:
    """Return the seconds from giving one article to the store until a search finds it."""
    word = f"quillon{time.monotonic_ns()}"
    text = f"The {word} was seen over Brennick on Monday."
    made, span = digest(text), Span(0, len(text))
    block = Block(BlockKind.PARAGRAPH, span, "en")
    article = Article(made, made, made, f"{word}.txt", None, "A sight", "", (), None, None, "en", text, (block,))
    passage = Passage(digest(made), made, BlockKind.PARAGRAPH, "en", span, (span,), text)
    start = time.perf_counter()
    for _ in store.add([Loaded(article, (passage,), text.encode(), ())]):
        pass
    while not any(hit.passage == passage for hit in store.search(f"Where was the {word} seen?", k=5)):
        pass
    seconds = time.perf_counter() - start
    store.remove(made)
    return seconds


def _gold(store: Store, cases: Sequence[Case]) -> float:
    """Return the share of the questions' gold fragments in the passages found."""
    held: list[bool] = []
    for case in (case for case in cases if case.evidence):
        hits = store.search(case.question, k=HITS)
        found = [(hit.passage.text, store.article(hit.passage.article_id).source) for hit in hits]
        held.extend(any(covers(text, gold, source=source) for text, source in found) for gold in case.evidence)
    return round(sum(held) / len(held), 3)


def _recall(store: Store, vectors: Vectors) -> dict[str, Any]:
    """Return which share of the truly nearest rows the index finds."""
    exact: list[tuple[Near, ...]] = [()] * len(vectors)
    with store._truth.apart() as connection:
        for block in each_block(connection, above=0):
            exact = [best(CANDIDATES, known, block.nearest(vector, CANDIDATES))
                     for known, vector in zip(exact, vectors, strict=True)]
    pairs = [(store._index.search(vector, CANDIDATES), known) for vector, known in zip(vectors, exact, strict=True)]
    return {f"recall_at_{k}": round(float(np.mean([_shared(found[:k], known[:k]) for found, known in pairs])), 4)
            for k in (FOUND, CANDIDATES)}


def _shared(found: Sequence[Near], exact: Sequence[Near]) -> float:
    return len({near.row_id for near in found} & {near.row_id for near in exact}) / len(exact)


def _filters(store: Store, exact: Store, cases: Sequence[Case], clock: Clock) -> dict[str, Any]:
    """Return for filters that keep some of the passages the time of a search, and the share of its hits that `exact`,
    which has no index, finds as well."""
    with store._truth.apart() as connection:
        days = [row[0] for row in connection.execute(
            "SELECT first_day FROM passages JOIN articles USING (article_id) WHERE first_day > '' ORDER BY first_day")]
    figures: dict[str, Any] = {}
    for name, percent in FILTERS.items():
        start = len(days) // 3
        since, until = (dt.date.fromisoformat(days[n]) for n in (start, start + len(days) * percent // 100))
        pairs = []
        for case in cases:
            ms, hits = _timed(clock, partial(store.search, case.question, k=HITS, since=since, until=until))
            pairs.append((ms, hits, exact.search(case.question, k=HITS, since=since, until=until)))
        figures[name] = _spread([ms for ms, *_ in pairs])
        figures[f"{name}_as_exact"] = round(float(np.mean([_same(hits, known) for _, hits, known in pairs])), 4)
    return figures


def _same(hits: Sequence[Hit], exact: Sequence[Hit]) -> float:
    return len({hit.passage.passage_id for hit in hits} & {hit.passage.passage_id for hit in exact}) / len(exact)


def _disk(folder: Path) -> dict[str, float]:
    store = sum(path.stat().st_size for path in folder.glob("store.sqlite*"))
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    return {"store_mb": round(store / 1e6), "index_mb": round(index / 1e6)}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def _now() -> int:
    return next(int(line.split()[1]) // 1000 for line in Path("/proc/self/status").read_text("utf-8").splitlines()
                if line.startswith("VmRSS"))
