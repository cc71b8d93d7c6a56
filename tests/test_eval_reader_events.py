"""Windows for the reader from events."""

import json
from pathlib import Path

from eval.reader_events import event_windows

ARTICLE = """Harrowmere Courier

The mill burns

By Ada Quill

4 May 2031

The fire at the Osterby mill hurt 64 people on Tuesday evening, the brigade said.

The village of Osterby lies on the north shore of the lake, and its mill is the oldest in the county.
"""


def test_gold_sentences_answer_and_the_others_that_are_read_do_not(tmp_path: Path) -> None:
    event = tmp_path / "events" / "mill"
    (event / "articles").mkdir(parents=True)
    (event / "articles" / "harrowmere-courier-mill.txt").write_text(ARTICLE, encoding="utf-8")
    gold = {"file": "harrowmere-courier-mill.txt", "quote": "hurt 64 people on Tuesday evening"}
    case = {"id": "mill-1", "kind": "fact", "question": "How many people did the fire hurt?", "answers": ["64"],
            "evidence": [gold]}  # fmt: skip
    (event / "questions.jsonl").write_text(json.dumps(case), encoding="utf-8")
    windows = event_windows([str(tmp_path / "events")], tmp_path / "stores", seed=1)
    answering = [w for w in windows if w.answers]
    assert [(w.question, w.sentence[slice(*w.span or ())]) for w in answering] == [(case["question"], "64")]
    assert any("oldest in the county" in w.sentence for w in windows if not w.answers)
