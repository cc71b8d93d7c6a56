"""What an article was read from, as texts whose characters can be pointed at."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.charset import OFTEN_UNDECLARED
from ingest.decode import decode
from ingest.formats import is_page
from ingest.pasted_text import FRONT_MATTER, MARKS
from ingest.traced import Traced, attributes, scripted, shown, without_entities

_ROW = re.compile(r"!/\d+$")  # how the source of an export's row ends
_LINK = re.compile(r"\]\([^)\n]*\)|\[(?=[^\]\n]+\]\()")


@dataclass(frozen=True, slots=True)
class RawPart:
    """A text of the raw form that has offsets of its own.

    `name` is "text" for a file of text or HTML, "page 2" for a page of a PDF (its rows as they are printed),
    "paragraph 7" for one of a Word file, the column for a cell of an export ("body", "body[0]" in a list), "title" for
    the title in a file's properties.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read part number `part` of a raw form; of the ways with a low `rank` more is to be expected."""

    rank: int
    part: int
    text: Traced


@dataclass(frozen=True, slots=True)
class RawForm:
    """The parts of a raw form."""

    parts: tuple[RawPart, ...]
    is_row: bool = False

    def readings(self) -> Iterator[Reading]:
        """Yield the ways to read the parts, each part's best way first."""
        for number, part in enumerate(self.parts):
            for rank, text in _ways(part, is_row=self.is_row):
                yield Reading(rank, number, text)


def raw_forms(raw: bytes, *, source: str) -> Iterator[RawForm]:
    """Yield what `raw`, the bytes of an article that `source` names, may be: the likeliest first.

    Several only for text in no declared encoding, of which a server may have told another one.

    Raises:
        ValueError: if the bytes are none that an article was read from.
    """
    if raw.startswith(b"%PDF-"):
        from ingest.page_pdf import read_sheets

        sheets, title = read_sheets(raw)
        pages = (RawPart(f"page {number}", "\n".join(f"{row.text}{'-' * row.is_broken}" for row in sheet.rows))
                 for number, sheet in enumerate(sheets, start=1))
        yield RawForm((*pages, RawPart("title", title)))
    elif raw.startswith(b"PK\x03\x04"):
        from ingest.page_docx import paragraph_texts

        *texts, title = paragraph_texts(raw)
        paragraphs = (RawPart(f"paragraph {number}", text) for number, text in enumerate(texts, start=1))
        yield RawForm((*paragraphs, RawPart("title", title)))
    elif _ROW.search(source) and (cells := _cells(raw)):
        yield RawForm(cells, is_row=True)
    else:
        decoded = dict.fromkeys(decode(raw, charset=charset) for charset in (None, *OFTEN_UNDECLARED))
        yield from (RawForm((RawPart("text", text),)) for text in decoded)


def _ways(part: RawPart, *, is_row: bool) -> Iterator[tuple[int, Traced]]:
    whole = Traced.whole(part.text)
    if is_row:
        yield 0, shown(whole)
        yield 1, without_entities(whole)
        yield 2, shown(without_entities(whole))
    elif part.name == "text" and is_page(part.text):
        yield 0, shown(whole)
        yield from ((1, text) for text in (*attributes(whole), *scripted(whole)))
    elif part.name == "text":
        yield 0, whole
        yield 1, whole.replaced(FRONT_MATTER, _nothing).replaced(MARKS, _nothing).replaced(_LINK, _nothing)
    else:
        yield int(part.name == "title"), whole


def _nothing(match: re.Match[str]) -> str:
    return ""


def _cells(raw: bytes) -> tuple[RawPart, ...]:
    """Return the cells of an export's row, () where `raw` is none (stores of earlier versions kept its text only)."""
    try:
        row = json.loads(raw)
    except ValueError:
        return ()
    return tuple(_inner(row.items())) if isinstance(row, dict) else ()


def _inner(values: Any) -> Iterator[RawPart]:
    stack = [(str(name), value) for name, value in values][::-1]
    while stack:
        name, value = stack.pop()
        if isinstance(value, list):
            stack.extend((f"{name}[{place}]", item) for place, item in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            stack.extend((f"{name}.{key}", item) for key, item in reversed(value.items()))
        else:
            yield RawPart(name, str(value))
