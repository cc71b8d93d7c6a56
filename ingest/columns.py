"""Put the rows of a page into reading order: across the page where they span it, else column after column."""

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.language import script
from ingest.pdf_rows import Row, join

_GUTTER = 7.0  # points; newspapers' narrowest have 9
_FEWEST_ROWS = 3  # fewer side by side are a line with a gap
_DEEPEST = 12
_RIGHT_TO_LEFT = frozenset(("ARABIC", "HEBREW", "SYRIAC", "THAANA"))


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
    """Return the page's rows as columns in reading order; right to left where the script runs so."""
    is_rtl = script(" ".join(row.text for row in rows)) in _RIGHT_TO_LEFT
    return tuple(_ordered(rows, is_rtl=is_rtl, depth=0))


def _ordered(rows: Sequence[Row], *, is_rtl: bool, depth: int) -> Iterator[Column]:
    for group in _groups(list(_bands(rows))):
        parts = _cut(group) if depth < _DEEPEST else []
        if len(parts) < 2:
            yield Column(tuple(_joined(group, is_rtl=is_rtl)))
            continue
        for part in reversed(parts) if is_rtl else parts:
            yield from _ordered(part, is_rtl=is_rtl, depth=depth + 1)


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
    group: list[Row] = []
    spans: list[tuple[float, float]] = []
    for band, next_band in itertools.zip_longest(bands, bands[1:], fillvalue=None):
        assert band is not None, "there is one band more than next ones"
        its_spans = _spans_of(band, next_band or [])
        together = _merged([*spans, *its_spans])
        if group and len(together) == 1 < max(len(spans), len(its_spans)):
            yield group
            group, together = [], its_spans
        group.extend(band)
        spans = together
    if group:
        yield group


def _spans_of(band: list[Row], next_band: list[Row]) -> list[tuple[float, float]]:
    """Return what the band covers; a line with wide blanks, which the next line does not share, covers them too."""
    spans = _merged([(row.left, row.right) for row in band])
    below = _merged([*spans, *((row.left, row.right) for row in next_band)])
    if len({round(row.y) for row in band}) < _FEWEST_ROWS and (not next_band or len(below) == 1):
        return [(spans[0][0], spans[-1][1])]
    return spans


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
    return [part for left, right in _merged([(r.left, r.right) for r in rows])
            if (part := [r for r in rows if left <= r.left and r.right <= right])]


def _joined(rows: Iterable[Row], *, is_rtl: bool) -> Iterator[Row]:
    """Yield the rows from the top down, what stands on one baseline as one row."""
    by_line = sorted(rows, key=lambda r: (-round(r.y), -r.left if is_rtl else r.left))
    for _, same in itertools.groupby(by_line, key=lambda r: round(r.y)):
        yield join(list(same))
