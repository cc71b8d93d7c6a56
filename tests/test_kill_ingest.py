"""`kill -9` at any moment of an ingest loses no article that was acknowledged."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from generated_articles import write_articles

from vectorstore import Store
from vectorstore.encoder import Encoder

ARTICLES = 60
SEED = 20310504


def ingest_and_kill(articles: Path, store: Path, chance: random.Random) -> list[dict[str, str]]:
    """Run the real command, kill it after a random number of acknowledgements, and return those."""
    command = [sys.executable, "-m", "ingest", str(articles), "--store", str(store), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    patience = chance.randint(0, ARTICLES)
    told = []
    while len(told) < patience and (line := process.stdout.readline()):
        told.append(json.loads(line))
    time.sleep(chance.random() * (0.05 if patience else 3.0))
    process.kill()
    rest, _ = process.communicate()
    whole = rest[: rest.rfind("\n") + 1]  # the line that the kill tore acknowledges nothing
    return [entry for entry in [*told, *map(json.loads, whole.splitlines())] if "totals" not in entry]


def check_acknowledged(store: Path, acknowledged: dict[str, dict[str, str]], *, markers: dict[str, str],
                       encoder: Encoder) -> None:
    with Store.open(store, encoder=encoder) as opened:
        assert opened.verify().problems == ()
        for article_id, entry in acknowledged.items():
            word = markers[entry["source"]]
            assert word in opened.article(article_id).text
            assert article_id in {hit.passage.article_id for hit in opened.search(f"What is {word}?", k=3)}, entry


@pytest.mark.parametrize("kills", [2, pytest.param(12, marks=pytest.mark.full)])
def test_no_acknowledged_article_is_lost(tmp_path: Path, encoder: Encoder, kills: int) -> None:
    chance, acknowledged, markers = random.Random(SEED + kills), {}, {}
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False):
        pass  # a kill at the very start must find a store, so that it can be checked
    for kill in range(kills):
        articles = tmp_path / f"articles{kill}"
        markers |= write_articles(articles, range(kill * ARTICLES, (kill + 1) * ARTICLES))
        told = ingest_and_kill(articles, tmp_path / "store", chance)
        assert {entry["status"] for entry in told} <= {"added"}
        acknowledged |= {entry["article_id"]: entry for entry in told}
        check_acknowledged(tmp_path / "store", acknowledged, markers=markers, encoder=encoder)
    assert acknowledged


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
