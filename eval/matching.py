"""When one text holds another: the folding and the comparisons that every figure rests on."""

import os.path
import re
import unicodedata

from eval.questions import Evidence

_QUOTES = str.maketrans("’‘“”", "''\"\"")
# A citation may begin or end inside the gold fragment: this share of its words in a row is enough.
_SHARE_OF_FRAGMENT = 0.75
_LEAST_WORDS = 3


def fold(text: str | None) -> str:
    """Return `text` as it is compared: NFKC, straight quotation marks, single blanks, lower case."""
    straight = unicodedata.normalize("NFKC", text or "").translate(_QUOTES)
    return re.sub(r"\s+", " ", straight).strip().lower()


def holds(text: str, wanted: str) -> bool:
    """Tell whether `wanted` begins a word of `text` and is not the beginning of a longer number."""
    return re.search(rf"(?<!\w){re.escape(fold(wanted))}(?!\d)", fold(text)) is not None


def covers(quote: str, gold: Evidence, *, source: str) -> bool:
    """Tell whether `quote`, taken from `source`, holds the gold fragment or three quarters of its words in a row."""
    if not fold(os.path.basename(source)).endswith(fold(gold.file)):
        return False
    words = fold(gold.quote).split()
    need = max(_LEAST_WORDS, int(_SHARE_OF_FRAGMENT * len(words)))
    runs = [words[i : i + need] for i in range(len(words) - need + 1)] or [words]
    return any(" ".join(run) in fold(quote) for run in runs)
