"""A turn as JSON that outlives the program, and back: the answer in the shape of the contract."""

from typing import Any

from ingest.article import Span
from rag.answer import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisagreementKind,
    Position,
    Source,
    Statement,
    Verdict,
)
from rag.events import Finished
from ui.conversation import Turn


def to_dict(turn: Turn) -> dict[str, Any]:
    """Return what is kept of a turn that is over."""
    return {"question": turn.question, "limited": turn.limited, "asked": turn.asked, "problem": turn.problem,
            "stopped": turn.is_stopped, "thumb": turn.thumb, "answer": turn.answer.to_dict() if turn.answer else None}


def from_dict(kept: dict[str, Any]) -> Turn:
    """Return the turn that `to_dict` was given, without its articles.

    Raises:
        KeyError, TypeError, ValueError: if `kept` is not what `to_dict` gives.
    """
    turn = Turn(kept["question"], limited=kept["limited"], asked=kept.get("asked", ""), problem=kept["problem"],
                is_stopped=kept["stopped"], thumb=kept["thumb"])
    if not kept["answer"]:
        return turn
    return turn.after(Finished(_answer(kept["answer"])))


def _answer(kept: dict[str, Any]) -> Answer:
    nearest = tuple(map(_citation, kept["nearest"]))
    return Answer(
        question=kept["question"], standalone_question=kept["standalone_question"], written_by=kept["written_by"],
        statements=tuple(Statement(s["text"], _citations(s), Verdict(s["verdict"]), s["speaker"])
                         for s in kept["statements"]),
        disagreements=tuple(Disagreement(d["about"], DisagreementKind(d["kind"]), tuple(
            Position(p["value"], p["speaker"], _citations(p)) for p in d["positions"])) for d in kept["disagreements"]),
        abstention=Abstention(kept["reason"], nearest) if kept["abstained"] else None,
        timings_ms=kept["timings_ms"], id=kept["id"])


def _citations(kept: dict[str, Any]) -> tuple[Citation, ...]:
    return tuple(map(_citation, kept["citations"]))


def _citation(kept: dict[str, Any]) -> Citation:
    """A citation as it was made: the article may be gone from the store, what it said then is not."""
    source = Source(kept["article_id"], kept["origin_id"], kept["source"], kept["outlet"], kept["title"], kept["url"],
                    kept["published"])
    return Citation(source, Span(kept["start"], kept["end"]), kept["quote"], kept["speaker"])
