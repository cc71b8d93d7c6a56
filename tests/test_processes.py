"""Several processes use one store: one writes at a time, all read, one keeps the Chroma index."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from generated_articles import write_article, write_articles

from vectorstore import Store
from vectorstore.encoder import Encoder

READER = """
import sys
from vectorstore import Store
with Store.open(sys.argv[1], index=False) as store:
    print(*(hit.passage.text for hit in store.search(sys.argv[2], k=3)))
assert "chromadb" not in sys.modules
assert "torch" not in sys.modules
assert "transformers" not in sys.modules
"""


def start_ingest(articles: Path, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ingest", str(articles), "--store", str(store), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> list[dict[str, str]]:
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    return [json.loads(line) for line in output.splitlines()]


def test_an_open_store_finds_a_new_article_of_another_process_within_two_seconds(tmp_path: Path,
                                                                                 encoder: Encoder) -> None:
    markers = write_articles(tmp_path / "articles", range(3))
    with Store.open(tmp_path / "store", create=True, encoder=encoder) as owner:
        assert owner.settle(60)
        process = start_ingest(tmp_path / "articles", tmp_path / "store")
        entry = json.loads(process.stdout.readline())
        acknowledged = time.monotonic()
        word = markers[entry["source"]]
        while not any(word in hit.passage.text for hit in owner.search(word, k=3)):
            assert time.monotonic() - acknowledged < 2
        finish(process)
        assert owner.settle(2)


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.full)])
def test_ingests_at_once_beside_an_owner_and_a_reader_lose_nothing(tmp_path: Path, encoder: Encoder,
                                                                   count: int) -> None:
    store = tmp_path / "store"
    folders = [tmp_path / f"articles{number}" for number in range(count)]
    markers = {}
    for number, folder in enumerate(folders):
        markers |= write_articles(folder, range(20 * number, 20 * number + 20))
    with Store.open(store, create=True, encoder=encoder) as owner:
        writers = [start_ingest(folder, store) for folder in folders]
        first = json.loads(writers[0].stdout.readline())
        word = markers[first["source"]]
        reader = subprocess.run([sys.executable, "-c", READER, str(store), word], capture_output=True, text=True)
        assert word in reader.stdout, reader.stderr
        entries = [first, *(entry for writer in writers for entry in finish(writer) if "totals" not in entry)]
        assert len(entries) == 20 * count
        assert owner.verify().problems == ()
        for entry in entries:
            word = markers[entry["source"]]
            assert entry["article_id"] in {hit.passage.article_id for hit in owner.search(word, k=3)}


def test_two_processes_may_make_the_same_store(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", range(4))
    writers = [start_ingest(tmp_path / "articles", tmp_path / "store") for _ in range(2)]
    totals = [finish(writer)[-1]["totals"] for writer in writers]
    assert sum(total["added"] for total in totals) == 4
    assert sum(total["unchanged"] for total in totals) == 4


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True)


def test_the_commands_speak_json_and_end_with_the_right_code(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", range(2))
    (tmp_path / "articles" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    store = str(tmp_path / "store")
    done = run("ingest", str(tmp_path / "articles"), "--store", store, "--json")
    *entries, totals = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert [entry["status"] for entry in entries] == ["added", "added", "skipped"]
    assert set(entries[0]) == {"source", "status", "reason", "article_id", "title", "outlet", "authors", "published",
                               "updated", "language", "origin_id"}
    assert totals == {"totals": {"added": 2, "updated": 0, "unchanged": 0, "skipped": 1, "failed": 0}}
    listed = [json.loads(line) for line in run("vectorstore", "list", "--store", store, "--json").stdout.splitlines()]
    assert {item["article_id"] for item in listed} == {entry["article_id"] for entry in entries[:2]}
    assert run("vectorstore", "remove", listed[0]["article_id"], "--store", store).returncode == 0
    assert json.loads(run("vectorstore", "verify", "--store", store, "--json").stdout)["articles"] == 1
    assert json.loads(run("vectorstore", "show", listed[1]["article_id"], "--store", store, "--json").stdout)["text"]


def test_what_is_known_of_an_article_is_corrected_compared_and_exported_by_commands(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "store"))
    for version in range(2):
        write_article(tmp_path / "articles.txt", 7, version=version)
        entry = json.loads(run("ingest", str(tmp_path / "articles.txt"), *store, "--json").stdout.splitlines()[0])
    article = entry["article_id"]

    def told(*arguments: str) -> dict[str, Any]:
        done = run("vectorstore", *arguments, *store, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    changed = told("correct", article, "--outlet", "Velmora Star", "--author", "Ilse Marr", "--author", "Tom Vane",
                   "--published", "3 May 2031")
    assert (changed["outlet"], changed["authors"], changed["published"]) == (
        "Velmora Star", ["Ilse Marr", "Tom Vane"], "2031-05-03")
    assert changed["itself_says"] == {"outlet": "", "authors": [], "published": None}
    assert told("list", "--outlet", "velmora star", "--since", "2031-05-03", "--language", "en")["versions"] == 2
    assert run("vectorstore", "list", *store, "--until", "2031-05-02").stdout == ""
    shown = run("vectorstore", "show", article, *store).stdout
    assert "outlet was corrected; the article itself says nothing\n" in shown
    assert "version 1 of 2: " in shown
    assert f"version 2 of 2: {article}, 2031-05-03, this one\n" in shown
    assert {piece["kind"] for piece in told("show", article, "--diff")["pieces"]} == {"same", "removed", "added"}
    assert run("vectorstore", "show", article, "--raw", *store).stdout == (tmp_path / "articles.txt").read_text("utf-8")
    traced = told("trace", article, "--span", "0-20")
    assert traced["places"] == [{"part": "text", "start": 0, "end": 20, "text": traced["text"]}]
    assert run("vectorstore", "trace", article, "--span", "20-20", *store).returncode == 2
    assert told("export", str(tmp_path / "all.jsonl")) == {"export": str(tmp_path / "all.jsonl"), "articles": 1}
    assert json.loads((tmp_path / "all.jsonl").read_text("utf-8"))["outlet"] == "Velmora Star"
    asked = run("rag", "ask", "What does it cost?", "--outlet", "Velmora Sun", *store)
    assert (asked.returncode, asked.stderr) == (
        1, "no article of the outlet 'Velmora Sun'; did you mean: Velmora Star\n")
    assert told("correct", article, "--undo")["itself_says"] == {}


@pytest.mark.parametrize(("arguments", "code"), [
    (("vectorstore", "correct", "nobody", "--undo", "--title", "T", "--store", "s"), 2),
    (("ingest", "--store", "s"), 2), (("ingest", "missing.txt", "--store", "s"), 1), (("vectorstore", "list"), 2),
    (("vectorstore", "show", "nobody", "--store", "missing"), 1), (("vectorstore", "vanish", "--store", "s"), 2)])
def test_what_cannot_be_done_is_one_line_and_the_right_code(tmp_path: Path, arguments: tuple[str, ...], code: int,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert code == 2 or (done.stderr.startswith("error: ") and done.stderr.count("\n") == 1)
