"""What an ingest tells about each input and at the end: JSON Lines for programs, a table for people."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest.article import Article

STATUSES = ("added", "updated", "unchanged", "skipped", "failed")
KEPT = STATUSES[:3]
# A reader sees what needs a look first; long lists of what went well say nothing.
MOST_ROWS = 20


class Told(Protocol):
    """The outcome of one input, as the store tells it."""

    @property
    def source(self) -> str:
        """The input, as ingested."""
        ...

    @property
    def status(self) -> str:
        """One of `STATUSES`."""
        ...

    @property
    def reason(self) -> str:
        """Why, in one line; may be empty."""
        ...

    @property
    def article(self) -> Article | None:
        """The stored article, None where there is none."""
        ...


AnyTold = TypeVar("AnyTold", bound=Told)


def to_dict(told: Told) -> dict[str, Any]:
    """Return one outcome in the shape of the JSON contract."""
    return {"source": told.source, "status": told.status, "reason": told.reason, **article_to_dict(told.article)}


def article_to_dict(article: Article | None) -> dict[str, Any]:
    """Return what a program is told of an article; every value empty where there is none."""
    if article is None:
        return {"article_id": None, "title": None, "outlet": None, "authors": [], "published": None, "updated": None,
                "language": None, "origin_id": None}
    return {"article_id": article.article_id, "title": article.title, "outlet": article.outlet,
            "authors": list(article.authors), "published": article.published.value if article.published else None,
            "updated": article.updated.value if article.updated else None, "language": article.language,
            "origin_id": article.origin_id}


def totals(outcomes: Iterable[Told]) -> dict[str, int]:
    """Count each status, those that did not occur included."""
    counts = Counter(told.status for told in outcomes)
    return {status: counts[status] for status in STATUSES}


def is_kept(counts: dict[str, int]) -> bool:
    """Tell whether at least one input is in the store now."""
    return any(counts[status] for status in KEPT)


def summary(outcomes: Iterable[Told]) -> Table:
    """Return a table of the counts and of the inputs that gave no article."""
    outcomes = list(outcomes)
    counts = totals(outcomes)
    table = Table("status", "inputs", "which", title="Ingest")
    for status in STATUSES:
        lost = [told for told in outcomes if told.status == status and status not in KEPT]
        lines = [f"{told.source}: {told.reason}" for told in lost[:MOST_ROWS]]
        more = [f"and {len(lost) - MOST_ROWS} more"] if len(lost) > MOST_ROWS else []
        table.add_row(status, str(counts[status]), escape("\n".join([*lines, *more])))
    return table


def printed(outcomes: Iterable[AnyTold]) -> Iterator[AnyTold]:
    """Print each outcome as one JSON line, which acknowledges it."""
    for outcome in outcomes:
        print(json.dumps(to_dict(outcome), ensure_ascii=False), flush=True)
        yield outcome


def shown(outcomes: Iterable[AnyTold], *, total: int | None) -> Iterator[AnyTold]:
    """Show on a terminal how far it is, how fast, and what is left; elsewhere nothing."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
               TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=total, rate="")
        for outcome in outcomes:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, description=outcome.source[-40:], rate=f"{speed:.1f}/s" if speed else "")
            yield outcome
