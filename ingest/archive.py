"""Read the files of a ZIP archive without unpacking it to disk, refusing what is built to harm."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# The most that is read of an archive, in bytes where nothing else is said. News archives pack text four to ten times.
MOST_MEMBERS = 1_000
MOST_MEMBER_BYTES = 20_000_000
MOST_TOTAL_BYTES = 200_000_000
MOST_RATIO = 100  # unpacked to packed

_SMALL = 1_000_000  # below that a ratio harms nobody: one repeated line packs 1,000 to 1
_STEP = 65_536
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_ARCHIVES = re.compile(r"\.(?:zip|tar|t?gz|tgz|bz2|tbz2?|xz|txz|zst|7z|rar|jar|cab|iso|lz4?|z)$", re.IGNORECASE)
_ARCHIVE_STARTS = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
# Word files are ZIP archives and documents at once.
_ZIPPED_DOCUMENTS = re.compile(r"\.(?:docx|docm|dotx|odt|epub|xlsx|pptx|pages)$", re.IGNORECASE)
_NESTED = "an archive within an archive: unpack it and add its files"
# What `zipfile` raises on damaged archives.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error, OverflowError, OSError)
_LITTER = re.compile(r"(?:^|/)(?:\.(?!\.(?:/|$))|__MACOSX(?:/|$)|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"  # Persian names need them


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name as it may be shown, parts set apart by "/", and its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """One file of an archive that is not read, and why, in one line."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of an archive; bytes are counted as they are unpacked, whatever the headers say."""

    members: int = MOST_MEMBERS
    member_bytes: int = MOST_MEMBER_BYTES
    total_bytes: int = MOST_TOTAL_BYTES
    ratio: int = MOST_RATIO


def members(data: bytes, *, limits: Limits | None = None) -> Iterator[Member | Refused]:
    """Yield the files of a ZIP archive in its order, one in memory at a time; folders and hidden files are passed over.

    Raises:
        ValueError: if `data` is no ZIP archive, holds too many files, or its files overlap.
    """
    limits = limits or Limits()
    archive = open_archive(data, limits)
    meter = Meter(limits.total_bytes)
    seen: set[str] = set()
    for info in archive.infolist():
        name = shown(info.orig_filename)
        if name.endswith("/") or _LITTER.search(name.replace("\\", "/")):
            continue
        if meter.left <= 0:
            yield Refused(name, f"not read: the archive unpacks to more than {limits.total_bytes:,} bytes; split it")
            continue
        try:
            _refuse(info, is_known=name in seen)
            content = read_member(archive, info, most=limits.member_bytes, ratio=limits.ratio, meter=meter)
            _refuse_nested(name, content)
        except ValueError as error:
            yield Refused(name, str(error))
        else:
            yield Member(name, content)
        seen.add(name)


@dataclass(slots=True)
class Meter:
    """Counts down the bytes that may still be unpacked; what turns out damaged counts too."""

    left: int


def open_archive(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the archive, its list of files read.

    Raises:
        ValueError: if `data` is no ZIP archive, holds too many files, or its files overlap.
    """
    # Reading the list of a million files takes a gigabyte: count before.
    if data.count(_ENTRY) > 20 * limits.members:
        raise ValueError(f"the archive holds too many files, at most {limits.members:,} are read: split it")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGE, ValueError) as error:
        raise ValueError(f"no ZIP archive, or a damaged one: {_line(str(error))}") from error
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise ValueError(f"the archive holds {len(infos):,} files, at most {limits.members:,} are read: split it")
    _refuse_overlap(data, infos)
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, most: int, ratio: int = MOST_RATIO,
                meter: Meter | None = None) -> bytes:
    """Return one file's content, at most `most` bytes and, above a megabyte, `ratio` times its packed size.

    Raises:
        ValueError: if it is damaged, encrypted or larger, or `meter` runs out.
    """
    out = io.BytesIO()
    most_by_ratio = max(_SMALL, ratio * info.compress_size)
    try:
        with archive.open(info) as stream:
            while step := stream.read(_STEP):
                out.write(step)
                if meter:
                    meter.left -= len(step)
                _refuse_size(out.tell(), most=most, most_by_ratio=most_by_ratio, ratio=ratio, meter=meter)
    except _DAMAGE as error:
        raise ValueError(f"damaged: {_line(str(error))}") from error
    return out.getvalue()


def _refuse_size(size: int, *, most: int, most_by_ratio: int, ratio: int, meter: Meter | None) -> None:
    if size > most:
        raise ValueError(f"unpacks to more than {most:,} bytes")
    if size > most_by_ratio:
        raise ValueError(f"unpacks to more than {ratio} times its size: built to fill the memory")
    if meter and meter.left < 0:
        raise ValueError("the files of the archive unpack to more than is read: split it")


def shown(name: str) -> str:
    """Return a file name as a terminal may show it: what would be invisible or turn its direction is made visible."""
    return "".join("\ufffd" if unicodedata.category(c) in _UNSEEN and c not in _JOINERS else c for c in name)


def _refuse_overlap(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse files that share bytes: so a small archive unpacks to petabytes (Python before 3.11.8 lets it)."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise ValueError("the archive's files overlap: it is damaged, or built to fill the memory")
        header = data[info.header_offset : info.header_offset + _LOCAL_HEADER]
        lengths = struct.unpack("<HH", header[26:30]) if len(header) == _LOCAL_HEADER else (0, 0)
        end = info.header_offset + _LOCAL_HEADER + sum(lengths) + info.compress_size


def _refuse(info: zipfile.ZipInfo, *, is_known: bool) -> None:
    """Refuse a file by what the archive's list says of it."""
    # Not `filename`, which `zipfile` has cut at a NUL.
    name = info.orig_filename.replace("\\", "/")
    faults = (
        (name.startswith("/") or re.match(r"[A-Za-z]:", name), "its name is an absolute path"),
        (".." in name.split("/"), "its name leads out of the archive's folder"),
        (stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG), "a link or a device, no file"),
        (info.flag_bits & 0x1, "encrypted: pack it without a password"),
        (info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
         f"packed by method {info.compress_type}, which is not read: pack it as an ordinary ZIP"),
        (is_known, "its name occurs twice in the archive"), (_ARCHIVES.search(name), _NESTED))
    for is_so, reason in faults:
        if is_so:
            raise ValueError(reason)


def _refuse_nested(name: str, content: bytes) -> None:
    is_zip = content.startswith(b"PK\x03\x04") and not _ZIPPED_DOCUMENTS.search(name)
    if is_zip or content.startswith(_ARCHIVE_STARTS) or content[257:262] == b"ustar":
        raise ValueError(_NESTED)


def _line(reason: str) -> str:
    return " ".join(shown(reason).split())[:120]
