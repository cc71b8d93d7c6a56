"""Read a date in running text as far as it is told; weekdays are resolved against the article's own day."""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day with what is known of it (None where it is not told) and the characters it was read from.

    `minute` counts from midnight, or from either twelve where `is_half_told` is not; `is_rough` marks one with a hedge
    ("shortly after nine").
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    minute: int | None = None
    is_rough: bool = False
    is_half_told: bool = True

    def agrees_with(self, other: "Moment") -> bool:
        """Tell whether both can be the same time: nothing that both tell differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        if any(one != two for one, two in pairs if one is not None and two is not None):
            return False
        if self.minute is None or other.minute is None:
            return True
        cycle = MINUTES_A_DAY if self.is_half_told and other.is_half_told else MINUTES_A_DAY // 2
        apart = abs(self.minute - other.minute) % cycle
        return min(apart, cycle - apart) <= (ROUGH if self.is_rough or other.is_rough else EXACT)

    def is_after(self, day: dt.date) -> bool:
        """Whether it is surely later than `day`, as far as year, month and day are told."""
        told = (self.year, self.month, self.day)
        return _known(told) > (day.year, day.month, day.day)[: len(_known(told))]

    def is_before(self, day: dt.date) -> bool:
        """Whether it is surely earlier than `day`, as far as year, month and day are told."""
        told = (self.year, self.month, self.day)
        return _known(told) < (day.year, day.month, day.day)[: len(_known(told))]


def _known(told: tuple[int | None, ...]) -> tuple[int, ...]:
    """The parts that are told, the year first, up to the first that is not."""
    return tuple(itertools.takewhile(lambda part: part is not None, told))  # type: ignore[arg-type]


def read_moments(text: str, published: dt.date | None) -> tuple[Moment, ...]:
    """Return the dates in `text`, in order. A weekday, "today" or "yesterday" is the one last before or on
    `published`; without a publish day it is left out."""
    found = sorted([*_written(text), *_relative(text, published), *_clock(text)], key=lambda m: m.start)
    return tuple(_joined(found, text))


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


def _joined(found: Iterable[Moment], text: str) -> Iterator[Moment]:
    """Make one moment of what stands together: a day and a time of day ("9:30 p.m. on Tuesday"), a weekday and its
    date ("Thursday 27 February")."""
    last: Moment | None = None
    for one in found:
        is_beside = last is not None and BESIDE.fullmatch(text[last.end : one.start]) is not None
        if last is not None and is_beside and (last.minute is None) != (one.minute is None):
            day, clock = (one, last) if one.minute is None else (last, one)
            last = replace(clock, year=day.year, month=day.month, day=day.day, start=last.start, end=one.end)
            continue
        is_weekday = last is not None and WEEKDAY.fullmatch(text[last.start : last.end]) is not None
        if last is not None and is_beside and is_weekday and one.minute is None and one.month is not None:
            last = replace(one, start=last.start)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _clock(text: str) -> Iterator[Moment]:
    for match in CLOCK.finditer(text):
        minute = _minute(match)
        if minute is not None:
            told = next((match[g] for g in ("half1", "half2", "half3", "half4", "name") if match[g]), "o")
            has_half = told[0] not in {"o", "O"}
            is_half_told = has_half or minute >= 13 * 60
            is_rough = match["rough"] is not None
            yield Moment(None, None, None, match.start(), match.end(), minute, is_rough, is_half_told)


def _minute(match: re.Match[str]) -> int | None:
    told = {name.rstrip("1234"): found.lower() for name, found in match.groupdict().items() if found}
    if "name" in told:
        return NAMED_HOURS.get(told["name"])
    hour = HOURS.index(told["word"]) + 1 if "word" in told else int(told["hour"])
    half = told.get("half", "").replace(".", "")
    if hour > 24:
        return None
    past = MINUTES_PAST.get(told.get("part", ""), int(told.get("minute", 0)))
    past = -past if told.get("way") == "to" else past
    if half in {"am", "in the morning"}:
        hour %= 12
    elif half and half[0] != "o":
        hour = hour % 12 + 12
    return (hour * 60 + past) % MINUTES_A_DAY


def _relative(text: str, published: dt.date | None) -> Iterator[Moment]:
    for match in RELATIVE.finditer(text) if published else ():
        assert published
        word = match[0].lower()
        is_weekday = word in WEEKDAYS
        back = (published.weekday() - WEEKDAYS.index(word)) % 7 if is_weekday else int(word == "yesterday")
        day = published - dt.timedelta(days=back)
        yield Moment(day.year, day.month, day.day, match.start(), match.end())


def _unnamed(pattern: re.Pattern[str]) -> str:
    return re.sub(r"[?]P<[a-z0-9_]+>", "?:", pattern.pattern)


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
WEEKDAY = re.compile("|".join(WEEKDAYS), re.I)
YEAR = re.compile(rf"\b{_YEAR}\b|\b(?:1[5-9]|20)?\d0s\b")
BESIDE = re.compile(r",?\s(?:on|at|of)?\s?")
HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
MINUTES_PAST = {"five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
NAMED_HOURS = {"noon": 12 * 60, "midnight": 0}
MINUTES_A_DAY, EXACT, ROUGH = 24 * 60, 5, 30
_HALF = r"[ap]\.?m\b\.?|in the (?:morning|evening|afternoon)|at night"
_NO_NOUN = r"(?!\s(?!on\b|that\b|when\b)\w)"  # "after nine on Monday", not "after nine days"
_BESIDE_HOUR = "|".join(f"(?<={word} )" for word in "at about around before after by until since was".split())
CLOCK = re.compile(
    r"(?P<rough>\b(?:about|around|shortly (?:after|before)|just (?:after|before)|soon after|nearly|almost)\s)?"
    rf"(?:\b(?P<hour1>\d{{1,2}})(?:[:.](?P<minute1>[0-5]\d))?\s?(?P<half1>{_HALF}|o[’']clock)"
    r"|\b(?P<hour2>\d{1,2})[:.](?P<minute2>[0-5]\d)\b(?!\s?(?:per|%|million|billion|metres|km|miles|points))"
    rf"|(?:{_BESIDE_HOUR}|\b(?=\S+ past\b|(?:a )?quarter\b))"  # "lost ten to two" tells no time
    rf"(?P<part>{'|'.join(MINUTES_PAST)})(?: minutes)?\s(?P<way>past|to)\s(?P<word3>{'|'.join(HOURS)})\b"
    rf"(?:\s(?P<half4>{_HALF}|o[’']clock)|{_NO_NOUN})"
    rf"|(?:{_BESIDE_HOUR})(?P<word1>{'|'.join(HOURS)})\s(?P<half2>{_HALF}|o[’']clock)"
    rf"|(?<=after )(?P<word2>{'|'.join(HOURS)})\b(?:\s(?P<half3>{_HALF}|o[’']clock)|{_NO_NOUN})"
    r"|\b(?P<name>noon|midnight|dawn|dusk)\b)",
    re.I,
)
ANY_TIME = re.compile(
    rf"{_unnamed(WRITTEN)}|{RELATIVE.pattern}|{_unnamed(CLOCK)}"
    r"|\b(?:tomorrow|tonight|overnight)\b"
    r"|\b(?:last|next|this|early|late|the following) (?:week|month|year|spring|summer|autumn|fall|winter|night|morning"
    r"|afternoon|evening|weekend|decade)\b"
    r"|\b(?:days?|weeks?|months?|years?|decades?|hours?|minutes?) (?:ago|later|before|earlier)\b",
    re.I,
)
