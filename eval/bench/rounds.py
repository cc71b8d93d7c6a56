"""The rounds: in each, every side ingests, asks and starts cold, in turn, each in a process of its own."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.corpus import Corpus
from eval.bench.process import Run, run
from eval.bench.sides import OURS, Side
from vectorstore.settings import QUIET

KS = (1, 3, 5, 10)
DEEPEST = max(KS)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """One side in one round, by the name of each figure; `is_last` of its round."""

    side: str
    figures: Mapping[str, float]
    is_last: bool = False


def measure(corpus: Corpus, pythons: Mapping[Side, str], *, rounds: int, scratch: Path) -> Iterator[Measured]:
    """Yield the figures of every side, round after round.

    Raises:
        WorkerError: if a worker fails.
    """
    for number in range(rounds):
        for side, python in pythons.items():
            store = scratch / f"{side.worker}-{number}"
            figures = _figures(corpus, side, python=python, store=store)
            shutil.rmtree(store)
            yield Measured(side.name, figures, is_last=side == [*pythons][-1])


def _figures(corpus: Corpus, side: Side, *, python: str, store: Path) -> dict[str, float]:
    worker = side.command(python)
    questions = corpus.texts.parent / "questions.json"
    ingest = _run([*worker, "ingest", str(corpus.texts), str(store)])
    ask = _run([*worker, "ask", str(store), str(questions)])
    first = corpus.asked[0].case.question
    cold = [sys.executable, "-m", "rag", "ask", first, "--store", str(store)] if side == OURS else [
        *worker, "cold", str(store), first]
    starts = [_run(cold) for _ in range(2)]  # the first one of a round reads its files from disk
    return {**_ingest_figures(corpus, ingest, store), **_ask_figures(corpus, ask),
            "cold start, s": starts[1].seconds, "cold start, MB": starts[1].megabytes}


def _ingest_figures(corpus: Corpus, done: Run, store: Path) -> dict[str, float]:
    result = _last_line(done)
    size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    return {
        "ingest, articles/s": len(corpus.origins) / result["seconds"],
        "ingest, passages/s": result["passages"] / result["seconds"],
        "ingest, words/s": corpus.words / result["seconds"],
        "ingest, peak MB": done.megabytes,
        "disk, bytes a passage": size / result["passages"],
        "disk, bytes a word": size / corpus.words,
    }


def _ask_figures(corpus: Corpus, done: Run) -> dict[str, float]:
    result = _last_line(done)
    p50, p95, p99 = np.percentile(result["seconds"], [50, 95, 99]) * 1000
    ranks = [corpus.rank(asked, found) or DEEPEST + 1
             for asked, found in zip(corpus.asked, result["found"], strict=True)]
    words = [sum(len(passage.split()) for _, passage in found) for found in result["found"]]
    return {
        "query p50, ms": float(p50), "query p95, ms": float(p95), "query p99, ms": float(p99),
        "query, peak MB": done.megabytes,
        **{f"evidence hit @{k}": sum(rank <= k for rank in ranks) / len(ranks) for k in KS},
        f"words in {DEEPEST} passages": float(np.median(words)),
    }


def _run(command: list[str]) -> Run:
    return run(command, environment={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)})


def _last_line(done: Run) -> Any:
    return json.loads(done.printed.strip().splitlines()[-1])
