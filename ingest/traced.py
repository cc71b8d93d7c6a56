"""Text that remembers where each of its characters was written."""

import html
import json
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_UNSEEN = r"<(?P<unseen>script|style|template|noscript)\b.*?(?:</(?P=unseen)\s*>|\Z)"
# A value in quotation marks may hold ">". Bounds and the possessive "*+" keep hostile pages from costing more than time
# in proportion to their length.
_TAG = r"</?[a-zA-Z](?:\"[^\"]{0,5000}\"|'[^']{0,5000}'|[^<>])*+>"
_MARKUP = re.compile(rf"<!--.*?(?:-->|\Z)|{_UNSEEN}|{_TAG}|<[!?][^<>]{{0,2000}}>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\s(?:content|alt|title|aria-label|value|data-[\w-]+)\s*=\s*(?:\"([^\"]{3,20000})\"|'([^']{3,20000})')",
    re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r'"((?:[^"\\]|\\.){8,})"', re.DOTALL)
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_DROPPED = re.compile("[-‐‑\u034f\ufffc]")  # hyphens come and go where lines are broken


@dataclass(frozen=True, slots=True)
class Traced:
    """A text whose character `i` was written at `[starts[i], ends[i])` of an original."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    @classmethod
    def whole(cls, text: str) -> Self:
        """Return an original itself."""
        return cls(text, array("q", range(len(text))), array("q", range(1, len(text) + 1)))

    def cut(self, start: int, end: int) -> "Traced":
        """Return the slice `[start, end)`."""
        return Traced(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> "Traced":
        """Return the text with each match of `pattern` replaced; what replaces it was written where it stood."""
        pieces, last = [], 0
        for match in pattern.finditer(self.text):
            pieces += [self.cut(last, match.start()), self._written(by(match), match.start(), match.end())]
            last = match.end()
        return joined([*pieces, self.cut(last, len(self.text))])

    def visible(self) -> "Traced":
        """Return what is compared: compatibility-composed, without blanks, invisible characters and hyphens."""
        pieces, start = [], 0
        for end in range(1, len(self.text) + 1):
            if end < len(self.text) and _continues(self.text[end]):
                continue
            seen = "".join(filter(_is_seen, unicodedata.normalize("NFKC", self.text[start:end])))
            pieces.append((seen, self.starts[start], self.ends[end - 1]))
            start = end
        return Traced("".join(seen for seen, _, _ in pieces),
                      array("q", (start for seen, start, _ in pieces for _ in seen)),
                      array("q", (end for seen, _, end in pieces for _ in seen)))

    def _written(self, text: str, start: int, end: int) -> "Traced":
        return Traced(text, array("q", [self.starts[start]] * len(text)), array("q", [self.ends[end - 1]] * len(text)))


def joined(pieces: Iterable[Traced]) -> Traced:
    """Return pieces of one original as one text."""
    found = list(pieces)
    starts, ends = array("q"), array("q")
    for piece in found:
        starts.extend(piece.starts)
        ends.extend(piece.ends)
    return Traced("".join(piece.text for piece in found), starts, ends)


def without_entities(text: Traced) -> Traced:
    """Return what HTML's character references stand for."""
    return text.replaced(_ENTITY, lambda match: html.unescape(match[0]))


def shown(markup: Traced) -> Traced:
    """Return the text of HTML, without tags, comments and scripts."""
    return without_entities(markup.replaced(_MARKUP, lambda match: ""))


def attributes(markup: Traced) -> list[Traced]:
    """Return the values of HTML's attributes that may hold words of the page."""
    return [without_entities(markup.cut(*match.span(1 if match[1] is not None else 2)))
            for match in _ATTRIBUTE.finditer(markup.text)]


def scripted(markup: Traced) -> list[Traced]:
    """Return the strings in HTML's scripts (JSON-LD and the like), as HTML shows them."""
    return [shown(markup.cut(script.start(1) + string.start(1), script.start(1) + string.end(1))
                  .replaced(_ESCAPE, lambda match: _unescaped(match[0])))
            for script in _SCRIPT.finditer(markup.text) for string in _STRING.finditer(script[1])]


def _unescaped(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"', strict=False))
    except ValueError:
        return escape[1:]


def _continues(sign: str) -> bool:
    """Tell whether `sign` may melt into the one before it: a mark, or a vowel or final of Korean."""
    return sign > "\u02ff" and (unicodedata.category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff")


def _is_seen(sign: str) -> bool:
    return not (sign.isspace() or _DROPPED.match(sign) or unicodedata.category(sign) in ("Cc", "Cf", "Cs"))
