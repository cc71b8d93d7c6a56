"""Join the rows of a printed text to paragraphs, across columns and pages."""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.columns import Column
from ingest.hyphens import Vocabulary
from ingest.pdf_rows import Row

_ENDS = re.compile(r"[.!?…:。！？؟۔।][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•▪●■◦‣*–—-]\s|\d{1,2}[.)]\s")
# In parts of the type size: what sets a paragraph off. Measured on the printed stories of the tests and browsers' PDFs.
_INDENT = 0.6
_LEADING = 1.3  # of the usual distance between two rows
_SIZES_APART = 1.08
_FEWEST_WORDS = 8  # a shorter one without a full stop is a label or a heading, not a sentence cut in two
_MOST_BETWEEN = 4  # captions, pull quotes and boxes that a paragraph runs around


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one style; `size` in points."""

    text: str
    size: float
    is_bold: bool


@dataclass(slots=True)
class _Run:
    """Rows of one paragraph, while they are gathered. `is_first` where it opens a column, unindented."""

    rows: list[Row]
    is_first: bool


def paragraphs_of(columns: Sequence[Column], *, stands_alone: Callable[[str], bool]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text printed in `columns`, in reading order.

    A row of which `stands_alone` is true (a byline, a date) is a paragraph by itself.
    """
    words = Vocabulary(row for column in columns for row in column.rows)
    runs = [run for column in columns for run in _runs(column, stands_alone)]
    return tuple(
        Paragraph(_text(run.rows, words), statistics.median(row.size for row in run.rows),
                  all(row.is_bold for row in run.rows))
        for run in _rejoined(runs, stands_alone))


def body_size(paragraphs: Sequence[Paragraph]) -> float:
    """Return the type size that most of the text is set in, in points; 0.0 where there is none."""
    letters: Counter[float] = Counter()
    for paragraph in paragraphs:
        letters[round(paragraph.size, 1)] += len(paragraph.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _runs(column: Column, stands_alone: Callable[[str], bool]) -> Iterator[_Run]:
    left = column.left
    starts = _Starts(left, column.right, _pitch(column.rows), stands_alone)
    first = column.rows[0]
    run = _Run([first], is_first=first.left < left + _INDENT * first.size)
    for before, row in itertools.pairwise(column.rows):
        if starts.between(before, row):
            yield run
            run = _Run([], is_first=False)
        run.rows.append(row)
    yield run


@dataclass(frozen=True, slots=True)
class _Starts:
    """Tells where a paragraph starts in a column from `left` to `right` with the usual distances `pitch`."""

    left: float
    right: float
    pitch: dict[float, float]
    stands_alone: Callable[[str], bool]

    def between(self, before: Row, row: Row) -> bool:
        """Tell whether `row`, right below `before`, opens a paragraph."""
        if not _is_alike(before, row) or self._is_apart(before, row):
            return True
        if before.is_broken:
            return False
        if _BULLET.match(row.text) or self.stands_alone(row.text) or self.stands_alone(before.text):
            return True
        is_over = _ENDS.search(before.text) is not None
        if self._is_indented(row):
            return is_over or not self._is_indented(before)
        return is_over and before.right < self.right - 0.25 * (self.right - self.left)

    def _is_apart(self, before: Row, row: Row) -> bool:
        usual = self.pitch.get(round(row.size, 1), row.size * 1.5)
        return before.y - row.y > _LEADING * usual

    def _is_indented(self, row: Row) -> bool:
        return row.left > self.left + _INDENT * row.size


def _is_alike(one: Row, other: Row) -> bool:
    low, high = sorted((one.size, other.size))
    return high <= low * _SIZES_APART and one.is_bold == other.is_bold


def _pitch(rows: Sequence[Row]) -> dict[float, float]:
    """Return the usual distance between two rows of each size."""
    gaps: dict[float, list[float]] = {}
    for before, row in itertools.pairwise(rows):
        if _is_alike(before, row):
            gaps.setdefault(round(row.size, 1), []).append(before.y - row.y)
    # The lower median: paragraphs of two rows have as many gaps between as within.
    return {size: statistics.median_low(sorted(found)[: max(1, len(found) * 2 // 3)]) for size, found in gaps.items()}


def _rejoined(runs: Sequence[_Run], stands_alone: Callable[[str], bool]) -> list[_Run]:
    """Join a paragraph that a column end, or a picture and its caption, cut in two."""
    joined: list[_Run] = []
    for run in runs:
        start = None if stands_alone(run.rows[0].text) else _open_run(joined, run)
        if start is None:
            joined.append(run)
        else:
            start.rows.extend(run.rows)
    return joined


def _open_run(before: Sequence[_Run], run: _Run) -> _Run | None:
    """Return the paragraph that `run` continues: of its style, its sentence not at an end."""
    row = run.rows[0]
    starts_inside = row.text[:1].islower() or (run.is_first and not _BULLET.match(row.text))
    for earlier in reversed(before[-_MOST_BETWEEN:]):
        last = earlier.rows[-1]
        if _is_alike(last, row):
            is_prose = sum(len(r.text.split()) for r in earlier.rows) >= _FEWEST_WORDS
            is_open = last.is_broken or (is_prose and starts_inside and _ENDS.search(last.text) is None)
            return earlier if is_open else None
    return None


def _text(rows: Sequence[Row], words: Vocabulary) -> str:
    text = rows[0].text
    for before, row in itertools.pairwise(rows):
        text = words.joined(text, row.text) if before.is_broken else f"{text} {row.text}"
    return f"{text}-" if rows[-1].is_broken else text
