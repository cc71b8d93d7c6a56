"""Read a number as a range of what it can mean: "some 400" is about 400, "over 60" and "64" agree."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.units import CURRENCIES, KINDS, UNITS

HEDGE_SHARE = 0.1  # "about 400" leaves a tenth either way
ROUND_SHARE = 0.05  # an unhedged round figure of a hundred or more leaves half its last digit, at most this share


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number with its hedge can mean, `low` to `high`, both included, in `unit` ("" for a plain count).

    `start` and `end` are the characters of number, hedge and unit in the text it was read from.
    """

    low: float
    high: float
    unit: str
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        """Whether this is a sum of money."""
        return self.kind == "money"

    @property
    def kind(self) -> str:
        """What the unit measures ("money", "time", "length" ...), "" for a plain count."""
        return KINDS.get(self.unit, "")

    def agrees_with(self, other: "Quantity") -> bool:
        """Tell whether both can be true of one thing; quantities of different units are not compared and agree."""
        return self.unit != other.unit or (self.low <= other.high and other.low <= self.high)


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities in `text`, in order; dates, ordinals and clock times are none."""
    found = []
    for match in QUANTITY.finditer(text):
        number = _number(match)
        if number is not None and not _is_no_quantity(text, match):
            found.append(_quantity(match, number))
    return tuple(found)


def quantity_at(text: str, start: int, end: int) -> Quantity | None:
    """Return the quantity that covers or touches `[start, end)` of `text`, None if there is none."""
    return next((q for q in read_quantities(text) if q.start < end and start < q.end), None)


def _number(match: re.Match[str]) -> float | None:
    digits, words = match["digits"], match["words"]
    if digits:
        value = float(digits.replace(",", "").replace(" ", ""))
    elif words:
        value = _spelled(words.lower())
    else:
        return 0.0
    return value * SCALES.get((match["scale"] or "").lower(), 1.0)


def _spelled(words: str) -> float:
    total = current = 0.0
    for word in re.findall(r"[a-z]+", words):
        if word in SCALES:
            scale = SCALES[word]
            current = max(current, 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        else:
            current += SPELLED.get(word, 0.0)
    return total + current


def _quantity(match: re.Match[str], number: float) -> Quantity:
    unit = _unit(match)
    start = match.start()
    if match["vague"]:
        low, high = VAGUE[match["vague"].lower().split()[-1]]
        scale = SCALES.get((match["vague_scale"] or "").lower(), 1.0)
        return Quantity(low * scale, high * scale, unit, start, match.end())
    low, high = _range((match["hedge"] or "").strip().lower(), number)
    return Quantity(low, high, unit, start, match.end())


def _range(hedge: str, number: float) -> tuple[float, float]:
    if hedge in AT_LEAST:
        return number, math.inf
    if hedge in AT_MOST:
        return 0.0, number
    if hedge in ABOUT:
        return number * (1 - HEDGE_SHARE), number * (1 + HEDGE_SHARE)
    if hedge in NEARLY:
        return number * (1 - HEDGE_SHARE), number
    slack = _rounding(number)
    return number - slack, number + slack


def _rounding(number: float) -> float:
    """Half the last digit that a round figure gives: 2,500 stands for 2,450 to 2,550."""
    if number < 100 or number != int(number):
        return 0.0
    zeros = len(str(int(number))) - len(str(int(number)).rstrip("0"))
    return min(10**zeros / 2, number * ROUND_SHARE) if zeros >= 2 else 0.0


def _unit(match: re.Match[str]) -> str:
    if match["currency"]:
        return CURRENCIES.get(match["currency"], match["currency"])
    unit = (match["unit"] or match["percent"] or "").lower()
    return UNITS.get(unit, "")


def _is_no_quantity(text: str, match: re.Match[str]) -> bool:
    """A year, a day of a month, a clock time, a number inside a name ("No. 10", "Ashfield-2")."""
    before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 12]
    digits = match["digits"]
    if not digits or match["currency"] or match["unit"] or match["scale"]:
        return False
    if (
        re.fullmatch(r"(?:1[5-9]|20)\d\d", digits)
        and not match["hedge"]
        and not re.match(r"\s+(?:people|[a-z]+s\b)", after)
    ):
        return True
    return bool(
        MONTH_BEFORE.search(before)
        or MONTH_AFTER.match(after)
        or re.match(r"[:.]\d\d\b|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b", after)
        or re.search(r"(?:No\.?\s?|[\w]-|[:/.])$", before)
        or (NAME_BEFORE.search(before) and not COUNTED_AFTER.match(after))
    )


SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = {w: float(n) for n, w in enumerate(_ONES)} | {w: 10.0 * n for n, w in enumerate(_TENS, start=2)}
VAGUE = {
    "dozens": (24.0, 99.0), "scores": (40.0, 199.0), "hundreds": (200.0, 1999.0), "thousands": (2e3, 99_999.0),
    "millions": (2e6, 999e6), "several": (2.0, 9.99), "few": (2.0, 6.0),
}  # fmt: skip
AT_LEAST = {"at least", "more than", "over", "no fewer than", "no less than", "upwards of", "above", "exceeding"}
AT_MOST = {"at most", "up to", "fewer than", "less than", "under", "below", "no more than", "as many as", "as much as"}
ABOUT = {"about", "around", "some", "roughly", "approximately", "an estimated", "estimated", "close to"}
NEARLY = {"nearly", "almost", "just under", "not quite"}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SCALE = _any_of(SCALES)
_SPELLED = _any_of(SPELLED)
QUANTITY = re.compile(
    rf"(?:\b(?P<hedge>{_any_of(AT_LEAST | AT_MOST | ABOUT | NEARLY)})\s+)?(?:"
    r"(?:(?P<currency>US\$|[$€£])\s?)?(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b)?"
    rf"|\b(?P<words>(?:{_SPELLED})(?:[\s-](?:and\s)?(?:{_SPELLED}|{_SCALE}))*|(?:a|one)\s(?:{_SCALE}))\b"
    rf"|\b(?P<vague>{_any_of(VAGUE.keys() - {'few'})}|a\sfew)\b(?:\s(?P<vague_scale>{_SCALE})\b)?)"
    rf"(?:\s?(?P<percent>%)|[\s-](?P<unit>{_any_of(UNITS.keys() - {'%'})})\b)?",
    re.I,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
# "Shed 7", "Flight 214": a number that names, unless it counts what follows ("On Monday 400 people").
NAME_BEFORE = re.compile(r"\w[,;]?\s(?!(?:Some|About|Over|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[a-z]*\s)[A-Z][a-z]+\s$")
COUNTED_AFTER = re.compile(r"\s+(?!was\b|is\b|has\b|does\b)(?:people|[a-z-]+s\b|[a-z]+men\b|children)")
MONTH_BEFORE = re.compile(rf"\b{_MONTH}\s$")
MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?!\w)")
