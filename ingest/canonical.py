"""Make outside text canonical: no invisible or control characters, one kind of blank, NFC; nothing else is altered."""

import itertools
import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator

# Scripts whose words change with a (non-)joiner between two letters: Arabic, Syriac, the Indic ones, Burmese, Khmer,
# Mongolian. Elsewhere a joiner is invisible ballast that would break word search.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe"
_STRAY_JOINER = re.compile(f"(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])")
_REPEATED_JOINER = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1, but for those that Python counts as blanks
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\U000e0000-\U000e007f]")
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# A byline or a date below a headline that fills its line.
_HEAD_LINE = re.compile(
    r"(?:By|Von|Par|Por)\s+[A-ZÀ-Þ][\w.’'-]+\s|(?:Published|Posted|Updated)\b|\d{1,2} [A-Z][a-z]+ \d{4}$|"
    r"(?:\w+day, )?[A-Z][a-z]+ \d{1,2}, \d{4}$")
_FOLDED = 40  # characters; shorter lines are headings, names and the ends of paragraphs
_FINAL_STOP = re.compile(r"[.!?…。！？؟।۔:;,][\"'”’»)\]]*$")


def clean(text: str) -> str:
    """Return `text` as one line in canonical form; cleaning twice changes nothing. "" where only blanks were."""
    text = _INVISIBLE.sub("", text)
    text = _STRAY_JOINER.sub("", _REPEATED_JOINER.sub(r"\1", text))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())


def clean_lines(text: str) -> tuple[str, ...]:
    """Return the paragraph-like lines of pasted `text`, canonical, blank ones left out.

    A text folded at a column width is unfolded first: its lines are no paragraphs.
    """
    groups = list(_groups(clean(line) for line in _LINE_END.split(text)))
    width = _fold_width(groups)
    return tuple(line for group in groups for line in (_unfold(group, width) if width else group))


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if line:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _fold_width(groups: list[list[str]]) -> int:
    """Return the column at which the text was folded, 0 where its lines are paragraphs.

    Folded lines are of about one length, under 100, and mostly end amid a sentence. A few of them are enough where the
    next line goes on in small letters.
    """
    pairs = [(line, after) for group in groups for line, after in itertools.pairwise(group) if len(line) >= _FOLDED]
    lengths = [len(line) for line, _ in pairs]
    open_ended = [after for line, after in pairs if not _FINAL_STOP.search(line)]
    goes_on = sum(after[0].islower() for after in open_ended)
    if len(pairs) < (2 if goes_on >= 2 else 4) or max(lengths) > 100 or statistics.median(lengths) < 50:
        return 0
    return max(lengths) if len(open_ended) >= 0.6 * len(pairs) else 0


def _unfold(group: list[str], width: int) -> list[str]:
    """Join lines to paragraphs; a line well short of `width` ends one."""
    joined = [group[0]]
    for before, line in itertools.pairwise(group):
        if len(before) >= 0.7 * width and not _HEAD_LINE.match(line):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined
