"""The benchmark gives all sides the same texts, counts gold only where it is, and says what cannot be measured."""

import json
import os
import sys
from pathlib import Path

import pytest

from eval.bench.corpus import Corpus, make_corpus
from eval.bench.plots import draw
from eval.bench.process import WorkerError, run
from eval.bench.rounds import Measured, measure
from eval.bench.sides import OURS, InstallError, Side, python_of
from eval.bench.table import as_markdown

TEXT = ("Bridge closed\n\nThe Coast Courier\n4 May 2031\n\n"
        "The bridge at Brennick was closed on Tuesday after an inspector found cracks in two of its piers.\n\n"
        "It will stay closed for nine weeks, the harbour office said, and buses will run by way of Harrowmere.\n")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for event in ("one", "two"):
        folder = tmp_path / event / "articles"
        folder.mkdir(parents=True)
        (folder / "bridge.txt").write_text(TEXT if event == "one" else TEXT.replace("nine", "ten"), "utf-8")
        (folder / "again.txt").write_text(TEXT, "utf-8")
        case = {"id": event, "kind": "fact", "question": "How long will the bridge stay closed?", "answers": ["weeks"],
                "evidence": [{"file": "bridge.txt", "quote": "It will stay closed for"}]}
        rows = [case, {**case, "id": "follow-up", "history": ["Why was it closed?"]},
                {**case, "id": "unanswerable", "evidence": []}]
        (tmp_path / event / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    events = [(name, tmp_path / name / "articles", tmp_path / name / "questions.jsonl") for name in ("one", "two")]
    return make_corpus(events, scratch)


def test_every_text_is_given_once_and_only_questions_with_gold_are_asked(corpus: Corpus) -> None:
    assert len(list(corpus.texts.iterdir())) == len(corpus.origins) == 2
    assert [(asked.event, asked.case.id) for asked in corpus.asked] == [("one", "one"), ("two", "two")]


def test_gold_counts_only_in_an_article_of_its_own_event(corpus: Corpus) -> None:
    names = {event: name for name, sources in corpus.origins.items() for event, file in sources if "bridge" in file}
    passage = "It will stay closed for nine weeks"
    found = [(names["two"], passage), (names["one"], "Bridge closed"), (names["one"], passage)]
    assert corpus.rank(corpus.asked[0], found) == 3
    assert corpus.rank(corpus.asked[0], found[:2]) is None


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(WorkerError, match="no such weights"):
        run([sys.executable, "-c", "raise SystemExit('no such weights')"], environment=dict(os.environ))


def test_memory_is_that_of_the_command_and_its_children() -> None:
    hold = "x = bytearray(200_000_000); import time; time.sleep(1)"
    code = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; p.wait()"
    done = run([sys.executable, "-c", code], environment=dict(os.environ))
    assert 400 < done.megabytes < 600
    assert done.seconds > 1


def test_a_peer_that_cannot_be_installed_is_told_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="no-such-folder"):
        python_of(Side("Nobody", "nobody", ("./no-such-folder",)), tmp_path)


def test_the_table_has_the_median_of_the_rounds_and_the_ratio_of_each(corpus: Corpus, tmp_path: Path) -> None:
    names = ("ingest, articles/s", "query p50, ms", "query p95, ms", "cold start, s", "ingest, peak MB",
             "query, peak MB", "disk, bytes a word", *(f"evidence hit @{k}" for k in (1, 3, 5, 10)))
    measured = [Measured(side, dict.fromkeys(names, value))
                for side, value in ((OURS.name, 2.0), ("Peer", 4.0), (OURS.name, 3.0), ("Peer", 4.0))]
    table = as_markdown(corpus, measured)
    assert "| query p50, ms | 2.5 | 4.0 | 0.62 (0.50 to 0.75) |" in table.splitlines()
    draw(measured, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 10_000


@pytest.mark.full
def test_ours_is_measured_from_ingest_to_cold_start(corpus: Corpus, tmp_path: Path) -> None:
    (measured,) = measure(corpus, {OURS: sys.executable}, rounds=1, scratch=tmp_path)
    assert measured.figures["evidence hit @10"] == 1.0
    assert all(value > 0 for value in measured.figures.values())
