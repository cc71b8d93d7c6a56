"""A full disk is one clear error, loses nothing that was acknowledged, and ingest goes on when there is room again."""

import json
import os
from pathlib import Path

import pytest
from generated_articles import write_articles
from small_disk import SmallDisk, small_disk

from vectorstore import Store
from vectorstore.encoder import Encoder

# The ingest of a page, without the look at the free space beforehand: the writes themselves are to fail.
UNCHECKED = """
import json, resource, sys
from ingest import read
from ingest.report import to_dict
from vectorstore import Store, StoreError, truth
from vectorstore.settings import hush
hush()
truth.LEAST_FREE_BYTES = -10**15
try:
    items = list(read([sys.argv[2]]))
    with Store.open(sys.argv[1], create=True, index=sys.argv[3] == "index") as store:
        store.encoder.encode(["What is loaded writes files of its own."])
        if int(sys.argv[4]):
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
        for outcome in store.add(items):
            print(json.dumps(to_dict(outcome)), flush=True)
        store.settle(20)
except StoreError as error:
    sys.exit(f"error: {error}")
"""


def check(store: Path, lines: str, encoder: Encoder) -> int:
    """Check that what was printed is there, whole and found; return how many articles that is."""
    told = [json.loads(line) for line in lines.splitlines() if "totals" not in line]
    with Store.open(store, encoder=encoder, index=False) as opened:
        assert opened.verify().problems == ()
        for entry in told:
            assert opened.article(entry["article_id"]).source == entry["source"]
            assert opened.passages(entry["article_id"])
    return len(told)


def ingest(disk: SmallDisk, articles: Path) -> tuple[int, str, str]:
    done = disk.run("-m", "ingest", str(articles), "--store", str(disk.folder / "store"), "--json")
    return done.returncode, done.stdout, done.stderr


def test_the_command_stops_before_the_disk_is_full_and_goes_on_later(tmp_path: Path, encoder: Encoder) -> None:
    write_articles(tmp_path / "articles", range(80))
    with small_disk(tmp_path / "disk", 24) as disk:
        if disk.how == "RLIMIT_FSIZE":
            pytest.skip("no file system can be mounted here, so none has little room")
        code, lines, error = ingest(disk, tmp_path / "articles")
        assert (code, error.count("\n")) == (1, 1)
        assert "MB free on the disk" in error
        assert 0 < check(disk.folder / "store", lines, encoder) < 80
        disk.relieve()
        code, lines, error = ingest(disk, tmp_path / "articles")
        assert (code, error) == (0, "")
        assert check(disk.folder / "store", lines, encoder) == 80


@pytest.mark.parametrize("index", [pytest.param("index", marks=pytest.mark.full), "no index"])
def test_a_write_that_fails_for_want_of_room_loses_nothing(tmp_path: Path, encoder: Encoder,
                                                           index: str) -> None:
    write_articles(tmp_path / "articles", range(60))
    with small_disk(tmp_path / "disk", 2) as disk:
        print(f"kept small by {disk.how}")
        store = disk.folder / "store"
        done = disk.run("-c", UNCHECKED, str(store), str(tmp_path / "articles"), index, str(disk.limit))
        *_, error = done.stderr.splitlines()  # before it Chroma may have complained
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "free some space" in error
        disk.relieve()
        kept = check(store, done.stdout, encoder)
        assert 0 < kept < 60
        code, lines, error = ingest(disk, tmp_path / "articles")
        assert (code, error) == (0, "")
        assert check(store, lines, encoder) == 60
        assert [json.loads(line)["status"] for line in lines.splitlines()[:-1]].count("unchanged") >= kept


def test_a_limit_on_files_is_told_like_a_full_disk(tmp_path: Path, encoder: Encoder,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    write_articles(tmp_path / "articles", range(60))
    with small_disk(tmp_path / "disk", 1) as disk:
        done = disk.run("-c", UNCHECKED, str(disk.folder / "store"), str(tmp_path / "articles"), "no index",
                        str(disk.limit))
        assert disk.how == "RLIMIT_FSIZE"
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "free some space" in done.stderr
        assert 0 < check(disk.folder / "store", done.stdout, encoder) < 60
