"""Fit the line of `rag.several` on events and their rewordings: `python -m eval.fit_several EVENTS OUT`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from eval.events import Event, found_events
from eval.questions import Case, read_questions
from eval.rewordings import reworded
from rag.parse import Parser
from rag.question import Asked
from rag.several import TYPES, features
from rag.understand import understand
from vectorstore.encoder import shipped_encoder

STRENGTH = 10.0  # inverse of the penalty


def main(
    events: Annotated[str, typer.Argument(help="folder of events")],
    out: Annotated[Path, typer.Argument(help="the weights file to write")],
) -> None:
    """Write the weights, and print how well they tell questions of events that they were not fitted on."""
    parser, encoder = Parser(), shipped_encoder()
    rows, labels, groups, told = [], [], [], []
    for name, articles, questions in found_events(events):
        for case in _cases(Event(name, questions, articles)):
            question = understand(Asked(case.question, history=case.history), parser)
            if question.answer_type in TYPES:
                vector = encoder.encode_question(question.standalone)
                rows.append(features(vector, question.answer_type, is_told=question.gathers))
                labels.append(case.kind == "multi")
                groups.append(name)
                told.append(question.gathers)
    seen, right = np.array(rows), np.array(labels)
    model = LogisticRegression(C=STRENGTH, max_iter=2_000)
    guessed = cross_val_predict(model, seen, right, groups=groups, cv=LeaveOneGroupOut())
    for name, found in (("parse", np.array(told)), ("line, leaving one event out", guessed)):
        hit, false = found[right], found[~right]
        typer.echo(f"{name}: {hit.sum()} of {len(hit)} found, {false.sum()} of {len(false)} false")
    model.fit(seen, right)
    save_file({"weights": model.coef_[0].astype(np.float32), "bias": model.intercept_.astype(np.float32)}, out)


def _cases(event: Event) -> Iterator[Case]:
    yield from read_questions(event.questions)
    yield from (other for _, other in reworded(event))


if __name__ == "__main__":
    typer.run(main)
