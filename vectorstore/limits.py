"""Where to look: which outlets, which days."""

import datetime as dt
import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.errors import StoreError
from vectorstore.rows import outlet_key

MOST_NAMED = 3
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Where to look: outlets (any case), articles by id, languages as ISO 639 (none means all), and publish days, both
    ends included.

    With a day set, only articles certainly published within it count; an unknown date is never within. `as_of` hides
    what was published later. While others have something to say, at most `origin_share` of the hits come from one
    report and its copies, and at most `outlet_share` from one outlet.
    """

    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    articles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    origin_share: float = 0.25
    outlet_share: float = 0.5

    def condition(self) -> tuple[str, list[object]]:
        """Return the SQL condition on `articles`, "" where all are allowed, and its values."""
        parts: list[tuple[str, object]] = []
        if self.outlets:
            keys = json.dumps([outlet_key(outlet) for outlet in self.outlets])
            parts.append(("outlet_key IN (SELECT value FROM json_each(?))", keys))
        if self.articles:
            parts.append(("article_id IN (SELECT value FROM json_each(?))", json.dumps(self.articles)))
        if self.languages:
            parts.append(("articles.language IN (SELECT value FROM json_each(?))", json.dumps(self.languages)))
        if self.since:
            parts.append(("first_day >= ?", self.since.isoformat()))
        parts.extend(("last_day <= ?", day.isoformat()) for day in (self.until, self.as_of) if day)
        return " AND ".join(part for part, _ in parts), [value for _, value in parts]


def check_outlets(outlets: Sequence[str], known: Sequence[str]) -> None:
    """Check that each of `outlets` is one of those that the store knows, in any case.

    Raises:
        StoreError: for the first that is not, naming the nearest ones.
    """
    keys = {outlet_key(name): name for name in known}
    for outlet in outlets:
        if (key := outlet_key(outlet)) not in keys:
            near = [keys[name] for name in difflib.get_close_matches(key, keys, n=MOST_NAMED, cutoff=0.5)]
            hint = f"did you mean: {', '.join(near)}" if near else f"known are: {', '.join(known) or 'none at all'}"
            raise StoreError(f"no article of the outlet {outlet!r}; {hint[:MOST_CHARACTERS]}")
