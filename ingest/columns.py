"""Put the rows of a page into reading order: across the page where they span it, else column after column."""

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.language import script
from ingest.pdf_rows import RIGHT_TO_LEFT, Row, join

_GUTTER = 7.0  # points; newspapers' narrowest have 9
_FEWEST_ROWS = 3  # fewer side by side are a line with a gap
_DEEPEST = 12
_ALIKE = 0.08  # of the type size


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that are read one below the other, each baseline one row."""

    rows: tuple[Row, ...]

    @property
    def left(self) -> float:
        """Where most rows start, in points: lines that are indented do not."""
        return statistics.median_low(sorted(row.left for row in self.rows)[: max(1, len(self.rows) * 2 // 3)])

    @property
    def right(self) -> float:
        """Where the longest row ends, in points."""
        return max(row.right for row in self.rows)


def columns_of(rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the page's rows as columns in reading order.

    Where the script runs from right to left the page is mirrored first: a column's `left` is where its rows start.
    """
    if script(" ".join(row.text for row in rows)) in RIGHT_TO_LEFT:
        rows = [replace(row, left=-row.right, right=-row.left) for row in rows]
    return tuple(_ordered(rows, depth=0))


def _ordered(rows: Sequence[Row], *, depth: int) -> Iterator[Column]:
    for group in _groups(list(_bands(rows))):
        parts = _cut(group) if depth < _DEEPEST else []
        if len(parts) < 2:
            yield Column(tuple(_joined(group)))
            continue
        for part in parts:
            yield from _ordered(part, depth=depth + 1)


def _bands(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows that overlap in height, from the top of the page down."""
    band: list[Row] = []
    foot = 0.0
    for row in sorted(rows, key=lambda r: (-_top(r), r.left)):
        if band and _top(row) <= foot:
            yield band
            band = []
        foot = min(foot, _foot(row)) if band else _foot(row)
        band.append(row)
    if band:
        yield band


def _top(row: Row) -> float:
    return row.y + 0.7 * row.size


def _foot(row: Row) -> float:
    return row.y - 0.2 * row.size


def _groups(bands: Sequence[list[Row]]) -> Iterator[list[Row]]:
    """Join bands that keep the gutters between them open."""
    group: list[list[Row]] = []
    spans: list[tuple[float, float]] = []
    for at, band in enumerate(bands):
        its_spans = _spans(band)
        beside = [*bands[at + 1 : at + 2], *group[-1:]]
        if _is_one_line(band) and all(len(_merged([*its_spans, *_spans(other)])) == 1 for other in beside):
            its_spans = [(its_spans[0][0], its_spans[-1][1])]  # a gap that the lines above and below do not share
        together = _merged([*spans, *its_spans])
        if group and len(together) == 1 < max(len(spans), len(its_spans)):
            above = [] if len(spans) > 1 else _on_one_side(group, its_spans, size=band[0].size)
            yield [row for b in group[: len(group) - len(above)] for row in b]
            group, together = above, _merged([*its_spans, *(span for b in above for span in _spans(b))])
        group.append(band)
        spans = together
    yield [row for b in group for row in b]


def _is_one_line(band: Sequence[Row]) -> bool:
    return len({round(row.y) for row in band}) == 1


def _on_one_side(group: Sequence[list[Row]], spans: list[tuple[float, float]], *, size: float) -> list[list[Row]]:
    """Return the last bands of `group` that belong to the columns at `spans`: columns start at any height.

    They leave the gutters open and are set in type of `size`; a headline is not.
    """
    above: list[list[Row]] = []
    for band in reversed(group[1:]):
        if abs(band[0].size - size) > _ALIKE * size or len(_merged([*spans, *_spans(band)])) < len(spans):
            break
        above.insert(0, band)
    return above


def _spans(rows: Iterable[Row]) -> list[tuple[float, float]]:
    return _merged([(row.left, row.right) for row in rows])


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return what the spans cover, those nearer than a gutter as one."""
    covered: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if covered and left - covered[-1][1] < _GUTTER:
            covered[-1] = (covered[-1][0], max(right, covered[-1][1]))
        else:
            covered.append((left, right))
    return covered


def _cut(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each column, [] where these are no columns."""
    if len({round(row.y) for row in rows}) < _FEWEST_ROWS:
        return []
    return [part for left, right in _spans(rows) if (part := [r for r in rows if left <= r.left and r.right <= right])]


def _joined(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows from the top down, what stands on one baseline as one row."""
    by_line = sorted(rows, key=lambda r: (-round(r.y), r.left))
    for _, same in itertools.groupby(by_line, key=lambda r: round(r.y)):
        yield join(list(same))
