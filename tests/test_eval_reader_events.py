"""Windows for the reader from events."""

import json
from pathlib import Path

import pytest

from eval.events import Event
from eval.questions import QuestionsError
from eval.reader_events import event_windows, yes_no_windows
from eval.reader_windows import TrainingWindow
from ingest import read
from vectorstore import Store

FILE = "harrowmere-courier-mill.txt"

ARTICLE = """Harrowmere Courier

The mill burns

By Ada Quill

4 May 2031

The fire at the Osterby mill hurt 64 people on Tuesday evening, the brigade said.

The village of Osterby lies on the north shore of the lake, and its mill is the oldest in the county.
"""


@pytest.fixture
def event(tmp_path: Path) -> Path:
    """An event of one article, without questions."""
    folder = tmp_path / "events" / "mill"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / FILE).write_text(ARTICLE, encoding="utf-8")
    return folder


def test_gold_sentences_answer_and_the_others_that_are_read_do_not(event: Path, tmp_path: Path) -> None:
    gold = {"file": FILE, "quote": "hurt 64 people on Tuesday evening"}
    case = {"id": "mill-1", "kind": "fact", "question": "How many people did the fire hurt?", "answers": ["64"],
            "evidence": [gold]}  # fmt: skip
    (event / "questions.jsonl").write_text(json.dumps(case), encoding="utf-8")
    windows = event_windows([str(tmp_path / "events")], tmp_path / "stores", seed=1)
    answering = [w for w in windows if w.answers]
    assert [(w.question, w.sentence[slice(*w.span or ())]) for w in answering] == [(case["question"], "64")]
    assert any("oldest in the county" in w.sentence for w in windows if not w.answers)


def polar(event: Path, tmp_path: Path, quote: str) -> list[TrainingWindow]:
    """The windows of one line for yes or no."""
    line = {"question": "Did the fire spare everybody?", "file": FILE, "quote": quote, "answer": "no"}
    (event / "polarity.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with Store.open(tmp_path / "store", create=True, index=False) as store:
        list(store.add(read([event / "articles"])))
    return list(yes_no_windows(Event("mill", event / "questions.jsonl", tmp_path / "store")))


def test_a_sentence_says_yes_or_no_as_its_line_has_it(event: Path, tmp_path: Path) -> None:
    (window,) = polar(event, tmp_path, "hurt 64 people on Tuesday evening")
    assert (window.answers, window.span, window.yes) == (True, None, False)
    assert window.sentence.startswith("The fire at the Osterby mill hurt 64 people")


def test_a_line_whose_words_stand_nowhere_is_named(event: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="burnt down a chapel by the lake"):
        polar(event, tmp_path, "burnt down a chapel by the lake")
