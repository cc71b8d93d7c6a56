"""Read who wrote an article, and for whom, from its byline, dateline, masthead and contact lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.article import Dated
from ingest.dates import read_date, read_date_lines, without_dates
from ingest.words import count_words

_PARTICLE = r"(?:de|da|do|dos|del|della|di|du|la|le|van|von|der|den|ten|ter|bin|ibn|al|el|y|e|af|av|zu)"
_NAME_WORD = r"(?:[A-ZÀ-ÞĀ-Ž][\w’'-]*\.?|(?:[A-Z]\.){1,3})"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+)*{_NAME_WORD}){{1,4}}")
_NO_NAME = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|clicking|signing|the)\b", re.I)
_BY = re.compile(
    r"^(?:(?:written|story|report|words|text|article|published|posted)\s+)?by:?\s+(?=\S)|^(?:von|par|por)\s+(?=[A-ZÀ-Þ])|"
    r"^authors?\s*:\s*", re.I)
_OUTLET_WORD = re.compile(
    r"\b(?:news|times|post|wire|press|herald|tribune|daily|gazette|journal|agency|observer|chronicle|courier|standard|"
    r"radio|tv|television|today|online|monitor|review|mail|star|echo|dispatch|bulletin|register|ledger|telegraph|"
    r"guardian|independent|examiner|inquirer|sentinel|globe|mirror|argus|mercury|messenger|reporter|record|report|"
    r"weekly|magazine|media|broadcasting|correspondent|newspaper|newsroom|network|channel|service)\b", re.I)
_ROLE = re.compile(r"\b(?:correspondents?|reporters?|editors?|staff(?: writer)?|writer|contributor|columnist|bureau "
                   r"chief|special to|staff)\b", re.I)
_NO_OUTLET = re.compile(
    r"^(?:(?:our|a|the|its|special|chief|senior|staff|political|diplomatic|foreign|world|europe|european|crime|court|"
    r"science|health|environment|climate|business|economics|economy|transport|education|defen[cs]e|home affairs|legal|"
    r"sports?|culture|city|regional|local|national|international|middle east|africa|asia|deputy|managing|news|"
    r"features?|and)\b\s*)*$", re.I)
_DAY = (r"(?:(?:Jan|Feb|March|Mar|April|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?!\d)(?:,\s*\d{4})?"
        r"|\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:\s+\d{4})?)")
_SEPARATOR = re.compile(rf"\s+[–—|•·-]+\s+|\s*[|•·]\s*|\s+for\s+(?=[A-Z])|(?:\s+on)?\s+(?={_DAY})")
_SECTION = re.compile(r"\s+in\s+[A-Z][\w ,&]*$")
_DATELINE = re.compile(
    r"^(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,}(?:\s+[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+)*(?:,\s*[A-ZÀ-Þ][\w.]+(?:\s[A-ZÀ-Þ][\w.]+)?)??"
    rf"|[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){{0,2}}(?=(?:,\s*{_DAY}|\s*\([A-ZÀ-Þ][\w .&-]{{1,30}}\))))"
    rf"(?:,?\s*\(?(?P<day>{_DAY})\)?)?\s*(?:\((?P<agency>[A-ZÀ-Þ][\w .&-]{{1,30}})\))?\s*(?:[—–]|"
    rf"-{{1,2}}(?=\s))\s*(?=\S)")
_CREDIT = re.compile(r"^(?P<outlet>Al-[A-Z]\w+|(?:[A-ZÀ-Þ][\w’'-]+\s){0,3}[A-ZÀ-Þ][\w’'-]+)\s*[—–]\s+(?=[A-ZÀ-Þ“\"‘])")
_LONGEST_DATELINE = 160
_MOST_CREDIT_WORDS = 4  # beside the names and dates: "Photos and text by", "Haber", "IST"
_CONTACT = re.compile(r"^\W*(?P<name>.{3,60}?)(?:,.{1,60})? (?:can|may) be (?:reached|contacted) (?:at|via|on|by)\b")
_MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+\w+)")
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))(?:\s*(?:copyright|©|"
                        r"\(c\)))?[\s\d,–-]*(?:by\s+)?(?P<holder>[^.,|]{3,50}?)(?:\s\d{4})?(?:[.,|]|$)", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says; "" , () and None for what it does not."""

    authors: tuple[str, ...]
    outlet: str
    published: Dated | None = None
    updated: Dated | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before a report's first word ("VELMORA, May 4 (Wire) —"): `length` characters of its line."""

    length: int
    outlet: str
    published: Dated | None


