"""Tell what a file is by its content and its ending, and read the articles it holds, one at a time."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ingest.article import BlockKind
from ingest.assemble import assemble
from ingest.decode import decode
from ingest.draft import Draft
from ingest.inputs import Input
from ingest.load import Loaded, NotLoaded
from ingest.pasted_text import read_markdown, read_text

TEXTS = (".txt", ".md", ".html", ".htm", ".xhtml")
EXPORTS = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
SUFFIXES = (*TEXTS, ".pdf", ".docx", *EXPORTS, ".zip")
EXPECTED = ".txt, .md, .html, .pdf, .docx, .json, .jsonl, .csv or .zip"

# The most bytes that are read of one article; of one PDF or Word file; of an export or an archive of many articles.
MOST_BYTES = 5_000_000
MOST_BYTES_OF_DOCUMENT = 50_000_000
MOST_BYTES_OF_MANY = 200_000_000

# Control characters, as they are or as HTML writes them: one of them makes the extraction of a page give nothing.
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01])|x0*(?:[1-8bcef]|1[0-9a-f]));", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)

Read = Callable[[], Loaded | NotLoaded]


def items(given: Input, *, skip: int = 0) -> Iterator[Loaded | NotLoaded]:
    """Yield each article that an input holds after the first `skip`, or why there is none; raises nothing."""
    try:
        for number, read in enumerate(_readers(given)):
            if number >= skip:
                yield _guarded(read, given.source)
    except (ValueError, OSError, RecursionError, MemoryError) as error:
        yield NotLoaded(given.source, "failed", _reason(error))


def read_bytes(data: bytes, *, source: str, place: str) -> Loaded | NotLoaded:
    """Read one article's bytes in this process. `place` is the same for later versions of the same thing.

    Only for what is trusted: `ingest.read` does the same in a process of its own, with limits.
    """
    given = Input(source, place, data=data)
    return _guarded(lambda: _read(given, _suffix(given)), source)


def holds_many(given: Input) -> bool:
    """Tell whether an input is called an archive or an export, which hold many articles."""
    return (given.suffix or given.source).lower().endswith((*EXPORTS, ".zip"))


def is_page(text: str) -> bool:
    """Tell whether a text is HTML."""
    return _LOOKS_LIKE_HTML.match(text) is not None


def size_limit(suffix: str) -> int:
    """Return the most bytes that are read of a file with this ending."""
    if suffix in EXPORTS or suffix == ".zip":
        return MOST_BYTES_OF_MANY
    return MOST_BYTES_OF_DOCUMENT if suffix in (".pdf", ".docx") else MOST_BYTES


def one_line(reason: str) -> str:
    """Return a reason as it is told: one line of at most 200 characters."""
    return " ".join(reason.split())[:200]


def _guarded(read: Read, source: str) -> Loaded | NotLoaded:
    try:
        return read()
    except (ValueError, OSError, RecursionError, MemoryError) as error:
        return NotLoaded(source, "failed", _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "reading it needs more memory than is allowed"
    if isinstance(error, RecursionError):
        return "nested too deep to be read"
    return one_line(f"cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error))


def _readers(given: Input) -> Iterator[Read]:
    """Yield a function for each article of an input: what is passed over costs nothing."""
    data = given.data if given.path is None else given.path.read_bytes()
    given = replace(given, path=None, data=data)
    suffix = _suffix(given)
    if suffix == ".zip":
        yield from _members(given)
    elif suffix in EXPORTS:
        yield from _records(given, suffix)
    else:
        yield partial(_read, given, suffix)


def _suffix(given: Input) -> str:
    """Return what a file is: its content says so before its name does."""
    if given.data.startswith(b"%PDF-"):
        return ".pdf"
    name = given.source.rpartition("/")[2].lower()
    ending = given.suffix or (name[name.rindex(".") :] if "." in name else "")
    if given.data.startswith(b"PK\x03\x04"):
        return ".docx" if b"word/document.xml" in given.data else ".zip"
    return ending


def _members(given: Input) -> Iterator[Read]:
    from ingest.archive import Refused, members

    found = False
    for member in members(given.data):
        source, place = f"{given.source}!/{member.name}", f"{given.place}\x1f{member.name}"
        if isinstance(member, Refused):
            yield partial(NotLoaded, source, "skipped", one_line(member.reason))
            continue
        inner = Input(source, place, data=member.data, columns=given.columns)
        if _suffix(inner) not in SUFFIXES:
            yield partial(not_an_article, source)
        else:
            found = True
            yield from _readers(inner)
    if not found:
        yield partial(NotLoaded, given.source, "failed", f"no articles in this archive: expected {EXPECTED} files")


def _records(given: Input, suffix: str) -> Iterator[Read]:
    from ingest.exports import Record, read_export

    def read(record: Record) -> Loaded | NotLoaded:
        source = f"{given.source}!/{record.number}"
        if record.draft is None:
            return NotLoaded(source, "failed", one_line(record.reason))
        # A lone surrogate becomes the escape that JSON writes it with.
        raw = json.dumps(dict(record.cells), ensure_ascii=False).encode(errors="backslashreplace")
        return _assembled(record.draft, Input(source, f"{given.place}\x1f{record.key or record.number}", data=raw))

    for record in read_export(given.data, suffix=suffix, columns=dict(given.columns)):
        yield partial(read, record)


def not_an_article(source: str) -> NotLoaded:
    """Return what is told of a file whose ending is none that is read."""
    name = source.rpartition("/")[2]
    found = name[name.rindex(".") :] if "." in name else "no ending"
    return NotLoaded(source, "skipped", one_line(f"not an article: expected {EXPECTED}, found {found}"))


def _read(given: Input, suffix: str) -> Loaded | NotLoaded:
    if not given.data.strip():
        return NotLoaded(given.source, "skipped", "empty file")
    if len(given.data) > (most := size_limit(suffix)):
        return too_large(given.source, len(given.data), most)
    return _assembled(_draft(given, suffix), given)


def too_large(source: str, size: int, most: int) -> NotLoaded:
    """Return what is told of a file that is larger than what is read."""
    return NotLoaded(source, "failed", f"too large: {size:,} bytes, at most {most:,} are read")


def _draft(given: Input, suffix: str) -> Draft:
    if given.data.startswith(b"%PDF-"):
        from ingest.page_pdf import read_pdf

        return read_pdf(given.data)
    if suffix == ".docx":
        from ingest.page_docx import read_docx

        return read_docx(given.data)
    text = CONTROLS.sub("", decode(given.data, charset=given.charset))
    if is_page(text):
        from ingest.page_html import read_page  # trafilatura and lxml: not at a cold start

        return read_page(text)
    return read_markdown(text) if suffix == ".md" else read_text(text)


def _assembled(draft: Draft, given: Input) -> Loaded | NotLoaded:
    if not any(part.kind is not BlockKind.HEADLINE for part in draft.parts):
        return NotLoaded(given.source, "skipped", "no article text found: the file holds no sentences of a story")
    draft = replace(draft, url=draft.url or given.address)
    return assemble(draft, source=given.source, place=given.place, raw=given.data)
