"""Read a question: what kind of answer it expects, of what, and what it stands for after the earlier questions."""

import datetime as dt

from rag.expect import asked_fate, asked_topic, asked_voice, asks_for_several, asks_speaker, expected_answer
from rag.followup import make_standalone
from rag.parse import Parser
from rag.question import Asked, Question

MAX_QUESTION_CHARACTERS = 2_000
MAX_HISTORY = 10  # questions: what lies further back is no longer meant


class QuestionError(ValueError):
    """A question that cannot be answered as it was put: empty or too long."""


def understand(asked: Asked, parser: Parser) -> Question:
    """Return the question as one that stands alone, with the answer it expects.

    Raises:
        QuestionError: if it is blank or longer than 2,000 characters.
    """
    text = check(asked.text)
    history = [_folded(h)[:MAX_QUESTION_CHARACTERS] for h in asked.history if h.strip()]
    standalone = make_standalone(text, history=history[-MAX_HISTORY:], parser=parser)
    doc = parser.one(standalone)
    answer_type, noun = expected_answer(doc)
    voice = asked_voice(doc)
    topic = asked_topic(doc) if voice is not None and voice.is_kind else ""
    gathers = asks_for_several(doc, answer_type, voice)
    is_who_said = asks_speaker(doc, answer_type)
    return Question(text, standalone, answer_type, noun, is_who_said, voice, topic, asked_fate(doc), gathers)


def check(text: str) -> str:
    """Return the question with its white space folded.

    Raises:
        QuestionError: if it is blank or longer than 2,000 characters.
    """
    folded = _folded(text)
    if not folded:
        raise QuestionError("the question is empty: ask something in plain words")
    if len(folded) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"the question has {len(folded):,} characters, at most {MAX_QUESTION_CHARACTERS:,} are read: shorten it"
        )
    return folded


def parse_day(text: str | None) -> dt.date | None:
    """Return the day that an ISO date ("2031-05-09") names, None for None.

    Raises:
        QuestionError: if `text` is no such day.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise QuestionError(f"{text!r} is no day, expected YYYY-MM-DD") from None


def _folded(text: str) -> str:
    """White space folded; a lone surrogate, which is no character, becomes a question mark."""
    return " ".join(text.encode("utf-8", "replace").decode().split())
