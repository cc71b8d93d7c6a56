"""Print invented stories as PDF in the shapes of real ones: columns, hyphens, ligatures, running heads, captions."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, MARGIN, GUTTER = 595.0, 842.0, 56.0, 18.0
_FONTS = Path(reportlab.__file__).parent / "fonts"
_LIGATURES = (("fi", "ﬁ"), ("fl", "ﬂ"))


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph and its kind: "title", "heading", "credit", "caption", "quote" or "text"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How a story is printed. `at_once` draws the columns' lines row by row, as some layout programs do."""

    columns: int = 1
    size: float = 10.0
    indent: bool = False
    justified: bool = False
    hyphens: bool = False
    ligatures: bool = False
    heads: bool = False
    at_once: bool = False
    length: float = HEIGHT


@dataclass(frozen=True, slots=True)
class _Row:
    x: float
    y: float
    text: str
    font: str
    size: float
    spread: float = 0.0  # points between words beyond the font's own


_STYLES = {"title": ("VeraBd", 2.0), "heading": ("VeraBd", 1.15), "credit": ("Vera", 0.9), "caption": ("Vera", 0.75),
           "quote": ("VeraBd", 1.5),
           "text": ("Vera", 1.0)}


def press(pieces: Sequence[Piece], shape: Shape, *, metadata: dict[str, str] | None = None,
          decorate: Callable[[Canvas, int], None] | None = None) -> bytes:
    """Return the story as a PDF; `decorate` draws on each page (number from 1) before it is finished."""
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, shape.length), invariant=1)
    for key, value in (metadata or {}).items():
        getattr(canvas, f"set{key}")(value)
    for number, rows in enumerate(_pages(pieces, shape), start=1):
        if shape.heads:
            _draw_heads(canvas, number, shape)
        for row in sorted(rows, key=lambda r: (-r.y, r.x)) if shape.at_once else rows:
            canvas.setFont(row.font, row.size)
            canvas.drawString(row.x, row.y, row.text, wordSpace=row.spread)
        if decorate:
            decorate(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_heads(canvas: Canvas, number: int, shape: Shape) -> None:
    canvas.setFont("Vera", 8)
    canvas.drawString(MARGIN, shape.length - 30, "The Harbour Chronicle")
    canvas.drawRightString(WIDTH - MARGIN, shape.length - 30, "Sunday, May 4, 2031")
    canvas.drawCentredString(WIDTH / 2, 24, f"Page {number}")


def _pages(pieces: Sequence[Piece], shape: Shape) -> Iterator[list[_Row]]:
    """Title, credit and standfirst across the page, then the columns, page after page."""
    top = shape.length - MARGIN
    rows: list[_Row] = []
    head = [p for p in pieces if p.kind in ("title", "credit")]
    for piece in head:
        top -= _STYLES[piece.kind][1] * shape.size * 0.6
        for row in _set(piece, WIDTH - 2 * MARGIN, shape):
            top -= row.size * 1.3
            rows.append(_moved(row, MARGIN, top))
    top -= shape.size
    width = (WIDTH - 2 * MARGIN - GUTTER * (shape.columns - 1)) / shape.columns
    column, y = 0, top
    for piece in (p for p in pieces if p not in head):
        y -= 0 if shape.indent and piece.kind == "text" else shape.size * 0.7
        for row in _set(piece, width, shape):
            if y - row.size * 1.3 < MARGIN:
                column, y = column + 1, top
                if column == shape.columns:
                    yield rows
                    rows, column, top = [], 0, shape.length - MARGIN
                    y = top
            y -= row.size * 1.3
            rows.append(_moved(row, MARGIN + column * (width + GUTTER), y))
    yield rows


def _moved(row: _Row, x: float, y: float) -> _Row:
    return _Row(row.x + x, y, row.text, row.font, row.size, row.spread)


def _set(piece: Piece, width: float, shape: Shape) -> Iterator[_Row]:
    font, scale = _STYLES[piece.kind]
    size = scale * shape.size
    indent = size * 1.2 if shape.indent and piece.kind == "text" else 0.0
    text = piece.text
    for plain, joined in _LIGATURES if shape.ligatures else ():
        text = text.replace(plain, joined)
    lines = list(_broken(text, font, size, width, indent, hyphens=shape.hyphens and piece.kind == "text"))
    for index, line in enumerate(lines):
        x = indent if index == 0 else 0.0
        room = width - x - pdfmetrics.stringWidth(line, font, size)
        is_spread = shape.justified and index < len(lines) - 1 and " " in line
        yield _Row(x, 0, line, font, size, room / line.count(" ") if is_spread else 0.0)


def _broken(text: str, font: str, size: float, width: float, indent: float, *, hyphens: bool) -> Iterator[str]:
    def fits(line: str) -> bool:
        return float(pdfmetrics.stringWidth(line, font, size)) <= room

    line, room = "", width - indent
    for word in text.split():
        if fits(f"{line} {word}".strip()):
            line = f"{line} {word}".strip()
            continue
        head = _head(word, lambda part, start=line: fits(f"{start} {part}".strip())) if hyphens else ""
        yield f"{line} {head}".strip()
        at_hyphen = word[: len(head)] == head
        line, room = word[len(head) if at_hyphen else max(len(head) - 1, 0) :], width
    yield line


def _head(word: str, fits: Callable[[str], bool]) -> str:
    """Return the longest start of `word` that fits before a line end, hyphen included, "" if none does."""
    for cut in range(len(word) - 3, 2, -1):
        if word[cut - 1] == "-" and fits(word[:cut]):
            return word[:cut]
        between = word[cut - 1] not in "aeiou" and word[cut] in "bcdfgklmnprstv"
        if word.isalpha() and word.islower() and between and fits(word[:cut] + "-"):
            return word[:cut] + "-"
    return ""
