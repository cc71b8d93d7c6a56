"""Tell what a line of a page is by itself: furniture, byline, date, caption, post, sentence or a short line."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from ingest.article import BlockKind
from ingest.bylines import read_byline
from ingest.captions import is_caption, is_post
from ingest.dates import read_date_lines
from ingest.draft import Line
from ingest.furniture import is_furniture, opens_comments, opens_related, without_bullet
from ingest.words import count_words

# A line without a final stop is a heading up to this length, a headline up to the next; longer ones are prose whose
# full stop was lost.
HEADING_WORDS = 14
HEADLINE_WORDS = 25
_LONGEST_TESTED = 3000  # the longest agency captions have 1,500 characters


class Role(Enum):
    """What a line is by itself, before its place is looked at."""

    FURNITURE = auto()
    RELATED = auto()
    COMMENTS = auto()
    BYLINE = auto()
    DATE = auto()
    CAPTION = auto()
    POST = auto()
    SENTENCE = auto()
    SHORT = auto()  # no final stop: a headline, a heading, a label, another story's title
    TITLE = auto()
    HEADING = auto()


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its role."""

    text: str
    role: Role


def role_of(line: Line) -> Role:
    """Return what `line` is by itself."""
    text = line.text
    if len(text) > _LONGEST_TESTED:
        return Role.SENTENCE
    by_markup = {BlockKind.HEADLINE: Role.TITLE, BlockKind.CAPTION: Role.CAPTION, BlockKind.POST: Role.POST}
    if line.kind in by_markup:
        return by_markup[line.kind]
    for role, holds in _TESTS:
        if holds(text):
            return role
    if line.kind is BlockKind.HEADING:
        return Role.HEADING
    return Role.SHORT if line.kind is None and _is_short(text) else Role.SENTENCE


_TESTS = (
    (Role.POST, is_post), (Role.COMMENTS, opens_comments), (Role.RELATED, opens_related),
    (Role.DATE, lambda text: bool(read_date_lines(text))), (Role.BYLINE, lambda text: read_byline(text) is not None),
    (Role.CAPTION, is_caption), (Role.FURNITURE, is_furniture))
_STOP = re.compile(
    r"[.!…。！۔।:;,：；，][\"'”’»)\]]*(?: ?[(\[][^()\[\]]{1,30}[)\]])?$|[.!?…。！？؟۔।][\"'”’»)\]]+$")
_QUESTION = re.compile(r"[?？؟]$")


def _is_short(text: str) -> bool:
    words = count_words(text)
    if _QUESTION.search(text):
        return words <= HEADING_WORDS and re.search(r"[.!?]\s", text) is None
    return not _STOP.search(text) and words <= HEADLINE_WORDS and without_bullet(text) == text
