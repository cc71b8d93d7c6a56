"""The figures as one picture: a panel a figure, a bar a side, a dot a round."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from eval.bench.rounds import KS, Measured
from eval.bench.table import values

PANELS = ("ingest, articles/s", "query p50, ms", "query p95, ms", "cold start, s", "ingest, peak MB", "query, peak MB",
          "disk, bytes a word")
COLOURS = ("#1f5c8b", "#c77d2e", "#6a8f4e", "#8a6fa8")
COLUMNS = 4


def draw(measured: Sequence[Measured], target: Path) -> None:
    """Write the picture to `target` (.png)."""
    from matplotlib.figure import Figure

    sides = list(dict.fromkeys(m.side for m in measured))
    figure = Figure(figsize=(14, 6), layout="constrained")
    axes = figure.subplots(2, COLUMNS).flat
    for axis, name in zip(axes, PANELS, strict=False):
        rounds = [values(measured, side, name) for side in sides]
        axis.bar(sides, [statistics.median(found) for found in rounds], color=COLOURS[: len(sides)])
        for place, found in enumerate(rounds):
            axis.scatter([place] * len(found), found, color="black", s=8, zorder=2)
        axis.set_title(name)
        axis.tick_params(axis="x", rotation=20, labelsize=7)
    last = figure.axes[-1]
    for side, colour in zip(sides, COLOURS, strict=False):
        hits = [statistics.median(values(measured, side, f"evidence hit @{k}")) for k in KS]
        last.plot([str(k) for k in KS], hits, "o-", color=colour, label=side)
    last.set_title("evidence hit @k")
    last.legend(fontsize=7)
    figure.savefig(target, dpi=80)
