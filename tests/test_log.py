"""What is logged, where a log is set: JSON Lines, and never a word of an article or a question."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant, QuestionError
from rag.write import Extractive
from vectorstore import SettingsError, Store
from vectorstore.log import JsonLines, start_logging

QUESTION = "Who thanked the volunteers?"
STAGES = {"understand", "retrieve", "rerank", "select", "read", "compare", "write", "verify", "total"}


def test_a_question_is_one_line_of_json_without_its_words(store: Store, tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-m", "rag", "ask", QUESTION, "--store", tmp_path / "store", "--json"],
                          env=os.environ | {"DATELINE_LOG": str(tmp_path / "log")}, capture_output=True, text=True)
    answer = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (0, "")
    [line] = [each for each in map(json.loads, (tmp_path / "log").read_text("utf-8").splitlines())
              if each["event"] == "question"]
    assert (line["level"], line["logger"], line["outcome"], line["trial"]) == ("info", "rag.record", "answered", False)
    assert line["articles"] == [source["article_id"] for source in answer["sources"]]
    ms = answer["timings_ms"]
    assert set(line["ms"]) == set(ms) == STAGES
    assert ms["total"] == pytest.approx(sum(spent for stage, spent in ms.items() if stage != "total"), abs=0.1)
    assert "volunteers" not in (tmp_path / "log").read_text("utf-8")


def test_what_the_reader_does_between_two_events_is_part_of_no_stage(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("rag.clock.time.perf_counter", lambda: clock[0])
    events = []
    for event in Assistant(store, Extractive(store.encoder)).stream(QUESTION):
        events.append(event)
        clock[0] += 100  # what the reader does with each
    assert len(events) >= 4
    assert events[-1].answer.timings_ms == dict.fromkeys(STAGES, 0.0)


@pytest.mark.parametrize("asked", ["", "x" * 3000])
def test_a_refused_question_is_logged_by_its_kind(store: Store, asked: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "rag.record")
    with pytest.raises(QuestionError):
        Assistant(store, Extractive(store.encoder)).answer(asked)
    assert caplog.records[-1].told == {"outcome": "refused", "error": "QuestionError", "trial": False}


def test_what_an_exception_quotes_is_left_out() -> None:
    def fail() -> None:
        raise ValueError("the mayor thanked the volunteers")

    try:
        fail()
    except ValueError:
        record = logging.LogRecord("ui.desk", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    line: dict[str, Any] = json.loads(JsonLines().format(record))
    assert (line["event"], line["error"], line["at"][-1].split()[1]) == ("it failed", "ValueError", "fail")
    assert "volunteers" not in json.dumps(line)


def test_a_log_that_cannot_be_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LOG", str(tmp_path / "missing" / "log"))
    with pytest.raises(SettingsError, match=r"^setting DATELINE_LOG: .* cannot be written: No such file or directory;"):
        start_logging()
