"""Read a PDF: its printed rows become paragraphs again, its type sizes tell headline, headings and captions."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2

from ingest.article import BlockKind
from ingest.bylines import is_outlet_like
from ingest.columns import columns_of
from ingest.draft import Draft, Line
from ingest.file_properties import declared_authors, declared_title, fallback_title
from ingest.layout import lay_out
from ingest.page_furniture import strip
from ingest.pdf_rows import Sheet, sheets_of
from ingest.roles import Role, role_of
from ingest.running_heads import outlet_of
from ingest.typeset import Paragraph, body_size, paragraphs_of

MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
_HEADLINE, _HEADING, _CAPTION = 1.25, 1.08, 0.9  # type sizes against the body's
_LONGEST_HEADLINE = 30  # words
_FEWEST_IN_CAPTION = 4
# Symbols, private and undefined characters: what a font without a character map gives.
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x1f\U000f0000-\U0010ffff]")
_MOST_UNREADABLE = 0.3
_FEWEST_CHARACTERS = 40


def read_pdf(data: bytes, *, most_pages: int = MOST_PAGES, most_characters: int = MOST_CHARACTERS) -> Draft:
    """Return the article that a PDF holds; a date of the file itself is never the article's.

    PDFium, which reads the file, is not thread-safe, and a hostile file may take much time and memory: call this in a
    process of its own, with limits.

    Raises:
        ValueError: if the PDF is broken, encrypted, only pictures, too long, or its text cannot be read.
    """
    with _opened(data, most_pages) as document:
        about = document.get_metadata_dict()
        sheets = tuple(sheets_of(document, most_characters=most_characters))
    _refuse_unreadable(sheets)
    return _draft(sheets, title=about.get("Title", ""), author=about.get("Author", ""))


def read_sheets(data: bytes) -> tuple[tuple[Sheet, ...], str]:
    """Return the pages of a PDF with their rows as printed, and the file's own title.

    Raises:
        ValueError: as `read_pdf`.
    """
    with _opened(data, MOST_PAGES) as document:
        title = document.get_metadata_dict().get("Title", "")
        return tuple(sheets_of(document, most_characters=MOST_CHARACTERS)), title


@contextmanager
def _opened(data: bytes, most_pages: int) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(_refusal(str(error))) from error
    try:
        if len(document) > most_pages:
            raise ValueError(f"the PDF has {len(document):,} pages, at most {most_pages:,} are read: split it")
        yield document
    finally:
        document.close()


def _refusal(error: str) -> str:
    if "password" in error.lower():
        return "the PDF is encrypted: save it without a password and add it again"
    if "security" in error.lower():
        return "the PDF is encrypted in a way that cannot be read: save it without protection and add it again"
    return "the PDF is broken: no reader can open it; save or download it again"


def _refuse_unreadable(sheets: Sequence[Sheet]) -> None:
    text = "".join(row.text for sheet in sheets for row in sheet.rows)
    if len(text) < _FEWEST_CHARACTERS:
        raise ValueError(f"the PDF holds no text on its {len(sheets)} pages, only pictures: run text recognition (OCR) "
                         "on it and add it again")
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise ValueError("the PDF's text cannot be read: its fonts do not say which characters they draw; run text "
                         "recognition (OCR) on it and add it again")


def _draft(sheets: Sequence[Sheet], *, title: str, author: str) -> Draft:
    stripped = strip(sheets)
    columns = [column for sheet in stripped.sheets for column in columns_of(sheet.rows)]
    paragraphs = paragraphs_of(columns, stands_alone=_is_credit)
    headline = declared_title(title, lines=[p.text for p in paragraphs])
    known = Draft(title=headline, url=stripped.url)
    headline = headline or _headline(paragraphs, body_size(paragraphs))
    lines = list(_lines(paragraphs, headline=headline))
    outlet = outlet_of([*stripped.taken, *_above(paragraphs, headline)], headline=headline)
    # Twice above the headline: what a page's own head says counts as a masthead that is named again.
    page = [*[Line(outlet)] * 2 * bool(outlet), *lines, *map(Line, stripped.taken)]
    draft = lay_out(lines, known, page=page)
    if not draft.title and (title := fallback_title(title)):
        draft = lay_out([Line(title, BlockKind.HEADLINE), *lines], known, page=page)
    return draft if draft.authors else replace(draft, authors=declared_authors(author))


def _is_credit(text: str) -> bool:
    return role_of(Line(text)) in (Role.BYLINE, Role.DATE)


def _lines(paragraphs: Sequence[Paragraph], *, headline: str) -> Iterator[Line]:
    """Yield the paragraphs with the kind their type tells; pull quotes, which the story says again, are left out."""
    body = body_size(paragraphs)
    story = _letters("".join(p.text for p in paragraphs if p.size <= _HEADING * body))
    for paragraph in paragraphs:
        if headline and paragraph.text == headline:
            yield Line(headline, BlockKind.HEADLINE)
        elif paragraph.size <= _HEADLINE * body or _letters(paragraph.text) not in story:
            yield Line(paragraph.text, _kind(paragraph, body))


def _headline(paragraphs: Sequence[Paragraph], body: float) -> str:
    """Return the first text in the largest type, mastheads apart; "" where none is larger than the body's."""
    large = [p for p in paragraphs if p.size > _HEADLINE * body and 2 < len(p.text.split()) <= _LONGEST_HEADLINE
             and not is_outlet_like(p.text) and role_of(Line(p.text)) in (Role.SHORT, Role.SENTENCE)]
    return max(large, key=lambda p: p.size).text if large else ""


def _above(paragraphs: Sequence[Paragraph], headline: str) -> list[str]:
    """Return what stands above the headline; nothing where there is none."""
    texts = [paragraph.text for paragraph in paragraphs]
    return texts[: texts.index(headline)] if headline in texts else []


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _kind(paragraph: Paragraph, body: float) -> BlockKind | None:
    role = role_of(Line(paragraph.text))
    words = len(paragraph.text.split())
    if role not in (Role.SENTENCE, Role.SHORT):
        return None  # a byline, a date, furniture: what it says counts more than its type
    if paragraph.size < _CAPTION * body and words >= _FEWEST_IN_CAPTION:
        return BlockKind.CAPTION
    is_set_off = paragraph.size > _HEADING * body or paragraph.is_bold
    return BlockKind.HEADING if is_set_off and words <= _LONGEST_HEADLINE and role is Role.SHORT else None
