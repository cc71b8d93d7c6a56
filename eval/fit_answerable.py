"""Fit the weights of `rag.answerable` on events with gold: `python -m eval.fit_answerable PLACE... --stores DIR`."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sklearn.metrics import roc_auc_score

from eval.events import prepare
from eval.fit_signals import Floats, fit, read_cases
from rag.answerable import Overall, overall
from rag.signals import Family

NAMES = tuple(field.name for field in fields(Overall))
AGAINST = frozenset({"coverage"})
SHARES_ANSWERED = (0.97, 0.95, 0.92, 0.9, 0.87, 0.85, 0.8)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of an event: what was seen, and whether the articles answer it."""

    event: str
    seen: tuple[float, ...]
    is_answerable: bool


def main(
    places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print the weights and the bias, and how well they tell answerable questions of events left out of the fit."""
    asked = [
        _Asked(event.name, astuple(overall(evidence)), case.is_answerable)
        for event in prepare(places, stores)
        for case, _, evidence in read_cases(event)
        if evidence and evidence[0].family is Family.ONE_THING
    ]
    weights, bias = _fitted(asked)
    for name, weight in zip(NAMES, weights, strict=True):
        typer.echo(f"{name:10} {weight:6.2f}")
    typer.echo(f"{'bias':10} {bias:6.2f} over {len(asked)} questions")
    _report(asked)


def _fitted(asked: Sequence[_Asked]) -> tuple[Floats, float]:
    seen, answers = np.array([a.seen for a in asked]), np.array([a.is_answerable for a in asked])
    return fit(seen, answers, against=AGAINST, names=NAMES)


def _report(asked: Sequence[_Asked]) -> None:
    """Print what thresholds answer and decline, each event judged by weights fitted on the others."""
    scores, answers = [], []
    for event in dict.fromkeys(a.event for a in asked):
        weights, bias = _fitted([a for a in asked if a.event != event])
        left_out = [a for a in asked if a.event == event]
        scores += [float(np.dot(weights, a.seen) + bias) for a in left_out]
        answers += [a.is_answerable for a in left_out]
    right, wrong = np.array(scores)[answers], np.array(scores)[~np.array(answers)]
    nearest = [a.seen[0] for a in asked]
    typer.echo(f"  AUROC {roc_auc_score(answers, scores):.3f}, of the best score alone"
               f" {roc_auc_score([a.is_answerable for a in asked], nearest):.3f}")  # fmt: skip
    for share in SHARES_ANSWERED:
        least = float(np.quantile(right, 1 - share))
        typer.echo(f"  at {least:5.2f}: answered {share:.2f}, declined {np.mean(wrong < least):.3f}")


if __name__ == "__main__":
    typer.run(main)
