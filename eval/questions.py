"""Question sets: one question a line with its gold, checked where it is read."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

Split = Literal["tune", "measure"]
Filled = Annotated[str, Field(min_length=1)]


class QuestionsError(ValueError):
    """A question set that cannot be used; the message names file, line, field, what was found and expected."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fragment of one sentence of the article whose `source` ends with `file`."""

    file: Filled
    quote: Filled


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its gold. Without evidence it is unanswerable: the right answer is to abstain.

    `answers` are the accepted ones, any of which suffices unless `all_answers`; `sides` are the positions of a
    disagreement, each as the wordings accepted for it; `min_sources` counts gold files to cite. What a question set
    does not say stays empty.
    """

    id: Filled
    kind: Filled
    question: Filled
    answers: tuple[Filled, ...]
    evidence: tuple[Evidence, ...]
    all_answers: bool = False
    sides: tuple[tuple[Filled, ...], ...] = ()
    speaker: str | None = None
    min_sources: int | None = None
    history: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    split: Split | None = None

    @property
    def is_answerable(self) -> bool:
        """Tell whether the articles say it."""
        return bool(self.evidence)


def read_questions(path: Path, *, split: Split | None = None) -> tuple[Case, ...]:
    """Read the cases of `path`, in order; with `split` only those of it. Unknown keys are ignored.

    Raises:
        QuestionsError: if the file cannot be read, a line is no valid case, an id occurs twice, or no case is left.
    """
    lines: dict[str, int] = {}
    kept = []
    for number, case in _parse(path):
        if case.id in lines:
            raise QuestionsError(f"{path}:{number}: id {case.id!r} stands on line {lines[case.id]} already; "
                                 "expected an id of its own for every question")
        lines[case.id] = number
        if split in (None, case.split):
            kept.append(case)
    if not kept:
        wanted = f'with "split": "{split}"' if split else "at all"
        raise QuestionsError(f"{path}: found no question {wanted} among {len(lines)}; expected one JSON object a line")
    return tuple(kept)


_CASE = TypeAdapter(Case)


def _parse(path: Path) -> Iterator[tuple[int, Case]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _case(line, where=f"{path}:{number}")
    except OSError as error:
        raise QuestionsError(f"{path}: cannot read the question set: {error.strerror}; "
                             "expected a JSON Lines file") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path}: found a byte that is not UTF-8 ({error.reason}); save it as UTF-8") from error


def _case(line: str, *, where: str) -> Case:
    try:
        return _CASE.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        found = "nothing" if first["type"] == "missing" else repr(first["input"])[:80]
        raise QuestionsError(f"{where}: {field}: found {found}: {first['msg']}; correct the line") from error
