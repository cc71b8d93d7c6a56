"""Find a page's headline: what its tags declare, as the page itself shows it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.canonical import clean
from ingest.page_outlet import SEPARATOR, bare, is_same_name
from ingest.words import count_words

_TRUNCATED = re.compile(r"\s*(?:…|\.\.\.)$")
_HEADLINE_WORDS = 5
_ALIKE = 0.5  # share of the shorter title's words that a heading and a declared title have in common
_LONGEST = 400
_FEWEST_WORDS = 4  # of a headline; fewer are a site's name
_SHORTEST = 8  # letters of a headline that is known by its spelling alone


def page_title(tree: Any, tags: Sequence[str], last: str, *, shown: str, outlet: str) -> str:
    """Return the page's own heading that a declared title resembles, else the declared title without its suffix.

    `tags` are the declared titles, `last` the `title` tag, `shown` the start of it that stands on the page. "" where
    there is only the `title` tag and what it says stands nowhere on the page: most likely a slogan.
    """
    declared = [title for title in (*tags, last) if title and bare(title) != bare(outlet)]
    plain = [without_site(title, outlet) for title in declared]
    headings = {text: h for text, h in _headings(tree).items() if bare(text) != bare(outlet)}
    likest = max(headings, key=lambda h: max((_likeness(h, title) for title in declared), default=0.0), default="")
    if likest and any(_likeness(likest, title) >= _ALIKE for title in declared):
        return _without_label(headings[likest], plain)
    if shown:
        return shown
    if len(headings) == 1 and count_words(likest) >= _HEADLINE_WORDS:  # whatever the tags say of another story
        return likest
    if not declared:
        return next(iter(headings), "")
    is_slogan = declared == [last] and not headings and bare(plain[0]) not in bare(_body(tree))
    best = next((title for title in plain if not _TRUNCATED.search(title)), plain[0])
    return "" if is_slogan else best


def shown_title(tree: Any, last: str) -> str:
    """Return the longest start of the `title` tag that is the whole text of a heading or line of the page, or ""."""
    wanted = {bare(start): start for start in _starts(last) if count_words(start) >= _FEWEST_WORDS}
    found = {bare(text) for element in _title_like(tree) if (text := clean(element.text_content()))}
    return next((start for key, start in wanted.items() if key in found), "")


def heading_of(tree: Any, title: str) -> Any:
    """Return the element that shows the title, else the page's first `h1`, else None."""
    key = bare(title)
    same = (element for element in _title_like(tree) if key and bare(clean(element.text_content())) == key)
    return next(same, next(tree.iter("h1"), None))


def without_site(title: str, outlet: str) -> str:
    """Cut the site's name, and what it adds to it, from the end of a title."""
    pieces = SEPARATOR.split(title)
    while len(pieces) > 1 and (is_same_name(pieces[-1], outlet) if outlet else len(pieces[-1].split()) <= 4):
        title = title[: title.rindex(pieces.pop())].rstrip(" |–—•·»›‹:>_-")
        if not outlet:
            break
    return title


def _headings(tree: Any) -> dict[str, Any]:
    """Return the page's main headings by their text, in order."""
    found = [(clean(h.text_content()), h) for h in tree.xpath("//h1 | //*[@itemprop='headline'][not(self::meta)]")]
    return dict(reversed({text: h for text, h in reversed(found) if text and len(text) < _LONGEST}.items()))


def _starts(title: str) -> list[str]:
    """Return a title, and its starts without the pieces behind its separators, longest first."""
    return [title, *(clean(title[: cut.start()]) for cut in reversed(list(SEPARATOR.finditer(title))))]


def _title_like(tree: Any) -> Iterator[Any]:
    """Yield headings, then elements of the body that hold text alone."""
    yield from tree.xpath("//body//*[self::h1 or self::h2 or self::h3 or self::h4][string-length() < 400]")
    yield from tree.xpath("//body//*[not(*) and not(self::script or self::style or self::a or self::option)]"
                          "[string-length() > 7 and string-length() < 400]")


def _without_label(heading: Any, declared: Iterable[str]) -> str:
    """Return the declared title that a heading holds beside a label in a tag of its own ("Title <b>Subscribers</b>"),
    or that it is cut short of; else its text."""
    text = clean(heading.text_content())
    keys = {bare(start): start for title in declared for start in _starts(title)}
    if _TRUNCATED.search(text):
        stem = bare(_TRUNCATED.sub("", text))
        return next((title for key, title in keys.items() if key.startswith(stem)), text)
    pieces = [bare(piece) for piece in heading.itertext() if piece.strip()]
    parts = {"".join(pieces[a:b]) for a in range(len(pieces)) for b in (len(pieces), a + 1)}
    parts |= {"".join(pieces[:b]) for b in range(len(pieces))}
    held = (title for key, title in keys.items() if key in parts and len(key) >= _SHORTEST)
    return text if bare(text) in keys else next(held, text)


def _body(tree: Any) -> str:
    body = tree.find("body")
    return str(body.text_content()) if body is not None else ""


def _likeness(heading: str, title: str) -> float:
    mine, theirs = (set(re.findall(r"\w+", text.casefold())) for text in (heading, title))
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest > 1 else float(mine == theirs)
