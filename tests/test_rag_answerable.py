"""How sure it is that the articles answer."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answerable import LEAST_OTHER, Overall, answerable, overall
from rag.evidence import Evidence

Read = tuple[float, str, float]
READ = st.lists(st.tuples(st.floats(-9, 9), st.sampled_from("abc"), st.floats(0, 1)), min_size=1, max_size=8)


def evidence(read: Sequence[Read]) -> list[Evidence]:
    """Sentences of these scores, reports and shares of the question's words."""
    seen = (SimpleNamespace(score=s, origin_id=o, signals=SimpleNamespace(coverage=c)) for s, o, c in read)
    return [cast(Evidence, e) for e in seen]


def test_the_best_sentence_and_the_best_of_another_report_are_seen() -> None:
    read = evidence([(1.0, "a", 0.2), (3.0, "b", 0.5), (2.5, "b", 0.9)])
    assert overall(read) == Overall(best=3.0, other=1.0, coverage=0.9)


def test_a_report_that_stands_alone_is_none_the_surer() -> None:
    assert overall(evidence([(3.0, "a", 0.5)])).other == LEAST_OTHER


def test_where_all_words_are_there_the_best_sentence_must_convince_more() -> None:
    assert answerable(evidence([(0.0, "a", 1.0)])) < answerable(evidence([(0.0, "a", 0.4)]))


@given(READ, st.floats(0, 5))
def test_a_better_sentence_never_makes_it_less_sure(read: list[Read], more: float) -> None:
    best = max(range(len(read)), key=lambda n: read[n][0])
    better = [(s + more if n == best else s, o, c) for n, (s, o, c) in enumerate(read)]
    assert answerable(evidence(better)) >= answerable(evidence(read)) - 1e-9


@given(READ)
def test_the_order_of_the_sentences_does_not_count(read: list[Read]) -> None:
    distinct = {s: (s, o, c) for s, o, c in read}.values()
    assert answerable(evidence([*distinct])) == pytest.approx(answerable(evidence([*distinct][::-1])))
