"""Decide what each line of a page is: furniture, headline, heading, caption, post or paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.agencies import agency_of
from ingest.article import BlockKind
from ingest.bylines import is_credit, is_name, is_outlet_like, read_dateline
from ingest.captions import is_post_signature
from ingest.credits import credited, is_masthead
from ingest.dates import read_date_lines
from ingest.draft import Draft, Line, Part
from ingest.roles import HEADING_WORDS, Placed, Role, role_of
from ingest.words import count_words

# A story's sentences end a list of related headlines; those have no full stop or are short.
_STORY_WORDS = 10
_BIO_WORDS = 45
_MAIL = re.compile(r"\S@\S+\.\w{2,}")
_REPEAT_WORDS = 8  # shorter sentences are said twice in one story
_STORY_LENGTH = 60  # for scripts that set no blanks between words


def lay_out(lines: Iterable[Line], known: Draft, *, page: Sequence[Line] = ()) -> Draft:
    """Return `known` completed from `lines`: the story's parts in order, and what the head and foot of the page tell.

    What `known` already holds (a page's tags say more than its lines) is kept. `page` is the whole page where `lines`
    are only its story: its masthead and foot may name the outlet.
    """
    everything = _with_headline(_with_posts([Placed(line.text, role_of(line)) for line in lines]))
    placed = list(_without_asides(everything))
    title = known.title or _title(placed)
    is_known = bool(known.outlet and known.authors)
    around = everything if is_known or not page else [Placed(line.text, role_of(line)) for line in page]
    draft = credited(replace(known, title=title), around, placed)
    draft = replace(draft, agency=_agency(everything, placed, draft))
    placed = _without_bios(list(_without_repeats(_without_credits(placed, draft))), draft)
    # A page marks its captions; in pasted text a short line below the headline is most often one.
    return _with_parts(draft, placed, below_headline=BlockKind.PARAGRAPH if page else BlockKind.CAPTION)


_ACRONYM_END = re.compile(r"(?:[^\s.!?]+ ){2,13}(?:[A-Z]\.){2,}")
_POST_TIME = re.compile(r"^\d{1,2}:\d\d\s?[AP]M · .{6,20}$|^\w+ \d{1,2}, \d{4}$")
_POST_COUNTS = re.compile(r"^[\d.,]+[KM]? (?:reposts?|retweets?|likes?|quotes?|views?|replies|bookmarks?)\b.*$", re.I)


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
        elif line.role is Role.SENTENCE and (count_words(line.text) >= _STORY_WORDS or len(line.text) >= _STORY_LENGTH):
            in_related = False
        sentences += line.role is Role.SENTENCE and not in_related
        if not in_related and line.role not in (Role.FURNITURE, Role.RELATED, Role.COMMENTS):
            yield line


def _without_credits(lines: Sequence[Placed], draft: Draft) -> list[Placed]:
    """Leave out what only names writers and dates above the story's third sentence, now that these are known."""
    told = [i for i, line in enumerate(lines) if line.role is Role.SENTENCE]
    top, names = told[min(2, len(told) - 1)] if told else 0, (draft.outlet, *draft.authors)
    return [line for i, line in enumerate(lines)
            if i > top or line.role not in (Role.SENTENCE, Role.SHORT, Role.HEADING) or line.text == draft.title
            or not is_credit(line.text, names=filter(None, names))]


def _agency(everything: Sequence[Placed], placed: Sequence[Placed], draft: Draft) -> str:
    dateline = next((read_dateline(line.text) for line in placed if line.role is Role.SENTENCE), None)
    return agency_of([line.text for line in everything], dateline=dateline.outlet if dateline else "",
                     authors=draft.authors)


def _without_bios(lines: list[Placed], draft: Draft) -> list[Placed]:
    """Leave out what follows the story's end about its writers: who they are, where they are written to."""
    end = len(lines)
    while end > 0 and (lines[end - 1].role is not Role.SENTENCE or _is_bio(lines[end - 1].text, draft.authors)):
        end -= 1
    bios = {id(line) for line in lines[end:] if line.role is Role.SENTENCE}
    return [line for line in lines if id(line) not in bios] if end > 0 else lines


def _is_bio(text: str, authors: Sequence[str]) -> bool:
    is_short = count_words(text) <= _BIO_WORDS
    return is_short and (any(text.startswith(author) for author in authors) or _MAIL.search(text) is not None)


def _without_repeats(lines: Sequence[Placed]) -> Iterator[Placed]:
    """Leave out a teaser or pull quote whose words stand in a longer paragraph, and a paragraph the second time."""
    told = [line.text for line in lines if line.role is Role.SENTENCE]
    seen: set[str] = set()
    for line in lines:
        if line.role is Role.SENTENCE and count_words(line.text) >= _REPEAT_WORDS:
            core = line.text.strip("\"'“”‘’«».… ")
            if line.text in seen or any(core in text and len(text) > len(line.text) for text in told):
                continue
            seen.add(line.text)
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
    return heads[0] if heads and not is_masthead(heads[0]) else ""


def _is_label(line: str, next_line: str) -> bool:
    """Tell whether `line` stands above the headline: a section, a masthead."""
    words = line.split()
    return is_masthead(line) or (line.isupper() and len(words) <= 3) or (len(words) <= 2 < len(next_line.split()))


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
    return is_name(text) or is_outlet_like(text) or text in (draft.outlet, *draft.authors) or count_words(text) <= 2


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
        return BlockKind.HEADING if count_words(line.text) <= HEADING_WORDS else BlockKind.PARAGRAPH
    return _KINDS.get(line.role)
