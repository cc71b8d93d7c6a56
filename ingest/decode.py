"""Turn the bytes of a text file into text, or say that they are none."""

import re

from ingest.charset import web_encoding

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
         (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b",
                  b"Rar!", b"{\\rtf", b"SQLite format 3")
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, *, charset: str | None = None) -> str:
    """Return the text of `data`: by its byte-order mark, as UTF-8, as its page declares, as its server said in
    `charset`, else as Windows-1252.

    Raises:
        ValueError: if the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data.startswith(_BINARY_STARTS) or len(_CONTROL.findall(data)) > len(data) / 100:
        raise ValueError("binary data, expected text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        named = web_encoding(declared[1].decode("ascii")) if declared else charset
        # A page that declares UTF-8 and breaks it has a few bad bytes; as Windows-1252 every accent would be wrong.
        return data.decode(named or "cp1252", "replace")
