"""Read the rows of text on a PDF's pages, with their place and type size, through PDFium."""

import bisect
import ctypes
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.canonical import clean
from ingest.language import script

MOST_ROWS = 10_000  # on a page; the fullest pages of broadsheets have some 1,500
# A wider gap between two words may be a gutter between columns that a program printed row by row.
_GUTTER = 1.0
# So many rows start where a column does; the gaps of justified lines stand anywhere.
_ROWS_AT_EDGE, _SHARE_AT_EDGE = 3, 0.08
_INDENT = 2.5  # of the type size: a paragraph's first row starts that much to the right of its column
_SKEW = 0.05  # of a quarter turn; more is a stamp across the page, or text up its side
_EDGE = 5.0  # points beyond the page's edge
_NOWHERE = -1e6
_BREAK_HYPHENS = "\x02\ufffe\u00ad"  # how PDFium hands over a hyphen at a line's end
RIGHT_TO_LEFT = frozenset(("ARABIC", "HEBREW", "SYRIAC", "THAANA"))
_LATIN = "[A-Za-z\u00c0-\u024f\\d]+"
_LEFT_TO_RIGHT = re.compile(rf"{_LATIN}(?:[\s.,:/’'-]+{_LATIN})*")
_BULLET = re.compile(r"\W{1,2}|\d{1,2}[.)]")
_BOLD = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of text on one baseline; points from the page's lower left corner, `size` the type's in points.

    `is_broken` where the row ends with the hyphen of a divided word or of a compound; `text` then ends before it.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    is_bold: bool = False
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its height in points and its rows, in the order they were printed."""

    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    y: float
    start: float  # of the character's own space: aligned starts have the same to a fraction of a point


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns places on the page from `(left, foot)` to `(right, top)` so that its text stands upright."""

    turns: int
    left: float
    foot: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """The height of the page as it is read, in points."""
        return self.right - self.left if self.turns % 2 else self.top - self.foot

    def holds(self, row: Row) -> bool:
        """Tell whether a row stands on the page: what is beside it no reader sees."""
        width = self.top - self.foot if self.turns % 2 else self.right - self.left
        return bool(row.text) and -_EDGE < row.left < width + _EDGE and -_EDGE < row.y < self.height + _EDGE

    def box(self, page: Any, index: int) -> _Box:
        """Return left, right and baseline of a character, in points."""
        left, right, low, high, x, y = (ctypes.c_double() for _ in range(6))
        pdfium.FPDFText_GetCharBox(page, index, left, right, low, high)
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        if not all(math.isfinite(place.value) for place in (left, right, low, high, x, y)):
            return _Box(_NOWHERE, _NOWHERE, _NOWHERE, _NOWHERE)
        if self.turns == 0:
            return _Box(left.value - self.left, right.value - self.left, y.value - self.foot, x.value - self.left)
        if self.turns == 1:
            return _Box(low.value - self.foot, high.value - self.foot, self.right - x.value, y.value - self.foot)
        if self.turns == 2:
            return _Box(self.right - right.value, self.right - left.value, self.top - y.value, self.right - x.value)
        return _Box(self.top - high.value, self.top - low.value, x.value - self.left, self.top - y.value)


def sheets_of(document: pypdfium2.PdfDocument, *, most_characters: int) -> Iterator[Sheet]:
    """Yield the pages in order. PDFium is not thread-safe: one document at a time.

    Raises:
        ValueError: if a page cannot be read, or the pages hold more characters than `most_characters`.
    """
    read = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"page {number + 1} of the PDF is broken: {error}") from error
        read += text.count_chars()
        if read > most_characters:
            raise ValueError(f"the PDF holds more than {most_characters:,} characters: no single article")
        yield _sheet(text, page.get_cropbox())
        text.close()
        page.close()


def _sheet(page: Any, seen: tuple[float, float, float, float]) -> Sheet:
    """Read the page the way up that most of its text stands; stamps across it and text up its side are left out."""
    lines = [(line, _quarter_turns(page, line[0].index)) for line in itertools.islice(_lines(page), MOST_ROWS + 1)]
    if len(lines) > MOST_ROWS:
        raise ValueError(f"a page of the PDF holds more than {MOST_ROWS:,} rows of text: no printed article")
    counts = Counter(dict.fromkeys(range(4), 0))
    for line, turns in lines:
        if turns is not None:
            counts[turns] += len(line)
    turns = counts.most_common(1)[0][0]
    frame = _Frame(turns, *seen)
    upright = (_read_leftwards(page, line) for line, its_turns in lines if its_turns == turns)
    pieces = [[_row(page, words, frame) for words in _stretches(page, line, frame)] for line in upright]
    return Sheet(frame.height, tuple(row for row in _at_edges(pieces) if frame.holds(row)))


