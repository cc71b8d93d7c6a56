"""What each engine that can run the embedding model here finds, and how fast: why the fastest may be taken."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from eval.events import found_events
from eval.questions import Case, QuestionsError, read_questions
from eval.retrieval import Found, gold_ranks, hit_at_k
from ingest import read
from ingest.load import Loaded
from vectorstore import StoreError
from vectorstore.choice import runnable
from vectorstore.encoder import Encoder
from vectorstore.engine import Engine, Vectors
from vectorstore.model_folder import ModelFolder, find_model, shipped_model
from vectorstore.settings import load_settings

K = 10


@dataclass(frozen=True, slots=True)
class Event:
    """The passages of one event as they are embedded and as they are compared with gold, and what is asked of them."""

    texts: tuple[str, ...]
    passages: tuple[Found, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine: all passages' vectors, whether each question's evidence is among its first ten, and its speed."""

    vectors: Vectors
    hits: tuple[float, ...]
    passages_a_second: float
    question_ms: float


def engines(places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
            embedder: Annotated[str | None, typer.Option(help="hub id or folder of another model")] = None) -> None:
    """Search the events by each engine's vectors alone: evidence hit at 10, likeness to torch, speed."""
    try:
        model = find_model(embedder) if embedder else shipped_model()
        events = [read_event(articles, questions) for place in places for _, articles, questions in found_events(place)]
        measured = {name: measure(engine, model, events)
                    for name, engine in runnable(load_settings().cache, model).items()}
    except (QuestionsError, StoreError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201 - a command's own error
        raise typer.Exit(1) from None
    table = Table("engine", f"evidence hit at {K}", "n", "cosine to torch", "passages/s", "ms a question")
    reference = next(iter(measured.values()))
    for name, one in measured.items():
        cosine = float(np.mean(np.sum(one.vectors * reference.vectors, axis=1)))
        table.add_row(name, f"{np.mean(one.hits):.4f}", str(len(one.hits)), f"{cosine:.5f}",
                      f"{one.passages_a_second:.0f}", f"{one.question_ms:.1f}")
    Console().print(table)


def read_event(articles: Path, questions: Path) -> Event:
    """Return the passages in the folder `articles`, and the answerable questions that stand by themselves."""
    pairs = [(item.article, passage) for item in read([str(articles)]) if isinstance(item, Loaded)
             for passage in item.passages]
    return Event(tuple(f"{article.title}\n{passage.text}" for article, passage in pairs),
                 tuple(Found(article.source, passage.text) for article, passage in pairs),
                 tuple(c for c in read_questions(questions) if c.is_answerable and not c.history))


def measure(engine: Engine, model: ModelFolder, events: Sequence[Event]) -> Measured:
    """Embed the passages at once and the questions one by one, and search each event exactly."""
    encoder = Encoder(model.name, model.digest, load=lambda: engine, prompts=model.prompts())
    encoder.encode(["The first text pays for loading."])
    start = time.perf_counter()
    vectors = [encoder.encode(event.texts, prompt=encoder.prompts.passage) for event in events]
    between = time.perf_counter()
    asked = [[encoder.encode_question(case.question) for case in event.cases] for event in events]
    end = time.perf_counter()
    hits = tuple(hit for event, rows, queries in zip(events, vectors, asked, strict=True)
                 for hit in _hits(event, rows, queries))
    everything = np.vstack(vectors)
    return Measured(everything, hits, len(everything) / (between - start), 1000 * (end - between) / len(hits))


def _hits(event: Event, rows: Vectors, queries: Sequence[Vectors]) -> list[float]:
    nearest = np.argsort(-(np.array(queries) @ rows.T), axis=1, kind="stable")[:, :K]
    return [hit_at_k(gold_ranks([event.passages[n] for n in near], case.evidence), K)
            for near, case in zip(nearest, event.cases, strict=True)]
