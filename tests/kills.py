"""Kill ingests at every kind of moment and check what they acknowledged: `python tests/kills.py --kills 200`.

Each round writes new articles and changes earlier ones, starts an ingest of them, kills it with SIGKILL, and checks the
store before anything else touches it. Every tenth round ends with an ingest that is left alone, and a new store.
"""

import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from generated_articles import marker, write_article

from ingest import read
from ingest.load import Loaded
from vectorstore import Store, StoreError
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.settings import hush

NEW, CHANGED, AGAIN = 12, 6, 6
ROUNDS_A_STORE = 10
SETTLE_SECONDS = 60
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
# What a page does: it adds articles and keeps the Chroma index meanwhile.
PAGE = """
import json, sys
from ingest import read
from ingest.report import to_dict
from vectorstore import Store
from vectorstore.settings import hush
hush()
with Store.open(sys.argv[1], create=True) as store:
    for outcome in store.add(read(sys.argv[2:])):
        print(json.dumps(to_dict(outcome)), flush=True)
    store.settle(60)
"""


@dataclass
class Tally:
    """What was seen: kills by aim, how many fell within a transaction, and what was wrong, one line each."""

    kills: Counter[str] = field(default_factory=Counter)
    within_transaction: int = 0
    acknowledged: int = 0
    checks: int = 0
    reopening: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Life:
    """One store from its making to its end, the articles that were written for it, and what it acknowledged."""

    def __init__(self, folder: Path, encoder: Encoder, chance: random.Random, tally: Tally) -> None:
        self.store, self.articles = folder / "store", folder / "articles"
        self.encoder, self.chance, self.tally = encoder, chance, tally
        self.articles.mkdir(parents=True)
        self.written: dict[str, list[Loaded]] = {}  # by file name, every version in order
        self.acknowledged: dict[str, str] = {}  # article id -> file name

    def round(self, aim: str) -> None:
        """Write articles, ingest them, kill that, and check."""
        process = self.start(self.write(), page=aim == "index")
        told = AIMS[aim](process, self)
        process.kill()
        rest, _ = process.communicate()
        whole = rest[: rest.rfind("\n") + 1]  # the line that the kill tore acknowledges nothing
        self.acknowledge([*told, *whole.splitlines()])
        self.tally.kills[aim] += 1
        self.tally.within_transaction += ends_within_transaction(self.store / "store.sqlite-wal")
        self.check(index=aim == "index")

    def finish(self) -> None:
        """Ingest everything once more, undisturbed, and check."""
        process = self.start(sorted(self.articles.iterdir()), page=False)
        output, errors = process.communicate()
        self.acknowledge(output.splitlines())
        if process.returncode or errors:
            self.tally.problems.append(f"the last ingest of {self.store} ended with {process.returncode}: {errors}")
        self.check(index=True)
        newest = {versions[-1].article.article_id for versions in self.written.values()}
        if newest != {article_id for article_id in self.acknowledged if article_id in newest}:
            self.tally.problems.append(f"{self.store}: the last ingest left articles out")

    def write(self) -> list[Path]:
        """Write new articles and change earlier ones; return those, all that were not acknowledged, and some others."""
        names = sorted(self.written)
        missing = [n for n in names if self.written[n][-1].article.article_id not in self.acknowledged]
        changed = self.chance.sample(names, min(CHANGED, len(names)))
        again = self.chance.sample(names, min(AGAIN, len(names)))
        new = [f"{number:04}.txt" for number in range(len(names), len(names) + NEW)]
        for name in [*changed, *new]:
            versions = self.written.setdefault(name, [])
            write_article(self.articles / name, int(name[:4]), version=len(versions))
            item, = read([self.articles / name])
            assert isinstance(item, Loaded), item
            versions.append(item)
        return [self.articles / name for name in sorted({*missing, *changed, *again, *new})]

    def start(self, paths: Sequence[Path], *, page: bool) -> "subprocess.Popen[str]":
        """Start an ingest of `paths`, by the command or as a page does it."""
        named = list(map(str, paths))
        command = ["-c", PAGE, str(self.store), *named] if page else [
            "-m", "ingest", *named, "--store", str(self.store), "--json"]
        return subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def acknowledge(self, lines: Sequence[str]) -> None:
        """Take down what was printed."""
        for entry in filter(lambda entry: "totals" not in entry, map(json.loads, lines)):
            if entry["status"] not in ("added", "updated", "unchanged"):
                self.tally.problems.append(f"{entry['source']}: {entry['status']}, {entry['reason']}")
            self.acknowledged[entry["article_id"]] = entry["source"]
            self.tally.acknowledged += 1

    def check(self, *, index: bool) -> None:
        """Open the store as anybody would after a crash, and look at everything."""
        began = time.perf_counter()
        try:
            with Store.open(self.store, encoder=self.encoder, index=index) as store:
                store.search("Who counted the boats?")
                self.tally.reopening.append(time.perf_counter() - began)
                if index and not store.settle(SETTLE_SECONDS):
                    self.tally.problems.append(f"{self.store}: the index did not settle")
                self.tally.problems.extend(self.faults(store))
        except StoreError as error:  # killed before there was a store
            if self.acknowledged:
                self.tally.problems.append(str(error))
            return
        if index:
            self.check_index()

    def check_index(self) -> None:
        """Compare what Chroma keeps on disk, now that its owner has closed it, with the truth."""
        with Store.open(self.store, encoder=self.encoder, index=False) as store:
            report = store.verify()
        if report.index != f"{report.passages} passages":
            self.tally.problems.append(f"{self.store}: the index is {report.index}, of {report.passages} passages")

    def faults(self, store: Store) -> Iterator[str]:
        """Yield what is wrong with the articles in the store."""
        yield from (problem.what for problem in store.verify().problems)
        known = {item.article.article_id: item for versions in self.written.values() for item in versions}
        newest = {article.article_id for article in store.articles()}
        for article_id in newest:  # acknowledged or not: whole or not there
            if store.passages(article_id) != known[article_id].passages:
                yield f"article {article_id} is half there"
        for article_id, name in self.acknowledged.items():
            self.tally.checks += 1
            try:
                stored = store.article(article_id)
            except StoreError:
                yield f"article {article_id} of {name} was acknowledged and is lost"
                continue
            if stored.text != known[article_id].article.text:
                yield f"article {article_id} has another text"
            yield from self.search_faults(store, article_id, name, newest)

    def search_faults(self, store: Store, article_id: str, name: str, newest: set[str]) -> Iterator[str]:
        """Yield what is wrong if an acknowledged article, or what was written over it, is not found."""
        ids = [item.article.article_id for item in self.written[name]]
        searched = [later for later in ids[ids.index(article_id) :] if later in newest]
        if len(searched) != 1:
            yield f"{name}: versions {searched} are the newest"
        word = marker(int(name[:4]))
        if not {hit.passage.article_id for hit in store.search(f"What is {word}?", k=3)} & set(searched):
            yield f"article {article_id} of {name} is not found by {word}"


