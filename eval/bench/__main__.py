"""Measure ours beside the plain peers in one go: `python -m eval.bench --out FOLDER`, or `make bench`."""

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eval.bench.corpus import Corpus, make_corpus
from eval.bench.plots import draw
from eval.bench.process import WorkerError
from eval.bench.rounds import Measured, measure
from eval.bench.sides import OURS, PEERS, InstallError, Side, python_of
from eval.bench.table import as_markdown
from eval.events import found_events
from eval.questions import QuestionsError
from vectorstore.settings import hush, load_settings


def main(out: Annotated[Path, typer.Option(help="folder for benchmarks.md and benchmarks.png")],
         places: Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")],
         rounds: Annotated[int, typer.Option(help="how often every side does everything")] = 3,
         peers: Annotated[list[str], typer.Option("--peer", help="only this peer")] = [],  # noqa: B006
         ) -> None:
    """Print and write the table and the plot."""
    console = Console(stderr=True)
    wanted = [peer for peer in PEERS if not peers or peer.name in peers or peer.worker in peers]
    try:
        with tempfile.TemporaryDirectory() as folder:
            corpus = make_corpus([event for place in places for event in found_events(place)], Path(folder))
            found: list[Measured] = []
            for measured in measure(corpus, _pythons(wanted, console), rounds=rounds, scratch=Path(folder)):
                console.log(measured.side, {name: round(value, 3) for name, value in measured.figures.items()})
                found.append(measured)
                if measured.is_last:
                    _write(corpus, found, out)
        print((out / "benchmarks.md").read_text("utf-8"))
    except (QuestionsError, WorkerError) as error:
        sys.exit(f"error: {error}")


def _write(corpus: Corpus, found: list[Measured], out: Path) -> None:
    """Write what is known after a whole round."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "benchmarks.md").write_text(as_markdown(corpus, found), "utf-8")
    draw(found, out / "benchmarks.png")


def _pythons(peers: list[Side], console: Console) -> dict[Side, str]:
    """Return the Python of ours and of every peer that can be installed; one that cannot is told, not made up."""
    pythons = {OURS: sys.executable}
    for peer in peers:
        try:
            console.log(f"environment of {peer.name} ...")
            pythons[peer] = python_of(peer, load_settings().cache / "peers")
        except InstallError as error:
            console.log(f"{peer.name} is not measured, it cannot be installed: {error}")
    return pythons


if __name__ == "__main__":
    hush()
    typer.run(main)
