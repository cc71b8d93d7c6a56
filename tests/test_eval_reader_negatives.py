"""Windows that hold everything but the answer are sentences still, and hold it no more."""

import random

import pytest

from eval.reader_negatives import names_by_label, with_another_name, without_answer
from rag.parse import pipeline


@pytest.mark.parametrize(("sentence", "answer", "left"), [
    ("The ferry left Brinmoor harbour early with passengers on Monday.", "Monday",
     "The ferry left Brinmoor harbour early with passengers."),
    ("Some 400 people left the flooded villages by boat.", "400", "People left the flooded villages by boat."),
    ("The bridge fell.", "fell", None),
])  # fmt: skip
def test_the_part_that_answers_is_cut_out(sentence: str, answer: str, left: str | None) -> None:
    start = sentence.index(answer)
    assert without_answer(pipeline()(sentence), start, start + len(answer)) == left


def test_a_name_is_swapped_for_one_that_the_window_lacks() -> None:
    docs = [pipeline()(text) for text in ("Anna Kowal built the bridge in 1931.", "Peter Lindqvist paid for it.")]
    question = pipeline()("What did Anna Kowal build?")
    swapped = with_another_name(question, docs[0].text, names_by_label(docs), random.Random(1))
    assert swapped == "What did Peter Lindqvist build?"


def test_a_question_without_a_name_of_the_window_is_left_alone() -> None:
    question = pipeline()("Who paid for the bridge?")
    others = {"PERSON": ["Peter Lindqvist"]}
    assert with_another_name(question, "Anna Kowal built it.", others, random.Random(1)) is None
