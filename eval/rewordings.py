"""The same questions in other words, and how much survives it: `python -m eval.rewordings EVENTS --stores DIR`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from eval.events import Event, prepare
from eval.questions import Case, QuestionsError, read_questions
from eval.run import Scored, ask
from rag import Assistant

KEPT = ("answered", "evidence_hit", "answer_in_text", "answer_in_lead", "disagreement_found", "no_false_alarm")


def main(
    places: Annotated[list[str], typer.Argument(help="folders of events, each with a rewordings.jsonl")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print for each figure how often the original question and its rewordings are right, and which were lost."""
    pairs = [pair for event in prepare(places, stores) for pair in _asked(event)]
    for name in KEPT:
        both = [(one.values[name], other.values[name]) for one, other in pairs if name in one.values]
        before = [one for one, _ in both if one]
        after = sum(other > 0 for _, other in both)
        kept = sum(other > 0 for one, other in both if one)
        typer.echo(f"{name:18} {len(before)} of {len(both)}, reworded {after}, kept {kept / max(1, len(before)):.2f}")
    for one, other in pairs:
        if lost := [name for name in KEPT if one.values.get(name, 0) > other.values.get(name, 0)]:
            typer.echo(f"{one.case.id}: {other.case.question} lost {', '.join(lost)}")


def reworded(event: Event) -> Iterator[tuple[Case, Case]]:
    """Yield each question of the event beside itself in other words, once for each wording that
    `rewordings.jsonl` beside the questions has, one JSON object a line: {"of": id, "question"}; none without that file.

    Raises:
        QuestionsError: if a line has another shape or is of no question.
    """
    path = event.questions.with_name("rewordings.jsonl")
    cases = {case.id: case for case in read_questions(event.questions)}
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        pairs = [(cases[row["of"]], replace(cases[row["of"]], question=row["question"])) for row in rows]
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise QuestionsError(f'{path}: cannot be read ({error!r}); expected {{"of", "question"}} a line') from error
    yield from pairs


def _asked(event: Event) -> Iterator[tuple[Scored, Scored]]:
    pairs = list(reworded(event))
    with Assistant.open(event.store, index=False) as assistant:
        originals = {one.case.id: one for one in ask(assistant, list({one.id: one for one, _ in pairs}.values()))}
        others = ask(assistant, [other for _, other in pairs])
        yield from ((originals[one.id], other) for (one, _), other in zip(pairs, others, strict=True))


if __name__ == "__main__":
    typer.run(main)
