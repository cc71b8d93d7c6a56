"""Fit the weights of `rag.signals` on question sets with gold: `python -m eval.fit_signals STORE QUESTIONS...`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression

from eval.matching import covers, holds
from eval.questions import Case, read_questions
from rag.evidence import Evidence
from rag.parse import Parser
from rag.pipeline import RETRIEVED_PASSAGES
from rag.question import Asked
from rag.reader import SpanReader
from rag.select import Selector
from rag.signals import NAMES
from rag.understand import understand
from vectorstore import Store
from dataclasses import astuple

STRENGTH = 0.3  # inverse of the penalty


def main(
    store: Annotated[Path, typer.Argument(help="store with the articles of all question sets")],
    questions: Annotated[list[Path], typer.Argument(help="question sets with gold; of a split one its tuning half")],
) -> None:
    """Print the weights, the bias, and how well they put a right sentence first and tell answerable questions."""
    with Store.open(store, create=False) as opened:
        rows = [row for path in questions for case in _tuning(path) for row in _rows(case, opened)]
    signals = np.array([astuple(found.signals) for _, found, _ in rows])
    right = np.array([label for *_, label in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=1_000).fit(signals, right)
    for name, weight in zip(NAMES, model.coef_[0], strict=True):
        typer.echo(f"{name:10} {weight:6.2f}")
    typer.echo(f"{'bias':10} {model.intercept_[0]:6.2f}")


def _tuning(path: Path) -> list[Case]:
    return [case for case in read_questions(path) if case.split != "measure"]


def _rows(case: Case, store: Store) -> Iterator[tuple[Case, Evidence, bool]]:
    """The sentences read for `case`, each with whether it is gold; those that hold an accepted answer elsewhere are
    left out, for nobody judged them."""
    parser = Parser()
    question = understand(Asked(case.question, history=case.history), parser)
    hits = store.search(question.standalone, k=RETRIEVED_PASSAGES)
    for found in Selector(store, parser, SpanReader()).select(question, hits):
        text, source = found.sentence.text, found.sentence.article.source
        is_gold = any(covers(text, gold, source=source) for gold in case.evidence)
        if is_gold or not any(holds(text, answer) for answer in case.answers):
            yield case, found, is_gold


if __name__ == "__main__":
    typer.run(main)
