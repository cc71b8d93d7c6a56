"""Decide what each line of a page is: furniture, headline, heading, caption, post or paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest.article import BlockKind, Dated
from ingest.bylines import (
    contact_name,
    copyright_holder,
    is_name,
    is_outlet_like,
    mail_outlet,
    read_byline,
    read_dateline,
)
from ingest.captions import is_caption, is_post, is_post_signature
from ingest.dates import read_date_lines
from ingest.draft import Draft, Line, Part
from ingest.furniture import is_furniture, last_crumb, opens_comments, opens_related, without_bullet

# A line without a final stop is a heading up to this length, a headline up to the next; longer ones are prose whose
# full stop was lost.
_HEADING_WORDS = 14
_HEADLINE_WORDS = 25
# A story's sentences end a list of related headlines; those have no full stop or are short.
_STORY_WORDS = 10
_LONGEST_TESTED = 3000  # the longest agency captions have 1,500 characters
_STORY_LENGTH = 60  # for scripts that set no blanks between words


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


def lay_out(lines: Iterable[Line], known: Draft, *, page: Sequence[Line] = ()) -> Draft:
    """Return `known` completed from `lines`: the story's parts in order, and what the head and foot of the page tell.

    What `known` already holds (a page's tags say more than its lines) is kept. `page` is the whole page where `lines`
    are only its story: its masthead and foot may name the outlet.
    """
    everything = _with_headline(_with_posts([Placed(line.text, role_of(line)) for line in lines]))
    placed = list(_without_asides(everything))
    title = known.title or _title(placed)
    around = [Placed(line.text, role_of(line)) for line in page] or everything
    draft = _credited(replace(known, title=title), around, placed)
    # A page marks its captions; in pasted text a short line below the headline is most often one.
    return _with_parts(draft, placed, below_headline=BlockKind.PARAGRAPH if page else BlockKind.CAPTION)


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
    r"[.!…。！۔।:;,][\"'”’»)\]]*(?: ?[(\[][^()\[\]]{1,30}[)\]])?$|[.!?…。！？؟۔।][\"'”’»)\]]+$")
_ACRONYM_END = re.compile(r"(?:[^\s.!?]+ ){2,13}(?:[A-Z]\.){2,}")
_QUESTION = re.compile(r"[?？؟]$")
_SECTION_WORDS = frozenset("news online today media report review service network channel record".split())
_POST_TIME = re.compile(r"^\d{1,2}:\d\d\s?[AP]M · .{6,20}$|^\w+ \d{1,2}, \d{4}$")
_POST_COUNTS = re.compile(r"^[\d.,]+[KM]? (?:reposts?|retweets?|likes?|quotes?|views?|replies|bookmarks?)\b.*$", re.I)


def _is_short(text: str) -> bool:
    words = len(text.split())
    if _QUESTION.search(text):
        return words <= _HEADING_WORDS and re.search(r"[.!?]\s", text) is None
    return not _STOP.search(text) and words <= _HEADLINE_WORDS and without_bullet(text) == text


def _with_headline(lines: list[Placed]) -> list[Placed]:
    """Tell a headline that ends with an acronym ("... pact with the U.S.") from the story's first sentence."""
    start = _first_sentence(lines)
    above_story = any(line.role is Role.SENTENCE for line in lines[start + 1 :])
    is_named = any(line.role in (Role.SHORT, Role.TITLE) for line in lines[:start])
    if not above_story or is_named or not _ACRONYM_END.fullmatch(lines[start].text):
        return lines
    return [*lines[:start], Placed(lines[start].text, Role.SHORT), *lines[start + 1 :]]


def _with_posts(lines: list[Placed]) -> list[Placed]:
    """Join a copied post (name, @handle, words, time, counts; or words, signature) to one line."""
    joined: list[Placed] = []
    index = 0
    while index < len(lines):
        text = lines[index].text
        end = _post_end(lines, index) if re.fullmatch(r"@\w{2,30}", text) else 0
        if end and joined:
            name = joined.pop()
            words = [p.text for p in lines[index:end] if not _POST_COUNTS.match(p.text)]
            joined.append(Placed(" ".join([name.text, *words]), Role.POST))
            index = end
        elif is_post_signature(text) and joined and joined[-1].role in (Role.SENTENCE, Role.SHORT):
            joined.append(Placed(f"{joined.pop().text} {text}", Role.POST))
            index += 1
        else:
            joined.append(lines[index])
            index += 1
    return joined


def _post_end(lines: Sequence[Placed], start: int) -> int:
    """Return the index after a post whose handle stands at `start`, 0 where no time of posting follows."""
    for index in range(start + 1, min(start + 8, len(lines))):
        if _POST_TIME.match(lines[index].text):
            counts = index + 1 < len(lines) and _POST_COUNTS.match(lines[index + 1].text)
            return index + 2 if counts else index + 1
    return 0


def _without_asides(lines: Sequence[Placed]) -> Iterator[Placed]:
    """Leave out furniture, lists of other stories, and all that follows the title of the readers' comments."""
    sentences, in_related = 0, False
    for line in lines:
        if line.role is Role.COMMENTS and sentences >= 2:
            return
        if line.role is Role.RELATED:
            in_related = True
        elif line.role is Role.SENTENCE and (len(line.text.split()) >= _STORY_WORDS or len(line.text) >= _STORY_LENGTH):
            in_related = False
        sentences += line.role is Role.SENTENCE and not in_related
        if not in_related and line.role not in (Role.FURNITURE, Role.RELATED, Role.COMMENTS):
            yield line


def _first_sentence(lines: Sequence[Placed]) -> int:
    return next((i for i, line in enumerate(lines) if line.role is Role.SENTENCE), len(lines))


def _title(placed: Sequence[Placed]) -> str:
    """Return the headline: the first line above the story that is no label, masthead or name; "" if there is none."""
    declared = [line.text for line in placed if line.role is Role.TITLE]
    if declared:
        return declared[0]
    start = _first_sentence(placed)
    heads = [line.text for line in placed[:start] if line.role is Role.SHORT]
    if start == len(placed):
        return heads[0] if len(heads) > 1 else ""
    while len(heads) > 1 and _is_label(heads[0], heads[1]):
        heads.pop(0)
    return heads[0] if heads and not _is_masthead(heads[0]) else ""


def _is_label(line: str, next_line: str) -> bool:
    """Tell whether `line` stands above the headline: a section, a masthead."""
    words = line.split()
    return _is_masthead(line) or (line.isupper() and len(words) <= 3) or (len(words) <= 2 < len(next_line.split()))


def _is_masthead(line: str) -> bool:
    return is_outlet_like(line) and len(line.split()) <= 4


def _credited(draft: Draft, everything: Sequence[Placed], placed: Sequence[Placed]) -> Draft:
    """Add authors, outlet and dates that bylines, date lines, datelines, contacts and mastheads tell."""
    bylines = [b for line in placed if line.role is Role.BYLINE and (b := read_byline(line.text))]
    dateline = next((read_dateline(line.text) for line in placed if line.role is Role.SENTENCE), None)
    contacts = tuple(n for line in everything if line.role is Role.FURNITURE and (n := contact_name(line.text)))
    authors = tuple(dict.fromkeys(a for b in bylines for a in b.authors)) or contacts
    dates = _dates(placed, draft.title)
    published = (dates.get("published") or next((b.published for b in bylines if b.published), None)
                 or (dateline.published if dateline else None))
    updated = dates.get("updated") or next((b.updated for b in bylines if b.updated), None)
    outlet = (next((b.outlet for b in bylines if b.outlet), "") or _masthead_outlet(everything, draft.title)
              or _head_outlet(everything, draft.title) or _mail_outlet(everything)
              or (dateline.outlet if dateline else ""))
    return replace(draft, authors=draft.authors or authors, outlet=draft.outlet or outlet,
                   published=draft.published or published, updated=draft.updated or updated)


def _dates(placed: Sequence[Placed], title: str) -> dict[str, Dated]:
    """Return the dates of lines that say what they date, or that stand between the headline and the story.

    A bare date above the headline, or above everything, is the page's clock.
    """
    found: dict[str, Dated] = {}
    below_title, sentences = False, 0
    for line in placed:
        below_title = below_title or (title != "" and line.text == title)
        sentences += line.role is Role.SENTENCE
        if line.role is Role.DATE:
            for date in read_date_lines(line.text):
                # A standfirst may stand between headline and date.
                if date.marker or (below_title and sentences <= 1):
                    found.setdefault(date.marker or "published", date.date)
    return found


def _masthead_outlet(everything: Sequence[Placed], title: str) -> str:
    """Return the outlet named above the headline, or in a copyright line, and again elsewhere on the page."""
    above = next((i for i, line in enumerate(everything) if line.text == title), 0)
    names = [line.text for line in everything[:above] if line.role in (Role.SHORT, Role.SENTENCE)]
    names += [re.split(r"\s*[»›>|]\s*", line.text)[0] for line in everything[:above] if last_crumb(line.text)]
    names += [h for line in everything if line.role is Role.FURNITURE and (h := copyright_holder(line.text))]
    chrome = [line.text for line in everything if line.role in (Role.CAPTION, Role.FURNITURE)]
    for name in names:
        again = sum(_core(name).casefold() in text.casefold() for text in [*chrome, *names])
        if is_outlet_like(name) and again >= 2 and not _LIST.search(name):
            return name
    return ""


_LIST = re.compile(r"[|/:]|\.\s")  # a menu or a motto, no name


def _head_outlet(everything: Sequence[Placed], title: str) -> str:
    """Return the outlet on a line of its own right above the headline, or beside the byline or date below it."""
    at = next((i for i, line in enumerate(everything) if line.text == title), None)
    if not title or at is None:
        return ""
    head = everything[at + 1 : at + 6]
    beside = [line for i, line in enumerate(head)
              if any(near.role in (Role.BYLINE, Role.DATE) for near in head[max(0, i - 1) : i + 2])]
    lines = [*everything[max(0, at - 1) : at], *beside]
    return next((line.text for line in lines if _is_masthead(line.text) and _is_own_name(line.text)), "")


def _is_own_name(line: str) -> bool:
    """Tell a paper's name from a section label ("World News", "Press Review")."""
    words = line.split()
    return len(words) > 1 and words[-1].lower() not in _SECTION_WORDS


def _core(name: str) -> str:
    return re.sub(r"^the\s", "", name, flags=re.I).removesuffix(" Ltd").removesuffix(" Media")


def _mail_outlet(everything: Sequence[Placed]) -> str:
    story = "\n".join(line.text for line in everything if line.role is Role.SENTENCE)
    contacts = (line.text for line in everything if line.role is Role.FURNITURE and "@" in line.text)
    return next((name for line in contacts if (name := mail_outlet(line, text=story))), "")


def _with_parts(draft: Draft, placed: Sequence[Placed], *, below_headline: BlockKind) -> Draft:
    """Give each line its kind by its place; the headline comes first, once."""
    parts = [Part(BlockKind.HEADLINE, draft.title)] if draft.title else []
    first = _first_sentence(placed)
    if first == len(placed):  # notes without a full stop anywhere
        parts += [Part(BlockKind.PARAGRAPH, p.text) for p in placed if p.role is Role.SHORT and p.text != draft.title]
        return replace(draft, parts=tuple(parts))
    parts += _head_parts(placed[:first], draft, below_headline)
    dateline = read_dateline(placed[first].text)
    parts.append(Part(BlockKind.PARAGRAPH, placed[first].text[dateline.length if dateline else 0 :]))
    story = {line.text for line in placed[:first]} | {draft.title}
    last = max(i for i, line in enumerate(placed) if line.role is Role.SENTENCE)
    sentences = 1
    for index, line in enumerate(placed[first + 1 :], start=first + 1):
        sentences += line.role is Role.SENTENCE
        kind = _body_kind(line, is_foot=index > last, is_chronicle=sentences > 1)
        if kind and (line.text not in story or line.role is Role.SENTENCE):
            parts.append(Part(kind, line.text))
    return replace(draft, parts=tuple(parts))


def _head_parts(head: Sequence[Placed], draft: Draft, below_headline: BlockKind) -> list[Part]:
    """Return captions, posts and standfirsts between headline and story, without labels, names and the headline."""
    parts = []
    below_title = draft.title == ""
    for line in head:
        below_title = below_title or line.text == draft.title
        if line.role is Role.SHORT and below_title and line.text != draft.title and not _is_credit(line.text, draft):
            parts.append(Part(below_headline, line.text))
        elif line.role in _KINDS:
            parts.append(Part(_KINDS[line.role], line.text))
    return parts


def _is_credit(text: str, draft: Draft) -> bool:
    """Tell whether a short line below the headline names a writer, an agency or a section, and describes nothing."""
    return is_name(text) or is_outlet_like(text) or text in (draft.outlet, *draft.authors) or len(text.split()) <= 2


_KINDS = {Role.CAPTION: BlockKind.CAPTION, Role.POST: BlockKind.POST, Role.SENTENCE: BlockKind.PARAGRAPH,
          Role.HEADING: BlockKind.HEADING}


def _body_kind(line: Placed, *, is_foot: bool, is_chronicle: bool) -> BlockKind | None:
    """Return what a line is after the story's first sentence, None for what is left out.

    Below its last sentence a line without a full stop is another story's headline or a button.
    """
    if is_foot and line.role in (Role.SHORT, Role.HEADING, Role.DATE):
        return None
    if line.role is Role.DATE:
        is_day = is_chronicle and not any(d.marker for d in read_date_lines(line.text))
        return BlockKind.HEADING if is_day else None
    if line.role is Role.SHORT:
        return BlockKind.HEADING if len(line.text.split()) <= _HEADING_WORDS else BlockKind.PARAGRAPH
    return _KINDS.get(line.role)
