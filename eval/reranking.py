"""Whether a reranker helps: the same questions asked without it and with it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.questions import Case, QuestionsError, read_questions
from eval.report import show
from eval.run import ask, sum_up
from eval.summary import Figure, Figures
from rag import Assistant
from vectorstore import StoreError

# What decides. A reranker that finds more at the price of more wrong answers does not help.
GAINED = "evidence_hit"
NOT_LOST = ("abstain_right", "no_false_alarm", "speaker", "answer_in_text")
MOST_LOST = 0.01


def rerank(questions: Annotated[Path, typer.Argument(help="question set, JSON Lines")],
           store: Annotated[Path, typer.Option(help="folder of the store")],
           reranker: Annotated[str, typer.Option(help="hub id or folder of a CrossEncoder")]) -> None:
    """Ask every question without a reranker and with it, and say whether it helps."""
    try:
        cases = read_questions(questions, split=None)
        without, beside = (figures_with(store, name, cases) for name in ("", reranker))
    except (QuestionsError, StoreError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201 - a command's own error
        raise typer.Exit(1) from None
    table = Table("figure", "without", "with", "n")
    for name, figure in without.items():
        table.add_row(name, show(figure), show(beside[name]), str(figure.count))
    Console().print(table)
    Console().print("It helps: set DATELINE_RERANKER." if helps(without, beside) else "It does not help: leave it out.")


def figures_with(store: Path, reranker: str, cases: Sequence[Case]) -> Figures:
    """Return the figures of `cases`, asked with `reranker`; "" is none."""
    with Assistant.open(store, reranker=reranker) as assistant:
        return sum_up(tuple(ask(assistant, cases)), peer={}).figures


def helps(without: Figures, beside: Figures) -> bool:
    """Tell whether more of the gold evidence is cited and no other figure falls by more than .01."""
    lost = any(_value(without, name) - _value(beside, name) > MOST_LOST for name in NOT_LOST)
    return _value(beside, GAINED) > _value(without, GAINED) and not lost


def _value(figures: Figures, name: str) -> float:
    return figures.get(name, Figure(None, 0)).value or 0.0
