"""Undo the compression of an HTTP answer, never to more than asked for."""

import gzip
import io
import zlib

import brotli

ENCODINGS = ("gzip", "deflate", "br")


def unpack(wire: bytes, encoding: str, *, most: int) -> bytes:
    """Return the content of `wire`: all of it, or, where it is larger than `most` bytes, a beginning larger than that.

    `encoding` is the value of a Content-Encoding header; empty or "identity" for none.

    Raises:
        ValueError: if the encoding is unknown (two at once are, too), or the content damaged or cut off.
    """
    encoding = encoding.lower()
    if encoding in ("", "identity"):
        return wire
    try:
        if encoding in ("gzip", "x-gzip"):
            return gzip.GzipFile(fileobj=io.BytesIO(wire)).read(most + 1)
        if encoding == "deflate":
            return _inflate(wire, most)
        if encoding == "br":
            return _unbrotli(wire, most)
    except (OSError, EOFError, zlib.error, brotli.error) as error:
        raise ValueError(f"its {encoding} data is damaged") from error
    raise ValueError(f"it is packed as {encoding[:40]!r}: expected one of {', '.join(ENCODINGS)}")


def _inflate(wire: bytes, most: int) -> bytes:
    # The standard means zlib's format by "deflate"; some servers send it without zlib's two bytes before it.
    has_header = int.from_bytes(wire[:2], "big") % 31 == 0 and wire[:1] in (b"\x78", b"\x58", b"\x38", b"\x18")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    data = unpacker.decompress(wire, most + 1)
    if not unpacker.eof and len(data) <= most:
        raise EOFError
    return data


def _unbrotli(wire: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    data: bytes = unpacker.process(wire, output_buffer_limit=most + 1)
    if not unpacker.is_finished() and len(data) <= most:
        raise EOFError
    return data
