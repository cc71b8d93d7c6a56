"""The assistant end to end on invented articles: real store, real encoder, real reader."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import Answer, Assistant, QuestionError, Verdict
from rag.events import Finished, Understood, Verified
from rag.write import Extractive
from vectorstore import Store, StoreError


@pytest.fixture
def assistant(store: Store) -> Assistant:
    return Assistant(store, Extractive(store.encoder))


def assert_contract(answer: Answer, assistant: Assistant) -> None:
    """What DESIGN promises of every answer."""
    data = answer.to_dict()
    supported = [s for s in data["statements"] if s["verdict"] == "supported"]
    assert data["abstained"] == (not supported)
    assert not (data["abstained"] and data["disagreements"])
    assert (data["reason"] is not None) == data["abstained"]
    assert len(data["statements"]) <= 8
    assert all(len(s["text"].split()) <= 60 for s in data["statements"])
    for citation in answer.citations():
        text = assistant.article(citation.source.article_id).text
        assert citation.quote == text[citation.span.start : citation.span.end]
        assert len(citation.quote) <= 400
    numbers = [c["number"] for s in data["statements"] for c in s["citations"]]
    assert set(numbers) <= set(range(1, len(answer.numbers()) + 1))


def test_every_statement_carries_the_sentence_it_rests_on(assistant: Assistant) -> None:
    answer = assistant.answer("Who thanked the volunteers?")
    assert answer.statements[0].text == "Mayor Ilva Brandt thanked the volunteers."
    assert [c.quote for c in answer.statements[0].citations] == ["Mayor Ilva Brandt thanked the volunteers."]
    assert answer.statements[0].verdict is Verdict.SUPPORTED
    assert answer.sources()[0].outlet == "Coast Courier"
    assert_contract(answer, assistant)


def test_two_outlets_with_two_figures_are_both_shown(assistant: Assistant) -> None:
    answer = assistant.answer("How many people had to leave Harrowmere?")
    (disagreement,) = answer.disagreements
    assert {p.value.split(" people")[0] for p in disagreement.positions} == {"Some 400", "About 650"}
    assert {p.citations[0].source.outlet for p in disagreement.positions} == {"The Fjord Gazette", "Coast Courier"}
    assert_contract(answer, assistant)


@pytest.mark.parametrize("question", ["When was the Zanzibar tower built?", "How many people live in Lunden?"])
def test_what_the_articles_do_not_say_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert answer.abstention is not None
    assert answer.abstention.reason
    assert answer.abstention.nearest
    assert_contract(answer, assistant)


def test_a_name_that_no_article_mentions_is_told(assistant: Assistant) -> None:
    answer = assistant.answer("When was the Zanzibar tower built?")
    assert answer.abstention is not None
    assert "Zanzibar" in answer.abstention.reason


def test_a_follow_up_is_answered_as_it_stands_alone(assistant: Assistant) -> None:
    answer = assistant.answer("And who thanked the volunteers there?", history=("What happened in Harrowmere?",))
    assert "Harrowmere" in answer.standalone_question
    assert answer.question == "And who thanked the volunteers there?"
    assert "Ilva Brandt" in answer.statements[0].text


def test_only_the_asked_outlets_and_days_are_read(assistant: Assistant) -> None:
    question = "How many people had to leave Harrowmere?"
    by_outlet = assistant.answer(question, outlets=("coast courier",))
    by_day = assistant.answer(question, until=dt.date(2031, 5, 4))
    as_of = assistant.answer(question, as_of=dt.date(2031, 5, 4))
    assert {s.outlet for s in by_outlet.sources()} == {"Coast Courier"}
    assert {s.outlet for s in by_day.sources()} == {s.outlet for s in as_of.sources()} == {"The Fjord Gazette"}
    nothing = assistant.answer(question, until=dt.date(2031, 5, 1))
    assert nothing.abstention is not None
    assert nothing.abstention.nearest == ()
    with pytest.raises(StoreError, match="no article of the outlet 'No Such Paper'"):
        assistant.answer(question, outlets=("No Such Paper",))


def test_the_answer_is_what_the_stream_ends_with(assistant: Assistant) -> None:
    question = "How many people had to leave Harrowmere?"
    *events, last = assistant.stream(question)
    assert isinstance(last, Finished)
    assert isinstance(events[0], Understood)
    assert tuple(e.statement for e in events if isinstance(e, Verified)) == last.answer.statements
    assert last.answer.statements == assistant.answer(question).statements


@pytest.mark.parametrize("question", ["", "   \n\t", "x" * 2001])
def test_an_empty_or_overlong_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionError):
        assistant.answer(question)


def test_a_runnable_takes_a_question_and_gives_the_answer(assistant: Assistant) -> None:
    chain = assistant.as_runnable()
    question = "Who thanked the volunteers?"
    assert chain.invoke(question).statements == assistant.answer(question).statements
    asked: dict[str, Any] = {"question": "Who thanked them there?", "history": ["What happened in Harrowmere?"]}
    assert chain.invoke(asked).standalone_question == assistant.answer(**asked).standalone_question
    assert isinstance(list(chain.stream(question))[-1], Finished)
    assert [a.question for a in chain.batch([question, "Who is the mayor?"])] == [question, "Who is the mayor?"]


def test_the_asynchronous_twins_do_the_same(assistant: Assistant) -> None:
    import asyncio

    chain = assistant.as_runnable()

    async def both() -> tuple[Answer, list[Any]]:
        return await chain.ainvoke("Who is the mayor?"), [e async for e in chain.astream("Who is the mayor?")]

    answer, events = asyncio.run(both())
    assert answer.statements == assistant.answer("Who is the mayor?").statements
    assert isinstance(events[-1], Finished)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_as_a_question_keeps_the_contract(assistant: Assistant, text: str, history: list[str]) -> None:
    try:
        answer = assistant.answer(text, history=history)
    except QuestionError:
        assert not text.strip()
        return
    assert_contract(answer, assistant)
