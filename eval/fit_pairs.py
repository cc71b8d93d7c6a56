"""Fit the weights of `rag.one_thing` on question sets with gold: `python -m eval.fit_pairs PLACE... --stores DIR`."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.events import Event, prepare
from eval.fit_signals import Floats, fit, read_cases
from eval.matching import holds
from eval.questions import Case
from ingest.article import BlockKind
from rag.abstain import reason_to_abstain
from rag.claims import are_apart
from rag.compare import agree, asserted_by
from rag.evidence import Evidence
from rag.one_thing import Alike, Asserted, likeness, one_thing
from rag.question import Question
from vectorstore.encoder import shipped_encoder

NAMES = tuple(field.name for field in fields(Alike))
NEAR, COUNTED = 2, 25  # characters before a value and after it in which a side's words stand
THRESHOLDS = (-1.0, -0.5, 0.0, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values of different reports or speakers that cannot both be true, and whether they are sides of a
    disagreement. Pairs of a side and a value that is none are left out: nobody judged whether they are of one thing."""

    case: Case
    seen: tuple[float, ...]
    is_sides: bool


def main(
    places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print the weights, the bias, and what each threshold finds and raises falsely."""
    pairs = [pair for event in prepare(places, stores) for pair in _event_pairs(event)]
    seen = np.array([pair.seen for pair in pairs])
    weights, bias = fit(seen, np.array([pair.is_sides for pair in pairs]), against=frozenset(), names=NAMES)
    for name, weight in zip(NAMES, weights, strict=True):
        typer.echo(f"{name:10} {weight:6.2f}")
    typer.echo(f"{'bias':10} {bias:6.2f}")
    _report(pairs, seen @ weights + bias)


def _report(pairs: list[Pair], scores: Floats) -> None:
    """Print how many disagreements are found and how many other questions raise one, by threshold."""
    best: dict[str, tuple[float, Pair]] = {}
    for pair, score in zip(pairs, scores, strict=True):
        if pair.case.question not in best or score > best[pair.case.question][0]:
            best[pair.case.question] = (float(score), pair)
    sided = [(s, p) for s, p in best.values() if p.case.kind == "disagreement"]
    others = [s for s, p in best.values() if p.case.kind != "disagreement"]
    for least in THRESHOLDS:
        found, false = sum(s >= least and p.is_sides for s, p in sided), sum(s >= least for s in others)
        typer.echo(f"at {least:5.1f}: found {found} of {len(sided)}, raised falsely {false} of {len(others)}")


def _event_pairs(event: Event) -> Iterator[Pair]:
    for case, question, found in read_cases(event):
        if not question.asks_latest and reason_to_abstain(question, found) is None:
            yield from _pairs(case, question, found)


def _pairs(case: Case, question: Question, found: Sequence[Evidence]) -> Iterator[Pair]:
    told = asserted_by(question, [e for e in found if e.sentence.kind is not BlockKind.CAPTION])
    vectors = shipped_encoder().encode([a.around for a in told])
    for (n, anchor), (m, other) in combinations(enumerate(told), 2):
        if not are_apart(anchor.evidence, other.evidence) or agree(other, anchor):
            continue
        cosine = float(vectors[n] @ vectors[m])
        own, others = _sides(case, anchor), _sides(case, other)
        if one_thing(other, anchor, cosine) > float("-inf") and bool(own) == bool(others):
            seen = astuple(likeness(other, anchor, cosine))
            yield Pair(case, seen, bool(own) and not own & others)


def _sides(case: Case, one: Asserted) -> frozenset[int]:
    """Which of the disagreement's sides the value is."""
    text = one.evidence.sentence.text[max(0, one.value.start - NEAR) : one.value.end + COUNTED]
    return frozenset(n for n, words in enumerate(case.sides) if any(holds(text, word) for word in words))


if __name__ == "__main__":
    typer.run(main)
