"""What is read of a ZIP archive, and what is refused of one built to harm. Every name is invented."""

import io
import stat
import struct
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.archive import Limits, Member, Refused, members

PAGE = b"The dam at Harrowmere was shut on Saturday, the ministry said."
SMALL = Limits(members=20, member_bytes=2_000_000, total_bytes=5_000_000)


def packed(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_info(name: str = "a.txt", *, mode: int = 0, content: bytes = PAGE) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, content)
    return out.getvalue()


def patched(data: bytes, *, entry: int, local: int, value: bytes) -> bytes:
    """Write `value` at an offset of the first central entry and of the first local header."""
    found = bytearray(data)
    at = data.index(b"PK\x01\x02") + entry
    found[at : at + len(value)] = value
    at = data.index(b"PK\x03\x04") + local
    found[at : at + len(value)] = value
    return bytes(found)


def overlapping(copies: int) -> bytes:
    """One compressed body, listed many times."""
    data = packed({"a.txt": b"x" * 500_000})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    return (data[:start] + entry * copies
            + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(entry) * copies, start, 0))


def test_files_are_read_in_the_archives_order_and_litter_is_passed_over() -> None:
    data = packed({"news/b.html": b"<p>b</p>", "__MACOSX/news/._b.html": b"x", ".DS_Store": b"x", "news/": b"",
                   "news/.hidden/c.txt": b"x", "Thumbs.db": b"x", "a.txt": PAGE})
    assert list(members(data)) == [Member("news/b.html", b"<p>b</p>"), Member("a.txt", PAGE)]


def test_a_word_file_is_no_archive_within_an_archive() -> None:
    word = packed({"word/document.xml": b"<w/>"})
    assert list(members(packed({"a.docx": word, "b.txt": word}))) == [
        Member("a.docx", word), Refused("b.txt", "an archive within an archive: unpack it and add its files")]


@pytest.mark.parametrize(("name", "reason"), [
    ("../../etc/passwd", "its name leads out of the archive's folder"),
    ("news/../../a.txt", "its name leads out of the archive's folder"),
    ("news\\..\\a.txt", "its name leads out of the archive's folder"),
    ("/etc/passwd", "its name is an absolute path"),
    ("\\\\server\\share\\a.txt", "its name is an absolute path"),
    ("C:\\news\\a.txt", "its name is an absolute path"),
    ("c:a.txt", "its name is an absolute path"),
    ("a.zip", "an archive within an archive: unpack it and add its files"),
    ("a.tar.gz", "an archive within an archive: unpack it and add its files"),
    ("a.7z", "an archive within an archive: unpack it and add its files"),
])
def test_a_file_with_a_hostile_name_is_refused_and_the_rest_is_read(name: str, reason: str) -> None:
    assert list(members(packed({name: PAGE, "a.txt": PAGE}))) == [Refused(name, reason), Member("a.txt", PAGE)]


@pytest.mark.parametrize(("name", "seen"), [
    ("a\x1b[31m.txt", "a\ufffd[31m.txt"), ("a\r\nb.txt", "a\ufffd\ufffdb.txt"), ("gpj.\u202etxt", "gpj.\ufffdtxt"),
    ("a\u200bb.txt", "a\ufffdb.txt"), ("a\x7f.txt", "a\ufffd.txt"),
])
def test_what_is_invisible_in_a_name_is_made_visible(name: str, seen: str) -> None:
    assert list(members(packed({name: PAGE}))) == [Member(seen, PAGE)]


def test_a_name_of_nothing_but_a_nul_is_no_trap() -> None:
    (found,) = members(packed({"q": PAGE}, method=zipfile.ZIP_STORED).replace(b"q", b"\x00"))
    assert found.name == "\ufffd"


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_are_refused(mode: int) -> None:
    assert list(members(with_info(mode=mode | 0o777, content=b"/etc/passwd"))) == [
        Refused("a.txt", "a link or a device, no file")]


