"""Fit what decides which sentences are read at all: `python -m eval.fit_shortlist PLACE... --stores DIR`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.events import Event, prepare
from eval.fit_signals import Floats, fit, tuning_cases
from eval.matching import covers
from eval.rewordings import reworded
from rag.kinship import Kinship
from rag.parse import Parser
from rag.question import Asked
from rag.reader import SpanReader
from rag.retrieve import Retriever
from rag.select import COVERAGE_SHARE, PASSAGE_SHARE, SENTENCE_SHARE, SPOKEN_SHARE, Selector
from rag.several import Several
from rag.understand import understand
from vectorstore import Store
from vectorstore.encoder import shipped_encoder

NAMES = ("sentence", "passage", "coverage", "spoken")
SHIPPED = (SENTENCE_SHARE, PASSAGE_SHARE, COVERAGE_SHARE, SPOKEN_SHARE)
AGAINST = frozenset({"passage"})
READ = (8, 16, 24, 32)
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: of which event, what was seen of each retrieved sentence, and which of these are gold."""

    event: str
    seen: Floats
    gold: NDArray[np.bool_]


def main(
    places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print the weights, and for how many questions a gold sentence is among the first so many."""
    asked = [one for event in prepare(places, stores) for one in _asked(event)]
    for name, weight in zip(NAMES, _fitted(asked), strict=True):
        typer.echo(f"{name:10} {weight:6.2f}")
    left_out = {event: _fitted([a for a in asked if a.event != event]) for event in {a.event for a in asked}}
    for name, weights in (("shipped", dict.fromkeys(left_out, np.array(SHIPPED))), ("left out", left_out)):
        ranked = [a.gold[np.argsort(-(a.seen @ weights[a.event]), kind="stable")] for a in asked]
        told = " ".join(f"first {k}: {np.mean([gold[:k].any() for gold in ranked]):.3f}" for k in READ)
        typer.echo(f"{name:10} {told}, of {len(asked)}")


def _fitted(asked: Sequence[_Asked]) -> Floats:
    seen, gold = np.vstack([a.seen for a in asked]), np.concatenate([a.gold for a in asked])
    return fit(seen, gold, against=AGAINST, names=NAMES)[0]


def _asked(event: Event) -> Iterator[_Asked]:
    """The answerable questions for one thing, and each in other words."""
    with Store.open(event.store, index=False) as store:
        parser, several = Parser(), Several(shipped_encoder())
        selector = Selector(store, parser, SpanReader(), Kinship(store.encoder), read=ALL)
        for case in (*tuning_cases(event.questions), *(other for _, other in reworded(event))):
            asked = Asked(case.question, history=case.history)
            question = understand(asked, parser, several)
            if not case.is_answerable or question.gathers:
                continue
            drafts = selector.shortlist(question, Retriever(store).search(question, asked)).drafts
            seen = [[getattr(d.signals, name) for name in NAMES] for d in drafts]
            gold = [any(covers(d.text, g, source=d.article.source) for g in case.evidence) for d in drafts]
            yield _Asked(event.name, np.array(seen), np.array(gold))


if __name__ == "__main__":
    typer.run(main)
