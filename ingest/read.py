"""Read articles from files, folders, addresses, feeds and uploads, one at a time, in a fixed order."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.fetch_settings import FetchSettings
from ingest.formats import EXPECTED, SUFFIXES, holds_many, not_an_article, one_line, read_bytes, size_limit, too_large
from ingest.inputs import Input, Upload
from ingest.load import Loaded, NotLoaded
from ingest.settings import ReadSettings
from ingest.web import fetched
from ingest.worker import Worker

# So many files are handed to the reader at once: it works ahead while the caller embeds.
_INPUTS_AT_ONCE = 64

Given = str | os.PathLike[str] | Upload


def read(given: Iterable[Given], *, columns: Mapping[str, str] | None = None, limits: ReadSettings | None = None,
         web: FetchSettings | None = None) -> Iterator[Loaded | NotLoaded]:
    """Yield what each file, address and upload gives, and each article file below each folder, in sorted order.

    An address of a feed gives the articles it links to. A folder's hidden files are passed over; its other files that
    are no articles are named as skipped. Everything is parsed in another process, with limits of time and memory.
    `columns` names the columns of exports that are not to be found by themselves ({"text": "story"}).
    """
    named = tuple((columns or {}).items())
    with Worker(limits or ReadSettings()) as worker:
        for batch in _batches(_found(given, web or FetchSettings())):
            if isinstance(batch, NotLoaded):
                yield batch
            else:
                yield from worker.read([replace(item, columns=named) for item in batch])


def read_pasted(text: str, *, name: str) -> Loaded | NotLoaded:
    """Read what a reader pasted, in this process; `name` is shown. The same text again is the same article."""
    return read_bytes(text.encode("utf-8", "replace"), source=name, place=f"pasted\x1f{text}")


def expected(given: Iterable[Given]) -> int | None:
    """Return how many inputs there will be, None where an archive, an export or an address holds an unknown number."""
    count = 0
    for thing in given:
        if isinstance(thing, Upload) or not Path(thing).exists():
            return None
        paths = list(_files_below(Path(thing))) if Path(thing).is_dir() else [Path(thing)]
        if any(holds_many(Input(path.name, "")) for path in paths):
            return None
        count += len(paths)
    return count


def _batches(found: Iterable[Input | NotLoaded]) -> Iterator[Sequence[Input] | NotLoaded]:
    """Yield inputs in groups; one whose content is here already is a group of its own, and memory stays flat."""
    batch: list[Input] = []
    for item in found:
        if isinstance(item, Input):
            batch.append(item)
        if batch and (isinstance(item, NotLoaded) or item.path is None or len(batch) == _INPUTS_AT_ONCE):
            yield batch
            batch = []
        if isinstance(item, NotLoaded):
            yield item
    if batch:
        yield batch


def _found(given: Iterable[Given], web: FetchSettings) -> Iterator[Input | NotLoaded]:
    for thing in given:
        if isinstance(thing, Upload):
            yield _upload(thing)
        elif re.match(r"https?:", os.fspath(thing), re.I):
            yield from fetched(os.fspath(thing), web)
        elif not os.fspath(thing) or "://" in os.fspath(thing):
            yield NotLoaded(one_line(_shown(os.fspath(thing))), "failed",
                            "neither a file nor a folder nor an address that begins with http:// or https://")
        elif Path(thing).is_dir():
            yield from _in_folder(Path(thing))
        else:
            yield _file(Path(thing), source=Path(thing).name)


def _upload(upload: Upload) -> Input | NotLoaded:
    source = _shown(upload.name)
    if not (upload.suffix or source).lower().endswith(SUFFIXES):
        return not_an_article(source)
    # By content: a browser tells no folder, and "article.html" of two outlets is not one story in two versions.
    return Input(source, f"upload\x1f{hashlib.sha256(upload.data).hexdigest()}", data=upload.data,
                 suffix=upload.suffix)


def _in_folder(folder: Path) -> Iterator[Input | NotLoaded]:
    is_empty = True
    for path in _files_below(folder):
        found = _file(path, source=path.relative_to(folder).as_posix())
        is_empty = is_empty and isinstance(found, NotLoaded)
        yield found
    if is_empty:
        yield NotLoaded(_shown(folder.name or str(folder)), "failed",
                        f"no articles in this folder: expected {EXPECTED} files, found none")


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))


def _file(path: Path, *, source: str) -> Input | NotLoaded:
    source, suffix = _shown(source), path.suffix.lower()
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return NotLoaded(source, "failed", f"not a regular file: expected a {EXPECTED} file or a folder of them")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        return NotLoaded(source, "failed", "no such file or folder: check the path")
    except OSError as error:
        return NotLoaded(source, "failed", one_line(f"cannot be read: {error.strerror or error}"))
    if suffix not in SUFFIXES:
        return not_an_article(source)
    if found.st_size > (most := size_limit(suffix)):
        return too_large(source, found.st_size, most)
    return Input(source, str(path.resolve()), path=path)


def _shown(name: str) -> str:
    """Return a file name as a terminal may show it: names on disk need not be UTF-8 and may hold control codes."""
    return re.sub(r"[\x00-\x1f\x7f]", "\ufffd", os.fsencode(name).decode("utf-8", "replace"))