@pytest.mark.parametrize(("content", "kind"), [
    (packed({"b.txt": PAGE}), "zip"), (b"\x1f\x8b\x08\x00" + b"\0" * 30, "gzip"), (b"BZh91AY&SY", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c" + b"\0" * 9, "7z"), (b"Rar!\x1a\x07\x00", "rar"),
    (b"\0" * 257 + b"ustar" + b"\0" * 99, "tar"),
    (b"\xfd7zXZ\x00\x00", "xz"), (b"\x28\xb5\x2f\xfd\x00", "zstd"),
])
def test_an_archive_under_another_name_is_refused(content: bytes, kind: str) -> None:
    assert list(members(packed({"a.html": content}))) == [
        Refused("a.html", "an archive within an archive: unpack it and add its files")], kind


def test_encrypted_files_are_refused() -> None:
    assert list(members(patched(packed({"a.txt": PAGE}), entry=8, local=6, value=b"\x01\x00"))) == [
        Refused("a.txt", "encrypted: pack it without a password")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packers_that_take_much_memory_are_refused(method: int) -> None:
    assert list(members(packed({"a.txt": PAGE}, method=method))) == [
        Refused("a.txt", f"packed by method {method}, which is not read: pack it as an ordinary ZIP")]


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    assert list(members(packed({"a.txt": b"0" * 1_900_000, "b.txt": PAGE}), limits=SMALL)) == [
        Refused("a.txt", "unpacks to more than 100 times its size: built to fill the memory"), Member("b.txt", PAGE)]


def test_a_file_that_is_larger_than_allowed_is_refused() -> None:
    content = bytes(range(256)) * 8_000
    assert list(members(packed({"a.txt": content}, method=zipfile.ZIP_STORED), limits=SMALL)) == [
        Refused("a.txt", "unpacks to more than 2,000,000 bytes")]


def test_bytes_are_counted_over_all_files_also_the_refused_ones() -> None:
    content = bytes(range(256)) * 5_000
    data = packed({f"{n}.txt": content for n in range(8)}, method=zipfile.ZIP_STORED)
    found = list(members(data, limits=SMALL))
    assert [type(f) for f in found] == [Member] * 3 + [Refused] * 5
    assert {f.reason for f in found[4:] if isinstance(f, Refused)} == {
        "not read: the archive unpacks to more than 5,000,000 bytes; split it"}


@pytest.mark.parametrize("size", [1, 10, 2**31, 2**32 - 2])
def test_a_header_that_lies_about_the_size_is_not_believed(size: int) -> None:
    data = patched(packed({"a.txt": b"0" * 1_900_000}), entry=24, local=22, value=struct.pack("<L", size))
    (found,) = members(data, limits=SMALL)
    assert isinstance(found, Refused)


def test_overlapping_files_are_refused() -> None:
    with pytest.raises(ValueError, match="the archive's files overlap"):
        list(members(overlapping(15), limits=SMALL))


@pytest.mark.parametrize("count", [21, 3_000])
def test_an_archive_of_too_many_files_is_refused_before_any_is_read(count: int) -> None:
    with pytest.raises(ValueError, match="at most 20 are read"):
        next(members(packed({f"{n}.txt": b"x" for n in range(count)}), limits=SMALL))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_not_taken_for_one() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", PAGE)
        archive.writestr("a.txt", b"another")
    assert list(members(out.getvalue())) == [
        Member("a.txt", PAGE), Refused("a.txt", "its name occurs twice in the archive")]


def test_a_damaged_file_is_refused_and_the_rest_is_read() -> None:
    data = bytearray(packed({"a.txt": PAGE * 50, "b.txt": PAGE}, method=zipfile.ZIP_STORED))
    data[100] ^= 0xFF
    first, second = members(bytes(data))
    assert (first, second) == (Refused("a.txt", "damaged: Bad CRC-32 for file 'a.txt'"), Member("b.txt", PAGE))


GOOD = packed({"a.txt": PAGE * 20, "b/c.html": PAGE, "d.pdf": bytes(range(256)) * 9})


@pytest.mark.parametrize(("data", "what"), [
    (b"", "empty"), (b"PK", "two bytes"), (b"PK\x05\x06" + b"\xff" * 18, "an end record of ones"),
    (b"PK\x03\x04" * 1_000, "headers only"), (GOOD[: len(GOOD) // 2], "cut off"), (GOOD[:-1], "its last byte missing"),
    (GOOD[40:], "its start missing"), (b"%PDF-1.7" + b"\0" * 500, "a PDF"), (b"\0" * 100_000, "zeros"),
    (GOOD.replace(b"PK\x01\x02", b"PK\x09\x09"), "no entries"), (GOOD + b"\0" * 70_000, "a long tail"),
])
def test_what_is_no_archive_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]{10,200}$"):
        list(members(data))


def test_an_archive_with_nothing_in_it_holds_nothing() -> None:
    assert list(members(packed({}))) == []


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    list(members(packed({"../a.txt": PAGE, "b.txt": PAGE})))
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12),
       st.integers(0, len(GOOD)))
def test_a_garbled_archive_ends_in_files_or_in_one_line(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    started = time.monotonic()
    try:
        found = list(members(bytes(data[: cut or len(data)]), limits=SMALL))
    except ValueError as error:
        lines = [str(error)]
    else:
        lines = [f.name for f in found] + [f.reason for f in found if isinstance(f, Refused)]
    assert not any("\n" in line for line in lines)
    assert time.monotonic() - started < 5


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_no_name_leads_out_of_the_archive_or_hides(name: str) -> None:
    try:
        data = packed({name: PAGE})
    except (ValueError, IndexError):  # a name that no archive can be given
        return
    for found in members(data):
        assert all(c.isprintable() or c in "\u200c\u200d" or unicodedata.category(c) == "Zs" for c in found.name)
        if isinstance(found, Member):
            parts = found.name.replace("\\", "/").split("/")
            assert parts[0] != ""
            assert ".." not in parts