def after_some_lines(process: "subprocess.Popen[str]", life: Life) -> list[str]:
    """Wait for a random number of acknowledgements and up to 50 ms more; return them."""
    wanted, told = life.chance.randint(1, NEW + CHANGED + AGAIN), []
    while len(told) < wanted and (line := process.stdout.readline()):
        told.append(line)
    time.sleep(life.chance.random() * 0.05)
    return told


def while_opening(process: "subprocess.Popen[str]", life: Life) -> list[str]:
    """Wait up to the time that a start takes."""
    time.sleep(life.chance.random() * 4.0)
    return []


def while_committing(process: "subprocess.Popen[str]", life: Life) -> list[str]:
    """Wait until SQLite has written to its log a random number of times."""
    return _after_changes(process, lambda: [life.store / "store.sqlite-wal"], life.chance.randint(1, NEW + CHANGED))


def while_indexing(process: "subprocess.Popen[str]", life: Life) -> list[str]:
    """Wait until Chroma, or who keeps it, has written to its folder a random number of times."""
    index = life.store / "index"
    return _after_changes(process, lambda: [Path(folder, name) for folder, _, names in os.walk(index)
                                            for name in names], life.chance.randint(1, 12))


AIMS: dict[str, Callable[["subprocess.Popen[str]", Life], list[str]]] = {
    "moment": after_some_lines, "opening": while_opening, "commit": while_committing, "index": while_indexing}


def _after_changes(process: "subprocess.Popen[str]", files: Callable[[], list[Path]], wanted: int) -> list[str]:
    before = _stamps(files())
    while process.poll() is None and wanted:
        if (now := _stamps(files())) != before:
            before, wanted = now, wanted - 1
    return []


def _stamps(files: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    stamps = {}
    for file in files:
        try:
            found = file.stat()
        except FileNotFoundError:
            continue
        stamps[file] = (found.st_size, found.st_mtime_ns)
    return stamps


def ends_within_transaction(log: Path) -> bool:
    """Tell whether SQLite's log ends with frames that no commit follows; see sqlite.org/fileformat.html, section 4."""
    data = log.read_bytes() if log.exists() else b""
    if len(data) < 32:
        return False
    size, salts = 24 + struct.unpack_from(">I", data, 8)[0], data[16:24]
    committed = True
    for start in range(32, len(data) - 24, size):
        if data[start + 8 : start + 16] != salts:
            break
        committed = struct.unpack_from(">I", data, start + 4)[0] != 0
    return not committed


def run(folder: Path, encoder: Encoder, *, kills: int, seed: int,
        told: Callable[[Tally], Any] = lambda tally: None) -> Tally:
    """Kill so many ingests and return what was seen; `told` hears of every round."""
    encoder.encode(["Loaded before a reopening is timed."])
    chance, tally = random.Random(seed), Tally()
    aims = [list(AIMS)[number % len(AIMS)] for number in range(kills)]
    chance.shuffle(aims)
    for first in range(0, kills, ROUNDS_A_STORE):
        life = Life(folder / f"life{first}", encoder, chance, tally)
        for aim in aims[first : first + ROUNDS_A_STORE]:
            life.round(aim)
            told(tally)
        life.finish()
    return tally


@app.command()
def main(kills: Annotated[int, typer.Option(help="how many")] = 200,
         seed: Annotated[int, typer.Option(help="of the random moments")] = 20310504) -> None:
    """Kill ingests and print what was seen; exit code 1 if anything was lost."""
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), open_encoder(), kills=kills, seed=seed, told=lambda seen: print(
            f"{seen.kills.total()} kills, {len(seen.problems)} problems", end="\r", file=sys.stderr))
    print(f"{kills} kills (seed {seed}): " + ", ".join(f"{count} {aim}" for aim, count in sorted(tally.kills.items())))
    print(f"{tally.within_transaction} of them within a transaction of SQLite")
    print(f"{tally.acknowledged} lines printed, {tally.checks} articles looked at afterwards")
    print(f"reopening, first search included: {statistics.median(tally.reopening):.2f} s as a rule, "
          f"{max(tally.reopening):.2f} s at most")
    print("\n".join([*tally.problems, f"{len(tally.problems)} problems"]))
    sys.exit(1 if tally.problems else 0)


if __name__ == "__main__":
    hush()
    app()
