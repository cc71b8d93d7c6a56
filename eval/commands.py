"""Measure the assistant on a question set: `python -m eval run QUESTIONS.jsonl --store DIR --out DIR`."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import track

from eval.engines import engines
from eval.events import prepare
from eval.gate import FloorsError, read_floors, shortfalls
from eval.plain import measure_plain
from eval.questions import QuestionsError, Split, read_questions
from eval.report import write_results
from eval.reranking import rerank
from eval.run import Scored, ask, sum_up
from eval.table import figure_table
from rag import Assistant, ModelError
from vectorstore import StoreError
from vectorstore.encoder import open_encoder

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help="Measure the assistant on question sets.")
app.command()(rerank)
app.command()(engines)


@app.command()
def run(questions: Annotated[Path, typer.Argument(help="question set, JSON Lines")],
        store: Annotated[Path, typer.Option(help="folder of the store")],
        out: Annotated[Path, typer.Option(help="folder for metrics.json, answers.jsonl, report.html")],
        split: Annotated[Split | None, typer.Option(help="only the questions of this split")] = None,
        model: Annotated[str | None, typer.Option(help="PROVIDER:NAME of a chat model; offline without")] = None,
        floors: Annotated[Path | None, typer.Option(help="JSON floors; a figure below one exits with 1")] = None,
        peer: Annotated[bool, typer.Option("--peer", help="measure plain retrieval beside ours")] = False) -> None:
    """Ask every question, score the answers, write the results and print the figures."""
    try:
        wanted = read_floors(floors) if floors else {}
        cases = read_questions(questions, split=split)
        out.mkdir(parents=True, exist_ok=True)
        with Assistant.open(store, model=model) as assistant:
            scored = tuple(track(ask(assistant, cases), total=len(cases), description="asking", transient=True,
                                 console=Console(stderr=True), disable=not sys.stderr.isatty()))
            plain = measure_plain(assistant.store.articles(), scored, encoder=open_encoder()) if peer else {}
        results = sum_up(scored, peer=plain)
        write_results(out, results, floors=wanted, title=f"{questions.name} {split or ''}".strip())
    except (QuestionsError, FloorsError, StoreError, ModelError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{out}: cannot write the results: {error.strerror}; name another folder with --out")
    Console().print(figure_table(results, floors=wanted))
    if short := shortfalls(results.figures, {"no_error": 1.0, **wanted}):
        _fail(f"{'; '.join(map(str, short))}; see {out / 'report.html'}")


@app.command()
def events(places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
           out: Annotated[Path, typer.Option(help="folder for the stores, metrics.json, answers.jsonl, report.html")],
           floors: Annotated[Path | None, typer.Option(help="JSON floors; a figure below one exits with 1")] = None,
           ) -> None:
    """Ask the questions of every event of its own articles, and print the figures over all of them."""
    scored: list[Scored] = []
    try:
        wanted = read_floors(floors) if floors else {}
        for event in prepare(places, out / "stores"):
            with Assistant.open(event.store) as assistant:
                scored.extend(ask(assistant, read_questions(event.questions)))
        results = sum_up(scored, peer={})
        write_results(out, results, floors=wanted, title=", ".join(places))
    except (QuestionsError, FloorsError, StoreError) as error:
        _fail(str(error))
    Console().print(figure_table(results, floors=wanted))
    if short := shortfalls(results.figures, {"no_error": 1.0, **wanted}):
        _fail(f"{'; '.join(map(str, short))}; see {out / 'report.html'}")


def _fail(message: str) -> NoReturn:
    print(" ".join(message.split()), file=sys.stderr)
    raise typer.Exit(1)
