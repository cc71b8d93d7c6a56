"""How outside text becomes markup: escaped, cleared of control characters, and kept from turning its neighbours."""

import datetime as dt
import html
import re
from urllib.parse import quote, urlsplit

# Text that some later reader (a template engine, a formula renderer) could take for its own code stays inert too.
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "`${}\\"}
# Control characters (tab and line feed are kept) and lone surrogates, which no answer could be sent with.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ISO = re.compile(r"(?:(\d{4})|-)(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::[\d.]+)?)?", re.ASCII)
WORDS_OF_A_FRAGMENT = 5
# Between what is said on one line; a line never begins with it.
DOT = "\N{NO-BREAK SPACE}· "
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


def escape(text: str) -> str:
    """Return `text` as HTML that reads the same in an element or a quoted attribute and can start no markup."""
    return html.escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True).translate(_ENTITIES)


def isolate(text: str, *, css_class: str = "") -> str:
    """Return outside `text` in an element of its own direction, so that it cannot reorder what stands around it."""
    return f'<bdi class="{css_class}">{escape(text)}</bdi>' if css_class else f"<bdi>{escape(text)}</bdi>"


def link(url: str, *, sentence: str = "", words: str = "") -> str:
    """Return `url` as a link, shown as `words` or as itself, if it is an absolute http(s) address, as plain text
    otherwise; with `sentence` it leads to that sentence of the page."""
    if not is_web_address(url):
        return isolate(url, css_class="url")
    leads_to = text_fragment(url, sentence) if sentence else url
    return (f'<a class="url" href="{escape(leads_to)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{isolate(words or url)}</a>")


def is_web_address(url: str) -> bool:
    """Tell whether `url` is an absolute http or https address of printable characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def text_fragment(url: str, sentence: str) -> str:
    """Return `url` so that a browser scrolls to `sentence` there, as far as the page still holds its words."""
    words = sentence.split()
    if len(words) <= 2 * WORDS_OF_A_FRAGMENT:
        wanted = _fragment(words)
    else:
        wanted = f"{_fragment(words[:WORDS_OF_A_FRAGMENT])},{_fragment(words[-WORDS_OF_A_FRAGMENT:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={wanted}"


def _fragment(words: list[str]) -> str:
    # A hyphen, a comma and an ampersand have a meaning of their own in such an address.
    return quote(" ".join(words).encode(errors="replace"), safe="").replace("-", "%2D")


def age_in_words(value: str | None, today: dt.date) -> str:
    """Return how long before `today` a date of known day lies ("3 days ago"), "" for others and for later ones."""
    try:
        days = (today - dt.date.fromisoformat((value or "")[:10])).days
    except ValueError:
        return ""
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    number, unit = next(((days // size, unit) for size, unit in ((365, "year"), (30, "month")) if days >= size),
                        (days, "day"))
    return f"{number} {unit}{'' if number == 1 else 's'} ago"


def date_in_words(value: str | None) -> str:
    """Return an article's date ("2031-05-04T18:42") as a reader writes it ("4 May 2031, 18:42"), escaped.

    What is not known is said: None gives "date unknown", "--05-04" gives "4 May, year not given".
    """
    return escape(plain_date(value))


def plain_date(value: str | None) -> str:
    """Return what `date_in_words` does, not escaped: for text that is no markup."""
    if not value:
        return "date unknown"
    found = _ISO.fullmatch(value)
    if not found or not (found[1] or found[2]) or not 1 <= int(found[2] or 1) <= 12:
        return value
    day = str(int(found[3])) if found[3] else ""
    words = " ".join(filter(None, [day, _MONTHS[int(found[2]) - 1] if found[2] else "", found[1]]))
    return words + ("" if found[1] else ", year not given") + (f", {found[4]}" if found[4] else "")


def zone(offset: str) -> str:
    """Return a distance from UTC, as "+02:00", in words."""
    return "UTC" if offset in {"Z", "+00:00"} else f"UTC{offset}"
