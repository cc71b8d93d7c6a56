"""What is given to be read: one file, one page from an address, or one text that was pasted or uploaded."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read. It is in the file `path`, or in `data` where it comes from elsewhere.

    `source` is shown; `place` is the same for later versions of the same thing, and only its digest is kept; `address`
    is where it was fetched from, `charset` what its server said of its letters, `suffix` what it is where its name does
    not say so (".html"), `columns` which column of an export is which field (`ingest.exports.read_export`).
    """

    source: str
    place: str
    path: Path | None = None
    data: bytes = b""
    address: str | None = None
    charset: str | None = None
    suffix: str = ""
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """What a reader hands over by name and content; the same content again is the same story.

    `suffix` says what it is where the name does not (".txt" for what was pasted).
    """

    name: str
    data: bytes
    suffix: str = ""
