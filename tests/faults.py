"""An ingest in which one write to the disk fails, for each write in turn: `python tests/faults.py`.

The library `faulty_disk.c` stands between the process and the C library, so SQLite and Chroma meet what a faulty disk
gives them. Each ingest and each check runs in a process of its own, forked where everything is imported already.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from generated_articles import write_article

from ingest import Loaded, read_bytes
from vectorstore import Store, StoreError
from vectorstore.encoder import Encoder
from vectorstore.engine import Parts, Vectors
from vectorstore.settings import hush

KINDS = ("fail", "full", "tear")
SOURCE = Path(__file__).with_name("faulty_disk.c")
LIBRARY = "TEST_FAULTS"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Words:
    """An engine that needs no model: a text is the sum of its words' own random vectors."""

    reads_parts = True

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each text."""
        assert not prompt
        rows = [sum(np.random.default_rng(zlib.crc32(word.encode())).normal(size=384) for word in text.split())
                for text in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return the rows of each text and of its parts."""
        return [self.encode([text, *(text[start:end] for start, end in own)], prompt=prompt)
                for text, own in zip(texts, parts, strict=True)]


ENCODER = Encoder("words", "0" * 64, dimension=384, load=Words)


def articles(folder: Path) -> list[Loaded]:
    """Return three articles, a reprint of the first and a new version of the second."""
    loaded = []
    for number, version, place in ((0, 0, "a"), (1, 0, "b"), (2, 0, "c"), (0, 0, "d"), (1, 1, "b")):
        write_article(folder / "article.txt", number, version=version)
        text = (folder / "article.txt").read_text("utf-8") + "The report first ran elsewhere.\n" * (place == "d")
        item = read_bytes(text.encode(), source=f"{place}.txt", place=place)
        assert isinstance(item, Loaded), item
        loaded.append(item)
    return loaded


def ingest(store: Path, items: Sequence[Loaded], *, index: bool, tell: Callable[[Any], None]) -> None:
    """Store `items`, telling the id of each as soon as it is acknowledged; an error ends it and is told."""
    try:
        with Store.open(store, create=True, encoder=ENCODER, index=index) as opened:
            for outcome in opened.add(items):
                assert outcome.article is not None
                tell(outcome.article.article_id)
            opened.settle(3)
    except StoreError as error:
        tell({"error": str(error)})


def check(store: Path, items: Sequence[Loaded], told: Sequence[str], *, index: bool) -> list[str]:
    """Return what is wrong with a store that acknowledged `told`, before and after everything is ingested again."""
    known = {item.article.article_id: item for item in items}
    problems = []
    try:
        with Store.open(store, encoder=ENCODER, index=False) as opened:
            problems += [problem.what for problem in opened.verify().problems]
            problems += [f"{found} was acknowledged and is another" for found in told
                         if opened.article(found).text != known[found].article.text]
            problems += [f"{article.article_id} is half there" for article in opened.articles()
                         if opened.passages(article.article_id) != known[article.article_id].passages]
    except StoreError as error:
        problems += [str(error)] if told else []
    with Store.open(store, create=True, encoder=ENCODER, index=index) as opened:
        again = [outcome.status for outcome in opened.add(items)]
        if not set(again) <= {"added", "updated", "unchanged"} or len(opened.articles()) != len(items) - 1:
            problems.append(f"ingested again: {again}")
        if not opened.settle(60):
            problems.append("the index did not settle")
    with Store.open(store, encoder=ENCODER, index=False) as opened:
        report = opened.verify()
    problems += [problem.what for problem in report.problems]
    if index and report.index != f"{report.passages} passages":
        problems.append(f"the index is {report.index}, of {report.passages} passages")
    return problems


def apart(work: Callable[[Callable[[Any], None]], None]) -> tuple[list[Any], int]:
    """Run `work` in a forked process; return what it told and its exit code."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(lambda told: os.write(writing, f"{json.dumps(told)}\n".encode()) and None)
        except BaseException:  # noqa: BLE001  a fork must not go on with its parent's work
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = [json.loads(line) for line in pipe]
    return told, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(folder: Path, *, index: bool, kind: str, step: int) -> dict[str, Any]:
    """Fail every `step`-th write below the store, or below its index, by itself; return what was seen."""
    faults = ctypes.CDLL(os.environ[LIBRARY])
    items, store = articles(folder), folder / "store"
    aim = str(store / "index") if index else str(store)

    def work(tell: Callable[[Any], None], number: int) -> None:
        faults.faults_arm(aim.encode(), number, KINDS.index(kind))
        ingest(store, items, index=index, tell=tell)
        tell(faults.faults_seen())

    (*_, writes), _ = apart(lambda tell: work(tell, 0))
    problems: list[str] = []
    points = errors = 0
    for number in range(1, writes + 1, step):
        shutil.rmtree(store, ignore_errors=True)
        told, code = apart(lambda tell, number=number: work(tell, number))
        acknowledged = [line for line in told if isinstance(line, str)]
        errors += any(isinstance(line, dict) for line in told)
        found, checked = apart(lambda tell, told=acknowledged: tell(check(store, items, told, index=index)))
        wrong = [*(found[0] if found else ["the check crashed"])] + ["a stack trace"] * (code == 3 or checked != 0)
        problems += [f"write {number}: {what}" for what in wrong]
        points += 1
    return {"aim": "index" if index else "store", "kind": kind, "writes": writes, "points": points, "errors": errors,
            "problems": problems}


def built(folder: Path) -> Path | None:
    """Return the library of faults, None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    library = folder / "faulty_disk.so"
    if compiler:
        subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library if compiler else None


@app.command()
def main(aim: Annotated[str, typer.Option(help="store or index")] = "store",
         kind: Annotated[str, typer.Option(help=", ".join(KINDS))] = "fail",
         step: Annotated[int, typer.Option(help="fail every such write")] = 1) -> None:
    """Print as JSON what was seen; exit code 1 if anything was lost or broken."""
    with tempfile.TemporaryDirectory() as scratch:
        if LIBRARY not in os.environ:
            library = built(Path(scratch))
            if library is None:
                sys.exit("no C compiler: install one")
            command = [sys.executable, __file__, "--aim", aim, "--kind", kind, "--step", str(step)]
            sys.exit(subprocess.run(command, env={**os.environ, LIBRARY: str(library), "LD_PRELOAD": str(library)},
                                    check=False).returncode)
        if aim == "index":
            import chromadb  # noqa: F401  once, before the forks
        seen = run(Path(scratch), index=aim == "index", kind=kind, step=step)
    print(json.dumps(seen))
    sys.exit(1 if seen["problems"] else 0)


if __name__ == "__main__":
    hush()
    app()
