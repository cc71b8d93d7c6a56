"""What kind of answer a question expects."""

import pytest

from rag.expect import asked_fate, asked_topic, asked_voice, asks_for_several, expected_answer
from rag.parse import Parser
from rag.question import AnswerType, Voice

PARSER = Parser()


@pytest.mark.parametrize(("question", "kind", "noun"), [
    ("Who leads the union?", AnswerType.PERSON, "leader"),
    ("Who closed the mill?", AnswerType.PERSON, ""),
    ("Who is Mara Velt?", AnswerType.EXPLANATION, ""),
    ("Which former deputy mayor opened the bridge?", AnswerType.PERSON, "mayor"),
    ("Where did the ship run aground?", AnswerType.PLACE, ""),
    ("In which year did the mill close?", AnswerType.DATE, "year"),
    ("When was the bridge built?", AnswerType.DATE, ""),
    ("How many of those hurt were children?", AnswerType.NUMBER, "child"),
    ("How many written objections were filed?", AnswerType.NUMBER, "objection"),
    ("How many were aboard the ferry?", AnswerType.NUMBER, "people"),
    ("What was the number of persons aboard?", AnswerType.NUMBER, "person"),
    ("What is the count of the injured?", AnswerType.NUMBER, "people"),
    ("What was the size of the crowd?", AnswerType.NUMBER, "people"),
    ("What was the size of the field?", AnswerType.NUMBER, "size"),
    ("How high was the number of visitors?", AnswerType.NUMBER, "visitor"),
    ("Whether the mayor knew of it", AnswerType.YES_NO, ""),
    ("How long will the work take?", AnswerType.NUMBER, "long"),
    ("What did the firm pay for the boat?", AnswerType.NUMBER, "cost"),
    ("What percentage of voters stayed at home?", AnswerType.NUMBER, "percentage"),
    ("What is the name of the ship?", AnswerType.NAME, "ship"),
    ("Which lender stopped the payment?", AnswerType.NAME, "lender"),
    ("Why was the vote put off?", AnswerType.REASON, ""),
    ("Did the mayor resign?", AnswerType.YES_NO, ""),
    ("What did the mayor say about the bridge?", AnswerType.QUOTATION, ""),
    ("What did the mayor say about what it cost?", AnswerType.QUOTATION, ""),
    ("What does he get from the mill, how many florins?", AnswerType.NUMBER, "florin"),
    ("How big was the march to the mill?", AnswerType.NUMBER, "people"),
    ("What was the crowd size at the mill?", AnswerType.NUMBER, "people"),
    ("What will the harbour extension cost?", AnswerType.NUMBER, "cost"),
    ("Has the firm paid anything?", AnswerType.YES_NO, ""),
    ("How did the harbour town react?", AnswerType.EXPLANATION, ""),
    ("Was the mill locked when the fire broke out?", AnswerType.YES_NO, ""),
    ("When the mill burnt, how many people were inside?", AnswerType.NUMBER, "people"),
    ("How much will the firm pay each worker?", AnswerType.NUMBER, "cost"),
    ("How many of the injured were children?", AnswerType.NUMBER, "child"),
    ("What was the name of the guard who died?", AnswerType.PERSON, "guard"),
    ("Who is the mayor of Osterby?", AnswerType.PERSON, "mayor"),
    ("Which hospital took them in?", AnswerType.NAME, "hospital"),
    ("What was the highest level of the lake?", AnswerType.NUMBER, "level"),
    ("Tell me about the bridge", AnswerType.EXPLANATION, ""),
])  # fmt: skip
def test_the_question_word_and_its_noun_decide(question: str, kind: AnswerType, noun: str) -> None:
    assert expected_answer(PARSER.one(question)) == (kind, noun)


@pytest.mark.parametrize(("question", "words", "kind"), [
    ("What did Mara Velt say about the fire?", {"mara", "velt"}, "name"),
    ("What did the prime minister say about the fire?", {"prime", "minister"}, "office"),
    ("What do critics say about the mill?", {"critic"}, "kind"),
    ("What does the union demand?", {"union"}, "body"),
])  # fmt: skip
def test_whose_words_are_asked_is_told_by_name_office_kind_or_body(question: str, words: set[str], kind: str) -> None:
    voice = asked_voice(PARSER.one(question))
    assert voice == Voice(frozenset(words), is_name=kind == "name", is_kind=kind == "kind",
                          is_person=kind in {"name", "office"})  # fmt: skip


def test_a_question_that_asks_for_nobodys_words_has_no_voice() -> None:
    assert asked_voice(PARSER.one("How many people left the mill?")) is None


def test_the_topic_is_what_words_are_asked_about() -> None:
    assert asked_topic(PARSER.one("How did critics react to the closing of the mill?")) == "the closing of the mill"
    assert asked_topic(PARSER.one("What do residents complain about?")) == ""


@pytest.mark.parametrize(("question", "told"), [
    ("How many people were killed?", True), ("What was the death toll?", True), ("How many boats sank?", False),
    ("How much cash did he carry when he was arrested?", False),
])  # fmt: skip
def test_the_fate_is_what_became_of_those_who_are_counted(question: str, told: bool) -> None:
    assert bool(asked_fate(PARSER.one(question))) is told


def test_of_several_asked_together_each_is_known() -> None:
    together = asked_voice(PARSER.one("How did the council and the union react to the fire?"))
    assert together is not None
    assert together.is_several
    assert {"council", "union"} <= together.words
    alone = asked_voice(PARSER.one("How did the council react to the fire and the flood?"))
    assert alone is not None
    assert not alone.is_several


@pytest.mark.parametrize(("question", "several"), [
    ("What do critics say about the mill?", True),
    ("Which measures did the council take?", True),
    ("How did the traders react?", True),
    ("How did Mara Velt react to the vote?", True),
    ("What does the union demand?", True),
    ("What is being done to help them?", True),
    ("What was decided after the fire?", True),
    ("What did Mara Velt and the union say about the fire?", True),
    ("What did both owners say about the fire?", True),
    ("What did Mara Velt say about the fire?", False),
    ("What does Mara Velt want instead?", False),
    ("How did the fire start?", False),
    ("Which hospital took them in?", False),
    ("How many officers were hurt?", False),
])  # fmt: skip
def test_a_kind_of_people_a_reaction_or_a_plural_asks_for_several_things(question: str, several: bool) -> None:
    doc = PARSER.one(question)
    assert asks_for_several(doc, expected_answer(doc)[0], asked_voice(doc)) is several
