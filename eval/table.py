"""The figures as a table for the terminal."""

from collections.abc import Mapping

from rich.table import Table

from eval.report import show
from eval.run import Results


def figure_table(results: Results, *, floors: Mapping[str, float]) -> Table:
    """Return one row a figure: value, count, and where there are any its floor and the plain peer's value."""
    table = Table("figure", "value", "n", *(["floor"] if floors else []), *(["plain peer"] if results.peer else []))
    for name, figure in results.figures.items():
        floor = [f"{floors[name]:.3f}" if name in floors else ""] if floors else []
        beside = [show(results.peer[name]) if name in results.peer else ""] if results.peer else []
        table.add_row(name, show(figure), str(figure.count), *floor, *beside)
    return table
