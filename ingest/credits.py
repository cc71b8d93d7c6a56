"""Add what bylines, date lines, mastheads and contact lines tell of an article's writers, outlet and dates."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.article import Dated
from ingest.bylines import contact_name, copyright_holder, is_outlet_like, mail_outlet, read_byline, read_dateline
from ingest.dates import read_date_lines
from ingest.draft import Draft
from ingest.furniture import last_crumb
from ingest.roles import Placed, Role

_SECTION_WORDS = frozenset("news online today media report review service network channel record".split())


def credited(draft: Draft, everything: Sequence[Placed], placed: Sequence[Placed]) -> Draft:
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
              or _head_outlet(everything, draft.title) or _foot_outlet(everything) or _mail_outlet(everything)
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
    """Return the outlet named above the headline and again elsewhere on the page."""
    above = next((i for i, line in enumerate(everything) if line.text == title), 0)
    names = [line.text for line in everything[:above] if line.role in (Role.SHORT, Role.SENTENCE)]
    names += [re.split(r"\s*[»›>|]\s*", line.text)[0] for line in everything[:above] if last_crumb(line.text)]
    chrome = [line.text for line in everything if line.role in (Role.CAPTION, Role.FURNITURE)]
    for name in names:
        again = sum(_core(name).casefold() in text.casefold() for text in [*chrome, *names])
        if is_outlet_like(name) and again >= 2 and not _LIST.search(name):
            return name
    return ""


def _foot_outlet(everything: Sequence[Placed]) -> str:
    """Return the outlet that a copyright line names; its owner may have another name, so mastheads come first."""
    holders = (copyright_holder(line.text) for line in everything if line.role is Role.FURNITURE)
    return next((name for name in holders if is_outlet_like(name) and not _LIST.search(name)), "")


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
    return next((line.text for line in lines if is_masthead(line.text) and is_own_name(line.text)), "")


def is_own_name(line: str) -> bool:
    """Tell a paper's name from a section label ("World News", "Press Review")."""
    words = line.split()
    return len(words) > 1 and words[-1].lower() not in _SECTION_WORDS


def _core(name: str) -> str:
    return re.sub(r"^the\s", "", name, flags=re.I).removesuffix(" Ltd").removesuffix(" Media")


def _mail_outlet(everything: Sequence[Placed]) -> str:
    story = "\n".join(line.text for line in everything if line.role is Role.SENTENCE)
    contacts = (line.text for line in everything if line.role is Role.FURNITURE and "@" in line.text)
    return next((name for line in contacts if (name := mail_outlet(line, text=story))), "")


def is_masthead(line: str) -> bool:
    """Tell whether a line is written like a paper's name by itself."""
    return is_outlet_like(line) and len(line.split()) <= 4
