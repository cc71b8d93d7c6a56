"""Questions made of sentences are ones that the sentences answer, and can be understood by themselves."""

import datetime as dt

import pytest
from ui_newsroom import SetAssistant

from ui.limits import UNLIMITED, Limits, in_words
from ui.suggest import is_named, questions


@pytest.fixture(scope="module")
def assistant() -> SetAssistant:
    return SetAssistant()


@pytest.mark.parametrize(("sentence", "asked"), [
    ("Some 400 people left their homes before dawn, the fire brigade said.",
     "How many people left their homes before dawn?"),
    ("About 650 people were moved out of Harrowmere by boat.", "How many people were moved out of Harrowmere by boat?"),
    ("Mara Quill opened the gates of the lock on Sunday.", "Who opened the gates of the lock on Sunday?"),
    ("“It came too late,” said Tomas Rell of the residents’ league.", "What did Tomas Rell say?")])
def test_a_sentence_that_tells_something_is_asked_for_it(assistant: SetAssistant, sentence: str, asked: str) -> None:
    assert questions([sentence], assistant.parse) == (asked,)


@pytest.mark.parametrize("sentence", [
    "She left it there on Monday and never came back.", "It rained.", "The Mill Bridge is closed.",
    "Some 400 people left (see page 3) for the coast before dawn."])
def test_a_sentence_that_leans_on_another_is_not_asked(assistant: SetAssistant, sentence: str) -> None:
    assert questions([sentence], assistant.parse) == ()


def test_what_names_something_comes_first_and_what_somebody_said_after_what_happened(assistant: SetAssistant) -> None:
    made = questions(["Twelve boats were torn from the quay at night.", "“It fell,” said Tomas Rell.",
                      "About 650 people were moved out of Harrowmere by boat."], assistant.parse)
    assert made == ("How many people were moved out of Harrowmere by boat?", "What did Tomas Rell say?",
                    "How many boats were torn from the quay at night?")


def test_a_weekday_is_no_name() -> None:
    assert not is_named("How many boats were lost on Monday?")
    assert is_named("How many boats were lost at Harrowmere?")


def test_limits_are_ticked_unticked_set_and_cleared() -> None:
    ticked = UNLIMITED
    for article in ("a", "b", "a"):
        ticked = ticked.changed("article", article, on=True)
    assert ticked == Limits(articles=("b", "a"))
    assert ticked.changed("article", "b", on=False).changed("article", "a", on=False) == UNLIMITED
    assert UNLIMITED.changed("since", "2031-05-04", on=True).since == dt.date(2031, 5, 4)
    assert Limits(since=dt.date(2031, 5, 4)).changed("since", "", on=True) == UNLIMITED
    assert UNLIMITED.changed("until", "soon", on=True) == UNLIMITED.changed("origin", "x", on=True) == UNLIMITED


def test_limits_are_named_while_they_are_few_and_counted_when_many() -> None:
    limits = Limits(("a", "b"), ("One", "Two", "Three"), dt.date(2031, 5, 4), dt.date(2031, 5, 9))
    assert in_words(limits, {"a": "Flood"}) == "Flood, b · 3 outlets · from 4 May 2031 · to 9 May 2031"
    assert in_words(UNLIMITED, {}) == ""
