"""How outside text becomes markup: escaped, cleared of control characters, and kept from turning its neighbours."""

import html
import re
from urllib.parse import urlsplit

# Text that some later reader (a template engine, a formula renderer) could take for its own code stays inert too.
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "`${}\\"}
# Control characters (tab and line feed are kept) and lone surrogates, which no answer could be sent with.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ISO = re.compile(r"(?:(\d{4})|-)(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::[\d.]+)?)?", re.ASCII)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


def escape(text: str) -> str:
    """Return `text` as HTML that reads the same in an element or a quoted attribute and can start no markup."""
    return html.escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True).translate(_ENTITIES)


def isolate(text: str, *, css_class: str = "") -> str:
    """Return outside `text` in an element of its own direction, so that it cannot reorder what stands around it."""
    return f'<bdi class="{css_class}">{escape(text)}</bdi>' if css_class else f"<bdi>{escape(text)}</bdi>"


def link(url: str) -> str:
    """Return `url` as a text link if it is an absolute http(s) address, as plain text otherwise."""
    if not is_web_address(url):
        return isolate(url, css_class="url")
    return (f'<a class="url" href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{isolate(url)}</a>")


def is_web_address(url: str) -> bool:
    """Tell whether `url` is an absolute http or https address of printable characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def date_in_words(value: str | None) -> str:
    """Return an article's date ("2031-05-04T18:42") as a reader writes it ("4 May 2031, 18:42"), escaped.

    What is not known is said: None gives "date unknown", "--05-04" gives "4 May, year not given".
    """
    if not value:
        return "date unknown"
    found = _ISO.fullmatch(value)
    if not found or not (found[1] or found[2]) or not 1 <= int(found[2] or 1) <= 12:
        return escape(value)
    day = str(int(found[3])) if found[3] else ""
    words = " ".join(filter(None, [day, _MONTHS[int(found[2]) - 1] if found[2] else "", found[1]]))
    return words + ("" if found[1] else ", year not given") + (f", {found[4]}" if found[4] else "")
