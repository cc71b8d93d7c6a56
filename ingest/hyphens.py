"""Join what a line end divided: a divided word loses its hyphen, a compound keeps it."""

import re
from collections.abc import Iterable

from ingest.pdf_rows import Row

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST = re.compile(r"[\w’'‐-]+$")
_FIRST = re.compile(r"[\w’'‐-]+")
# Divided syllables are hardly ever words of the text themselves; two longer words side by side are a compound.
_SHORTEST = 4
# Parts that compounds of news text have and the syllables of divided words have not.
_HEADS = frozenset("well self non vice one two three four five seven eight nine".split())
_SYLLABLES = re.compile(r"(?:ness|ing|ish|less|self|sense|teen|t(?:y|ies|h)|fold|sel)\b")  # "self-less", "seven-teen"
_TAILS = frozenset("owned based backed known controlled funded speaking sponsored affiliated elect".split())


class Vocabulary:
    """The words of a text, but for those that stand at a divided line end."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._words: set[str] = set()
        after_break = False
        for row in rows:
            words = [word.casefold().replace("‐", "-") for word in _WORD.findall(row.text)]
            self._words.update(words[int(after_break) : len(words) - row.is_broken])
            after_break = row.is_broken

    def joined(self, before: str, after: str) -> str:
        """Return `before` (cut at a hyphen) and `after` as one text."""
        end, start = _LAST.search(before), _FIRST.match(after)
        if not end or not start:
            return f"{before}- {after}"
        return f"{before}{'-' if self._is_compound(end[0], start[0]) else ''}{after}"

    def _is_compound(self, end: str, start: str) -> bool:
        head, tail = end.casefold(), start.casefold()
        if not start[0].islower() or not end[-1].isalpha():  # "Norlund-Velmora", "20-year"
            return True
        if head + tail in self._words:
            return False
        if f"{head}-{tail}" in self._words:
            return True
        last, first = re.split("[-‐]", head)[-1], re.split("[-‐]", tail)[0]
        if (last in _HEADS and not _SYLLABLES.match(first)) or (first in _TAILS and len(last) > 2):
            return True
        return min(len(last), len(first)) >= _SHORTEST and {last, first} <= self._words
