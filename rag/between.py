"""Questions that set outlets beside each other: "Do the Post and the Gazette agree on the toll?"."""

import re
from collections.abc import Sequence

from vectorstore.naming import names_outlet


def between(question: str, outlets: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the question and those of `outlets` that it sets beside each other: where it names two or more it comes
    without their names."""
    named = tuple(o for o in outlets if names_outlet(question, o))
    if len(named) < 2:
        return question, ()
    text = question
    for name in sorted(named, key=len, reverse=True):
        short = re.escape(ARTICLE.sub("", name, count=1))
        text = re.sub(rf"(?:\bthe )?(?<!\w){short}(?!\w)(?:[’']s?(?!\w))?", MARK, text, flags=re.I)
    text = TOGETHER.sub(MARK, text)
    agreed = AGREE.match(text)
    topic = agreed["topic"] if agreed else re.sub(rf"\s*\b(?:by|from|of|in|to|according to) {MARK}", "", text)
    topic = f"What is {topic}" if agreed and not WH.match(topic) else topic
    return topic.replace(MARK, "they"), named


MARK = "\N{REPLACEMENT CHARACTER}"
ARTICLE = re.compile(r"the\s+", re.I)
TOGETHER = re.compile(rf"(?:both )?{MARK}(?:(?:, | and | or |, and | with | from ){MARK})+")
AGREE = re.compile(
    rf"(?:(?:how|where|in what(?: way)?|on what) )?(?:do|did|does|have|has) {MARK} (?:agreed?|disagreed?|differ(?:ed)?)"
    r"(?: with each other)? (?:on|about|over|as to|in) (?P<topic>.+)", re.I
)
WH = re.compile(r"(?:who|whom|whose|what|which|when|where|why|how|whether|if)\b", re.I)
