"""The benchmarks' own figures, on data small enough to know the answer."""

import pytest

from eval.benchmarks.documents import ask_of, shown_by
from eval.benchmarks.ranking import Candidates, compare

ASKED = Candidates(
    "Who built the Alder bridge?",
    ("Sheep graze on the hills.", "The Alder bridge was built by Anna Kowal.", "It rained for nine days."),
    (False, True, False),
)


def test_a_right_sentence_that_comes_first_has_a_precision_of_one() -> None:
    figures = compare([ASKED])
    assert figures["ours"] == pytest.approx((1.0, 1.0))
    assert set(figures) == {"ours", "MiniLM", "BM25"}


def test_a_document_is_told_by_its_number() -> None:
    answer = ask_of("Who built the Alder bridge?", ["It rained.", "The Alder bridge was built by Anna Kowal in 1931."])
    assert [shown.documents for shown in shown_by(answer)] == [frozenset({1})]
