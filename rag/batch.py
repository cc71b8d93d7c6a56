"""Answer a question set: one JSON object a line in, one answer a line out."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import pydantic

from rag.answer import CONTRACT_VERSION
from rag.assistant import Assistant
from rag.understand import QuestionError, parse_day
from vectorstore import StoreError


class QuestionLine(pydantic.BaseModel):
    """One line of a question set; further keys, such as gold answers, are let be."""

    id: pydantic.JsonValue = None
    question: str
    history: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: Annotated[str | None, pydantic.Field(description="YYYY-MM-DD")] = None
    until: str | None = None
    as_of: str | None = None


def answer_lines(assistant: Assistant, lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield one answer in the contract's shape for each line that is not blank; {"version", "id", "error"} for a line
    that cannot be answered."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer_line(assistant, line, number)


def _answer_line(assistant: Assistant, line: str, number: int) -> dict[str, Any]:
    identifier = None
    try:
        data = json.loads(line, parse_constant=lambda name: None)  # NaN is no JSON
        identifier = data.get("id") if isinstance(data, dict) else None
        asked = QuestionLine.model_validate(data)
        answer = assistant.answer(
            asked.question,
            history=asked.history,
            outlets=asked.outlets,
            since=parse_day(asked.since),
            until=parse_day(asked.until),
            as_of=parse_day(asked.as_of),
        )
    except RecursionError:
        return _failure(identifier, f"line {number} is nested too deeply")
    except json.JSONDecodeError as error:
        return _failure(identifier, f"line {number} is no JSON object: {error.msg} at column {error.colno}")
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        return _failure(identifier, f"line {number}: {where}: {first['msg']}")
    except (QuestionError, StoreError) as error:
        return _failure(identifier, f"line {number}: {error}")
    return answer.to_dict() | {"id": identifier}


def _failure(identifier: object, reason: str) -> dict[str, Any]:
    return {"version": CONTRACT_VERSION, "id": identifier, "error": reason}
