"""Take running heads and feet, page numbers and a browser's print marks off the pages of a PDF."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.bylines import is_outlet_like
from ingest.pdf_rows import Row, Sheet

_MARGIN = 0.13  # of the page's height, above and below
_SHARE = 0.25  # of the pages: left and right pages, and a title's in between, have heads of their own
_SMALL = 0.9  # of the page's usual type size
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|pagina|página|p\.|pg\.|صفحه)\s*)?(?:[A-Z]?\d{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|von|sur|de|från)\s*\d{1,4})?\W{0,3}", re.IGNORECASE)
_PRINTED_AT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[AP]\.?M\.?)?\b.*", re.I)
_PRINTED_FROM = re.compile(r"(https?://\S+)(?:\s+\d{1,4}/\d{1,4})?")
_JUMP = re.compile(
    r"(?:(?:please )?(?:turn to|see)\b.{0,40}\bpage [A-Z]?\d{1,3}|(?:.{1,40}, )?(?:continued|from|continues)"
    r"(?: (?:on|from))? (?:page|[A-Z])\s?\d{1,3})\W{0,2}", re.I)


@dataclass(frozen=True, slots=True)
class Stripped:
    """The pages without what stands around the text, what was taken off, and the address a browser printed."""

    sheets: tuple[Sheet, ...]
    taken: tuple[str, ...]
    url: str | None


def strip(sheets: Sequence[Sheet]) -> Stripped:
    """Return `sheets` without running heads and feet, page numbers, print marks and jump lines ("see page 5")."""
    repeated = _repeated(sheets)
    kept: list[Sheet] = []
    taken: dict[str, None] = {}
    addresses: list[str] = []
    for sheet in sheets:
        marks = list(_print_marks(sheet))
        addresses += [found[1] for row in marks if (found := _PRINTED_FROM.fullmatch(row.text))]
        out = {id(row) for row in (*marks, *_around(sheet, repeated))}
        kept.append(replace(sheet, rows=tuple(row for row in sheet.rows if id(row) not in out)))
        taken.update((row.text, None) for row in sheet.rows if id(row) in out)
    return Stripped(tuple(kept), tuple(taken), addresses[0] if len(set(addresses)) == 1 else None)


def _around(sheet: Sheet, repeated: frozenset[tuple[str, int]]) -> Iterator[Row]:
    margin = set(map(id, _in_margin(sheet)))
    edges = [edge(row.y for row in sheet.rows) for edge in (max, min)] if sheet.rows else []
    usual = statistics.median(row.size for row in sheet.rows) if sheet.rows else 0.0
    for row in sheet.rows:
        is_head = id(row) in margin and (_key(row) in repeated or _PAGE_NUMBER.fullmatch(row.text))
        if is_head or _is_small_label(row, edges, usual) or _JUMP.fullmatch(row.text):
            yield row


def _is_small_label(row: Row, edges: Sequence[float], usual: float) -> bool:
    """Tell whether a row is a running head of a single page: the outermost row, in small type, no sentence."""
    is_outermost = any(abs(row.y - edge) < 2 for edge in edges)
    return is_outermost and row.size < _SMALL * usual and not row.text.endswith((".", ",", "”", "-")) and (
        any(c.isdigit() for c in row.text) or is_outlet_like(row.text))


def _repeated(sheets: Sequence[Sheet]) -> frozenset[tuple[str, int]]:
    counts = Counter(key for sheet in sheets for key in {_key(row) for row in _in_margin(sheet)})
    return frozenset(key for key, count in counts.items() if count >= max(2, _SHARE * len(sheets)))


def _in_margin(sheet: Sheet) -> Iterator[Row]:
    low, high = _MARGIN * sheet.height, (1 - _MARGIN) * sheet.height
    return (row for row in sheet.rows if not low < row.y < high)


def _key(row: Row) -> tuple[str, int]:
    """Return what repeats: words without figures, at a height to some points."""
    return re.sub(r"\d+", "#", row.text.casefold()), round(row.y / 4)


def _print_marks(sheet: Sheet) -> Iterator[Row]:
    """Yield what a browser printed at the edges: the time and the title above, the address and the number below."""
    margin = list(_in_margin(sheet))
    heights = [row.y for row in margin] or [0.0]
    for outermost, mark in ((max(heights), _PRINTED_AT), (min(heights), _PRINTED_FROM)):
        edge = [row for row in margin if abs(row.y - outermost) < 2]
        if any(mark.fullmatch(row.text) for row in edge):
            yield from edge
