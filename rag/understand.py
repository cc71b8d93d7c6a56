"""Read a question: what kind of answer it expects, of what, and what it stands for after the earlier questions."""

import datetime as dt
import re
from collections.abc import Sequence

from rag.between import between
from rag.clauses import telling
from rag.expect import asked_fate, asked_topic, asked_voice, asks_for_several, asks_speaker, expected_answer
from rag.followup import asked_part, make_standalone
from rag.gather import act_of
from rag.parse import Parser
from rag.question import AnswerType, Asked, Question
from rag.several import Several
from rag.values import needs_value

MAX_QUESTION_CHARACTERS = 2_000
PRONOUN = re.compile(r"\b(?:it|its|he|him|his|she|her|they|them|their|this|that|there)\b", re.I)
TOLL = re.compile(
    r"\bwhat(?:['’]?s| is| (?P<past>was)) the (?:\w+ )?(?:death toll|number of (?:dead|deaths))"
    r"(?: (?:now|so far))?(?P<of> (?:of|in|from))?(?!\w)", re.I
)
REQUEST = re.compile(
    r"^(?:please,? )?(?:(?:can|could|would) you (?:please )?)?"
    r"(?:(?:tell|remind) (?:me|us)|(?:name|give|state|list)(?: me| us)?|do you know|does any(?:one|body) know"
    r"|(?:i|we)(?:['’]d| would)? (?:want|like|need) to know|i wonder|is it known|do we know)"
    r"(?=,? (?:the|an?|any|all|every|each|who|whom|whose|what|which|when|where|why|how|whether|if|by|at|in|on|to)\b)"
    r",? ", re.I
)
NOUN_PHRASE = re.compile(r"(?:the|an?|any|all|every|each)\b", re.I)
MAX_HISTORY = 10  # questions: what lies further back is no longer meant


class QuestionError(ValueError):
    """A question that cannot be answered as it was put: empty or too long."""


def understand(
    asked: Asked, parser: Parser, several: Several | None = None, outlets: Sequence[str] = ()
) -> Question:
    """Return the question as one that stands alone, with the answer it expects; without `several`, the parse alone
    tells whether it asks for several things. `outlets` are those at hand: a question that names several of them is
    asked of these alone.

    Raises:
        QuestionError: if it is blank or longer than 2,000 characters.
    """
    put = check(asked.text)
    text, named = (put, ()) if asked.outlets else between(put, outlets)
    history = [_folded(h)[:MAX_QUESTION_CHARACTERS] for h in asked.history if h.strip()]
    question, told = asked_part(TOLL.sub(_counted_dead, _plain(text)))
    history += [told] if told and PRONOUN.search(question) else []
    standalone = make_standalone(question, history=history[-MAX_HISTORY:], parser=parser)
    doc = parser.one(standalone)
    if told and not any(t.pos_ in {"NOUN", "PROPN"} for t in doc):  # "How much does each get?"
        standalone = f"{told} {standalone}"
    answer_type, noun = expected_answer(doc)
    fate = asked_fate(doc)
    voice = asked_voice(doc)
    topic = asked_topic(doc) if voice is not None and voice.is_kind else ""
    gathers = asks_for_several(doc, answer_type, voice)
    gathers = gathers if several is None else several(standalone, answer_type, is_told=gathers)
    if gathers and needs_value(answer_type):
        answer_type = AnswerType.EXPLANATION
    is_who_said = asks_speaker(doc, answer_type)
    nouns = frozenset(t.lemma_.lower() for t in doc if t.pos_ == "NOUN")
    return Question(put, standalone, answer_type, noun, is_who_said, voice, topic, fate, gathers,
                    act_of(standalone) if gathers else None, nouns, telling(doc), named)  # fmt: skip


def _plain(text: str) -> str:
    """The question without the request around it: "Could you tell me who resigned?", "Give the number of homes."."""
    plain = REQUEST.sub("", text)
    if plain == text or not plain:
        return text
    return f"What is {plain}" if NOUN_PHRASE.match(plain) else plain[:1].upper() + plain[1:]


def _counted_dead(match: re.Match[str]) -> str:
    """The death toll asked in the words in which articles tell it."""
    tense = "had been" if match["past"] else "have been"
    return f"How many people {tense} killed{' so far' if not match['past'] else ''}{' in' if match['of'] else ''}"


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