def read_byline(line: str) -> Byline | None:
    """Return what a line says that is only a byline ("By X – Outlet", "X, Outlet correspondent"), else None."""
    if count_words(line) > 20 or (line.endswith((".", ":", "?")) and not re.search(r"\b[A-Z]\.$", line)):
        return None
    by = _BY.match(line)
    if by:
        return _read_credit(_SEPARATOR.split(_SECTION.sub("", line[by.end() :])))
    name, _, role = line.partition(",")
    if is_name(name) and _ROLE.search(role) and len(role.split()) <= 7:
        return Byline((name,), _outlet_of_role(role))
    return None


def is_name(text: str) -> bool:
    """Tell whether `text` is written like a person's full name."""
    text = text.strip()
    return _NAME.fullmatch(text) is not None and _NO_NAME.search(text) is None


def is_credit(line: str, *, names: Iterable[str]) -> bool:
    """Tell whether a line holds little but `names`, dates and the words between them ("By X, 4 May 2031, 18:42")."""
    rest = line
    for name in names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.I)
    is_about = rest != line or any(c.isdigit() for c in line)
    left = " ".join(re.findall(r"[^\W\d_]{2,}", without_dates(rest)))
    return is_about and count_words(left) <= _MOST_CREDIT_WORDS


def is_outlet_like(text: str) -> bool:
    """Tell whether `text` is written like the name of a newspaper, agency or station."""
    words = re.sub(r"\s\([A-Z]{2,8}\)$", "", text).split()
    return (0 < len(words) <= 5 and all(w[:1].isupper() or w in ("of", "the", "and", "&") for w in words)
            and _OUTLET_WORD.search(text) is not None)


def read_dateline(line: str) -> Dateline | None:
    """Return the dateline or agency credit that a paragraph starts with, or None."""
    line = line[:_LONGEST_DATELINE]
    credit = _CREDIT.match(line)
    if credit and (credit["outlet"].startswith("Al-") or is_outlet_like(credit["outlet"])):
        return Dateline(credit.end(), credit["outlet"], None)
    match = _DATELINE.match(line)
    if not match:
        return None
    return Dateline(match.end(), match["agency"] or "", read_date(match["day"]) if match["day"] else None)


def contact_name(line: str) -> str:
    """Return whom a contact line ("X can be reached at ...") names, "" if it is none."""
    match = _CONTACT.match(line)
    return match["name"] if match and is_name(match["name"]) else ""


def mail_outlet(line: str, *, text: str) -> str:
    """Return the outlet that an address in `line` belongs to: a name in `text` with just the letters of its domain."""
    for domain in _MAIL.findall(line):
        label = domain.split(".")[-2].replace("-", "").lower()
        for size in (1, 2, 3, 4):
            for match in re.finditer(rf"\b(?=((?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*){{{size - 1}}})\b)", text):
                letters = re.sub(r"\W", "", match[1]).lower()
                if letters == label:
                    the = text[: match.start()].endswith("The ")
                    return f"The {match[1]}" if the else match[1]
                if letters == "the" + label:
                    return match[1]
    return ""


def copyright_holder(line: str) -> str:
    """Return whom a copyright line names, "" if it is none."""
    match = _COPYRIGHT.match(line)
    return match["holder"].strip() if match else ""


def _read_credit(segments: list[str]) -> Byline | None:
    authors, rest = _authors(segments[0])
    if not authors and not is_outlet_like(segments[0]):
        return None
    outlet = "" if authors else segments[0]
    published = updated = None
    for segment in [*rest, *segments[1:]]:
        for date in read_date_lines(segment):
            if date.marker == "updated":
                updated = date.date
            else:
                published = published or date.date
        if not outlet and not read_date_lines(segment):
            outlet = _outlet_of_role(segment) if _ROLE.search(segment) else _outlet_of(segment)
    return Byline(authors, outlet, published, updated)


def _authors(credit: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the names a credit starts with, and the segments after them."""
    credit = _SECTION.sub("", credit)
    pieces = [p for p in re.split(r"\s*,\s*|\s+(?:and|und|et|y|&)\s+", credit) if p]
    names: list[str] = []
    while pieces and is_name(pieces[0]) and not (names and is_outlet_like(pieces[0])):
        names.append(pieces.pop(0))
    return tuple(n.title() if n.isupper() else n for n in names), pieces


def _outlet_of(segment: str) -> str:
    segment = segment.strip(" ,.")
    words = segment.split()
    fits = 0 < len(words) <= 6 and words[0][:1].isupper() and not re.search(r"[\d@]", segment)
    return segment if fits else ""


def _outlet_of_role(role: str) -> str:
    """Return the outlet in "Harbour Wire correspondent", "staff writer at Harbour Wire"; "" for "political editor"."""
    after = re.search(r"\b(?:at|for|of)\s+((?:The |the )?[A-Z].*)$", role)
    if after:
        return after[1].strip()
    before = _ROLE.split(role)[0].strip(" ,")
    return "" if _NO_OUTLET.match(before) or not before[:1].isupper() else before
