"""Asking a question set: what is asked, what a crash does, and how figures are summed up."""

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest
from eval_builders import ONE, TWO, answer, case, cite, gold, say

from eval.run import ask, sum_up
from eval.summary import Figure
from ingest.article import Article, BlockKind, Passage
from rag.answer import Answer
from rag.retrieve import RETRIEVED_PASSAGES
from vectorstore.hit import Hit

MOVED = cite(ONE, "Fire crews moved 400 people from the old harbour on Monday.")
GOLD = gold(ONE, "moved 400 people from the old harbour")


@dataclass
class FakeAssistant:
    """Gives the prepared answer of a question, or raises the prepared error; its search finds both articles."""

    prepared: dict[str, Answer | Exception]
    asked: list[dict[str, object]] = field(default_factory=list)
    searched: list[dict[str, object]] = field(default_factory=list)

    @property
    def store(self):
        return self

    def article(self, article_id: str) -> Article:
        return {"one": ONE, "two": TWO}[article_id]

    def answer(self, question, history=(), **limits):
        self.asked.append({"question": question, "history": history, **limits})
        given = self.prepared[question]
        if isinstance(given, Exception):
            raise given
        return given

    def search(self, text, *, k, **limits):
        self.searched.append({"text": text, "k": k, **limits})
        spans = [cite(TWO, "A cause is not known."), MOVED]
        return tuple(Hit(Passage(str(rank), c.source.article_id, BlockKind.PARAGRAPH, "en", c.span, (c.span,), c.quote),
                         1 / rank, rank, 0.5, (0.5,)) for rank, c in enumerate(spans, start=1))[:k]


def test_a_question_is_asked_with_its_history_and_limits():
    assistant = FakeAssistant({"How many?": answer(say("400.", MOVED))})
    tuple(ask(assistant, [case(GOLD, question="How many?", history=("What burned?",), outlets=("One",))]))
    assert assistant.asked == [{"question": "How many?", "history": ("What burned?",), "outlets": ("One",),
                                "since": None, "until": None, "as_of": None}]


def test_search_is_measured_on_the_question_as_it_was_understood_as_deep_and_within_its_limits():
    understood = replace(answer(say("400.", MOVED)), standalone_question="How many left the harbour?")
    assistant = FakeAssistant({"How many?": understood})
    [scored] = ask(assistant, [case(GOLD, question="How many?", until=dt.date(2031, 5, 6))])
    assert assistant.searched == [{"text": "How many left the harbour?", "k": RETRIEVED_PASSAGES, "outlets": (),
                                   "since": None, "until": dt.date(2031, 5, 6), "as_of": None}]
    assert scored.ranks == (2,)


@pytest.fixture
def results():
    given = {"good": answer(say("They moved 400.", MOVED), retrieve=5.0, total=50.0), "crash": KeyError("span"),
             "unanswerable": answer(say("400.", MOVED), retrieve=7.0, total=70.0),
             "wrong": answer(say("Nobody.", cite(TWO, "A cause is not known.")), retrieve=6.0, total=60.0)}
    cases = [case(GOLD, id="1", question="good"), case(GOLD, id="2", kind="multi", question="crash"),
             case(id="3", kind="unanswerable", question="unanswerable"), case(GOLD, id="4", question="wrong")]
    return sum_up(tuple(ask(FakeAssistant(given), cases)), peer={})


def test_a_crash_is_recorded_with_its_error_and_the_other_questions_are_answered(results):
    assert [scored.error for scored in results.scored] == [None, "KeyError: 'span'", None, None]
    assert results.figures["no_error"] == Figure(0.75, 4)
    assert results.figures["contract"] == Figure(0.75, 4)


def test_what_must_hold_and_does_not_is_named(results):
    assert [scored.missed for scored in results.scored] == [
        (), ("contract", "evidence_hit", "answer_in_text"), ("abstain_right",), ("evidence_hit", "answer_in_text")]


def test_figures_stand_over_all_questions_and_for_each_kind(results):
    assert results.figures["evidence_hit"] == Figure(pytest.approx(1 / 3), 3)
    assert results.figures["speaker"] == Figure(None, 0)
    assert results.figures["quote_exact"] == Figure(1.0, 3)
    assert {kind: figures["evidence_hit"] for kind, figures in results.kinds.items()} == {
        "fact": Figure(0.5, 2), "multi": Figure(0.0, 1), "unanswerable": Figure(None, 0)}


def test_search_is_measured_on_answerable_questions(results):
    assert results.figures["retrieval_hit@1"] == Figure(0.0, 3)
    assert results.figures["retrieval_recall@3"] == Figure(1.0, 3)


def test_times_are_those_of_the_answers_after_the_first(results):
    assert results.figures["retrieve_p50_ms"] == Figure(7.0, 2)
    assert results.figures["total_p95_ms"] == Figure(70.0, 2)


def test_a_quote_that_the_store_does_not_hold_is_not_exact():
    invented = replace(MOVED, quote="Fire crews moved 900 people from the old harbour on Monday.")
    [scored] = ask(FakeAssistant({"How many?": answer(say("900.", invented))}), [case(GOLD, question="How many?")])
    assert scored.exact == (0.0,)
    assert "quote_exact" in scored.missed
