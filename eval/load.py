"""Many clients at once: `python -m eval.load --store DIR QUESTIONS.jsonl --clients 32 --seconds 180`.

Starts the page on a store, asks its HTTP API from many threads, and prints the errors, the time of an answer and the
server's memory over time. Exit code 1 if an answer failed or the memory grew.
"""

import itertools
import json
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.questions import QuestionsError, read_questions

START_SECONDS, ANSWER_SECONDS = 120.0, 120.0
SAMPLE_SECONDS = 2.0
# Models, spaCy's words and SQLite's pages come with the first answers; what grows after the first third is a leak.
WARM_SHARE, MOST_GROWTH = 1 / 3, 0.1


@dataclass(slots=True)
class Load:
    """What was seen: seconds of each answer, errors by their kind, the server's memory in MB over time."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """By what share the memory grew from the end of the warm-up to the end."""
        start = self.memory[int(len(self.memory) * WARM_SHARE)]
        return self.memory[-1] / start - 1

    @property
    def is_good(self) -> bool:
        """Whether every answer came and the memory stayed flat."""
        return bool(self.seconds) and not self.errors and self.growth <= MOST_GROWTH


def main(questions: Annotated[Path, typer.Argument(help="question set, JSON Lines")],
         store: Annotated[Path, typer.Option(help="folder of the store")],
         clients: Annotated[int, typer.Option(help="how many ask at once")] = 32,
         seconds: Annotated[float, typer.Option(help="for how long")] = 180,
         port: Annotated[int, typer.Option(help="first port to try")] = 7860) -> None:
    """Ask from many clients at once and print what came of it."""
    try:
        load = run([case.question for case in read_questions(questions)], store, clients=clients, seconds=seconds,
                   port=port)
    except QuestionsError as error:
        sys.exit(f"error: {error}")
    Console().print(_table(load, title=f"{clients} clients, {seconds:.0f} s"))
    if not load.is_good:
        sys.exit("error: answers failed or the memory grew; see above")


def run(questions: Sequence[str], store: Path, *, clients: int, seconds: float, port: int) -> Load:
    """Serve `store`, let `clients` threads ask `questions` in turn for so many `seconds`, and return what was seen."""
    command = [sys.executable, "-m", "ui", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            _ask(address, questions[0])
            return _pressed(questions, address, server.pid, clients=clients, seconds=seconds)
        finally:
            server.terminate()


def _pressed(questions: Sequence[str], address: str, pid: int, *, clients: int, seconds: float) -> Load:
    load, turns, end = Load(), itertools.count(), time.monotonic() + seconds

    def client() -> None:
        while time.monotonic() < end:
            start = time.perf_counter()
            try:
                _ask(address, questions[next(turns) % len(questions)])
                load.seconds.append(time.perf_counter() - start)
            except (OSError, ValueError) as error:
                load.errors[str(error)] += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        load.memory.append(_memory(pid))
        time.sleep(SAMPLE_SECONDS)
    return load


def _ask(address: str, question: str) -> None:
    request = urllib.request.Request(f"{address}api/ask", json.dumps({"question": question}).encode(),  # noqa: S310
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:  # noqa: S310 - our own server
        if json.load(response)["version"] != 1:
            raise ValueError("no answer of version 1")


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS"))


def _table(load: Load, *, title: str) -> Table:
    table = Table("figure", "value", title=title)
    table.add_row("answers", f"{len(load.seconds):,}")
    table.add_row("errors", ", ".join(f"{count} x {what}" for what, count in load.errors.items()) or "none")
    if len(load.seconds) > 1:
        cuts = statistics.quantiles(load.seconds, n=20)
        table.add_row("seconds, p50 / p95", f"{cuts[9]:.2f} / {cuts[18]:.2f}")
    table.add_row("MB, start / after a third / end", " / ".join(
        f"{load.memory[place]:.0f}" for place in (0, int(len(load.memory) * WARM_SHARE), -1)))
    table.add_row("growth after the first third", f"{load.growth:+.1%}")
    return table


if __name__ == "__main__":
    typer.run(main)
