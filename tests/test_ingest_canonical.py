"""What canonical text is, and how bytes become text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.canonical import clean, clean_lines
from ingest.decode import decode


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_one_trimmed_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once)
    once.encode("utf-8")


@pytest.mark.parametrize(("raw", "clean_text"), [
    ("a\u00a0b\u202fc \t d", "a b c d"),
    ("dis\u00adarm\u200bed", "disarmed"),
    ("\u202eevil\u202c \u2066x\u2069", "evil x"),
    ("a\x00b\x1bc\x9b", "abc"),
    ("tag\U000e0041\U000e007f", "tag"),
    ("\ud800lone", "lone"),
    ("Cafe\u0301", "Café"),
    ("هیچ\u200cکس", "هیچ\u200cکس"),
    ("a\u200cb\u200d", "ab"),
    ("teh typo stays ,as it is", "teh typo stays ,as it is"),
])
def test_only_the_invisible_goes(raw: str, clean_text: str) -> None:
    assert clean(raw) == clean_text


def test_every_kind_of_line_end_ends_a_line() -> None:
    assert clean_lines("a\r\nb\rc\x0bd\x85e\u2028f\n\n \u00a0\ng") == ("a", "b", "c", "d", "e", "f", "g")


@pytest.mark.parametrize(("data", "text"), [
    ("Café".encode(), "Café"),
    ("Café".encode("utf-8-sig"), "Café"),
    ("Café".encode("utf-16"), "Café"),
    ("Café".encode("utf-16-be", "strict").join([b"\xfe\xff", b""]), "Café"),
    ("Café – “x”".encode("cp1252"), "Café – “x”"),
    (b'<meta charset="iso-8859-2">' + "Sýkora ž".encode("iso-8859-2"), '<meta charset="iso-8859-2">Sýkora ž'),
    (b'<meta charset="utf-8">Caf\xc3\xa9 \xff', '<meta charset="utf-8">Café \ufffd'),
    (b'<meta charset="no-such">Caf\xe9', '<meta charset="no-such">Café'),
])
def test_bytes_are_read_by_mark_then_utf_8_then_declaration_then_windows_1252(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize("data", [b"%PDF-1.7 text", b"PK\x03\x04rest", b"\x89PNG\r\n", b"ab\x00\x01\x02cd",
                                  b"\xd0\xcf\x11\xe0x"])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="binary data, expected text"):
        decode(data)