def _at_edges(lines: Sequence[Sequence[Row]]) -> Iterator[Row]:
    """Join the pieces of a line again, but for those that start where a column does: justified lines have gaps too."""
    starts = Counter(round(row.left) for line in lines for row in line)
    fewest = max(_ROWS_AT_EDGE, _SHARE_AT_EDGE * len(lines))
    edges = sorted(x for x in starts if starts[x - 1] + starts[x] + starts[x + 1] >= fewest)
    for line in lines:
        joined: list[Row] = []
        for row in line:
            edge = bisect.bisect_right(edges, row.left + 1) - 1
            is_edge = edge >= 0 and row.left - edges[edge] < _INDENT * row.size
            if joined and not is_edge:
                joined[-1] = join([joined[-1], row])
            else:
                joined.append(row)
        yield from joined


def join(rows: Sequence[Row]) -> Row:
    """Return the rows of one baseline, in reading order, as one."""
    *before, last = rows
    text = " ".join([*(f"{row.text}-" if row.is_broken else row.text for row in before), last.text])
    return replace(last, text=text, left=min(row.left for row in rows), right=max(row.right for row in rows),
                   is_bold=all(row.is_bold for row in rows))


def _quarter_turns(page: Any, index: int) -> int | None:
    """Return how often the character is turned by 90 degrees to the left, None where it stands aslant."""
    angle = -float(pdfium.FPDFText_GetCharAngle(page, index)) / (math.pi / 2)
    return round(angle) % 4 if abs(angle - round(angle)) < _SKEW else None


def _lines(page: Any) -> Iterator[list[_Sign]]:
    """Yield PDFium's lines; a hyphen at a line's end is the last sign of its line."""
    line: list[_Sign] = []
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, index)
        sign = chr(code) if code < 0x110000 else "\ufffd"
        if sign not in "\r\n":
            line.append(_Sign(index, sign))
        if line and (sign in "\r\n" or sign in _BREAK_HYPHENS):
            yield line
            line = []
    if line:
        yield line


def _read_leftwards(page: Any, line: list[_Sign]) -> list[_Sign]:
    """Return a line of a right-to-left script in reading order: PDFium turns some of its words and not others."""
    if script("".join(sign.text for sign in line)) not in RIGHT_TO_LEFT:
        return line
    upright = _Frame(0, 0.0, 0.0, 0.0, 0.0)
    placed = sorted(line, key=lambda sign: (-upright.box(page, sign.index).start, not sign.text.isspace()))
    text = "".join(sign.text for sign in placed)
    for match in _LEFT_TO_RIGHT.finditer(text):
        placed[match.start() : match.end()] = reversed(placed[match.start() : match.end()])
    return placed


def _stretches(page: Any, line: list[_Sign], frame: _Frame) -> Iterator[list[_Sign]]:
    """Cut a line where the gap between two words is as wide as a gutter; a bullet stays with its words."""
    words: list[_Sign] = []
    for at, sign in enumerate(line):
        if sign.text.isspace() and words and at + 1 < len(line) and not words[-1].text.isspace():
            before, after = frame.box(page, words[-1].index), frame.box(page, line[at + 1].index)
            gap = max(after.left - before.right, before.left - after.right)
            is_wide = gap > _GUTTER * _size(page, words[-1].index)
            if is_wide and not _BULLET.fullmatch("".join(word.text for word in words)):
                yield words
                words = []
                continue
        words.append(sign)
    if words:
        yield words


def _row(page: Any, words: list[_Sign], frame: _Frame) -> Row:
    text = "".join(sign.text for sign in words).rstrip()
    seen = [sign.index for sign in words if not sign.text.isspace()] or [words[0].index]
    is_broken = text[-1:] in (*_BREAK_HYPHENS, "-", "‐") and text[-2:-1].isalnum()
    first, last = frame.box(page, seen[0]), frame.box(page, seen[-1])
    text = clean(text[:-1] if is_broken else text)
    is_rtl = script(text) in RIGHT_TO_LEFT
    is_bold = bool(_BOLD.search(_font(page, seen[0])) and _BOLD.search(_font(page, seen[-1])))
    left = min(first.left, last.left) if is_rtl else first.start
    return Row(_mirrored(text) if is_rtl else text, left, max(first.right, last.right),
               first.y, _size(page, seen[len(seen) // 2]), is_bold, is_broken)


def _mirrored(text: str) -> str:
    """Turn brackets that stand the wrong way round: in right-to-left lines some programs name the drawn shape."""
    for opening, closing in ("«»", "()", "[]"):
        if -1 < text.find(closing) < text.find(opening):
            text = text.translate({ord(opening): closing, ord(closing): opening})
    return text


def _size(page: Any, index: int) -> float:
    """Return the type size as printed: many programs set size 1 and scale it."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(page, index, matrix)
    size = float(pdfium.FPDFText_GetFontSize(page, index)) * (math.hypot(matrix.c, matrix.d) or 1.0)
    return size if math.isfinite(size) else 1.0


def _font(page: Any, index: int) -> str:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page, index, buffer, len(buffer), flags)
    return buffer.value.decode("utf-8", "replace")
