"""The encodings that texts of the web are written in."""

import codecs
import re

# Python knows more of them, and some are traps: punycode takes hours for a few megabytes.
_OF_THE_WEB = re.compile(
    r"utf-?(?:8|16|16le|16be)|(?:us-)?ascii|iso-?8859-?\d{1,2}|latin-?[1-9]|windows-?\d{3,4}|cp\d{3,4}|koi8-?[ru]|"
    r"gb(?:k|2312|18030)|big5(?:-hkscs)?|euc-(?:jp|kr)|shift[-_]jis|iso-2022-jp|tis-620|macintosh", re.IGNORECASE)


# What pages are written in that leave it to their server to say so.
OFTEN_UNDECLARED = ("cp1251", "gb18030", "shift_jis", "euc_kr", "big5", "euc_jp", "iso8859_2", "cp1250", "cp1254",
                    "iso8859_9", "cp1253", "iso8859_7", "cp1255", "cp1256", "cp874", "cp1257", "cp1258", "koi8_r")


def web_encoding(name: str) -> str | None:
    """Return Python's name of an encoding that a page, feed or server may declare, None if it is no such."""
    if not _OF_THE_WEB.fullmatch(name):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
