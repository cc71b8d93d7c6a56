"""What kind of answer a question expects."""

import pytest

from rag.expect import expected_answer
from rag.parse import Parser
from rag.question import AnswerType

PARSER = Parser()


@pytest.mark.parametrize(("question", "kind", "noun"), [
    ("Who leads the union?", AnswerType.PERSON, ""),
    ("Who is Mara Velt?", AnswerType.EXPLANATION, ""),
    ("Which former deputy mayor opened the bridge?", AnswerType.PERSON, "mayor"),
    ("Where did the ship run aground?", AnswerType.PLACE, ""),
    ("In which year did the mill close?", AnswerType.DATE, "year"),
    ("When was the bridge built?", AnswerType.DATE, ""),
    ("How many of those hurt were children?", AnswerType.NUMBER, "child"),
    ("How many written objections were filed?", AnswerType.NUMBER, "objection"),
    ("How long will the work take?", AnswerType.NUMBER, "long"),
    ("What did the firm pay for the boat?", AnswerType.NUMBER, "cost"),
    ("What percentage of voters stayed at home?", AnswerType.NUMBER, "percentage"),
    ("What is the name of the ship?", AnswerType.NAME, "ship"),
    ("Which lender stopped the payment?", AnswerType.NAME, "lender"),
    ("Why was the vote put off?", AnswerType.REASON, ""),
    ("Did the mayor resign?", AnswerType.YES_NO, ""),
    ("What did the mayor say about the bridge?", AnswerType.QUOTATION, ""),
    ("How did the harbour town react?", AnswerType.EXPLANATION, ""),
    ("Tell me about the bridge", AnswerType.EXPLANATION, ""),
])  # fmt: skip
def test_the_question_word_and_its_noun_decide(question: str, kind: AnswerType, noun: str) -> None:
    assert expected_answer(PARSER.one(question)) == (kind, noun)
