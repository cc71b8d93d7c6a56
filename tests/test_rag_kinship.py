"""Nouns that can be counted as one are near, others are not."""

import pytest

from rag.kinship import OTHER_KIND, SAME_KIND, Kinship
from rag.sameness import sameness
from vectorstore.encoder import Encoder


@pytest.mark.parametrize(("noun", "others"), [("house", {"home"}), ("worker", {"year", "employee"})])
def test_nouns_of_one_kind_are_near(encoder: Encoder, noun: str, others: set[str]) -> None:
    assert Kinship(encoder).nearest(noun, others) >= SAME_KIND


@pytest.mark.parametrize(("noun", "others"), [("car", {"crown"}), ("boat", {"sheep"}), ("boat", set())])
def test_nouns_of_different_kinds_are_far(encoder: Encoder, noun: str, others: set[str]) -> None:
    assert Kinship(encoder).nearest(noun, others) < OTHER_KIND


def test_answers_that_say_the_same_are_more_alike_than_others(encoder: Encoder) -> None:
    alike = sameness(
        "Why was the bridge closed?",
        ["Its cables had rusted.", "There was rust on the cables.", "The mayor wanted a parade."],
        encoder,
    )
    assert alike[0, 1] > alike[0, 2]
    assert alike[0, 0] == pytest.approx(1.0, abs=0.01)


def test_no_answers_give_no_rows(encoder: Encoder) -> None:
    assert sameness("Why?", [], encoder).shape == (0, 0)
