"""How much survives another wording: `python -m eval.rewordings EVENTS REWORDINGS.jsonl --stores DIR`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from eval.events import prepare
from eval.questions import Case, QuestionsError, read_questions
from eval.run import Scored, ask
from rag import Assistant

KEPT = ("answered", "evidence_hit", "answer_in_text", "answer_in_lead", "disagreement_found", "no_false_alarm")


def main(
    places: Annotated[list[str], typer.Argument(help="folder of events, then the rewordings")],
    stores: Annotated[Path, typer.Option(help="folder for the events' stores")],
) -> None:
    """Print for each figure how often the original question and its rewording are right, and which were lost."""
    *events, rewordings = places
    wanted = read_rewordings(Path(rewordings))
    pairs = [pair for event in prepare(events, stores) for pair in _asked(event.questions, event.store, wanted)]
    for name in KEPT:
        both = [(one.values[name], other.values[name]) for one, other in pairs if name in one.values]
        before = [one for one, _ in both if one]
        after = sum(other > 0 for _, other in both)
        kept = sum(other > 0 for one, other in both if one)
        typer.echo(f"{name:18} {len(before)} of {len(both)}, reworded {after}, kept {kept / max(1, len(before)):.2f}")
    for one, other in pairs:
        if lost := [name for name in KEPT if one.values.get(name, 0) > other.values.get(name, 0)]:
            typer.echo(f"{one.case.id}: {other.case.question} lost {', '.join(lost)}")


def read_rewordings(path: Path) -> dict[str, str]:
    """Return the question in other words for the id of each original, one JSON object a line: {"of", "question"}.

    Raises:
        QuestionsError: if a line has another shape.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {row["of"]: row["question"] for row in rows}
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise QuestionsError(f'{path}: cannot be read ({error!r}); expected {{"of", "question"}} a line') from error


def _asked(questions: Path, store: Path, wanted: Mapping[str, str]) -> Iterator[tuple[Scored, Scored]]:
    cases = [case for case in read_questions(questions) if case.id in wanted]
    reworded: list[Case] = [replace(case, question=wanted[case.id]) for case in cases]
    if cases:
        with Assistant.open(store, index=False) as assistant:
            yield from zip(ask(assistant, cases), ask(assistant, reworded), strict=True)


if __name__ == "__main__":
    typer.run(main)
