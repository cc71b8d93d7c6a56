"""Fit the weights of `rag.signals` on question sets with gold: `python -m eval.fit_signals PLACE... --stores DIR`."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from eval.events import Event, prepare
from eval.matching import covers, holds
from eval.questions import Case, read_questions
from eval.rewordings import reworded
from rag.evidence import Evidence
from rag.kinship import Kinship
from rag.parse import Parser
from rag.question import Asked, Question
from rag.reader import SpanReader
from rag.retrieve import Retriever
from rag.select import Selector
from rag.several import Several
from rag.signals import NAMES, Family
from rag.understand import understand
from vectorstore import Store
from vectorstore.encoder import shipped_encoder

Floats = NDArray[np.float64]
AGAINST = frozenset({"missing", "half", "unmet", "caption", "deed_quoted", "opening"})
STRENGTH = 1.0  # inverse of the penalty


def main(
    places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print the weights, the bias, and how well they put a right sentence first and tell answerable questions."""
    rows = [row for event in prepare(places, stores) for row in _event_rows(event)]
    for family in Family:
        typer.echo(f"{family}:")
        _fit_and_report([row for row in rows if row[1].family is family])


def _fit_and_report(rows: list[tuple[Case, Evidence, bool]]) -> None:
    signals = np.array([astuple(found.signals) for _, found, _ in rows])
    weights, bias = fit(signals, np.array([label for *_, label in rows]))
    for name, weight in zip(NAMES, weights, strict=True):
        typer.echo(f"{name:10} {weight:6.2f}")
    typer.echo(f"{'bias':10} {bias:6.2f}")
    _report(rows, signals @ weights + bias)


def fit(
    signals: Floats, right: NDArray[np.bool_], *, against: frozenset[str] = AGAINST, names: Sequence[str] = NAMES
) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression in which a signal never counts the other way than it is meant:
    those named in `against` never for, the others never against."""
    spread = np.where(signals.std(axis=0) > 0, signals.std(axis=0), 1.0)
    scaled = signals / spread
    sign = np.where(right, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ parameters[:-1] + parameters[-1])
        pull = -sign / (1 + np.exp(margin))
        penalty = parameters[:-1] / STRENGTH
        gradient = np.append(pull @ scaled + penalty, pull.sum())
        return float(np.logaddexp(0, -margin).sum() + penalty @ parameters[:-1] / 2), gradient

    bounds = [(None, 0.0) if name in against else (0.0, None) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B")
    return found.x[:-1] / spread, float(found.x[-1])


def _report(rows: list[tuple[Case, Evidence, bool]], scores: Floats) -> None:
    """Print at which rank the first right sentence stands, and how well the best score tells answerable questions."""
    by_case: dict[str, list[tuple[float, bool]]] = {}
    for (case, _, is_gold), score in zip(rows, scores, strict=True):
        by_case.setdefault(f"{case.is_answerable}{case.id}{case.question}", []).append((float(score), is_gold))
    ranked = {case: sorted(found, reverse=True) for case, found in by_case.items()}
    answerable = [found for case, found in ranked.items() if case.startswith("True")]
    first = [next((n for n, (_, gold) in enumerate(found, 1) if gold), 99) for found in answerable]
    typer.echo(" ".join(f"rank<={k} {np.mean([r <= k for r in first]):.3f}" for k in (1, 2, 3, 5, 8)))
    best = [(found[0][0], case.startswith("True")) for case, found in ranked.items()]
    if all(answers for _, answers in best):
        return
    typer.echo(f"answerable AUROC {roc_auc_score([a for _, a in best], [s for s, _ in best]):.3f} of {len(best)}")
    for least in sorted(s for s, _ in best)[:: max(1, len(best) // 12)]:
        kept = np.mean([s >= least for s, a in best if a])
        told = np.mean([s < least for s, a in best if not a])
        typer.echo(f"  at {least:6.2f}: answered {kept:.3f}, abstained rightly {told:.3f}")


def _event_rows(event: Event) -> Iterator[tuple[Case, Evidence, bool]]:
    """The sentences read for each case, each with whether it is gold; those that hold an accepted answer elsewhere are
    left out, for nobody judged them."""
    for case, _, evidence in read_cases(event):
        for found in evidence:
            text, source = found.sentence.text, found.sentence.article.source
            is_gold = any(covers(text, gold, source=source) for gold in case.evidence)
            if is_gold or not any(holds(text, answer) for answer in case.answers):
                yield case, found, is_gold


def read_cases(event: Event) -> Iterator[tuple[Case, Question, tuple[Evidence, ...]]]:
    """Yield each question of the event but for those that only measure, and each in other words, with how it is
    understood and the sentences read for it, best first."""
    with Store.open(event.store, index=False) as store:
        parser = Parser()
        selector = Selector(store, parser, SpanReader(), Kinship(store.encoder))
        for case in (*tuning_cases(event.questions), *(other for _, other in reworded(event))):
            asked = Asked(case.question, history=case.history)
            question = understand(asked, parser, Several(shipped_encoder()))
            yield case, question, selector.select(question, Retriever(store).search(question, asked))


def tuning_cases(path: Path) -> list[Case]:
    """Return the questions of a set but for those that only measure."""
    return [case for case in read_questions(path) if case.split != "measure"]


if __name__ == "__main__":
    typer.run(main)
