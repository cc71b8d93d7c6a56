"""What every side does, so that all are timed alike: `ingest TEXTS STORE`, `ask STORE QUESTIONS`,
`cold STORE QUESTION`.

A worker runs in the environment of its side and imports nothing of ours but, in ours, the product. The last line of
its standard output is JSON.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

WARMING = 20  # questions asked before the clock runs
# Ingested before the clock runs.
WARM_TEXT = """Ferry back in Brennick

2 June 2031

The ferry of Brennick sails again after a winter in the yard. Its new engine is quieter than the old one, the crew said.
"""
DEPTH = 10
Found = list[tuple[str, str]]  # the name of the text that a passage is from, and the passage, best first


class Side(Protocol):
    """One way to ingest and to search. Its models are loaded when it is made."""

    def ingest(self, texts: list[Path], store: str) -> int:
        """Put `texts` into a new store, all searchable on return; return how many passages they gave."""
        ...

    def open(self, store: str) -> Callable[[str], Found]:
        """Return the search of a store: the `DEPTH` best passages for a question."""
        ...


def work(load: Callable[[], Side]) -> None:
    """Do what the command line says and print what it took."""
    command, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(COMMANDS[command](load(), *rest)) + "\n")


def _ingest(side: Side, folder: str, store: str) -> dict[str, object]:
    _warm(side)
    texts = sorted(Path(folder).iterdir())
    start = time.perf_counter()
    passages = side.ingest(texts, store)
    return {"seconds": time.perf_counter() - start, "passages": passages}


def _warm(side: Side) -> None:
    """Put one small text into a store that is thrown away: libraries load then, and processes start."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "warm.txt"
        text.write_text(WARM_TEXT, "utf-8")
        side.ingest([text], str(Path(folder) / "store"))


def _ask(side: Side, store: str, questions: str) -> dict[str, object]:
    search = side.open(store)
    asked: list[str] = json.loads(Path(questions).read_text("utf-8"))
    for question in asked[:WARMING]:
        search(question)
    seconds, found = [], []
    for question in asked:
        start = time.perf_counter()
        passages = search(question)
        seconds.append(time.perf_counter() - start)
        found.append(passages)
    return {"seconds": seconds, "found": found}


def _cold(side: Side, store: str, question: str) -> dict[str, object]:
    return {"found": side.open(store)(question)}


COMMANDS: dict[str, Callable[..., dict[str, object]]] = {"ingest": _ingest, "ask": _ask, "cold": _cold}
