"""The benchmarks' own figures, on data small enough to know the answer."""

import json
from pathlib import Path

import pytest

from eval.benchmarks.documents import ask_of, shown_by
from eval.benchmarks.finding import FindingFigures, compare_finding
from eval.benchmarks.passages import compare_passages
from eval.benchmarks.pieces import Piece, Sought
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


def test_pieces_that_say_it_are_found_by_every_searcher() -> None:
    pieces = [Piece("The Alder bridge was built by Anna Kowal.", "Bridges", "Coast Courier"),
              Piece("Sheep graze on the hills above Harrowmere. It rained for nine days.", "Sheep", "Fjord Gazette"),
              Piece("The Alder bridge was closed after a flood.", "Flood", "Coast Courier")]
    asked = [Sought("Who built the Alder bridge?", (0,)), Sought("What about the Alder bridge?", (0, 2))]
    figures = dict(compare_finding(pieces, asked))
    assert figures["ours, a text a passage"] == FindingFigures(0.75, 1.0, 1.0, 1.0)
    assert len(figures) == 6


def test_passages_with_gold_are_looked_for_in_the_articles_of_their_own_questions(tmp_path: Path) -> None:
    articles = tmp_path / "one" / "articles"
    articles.mkdir(parents=True)
    text = "The Alder bridge was built by Anna Kowal.\n\nIt rained for nine days."
    (articles / "bridge.txt").write_text(text, "utf-8")
    case = {"id": "1", "kind": "fact", "question": "Who built the Alder bridge?", "answers": ["Anna Kowal"],
            "evidence": [{"file": "bridge.txt", "quote": "built by Anna Kowal"}]}
    (tmp_path / "one" / "questions.jsonl").write_text(json.dumps(case), "utf-8")
    found = compare_passages([str(tmp_path)])
    assert found["ours"] == (1.0, 1.0, 1.0, 1.0)
    assert len(found) == 5
