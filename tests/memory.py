"""Peak memory of an ingest by the number of articles: `python tests/memory.py --articles 1000 --articles 10000`."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

SYLLABLES = ("ba", "den", "fi", "gor", "hal", "ki", "lum", "mer", "no", "pel", "ras", "tor", "vin", "zu")
SENTENCES, WORDS = 3, 18
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def write_plain_articles(folder: Path, count: int) -> None:
    """Write short articles of invented words, no two alike: what is equal in many would be taken for reprints."""
    folder.mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(SENTENCES * WORDS)]
        sentences = [" ".join(words[start : start + WORDS]).capitalize() + "." for start in range(0, len(words), WORDS)]
        (folder / f"{number:06}.txt").write_text(f"Report {number} of Brennick\n\n{' '.join(sentences)}\n", "utf-8")


def peak_megabytes(command: list[str]) -> float:
    """Run `command` to its end, its output thrown away, and return the most memory it had at once."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return usage.ru_maxrss / 1024


@app.command()
def main(articles: Annotated[list[int], typer.Option(help="how many; several times for several")] = [1000, 10000],  # noqa: B006
         ) -> None:
    """Ingest so many articles with the real command and print the peak memory of each, as JSON Lines."""
    for count in articles:
        with tempfile.TemporaryDirectory() as folder:
            write_plain_articles(Path(folder, "articles"), count)
            began = time.perf_counter()
            peak = peak_megabytes([sys.executable, "-m", "ingest", f"{folder}/articles", "--store", f"{folder}/store",
                                   "--json"])
            seconds = round(time.perf_counter() - began)
            print(json.dumps({"articles": count, "peak_mb": round(peak), "seconds": seconds}), flush=True)


if __name__ == "__main__":
    app()
