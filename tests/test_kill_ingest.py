"""`kill -9` at any moment of an ingest loses no article that was acknowledged, and the next one goes on from there."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from generated_articles import write_articles
from kills import AIMS, run

from ingest import read
from vectorstore import Store
from vectorstore.encoder import Encoder


@pytest.mark.timeout(900)  # a kill takes 9 to 15 seconds, more beside other work
@pytest.mark.parametrize("kills", [4, pytest.param(8, marks=pytest.mark.full)])
def test_no_acknowledged_article_is_lost(tmp_path: Path, encoder: Encoder, kills: int) -> None:
    tally = run(tmp_path, encoder, kills=kills, seed=20310504 + kills)
    assert (tally.problems, tally.kills) == ([], dict.fromkeys(AIMS, kills // 4))
    assert statistics.median(tally.reopening) < 2  # the slowest one says how busy the machine is
    assert tally.checks > 0


def test_an_ingest_that_was_killed_goes_on_where_it_was(tmp_path: Path, encoder: Encoder,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(tmp_path / "articles", range(60))
    command = [sys.executable, "-m", "ingest", str(tmp_path / "articles"), "--store", str(tmp_path / "store"), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for _ in range(20):
        process.stdout.readline()
    process.kill()
    process.communicate()
    embedded: list[str] = []
    encode = encoder.encode_parts
    monkeypatch.setattr(encoder, "encode_parts", lambda texts, parts: embedded.extend(texts) or encode(texts, parts))
    with Store.open(tmp_path / "store", encoder=encoder, index=False) as store:
        kept = {article.article_id for article in store.articles()}
        told = list(store.add(read([tmp_path / "articles"])))
        wanted = [passage.text for outcome in told if outcome.article.article_id not in kept
                  for passage in store.passages(outcome.article.article_id)]
    assert len(kept) >= 20
    assert [outcome.status for outcome in told].count("unchanged") == len(kept)
    assert sorted(text.partition("\n")[2] for text in embedded) == sorted(wanted)


def test_a_kill_while_a_store_is_made_leaves_a_folder_that_the_next_ingest_uses(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", range(2))
    command = [sys.executable, "-m", "ingest", str(tmp_path / "articles"), "--store", str(tmp_path / "store"), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not (tmp_path / "store").exists() and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1])["totals"]["failed"] == 0
