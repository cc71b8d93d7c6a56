"""What a reader limits a question to: ticked articles, outlets, publish days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ui.markup import isolate, plain_date

ARTICLES, OUTLETS, SINCE, UNTIL = "article", "outlet", "since", "until"
# More names than this, beside the question and with its answer, say less than their number.
MOST_NAMED, MOST_NAMED_LATER = 2, 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Empty parts limit nothing; `since` and `until` bound the publish day, both included."""

    articles: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.articles or self.outlets or self.since or self.until)

    def changed(self, what: str, value: str, *, on: bool) -> "Limits":
        """Return these limits after the reader ticked or set `value` ("article" or "outlet", or a day as
        "since" or "until"); a day that is none sets none, another `what` changes nothing."""
        if what == ARTICLES:
            return replace(self, articles=_toggled(self.articles, value, on=on))
        if what == OUTLETS:
            return replace(self, outlets=_toggled(self.outlets, value, on=on))
        if what == SINCE:
            return replace(self, since=_day(value))
        return replace(self, until=_day(value)) if what == UNTIL else self

    def asked(self) -> Mapping[str, Any]:
        """Return the limits as the assistant takes them."""
        return {"articles": self.articles, "outlets": self.outlets, "since": self.since, "until": self.until}


UNLIMITED = Limits()


def in_words(limits: Limits, titles: Mapping[str, str], *, most_named: int = MOST_NAMED) -> str:
    """Return what a question is limited to, "" for nothing; `titles` by article id. More articles or outlets than
    `most_named` are counted."""
    parts = [_several([titles.get(a, a) for a in limits.articles], "articles", most_named),
             _several(limits.outlets, "outlets", most_named),
             f"from {plain_date(limits.since.isoformat())}" if limits.since else "",
             f"to {plain_date(limits.until.isoformat())}" if limits.until else ""]
    return " · ".join(filter(None, parts))


def render_limits(words: str) -> str:
    """Return the line beside the question that says what it is limited to, "" for nothing."""
    if not words:
        return ""
    return (f'<p class="limits"><span class="label">Only</span> <span>{isolate(words)}</span>'
            '<button type="button" data-on="clear" aria-label="Ask all articles again">Clear</button></p>')


def _several(names: Sequence[str], noun: str, most_named: int) -> str:
    return ", ".join(names) if len(names) <= most_named else f"{len(names):,} {noun}"


def _toggled(chosen: tuple[str, ...], value: str, *, on: bool) -> tuple[str, ...]:
    rest = tuple(c for c in chosen if c != value)
    return (*rest, value) if on and value else rest


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
