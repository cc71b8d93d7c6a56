"""How the store grows: `python -m eval.growth --passages 10000 --passages 100000 --passages 1000000 --out FOLDER`.

Makes a corpus of each size (see `eval.growth_corpus`), builds its dense index, opens it again in a process of its own
and asks the questions of the shipped events, whose articles are in every corpus: time by stage, recall against exact
search, memory, disk. Prints a table, writes growth.jsonl and growth.png. What is in the folder already is used again.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from eval.events import prepare
from eval.growth_corpus import fill
from eval.growth_figures import BASE, CLOCKS, FILTERS, STAGES, build, measure
from vectorstore import schema
from vectorstore.settings import hush

EVENTS = Path(__file__).parent / "events"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(out: Annotated[Path, typer.Option(help="folder for the corpora, growth.jsonl and growth.png")],
         passages: Annotated[list[int], typer.Option(help="how many; several times for several")] = [10_000, 100_000],  # noqa: B006
         seed: Annotated[int, typer.Option(help="of the corpus")] = 1,
         step: Annotated[int, typer.Option(help="ask every so many questions")] = 1,
         cpu: Annotated[bool, typer.Option("--cpu", help="processor time, for a busy machine")] = False) -> None:
    """Measure each size and print the figures."""
    out.mkdir(parents=True, exist_ok=True)
    how = (str(step), "cpu" if cpu else "wall")
    rows = [grown(out, count, seed, how) for count in sorted(passages)]
    (out / "growth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    Console().print(table(rows))
    plot(rows, out / "growth.png")


@app.command(hidden=True)
def child(work: str, store: Path, step: int = 1, clock: str = "wall") -> None:
    """Do one piece of work in this process, whose memory is then its own, and print what was found."""
    found = build(store) if work == "build" else measure(store, EVENTS, step=step, clock=CLOCKS[clock])
    typer.echo(json.dumps(found))


def grown(out: Path, count: int, seed: int, how: Sequence[str]) -> dict[str, Any]:
    """Return all figures of one size; what was measured before comes from its file."""
    store, built = out / str(count), out / f"{count}.build.json"
    if not (store / schema.FILE).exists():
        stores = sorted(event.store for event in prepare([str(EVENTS / "tune"), str(EVENTS / "measure")], out / BASE))
        fill(store, stores, passages=count, seed=seed)
    if not built.exists():
        built.write_text(json.dumps(_apart("build", store)), "utf-8")
    return {"passages": count, **json.loads(built.read_text("utf-8")), **_apart("measure", store, *how)}


def _apart(work: str, store: Path, *how: str) -> dict[str, Any]:
    options = [part for pair in zip(("--step", "--clock"), how, strict=False) for part in pair]
    command = [sys.executable, "-m", "eval.growth", "child", work, str(store), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own module
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def table(rows: Sequence[dict[str, Any]]) -> Table:
    """Return one column a size."""
    table = Table("figure", *(f"{row['passages']:,}" for row in rows))
    for name in (*STAGES, *FILTERS):
        table.add_row(f"{name}, p50 / p95 ms", *(f"{row[name]['p50']:.1f} / {row[name]['p95']:.1f}" for row in rows))
    for name in (name for name in rows[0] if name != "passages" and not isinstance(rows[0][name], dict)):
        table.add_row(name.replace("_", " "), *(f"{row[name]:,}" for row in rows))
    return table


def plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write time, memory and disk by size as one picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [row["passages"] for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for name in STAGES:
        left.plot(sizes, [row[name]["p95"] for row in rows], "o-", label=name)
    left.set(xscale="log", xlabel="passages", ylabel="ms, 95th percentile", ylim=0, title="time of a search")
    for name, label in (("steady_mb", "memory, steady"), ("build_peak_mb", "memory, peak while building"),
                        ("store_mb", "disk, store"), ("index_mb", "disk, index")):
        right.plot(sizes, [row[name] for row in rows], "o-", label=label)
    right.set(xscale="log", yscale="log", xlabel="passages", ylabel="MB", title="memory and disk")
    left.legend()
    right.legend()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    hush()
    app(sys.argv[1:] if sys.argv[1:2] == ["child"] else ["main", *sys.argv[1:]])
