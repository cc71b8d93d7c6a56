"""Read a date in running text as far as it is told; weekdays are resolved against the article's own day."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with what is known of it (None where it is not told) and the characters it was read from."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int

    def agrees_with(self, other: "Moment") -> bool:
        """Tell whether both can be the same day: nothing that both tell differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(one == two for one, two in pairs if one is not None and two is not None)


def read_moments(text: str, published: dt.date | None) -> tuple[Moment, ...]:
    """Return the dates in `text`, in order. A weekday, "today" or "yesterday" is the one last before or on
    `published`; without a publish day it is left out."""
    return tuple(sorted([*_written(text), *_relative(text, published)], key=lambda m: m.start))


def moment_at(text: str, start: int, end: int, published: dt.date | None) -> Moment | None:
    """Return the date that covers or touches `[start, end)` of `text`, None if there is none."""
    return next((m for m in read_moments(text, published) if m.start < end and start < m.end), None)


def find_times(text: str, asked: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` tells a time that answers `asked`: "year", "time" (of day), "" for any."""
    pattern = {"year": YEAR, "decade": YEAR, "time": CLOCK, "hour": CLOCK}.get(asked, ANY_TIME)
    return tuple(match.span() for match in pattern.finditer(text))


def _written(text: str) -> Iterator[Moment]:
    for match in WRITTEN.finditer(text):
        told = {name.rstrip("1234"): found for name, found in match.groupdict().items() if found}
        month = MONTHS.index(told["month"][:3].lower()) + 1 if "month" in told else None
        day, year = told.get("day"), told.get("year")
        yield Moment(int(year) if year else None, month, int(day) if day else None, match.start(), match.end())


def _relative(text: str, published: dt.date | None) -> Iterator[Moment]:
    for match in RELATIVE.finditer(text) if published else ():
        assert published
        word = match[0].lower()
        is_weekday = word in WEEKDAYS
        back = (published.weekday() - WEEKDAYS.index(word)) % 7 if is_weekday else int(word == "yesterday")
        day = published - dt.timedelta(days=back)
        yield Moment(day.year, day.month, day.day, match.start(), match.end())


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}"
WRITTEN = re.compile(
    rf"\b(?P<day1>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month1>{_MONTH})(?:,?\s(?P<year1>{_YEAR}))?(?!\w)"
    rf"|\b(?P<month2>{_MONTH})\s(?P<day2>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s(?P<year2>{_YEAR}))?(?!\w)"
    rf"|\b(?P<month3>{_MONTH})(?:,?\s(?:of\s)?(?P<year3>{_YEAR}))?(?!\w)"
    rf"|\b(?P<year4>{_YEAR})\b(?!\s?(?:people|metres|meters|homes|,\d))"
)
RELATIVE = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)}|today|yesterday)\b", re.I)
YEAR = re.compile(rf"\b{_YEAR}\b|\b(?:1[5-9]|20)?\d0s\b")
CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?|o[’']clock)|\b\d{1,2}[:.]\d\d\b|\b(?:noon|midnight|dawn|dusk)\b", re.I
)
ANY_TIME = re.compile(
    rf"{re.sub(r'[?]P<[a-z0-9]+>', '?:', WRITTEN.pattern)}|{RELATIVE.pattern}|{CLOCK.pattern}"
    r"|\b(?:tomorrow|tonight|overnight)\b"
    r"|\b(?:last|next|this|early|late|the following) (?:week|month|year|spring|summer|autumn|fall|winter|night|morning"
    r"|afternoon|evening|weekend|decade)\b"
    r"|\b(?:days?|weeks?|months?|years?|decades?|hours?|minutes?) (?:ago|later|before|earlier)\b",
    re.I,
)
