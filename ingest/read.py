"""Read articles from files, folders and pasted text, one at a time, in a fixed order."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.article import BlockKind
from ingest.assemble import assemble
from ingest.decode import decode
from ingest.draft import Draft
from ingest.load import Loaded, NotLoaded
from ingest.pasted_text import read_text

MOST_BYTES = 5_000_000

# Control characters, as they are or as HTML writes them: one of them makes the extraction of a page give nothing.
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01])|x0*(?:[1-8bcef]|1[0-9a-f]));", re.IGNORECASE)
SUFFIXES = (".txt", ".html", ".htm")
_LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)


def read(paths: Sequence[str | os.PathLike[str]]) -> Iterator[Loaded | NotLoaded]:
    """Yield what each file gives, and each article file below each folder, in sorted order.

    A folder's hidden files are passed over; its other files that are no articles are named as skipped.
    """
    for given in paths:
        path = Path(given)
        if not os.fspath(given) or "://" in os.fspath(given):
            yield NotLoaded(os.fspath(given), "failed", "neither a file nor a folder; addresses cannot be read yet")
        elif path.is_dir():
            yield from _read_folder(path)
        else:
            yield _read_file(path, source=_shown(path.name))


def read_pasted(text: str, *, name: str) -> Loaded | NotLoaded:
    """Read what a reader pasted; `name` is shown as its source. The same text again is the same article."""
    raw = text.encode("utf-8", "replace")
    return read_bytes(raw, source=name, place=f"pasted\x1f{text}")


def read_bytes(data: bytes, *, source: str, place: str) -> Loaded | NotLoaded:
    """Read one file's content. `place` is the same for later versions of the same file; only its digest is kept."""
    if not data.strip():
        return NotLoaded(source, "skipped", "empty file")
    if len(data) > MOST_BYTES:
        return _too_large(source, len(data))
    try:
        draft = _read_draft(CONTROLS.sub("", decode(data)))
    except ValueError as error:
        return NotLoaded(source, "failed", _line(str(error)))
    if not any(part.kind is not BlockKind.HEADLINE for part in draft.parts):
        return NotLoaded(source, "skipped", "no article text found: the file holds no sentences of a story")
    return assemble(draft, source=source, place=place, raw=data)


def _read_draft(text: str) -> Draft:
    if not _LOOKS_LIKE_HTML.match(text):
        return read_text(text)
    from ingest.page_html import read_page  # trafilatura and lxml: not at a cold start

    return read_page(text)


def _read_folder(folder: Path) -> Iterator[Loaded | NotLoaded]:
    found = False
    for path in _files_below(folder):
        source = _shown(path.relative_to(folder).as_posix())
        if path.suffix.lower() in SUFFIXES:
            found = True
            yield _read_file(path, source=source)
        else:
            yield _no_article(path, source)
    if not found:
        yield NotLoaded(_shown(folder.name or str(folder)), "failed",
                        "no articles in this folder: expected .txt, .html or .htm files, found none")


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))


def _read_file(path: Path, *, source: str) -> Loaded | NotLoaded:
    source = _shown(source)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return NotLoaded(source, "failed", "not a regular file: expected a .txt or .html file or a folder of them")
        if found.st_size > MOST_BYTES:
            return _too_large(source, found.st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        return NotLoaded(source, "failed", "no such file or folder: check the path")
    except OSError as error:
        return NotLoaded(source, "failed", _line(f"cannot be read: {error.strerror or error}"))
    if path.suffix.lower() not in SUFFIXES:
        return _no_article(path, source)
    return read_bytes(data, source=source, place=str(path.resolve()))


def _no_article(path: Path, source: str) -> NotLoaded:
    found = path.suffix or "no ending"
    return NotLoaded(source, "skipped", _line(f"not an article: expected a .txt or .html file, found {found}"))


def _too_large(source: str, size: int) -> NotLoaded:
    return NotLoaded(source, "failed", f"too large: {size:,} bytes, at most {MOST_BYTES:,} are read")


def _shown(name: str) -> str:
    """Return a file name as a terminal may show it: names on disk need not be UTF-8 and may hold control codes."""
    return re.sub(r"[\x00-\x1f\x7f]", "\ufffd", os.fsencode(name).decode("utf-8", "replace"))


def _line(reason: str) -> str:
    return " ".join(reason.split())[:200]
