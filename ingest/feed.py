"""Read the entries of an RSS or Atom feed: their addresses, and what the feed says of each."""

import codecs
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
from lxml import etree

from ingest.decode import decode

MOST_ENTRIES = 500
# Of one text: an address, a title, a date, a name. In characters.
MOST_TEXT = 4_096
# An entry says each of these once or a few times; a hundred thousand authors are no news.
MOST_PARTS = 20
MOST_SEEN = 1_000  # elements of an entry among which these are looked for
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 10_000  # bytes in which a feed begins
_ROOT = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_FIRST_TAG = re.compile(r"<[A-Za-z][\w:-]*(?=[\s/>])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NEVER_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Marked character data, which stays as it is; elsewhere an ampersand with the reference that it begins, if any.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(?:#\d{1,10}|#[xX][\da-fA-F]{1,8}|[A-Za-z]\w{1,31});)?", re.ASCII | re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_ADDRESSES = frozenset(("link", "id", "guid"))
_PARTS = _ADDRESSES | frozenset(("title", "pubDate", "published", "issued", "date", "author", "creator"))
_ATTRIBUTES = ("{http://www.w3.org/XML/1998/namespace}base", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about",
               "version", "href", "rel", "isPermaLink")


class FeedError(Exception):
    """Data that is no feed, and why, in one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: `url` absolute, `published` as the feed writes it, the rest plain text, None if not said."""

    url: str
    title: str | None
    published: str | None
    author: str | None


def is_feed(data: bytes, content_type: str) -> bool:
    """Tell whether `data`, served as `content_type` (lower case, no parameters), is an RSS or Atom feed."""
    try:
        head = _COMMENT.sub("", decode(data[:_HEAD]))
    except ValueError:
        return False
    first = _FIRST_TAG.search(head)
    return bool(first and _ROOT.match(first[0] + ">")) or bool(content_type in FEED_TYPES and _ROOT.search(head))


def entries(data: bytes, *, url: str, charset: str | None = None, most: int = MOST_ENTRIES) -> tuple[Entry, ...]:
    """Return what the first `most` entries say, in the feed's order, each address once; those without one are left out.

    `url` is the feed's own address, `charset` what its server said of its text.

    Raises:
        FeedError: if `data` is no feed.
    """
    try:
        small = etree.tostring(_rewritten(_tree(_text(data, charset)), most), encoding="utf-8")
    except UnicodeDecodeError as error:  # libxml2 takes a reference to half a character, lxml cannot read it then
        raise FeedError("no feed: it holds half characters") from error
    # Never the bytes themselves: feedparser would take them for an address to fetch or a file to open.
    parsed = feedparser.parse(io.BytesIO(small), sanitize_html=False, resolve_relative_uris=False, response_headers={
        "content-type": "application/xml; charset=utf-8", "content-location": url})
    found: dict[str, Entry] = {}
    for item in parsed.entries:
        entry = _entry(item, base=url)
        if entry:
            found.setdefault(urldefrag(entry.url).url, entry)
    return tuple(found.values())


def _text(data: bytes, charset: str | None) -> str:
    try:
        return data.decode("utf-8") if charset and not data.startswith(_BOMS) else decode(data)
    except UnicodeDecodeError:
        return data.decode(charset or "utf-8", "replace")
    except ValueError as error:
        raise FeedError(f"no feed: {error}") from error


def _tree(text: str) -> Any:
    """Return the root element, of whatever can be read.

    All before the root is dropped, so that no entity is ever declared and none can explode.
    """
    start = _ROOT.search(text)
    if not start:
        raise FeedError("no feed: expected an rss, feed or rdf element, found none")
    clean = _NEVER_IN_XML.sub("", _REFERENCE.sub(_resolved, text[start.start():]))
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                             remove_comments=True, remove_pis=True)
    root = etree.fromstring(clean.encode(), parser)
    if root is None:
        raise FeedError("no feed: its XML cannot be read")
    return root


def _resolved(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("<") else _character(match[0])


@lru_cache(maxsize=4_096)
def _character(reference: str) -> str:
    """Return what a reference means: libxml2 loses &amp; behind the first fault of a feed and takes half characters."""
    return "".join(f"&#{ord(char)};" if char in "&<>\"'" else char for char in html.unescape(reference))


def _rewritten(root: Any, most: int) -> Any:
    """Return a feed with nothing but the parts that are read.

    feedparser alone took 47 s and 950 MB for 5 MB of nested tags, 26 s for a million empty ones.
    """
    small = etree.Element(root.tag, _attributes(root))
    for item in islice(root.iter("{*}item", "{*}entry"), most):
        copy = etree.SubElement(small, item.tag, _attributes(item))
        for part in islice(_parts(item), MOST_PARTS):
            _copy(part, etree.SubElement(copy, _tag(part), _attributes(part)))
    return small


def _parts(item: Any) -> Iterator[Any]:
    """Yield the elements that are read; a tag left open before them puts them deeper than they belong."""
    children = [part for part in islice(item.iterchildren(), MOST_SEEN) if _name(part) in _PARTS]
    if any(_name(part) in _ADDRESSES for part in children):
        return iter(children)
    inside = takewhile(lambda part: _name(part) not in ("item", "entry"), islice(item.iterdescendants(), MOST_SEEN))
    return (part for part in inside if _name(part) in _PARTS)


def _name(part: Any) -> str:
    """Return an element's name without namespace or prefix."""
    return str(part.tag).rpartition("}")[2].rpartition(":")[2]


def _tag(part: Any) -> str:
    """Return a tag that can be written again; of undeclared prefixes only Dublin Core's is known."""
    tag = str(part.tag)
    if ":" not in tag or tag.startswith("{"):
        return tag
    return _DUBLIN_CORE + _name(part) if tag.startswith("dc:") else "unknown"


def _copy(part: Any, copy: Any) -> None:
    names = part.findall("{*}name")[:MOST_PARTS]
    for name in names:
        etree.SubElement(copy, name.tag).text = "".join(name.itertext())[:MOST_TEXT]
    if not names:
        copy.text = "".join(part.itertext())[:MOST_TEXT]


def _attributes(element: Any) -> dict[str, str]:
    return {name: element.get(name) for name in _ATTRIBUTES if len(element.get(name, " " * MOST_TEXT)) < MOST_TEXT}


def _entry(item: Any, *, base: str) -> Entry | None:
    link = _plain(item.get("link"))
    try:
        url = urljoin(base, link or "")
        parts = urlsplit(url)
    except ValueError:
        return None
    if not link or parts.scheme not in ("http", "https") or not parts.netloc or len(link) >= MOST_TEXT:
        return None
    authors = [_plain(author.get("name") or author.get("email")) for author in item.get("authors", ())]
    author = ", ".join(dict.fromkeys(name for name in authors if name)) or _plain(item.get("author"))
    # A feed's "updated" is no publish date and was not copied: what feedparser calls so here is Dublin Core's date.
    published = _plain(item.get("published") or item.get("updated"))
    return Entry(url, _plain(_MARKUP.sub("", html.unescape(item.get("title", "")))), published, author)


def _plain(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None
