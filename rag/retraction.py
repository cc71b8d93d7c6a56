"""Which words of a sentence it takes back: what an earlier version said, what is not so."""

import re

# The words that go before a value that is taken back, and those that follow it.
EARLIER = re.compile(
    r"\b(?:(?:earlier|previous|first|original) (?:versions?|editions?|reports?|articles?|story|stories|dispatch(?:es)?)"
    r"|report of \d[\w ]{2,15})\b[^.;]*$"
    r"|\b(?:correction|error|mistake)\b[^.;]*\b(?:we|this (?:news)?paper|th(?:is|e) (?:article|report|story))"
    r" (?:had )?(?:reported|said|stated|wrote|gave|put)\b[^.;]*$",
    re.I,
)
UNTRUE = re.compile(
    r"\b(?:wrongly|incorrectly|mistakenly|erroneously|misstated)\b[^.;]*$"
    r"|\b(?:not|rather than|instead of) (?:the )?$",
    re.I,
)
AFTER = re.compile(
    r"[^.;,\d]{0,30}\b(?:as (?:\w+ )?(?:first|previously|originally|initially|earlier|wrongly|incorrectly|mistakenly)\b"
    r"|in an earlier (?:version|report|edition|story|article))",
    re.I,
)


def is_retracted(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence `text` takes back what stands in `[start, end)`."""
    return is_corrected(text, start, end) or UNTRUE.search(text, 0, start) is not None


def is_corrected(text: str, start: int, end: int) -> bool:
    """Tell whether it takes back there what was reported before, and not only what somebody else says."""
    return EARLIER.search(text, 0, start) is not None or AFTER.match(text, end) is not None
