"""What a question names of the articles it is about: their outlet, the day they were published."""

import re

# "Metro Herald | News and Sport", "Metro Herald - Health": the name proper stands first.
_SECTION = re.compile(r"\s+[|–—-]\s+|:\s+")
_ARTICLE = re.compile(r"the\s+", re.I)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")
_MONTH = "|".join(_MONTHS)
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})\b", re.I)
_MONTH_FIRST = re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I)


def names_outlet(question: str, outlet: str) -> bool:
    """Tell whether `question` names `outlet`, as a name: in words of their own, the first with a capital.

    A leading "The" may be missing where two words are left: "Age" is no name of The Age.
    """
    name = _SECTION.split(outlet.strip())[0]
    short = _ARTICLE.sub("", name, count=1)
    wanted = short if " " in short else name
    if not wanted or wanted.casefold() not in question.casefold():
        return False
    found = re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", question, re.I)
    return any(not match[0][0].islower() for match in found)


def named_days(question: str) -> frozenset[str]:
    """Return the days, ISO 8601, that `question` gives in full: with day, month and year."""
    iso = (match[0] for match in _ISO.finditer(question))
    told = (f"{match['year']}-{_MONTHS.index(match['month'].lower()) + 1:02}-{int(match['day']):02}"
            for form in (_DAY_FIRST, _MONTH_FIRST) for match in form.finditer(question))
    return frozenset((*iso, *told))
