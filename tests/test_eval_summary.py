"""Figures over many questions, and how well search finds the gold."""

import pytest
from eval_builders import ONE, TWO, gold

from eval.retrieval import Found, gold_ranks, hit_at_k, recall_at_k
from eval.summary import Figure, latency_figures, mean, median, percentile, retrieval_figures


def test_what_does_not_apply_is_not_counted():
    assert mean([1.0, None, 0.0, 0.5]) == Figure(0.5, 3)
    assert median([9.0, None, 1.0, 2.0]) == Figure(2.0, 3)


def test_nothing_counted_is_undefined_and_never_zero():
    assert mean([None]) == median([]) == percentile([], 0.95) == Figure(None, 0)


@pytest.mark.parametrize(("value", "count"), [(0.0, 0), (None, 1)])
def test_a_figure_cannot_be_both_undefined_and_counted(value, count):
    with pytest.raises(ValueError, match="undefined exactly when"):
        Figure(value, count)


def test_percentiles_are_measured_values():
    assert percentile([30.0, 10.0, 20.0, 40.0], 0.5) == Figure(30.0, 4)
    assert percentile([float(n) for n in range(100)], 0.95) == Figure(95.0, 100)


def test_the_first_questions_time_is_not_counted():
    assert latency_figures("total", [9000.0, 10.0, 30.0, 20.0]) == {
        "total_p50_ms": Figure(20.0, 3), "total_p95_ms": Figure(30.0, 3)}
    assert latency_figures("total", [9000.0])["total_p50_ms"] == Figure(None, 0)


def test_gold_is_ranked_by_the_first_passage_of_its_file_that_holds_it():
    found = [Found("two.txt", "some moved 400 people from"), Found("one.txt", "Crews moved 400 people from town."),
             Found("one.txt", "moved 400 people from")]
    evidence = (gold(ONE, "moved 400 people from"), gold(TWO, "forced 650 residents"))
    assert gold_ranks(found, evidence) == (2, None)


def test_recall_counts_the_fragments_and_hit_any_of_them():
    ranks = (2, None, 5, 1)
    assert [recall_at_k(ranks, k) for k in (1, 3, 5, 10)] == [0.25, 0.5, 0.75, 0.75]
    assert [hit_at_k((4, None), k) for k in (3, 4)] == [0.0, 1.0]


def test_recall_without_gold_is_refused():
    with pytest.raises(ValueError, match="at least one gold fragment"):
        recall_at_k((), 1)


def test_retrieval_figures_are_means_over_questions_up_to_the_depth_searched():
    figures = retrieval_figures([(1, None), (4,)], up_to=4)
    assert {name: figure.value for name, figure in figures.items()} == {
        "retrieval_hit@1": 0.5, "retrieval_hit@3": 0.5, "retrieval_hit@4": 1.0,
        "retrieval_recall@1": 0.25, "retrieval_recall@3": 0.25, "retrieval_recall@4": 0.75}
