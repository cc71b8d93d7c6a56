"""One line in the log for each question: how it ended and how long each stage took, never a word of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rag.answer import Answer
from rag.events import Event, Finished
from rag.understand import QuestionError

logger = logging.getLogger(__name__)

EVENT = "question"
_TRIAL: ContextVar[bool] = ContextVar("trial", default=False)


@contextmanager
def on_trial() -> Iterator[None]:
    """Mark what is asked within as nobody's question: the page tries those that it suggests."""
    token = _TRIAL.set(True)
    try:
        yield
    finally:
        _TRIAL.reset(token)


def recorded(events: Iterator[Event]) -> Iterator[Event]:
    """Yield `events`, and write one line in the log when they end, by whatever end."""
    told: dict[str, Any] = {"outcome": "stopped"}
    try:
        for event in events:
            if isinstance(event, Finished):
                told = told_of(event.answer)
            yield event
    except Exception as error:
        told = {"outcome": "refused" if isinstance(error, QuestionError) else "failed", "error": type(error).__name__}
        raise
    finally:
        logger.info(EVENT, extra={"told": {**told, "trial": _TRIAL.get()}})


def told_of(answer: Answer) -> dict[str, Any]:
    """Return what the log says of an answer: counts, ids and milliseconds."""
    return {"outcome": "abstained" if answer.abstention else "answered", "written_by": answer.written_by,
            "statements": len(answer.statements), "disagreements": len(answer.disagreements),
            "articles": [source.article_id for source in answer.sources()], "ms": answer.timings_ms}
