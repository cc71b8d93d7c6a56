"""Events: each answered from its own articles, the figures over all."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.commands import app
from eval.events import prepare
from eval.questions import QuestionsError, read_questions

SHIPPED = Path(__file__).parents[1] / "eval" / "events"


@pytest.fixture
def event(tmp_path: Path) -> Path:
    folder = tmp_path / "events" / "mill"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "post.txt").write_text("Mill burns\n\nMayor Ilva Brandt thanked the volunteers.\n")
    asked = {"id": "a", "kind": "fact", "question": "Who thanked the volunteers?", "answers": ["Ilva Brandt"],
             "evidence": [{"file": "post.txt", "quote": "Ilva Brandt thanked the volunteers"}]}  # fmt: skip
    (folder / "questions.jsonl").write_text(json.dumps(asked))
    return folder.parent


def test_a_folder_of_events_is_asked_event_by_event(event: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["events", str(event), "--out", str(tmp_path / "out")])
    assert (done.exit_code, done.stderr) == (0, "")
    figures = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))["figures"]
    assert figures["evidence_hit"] == {"value": 1.0, "count": 1}


def test_a_folder_without_events_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="found no NAME/questions"):
        list(prepare([str(tmp_path)], tmp_path / "stores"))


@pytest.mark.parametrize("questions", sorted(SHIPPED.glob("*/*/questions.jsonl")), ids=lambda p: p.parent.name)
def test_gold_of_the_shipped_events_stands_in_their_articles(questions: Path) -> None:
    texts = {path.name: " ".join(path.read_text("utf-8").split()) for path in (questions.parent / "articles").iterdir()}
    missing = [
        (case.id, gold.quote)
        for case in read_questions(questions)
        for gold in case.evidence
        if gold.file.endswith(".txt") and " ".join(gold.quote.split()) not in texts[gold.file]
    ]
    assert missing == []
