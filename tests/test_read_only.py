"""A store that cannot be written is read as any other, and what would change it is one clear line."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from generated_articles import marker, write_articles
from invented_articles import INVENTED, make_loaded
from small_disk import read_only

from vectorstore import Corrections, Store, StoreError
from vectorstore.encoder import Encoder

FLOOD = INVENTED[0].article


@pytest.fixture
def closed_store(tmp_path: Path, encoder: Encoder) -> Path:
    """A store with three articles, its index made, closed."""
    with Store.open(tmp_path / "store", create=True, encoder=encoder) as store:
        list(store.add(INVENTED))
        assert store.settle(60)
    return tmp_path / "store"


def test_a_store_that_cannot_be_written_is_read_and_every_change_is_refused(closed_store: Path, tmp_path: Path,
                                                                            encoder: Encoder) -> None:
    with Store.open(closed_store, encoder=encoder, index=False) as store:
        expected = (store.articles(), store.search("Who thanked the volunteers?"), store.versions(FLOOD.article_id))
    with read_only(closed_store) as closed:
        if not closed:
            pytest.skip("a superuser who may not mount writes everywhere")
        with Store.open(closed_store, encoder=encoder) as store:
            found = (store.articles(), store.search("Who thanked the volunteers?"), store.versions(FLOOD.article_id))
            assert found == expected
            assert store.export(tmp_path / "all.jsonl") == 3
            store.backup(tmp_path / "copy")
            for change in (lambda: list(store.add([make_loaded("One more line.")])), store.verify,
                           lambda: store.correct(FLOOD.article_id, Corrections(title="No")),
                           lambda: store.remove(FLOOD.article_id)):
                with pytest.raises(StoreError, match="can be read here but not changed, check the permissions"):
                    change()


def test_ask_list_and_show_work_on_it(closed_store: Path) -> None:
    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, "-m", *arguments, "--store", str(closed_store), "--json"],
                              capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    with read_only(closed_store) as closed:
        if not closed:
            pytest.skip("a superuser who may not mount writes everywhere")
        listed = [json.loads(line) for line in run("vectorstore", "list").splitlines()]
        assert len(listed) == 3
        assert json.loads(run("vectorstore", "show", FLOOD.article_id))["text"] == FLOOD.text
        answer = json.loads(run("rag", "ask", "Who thanked the volunteers?"))
        assert "Ilva Brandt" in answer["statements"][0]["text"]


def test_what_a_killed_writer_left_in_the_log_is_read_too(tmp_path: Path, encoder: Encoder) -> None:
    write_articles(tmp_path / "articles", range(20))
    command = [sys.executable, "-m", "ingest", str(tmp_path / "articles"), "--store", str(tmp_path / "store"), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told = json.loads(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    shutil.copytree(tmp_path / "store", tmp_path / "copy")
    assert (tmp_path / "copy" / "store.sqlite-wal").stat().st_size
    with read_only(tmp_path / "copy") as closed:
        if not closed:
            pytest.skip("a superuser who may not mount writes everywhere")
        with Store.open(tmp_path / "copy", encoder=encoder) as store:
            assert marker(0) in store.article(told["article_id"]).text
            assert told["article_id"] in {hit.passage.article_id for hit in store.search(marker(0))}
