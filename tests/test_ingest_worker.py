"""What hangs, crashes or eats memory while it is read costs one input, and the rest is read."""

import json
import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from ingest import Loaded, NotLoaded, Upload, read
from ingest.inputs import Input
from ingest.settings import ReadSettings
from ingest.worker import Worker, _serve

STORY = "The harbour wall of Velmora broke on Monday, the council said.\n\nNobody was hurt in the flood, it added.\n"


def told(results: list[Loaded | NotLoaded]) -> list[str]:
    return [r.article.source if isinstance(r, Loaded) else f"{r.source}: {r.reason}" for r in results]


@pytest.fixture
def files(tmp_path: Path) -> list[Input]:
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text(STORY)
    os.mkfifo(tmp_path / "b.txt")  # nobody writes to it: whoever reads it waits
    return [Input(name, name, path=tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")]


def test_a_reader_that_hangs_is_killed_and_goes_on_behind_what_it_hung_on(files: list[Input]) -> None:
    with Worker(ReadSettings(seconds=6)) as worker:
        assert told(list(worker.read(files))) == [
            "a.txt", "b.txt: reading took longer than 6 s and was stopped", "c.txt"]


def test_a_reader_that_is_killed_between_two_files_costs_at_most_one(tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / f"{name}.txt").write_text(f"{name} {STORY}")
    with Worker(ReadSettings()) as worker:
        results = worker.read([Input(path.name, path.name, path=path) for path in sorted(tmp_path.iterdir())])
        first = next(results)
        worker._process.kill()
        lines = told([first, *results])
    assert [line[:5] for line in lines] == ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]
    assert sum("crashed" in line for line in lines) <= 1


def slow_start(pipe: Connection, memory: int) -> None:
    time.sleep(3)
    _serve(pipe, memory)


def test_the_start_of_a_reader_is_not_counted_as_an_articles_time(
        files: list[Input], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.worker._serve", slow_start)
    with Worker(ReadSettings(seconds=2.5)) as worker:
        assert told(list(worker.read(files[:1]))) == ["a.txt"]


def test_the_rest_of_an_export_is_read_after_a_crash_in_it(tmp_path: Path) -> None:
    rows = [json.dumps({"title": f"Wall {n}", "text": f"The wall of {n} fell on Monday. {STORY * 200}"})
            for n in range(60)]
    (tmp_path / "export.jsonl").write_text("\n".join(rows))
    with Worker(ReadSettings()) as worker:
        results = worker.read([Input("export.jsonl", "x", path=tmp_path / "export.jsonl")])
        before = [next(results) for _ in range(5)]
        worker._process.kill()
        all_told = told([*before, *results])
    assert len(all_told) == 60
    assert sum("crashed" in line for line in all_told) == 1


def test_an_input_that_needs_too_much_memory_is_a_failure_with_a_reason() -> None:
    page = "<html><body>" + "<p><b>wall</b> " * 25_000 + "</body></html>"
    results = list(read([Upload("big.html", page.encode() * 8), Upload("one.txt", STORY.encode())],
                        limits=ReadSettings(memory=250_000_000, seconds=30)))
    assert [type(r) for r in results] == [NotLoaded, Loaded]


def test_a_reader_ends_when_nobody_wants_the_rest(files: list[Input]) -> None:
    with Worker(ReadSettings()) as worker:
        results = worker.read(files)
        next(results)
        process = worker._process
        results.close()
        with pytest.raises(ValueError, match="closed"):
            process.is_alive()
