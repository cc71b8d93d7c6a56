"""Questions for several things: what kind of telling they ask for, and the words by which a sentence does it.

"What do critics say" and "how did sponsors react" are answered by somebody's words, "which measures were taken" by
deeds; such sentences seldom share a word with the question.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of telling: what asks for it, what tells it, and whether it is told in somebody's own words."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    is_spoken: bool


def act_of(question: str) -> Act | None:
    """Return the kind of telling that `question` asks for, None if it tells no such kind."""
    return next((act for act in ACTS if act.asked.search(question)), None)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.I)


ACTS = (
    Act(
        _words(r"critic\w*|complain\w*|opposition|opponents?|wrong|blam\w+|accus\w+"),
        _words(r"too (?:late|little|slow|few|long)|fail\w*|never|nobody|no one|should have|not enough|blam\w+|accus\w+"
               r"|criticis\w+|criticiz\w+|wrong|shame\w*|warn\w*|ignor\w+|late|lie[sd]?|scandal|without|instead|only"),
        is_spoken=True,
    ),
    Act(
        _words(r"support\w*|defen[cds]\w*|friend\w*|back(?:ers|ed|ing)|welcom\w+"),
        _words(r"right|good|need\w*|help\w*|best|welcom\w+|jobs|proud|safe\w*|always|support\w*|defend\w*|honest\w*"),
        is_spoken=True,
    ),
    Act(
        _words(r"react\w*|respon[ds]\w*|treat(?:ed)?|answer\w*"),
        _words(r"demand\w*|called (?:for|on)|refus\w+|resign\w*|strike|sue|suspend\w*|condemn\w*|welcom\w+|petition"
               r"|protest\w*|angr\w+|mourn\w*|want\w*|ashamed|sorry|apolog\w+|reject\w*|threat\w+"),
        is_spoken=True,
    ),
    Act(
        _words(r"measures?|(?:being|been|be) done|doing|steps?|taken|promis\w+|help|investigations?|demands?|wants?"
               r"|going to happen|happens? next|plans?|changes?"),
        _words(r"will|order\w*|ban\w*|suspend\w*|clos\w+|introduc\w+|must|decid\w+|vot\w+|promis\w+|fund|appoint\w*"
               r"|opened|inquiry|investigat\w+|recall\w*|new|from now|until|stop\w*|requir\w+|announc\w+|plan\w*"
               r"|review\w*|told to"),
        is_spoken=False,
    ),
)  # fmt: skip
