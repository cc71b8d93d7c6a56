"""Read what an HTML page declares about its article: title, outlet, authors, dates, address."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.article import Dated
from ingest.bylines import read_byline
from ingest.canonical import clean
from ingest.dates import read_stamp
from ingest.draft import Draft

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*Posting|Report|Newspaper\w*)$")
_PUBLISHED = ("article:published_time", "datepublished", "og:published_time", "parsely-pub-date", "sailthru.date",
              "pubdate", "publishdate", "publish-date", "dc.date.issued", "dcterms.created", "dc.date", "date")
_UPDATED = ("article:modified_time", "datemodified", "og:updated_time", "lastmod", "last-modified", "dcterms.modified")
_OUTLET = ("og:site_name", "application-name", "publisher", "dc.publisher", "twitter:app:name:iphone")
_AUTHOR = ("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author")
_SUFFIX = re.compile(r"\s+(?:[|–—•·»-]|::)\s+")


def read_head(tree: Any) -> Draft:
    """Return what the page's tags tell, with the tag as evidence; the parts are empty.

    JSON-LD speaks first, then meta tags, then what stands on the page (`h1`, `time`).
    """
    story, meta = _story_object(tree), _meta(tree)
    outlet = _name(story.get("publisher")) or _first(meta, _OUTLET)
    return Draft(
        title=_title(tree, story=story, meta=meta, outlet=outlet), outlet=outlet, authors=_authors(story, meta),
        published=_dated(story, "datePublished", meta=meta, names=_PUBLISHED) or _time_tag(tree, "datePublished"),
        updated=_dated(story, "dateModified", meta=meta, names=_UPDATED) or _time_tag(tree, "dateModified"),
        url=_address(tree, meta))


def _story_object(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD object of the article, {} where the page has none."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for candidate in _objects(data):
            kinds = candidate.get("@type")
            if any(_ARTICLE_TYPE.match(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return candidate
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script: it is one, a list of them, or a graph."""
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            yield from (o for o in item.get("@graph") or () if isinstance(o, dict))
            if isinstance(item.get("mainEntity"), dict):
                yield item["mainEntity"]


def _meta(tree: Any) -> dict[str, str]:
    """Return the first content of each meta tag by its lower-cased property, name or itemprop."""
    found: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = clean(tag.get("content"))
        if content:
            found.setdefault(name.lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _title(tree: Any, *, story: dict[str, Any], meta: dict[str, str], outlet: str) -> str:
    headings = [clean(h.text_content()) for h in tree.xpath("//h1")]
    headings = [h for h in headings if h and h != outlet]
    declared = [clean(str(story.get("headline") or "")), meta.get("og:title", ""),
                *(headings if len(headings) == 1 else []), clean(str(tree.findtext(".//title") or "")), *headings]
    title = next(filter(None, declared), "")
    for heading in headings:  # the page's own heading, where the declared title is that and a suffix
        if title.startswith(heading) and _SUFFIX.match(title[len(heading) :]):
            return heading
    pieces = _SUFFIX.split(title)
    is_site = len(pieces) > 1 and (_bare(pieces[-1]) == _bare(outlet) if outlet else len(pieces[-1].split()) <= 4)
    return title[: title.rindex(pieces[-1])].rstrip(" |–—•·»:-") if is_site and len(pieces[0].split()) > 2 else title


def _bare(name: str) -> str:
    return re.sub(r"\W|^the\s", "", name.lower())


def _name(thing: Any) -> str:
    if isinstance(thing, list):
        return next(filter(None, map(_name, thing)), "")
    name = thing.get("name") if isinstance(thing, dict) else thing
    return clean(name) if isinstance(name, str) and "://" not in name else ""


def _authors(story: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    declared: Any = story.get("author") or [meta[name] for name in _AUTHOR if "://" not in meta.get(name, "://")][:1]
    authors: list[str] = []
    for author in declared if isinstance(declared, list) else [declared]:
        name = _name(author)
        byline = read_byline(name if name.lower().startswith("by ") else f"By {name}")
        authors += byline.authors if byline and byline.authors else [name] * bool(name)
    return tuple(dict.fromkeys(authors))


def _dated(story: dict[str, Any], key: str, *, meta: dict[str, str], names: tuple[str, ...]) -> Dated | None:
    stamps = [(str(story[key]), f"JSON-LD {key}")] if story.get(key) else []
    stamps += [(meta[name], f"meta {name}") for name in names if name in meta]
    read = (read_stamp(stamp, evidence=f'{tag} "{clean(stamp)[:60]}"') for stamp, tag in stamps)
    return next((date for date in read if date), None)


def _time_tag(tree: Any, itemprop: str) -> Dated | None:
    also = " or @pubdate" if itemprop == "datePublished" else ""
    for tag in tree.xpath(f"//time[@datetime][@itemprop='{itemprop}'{also}]"):
        stamp = tag.get("datetime")
        if date := read_stamp(stamp, evidence=f'time "{clean(stamp)[:60]}"'):
            return date
    return None


def _address(tree: Any, meta: dict[str, str]) -> str | None:
    declared = [*tree.xpath("//link[@rel='canonical']/@href"), meta.get("og:url", "")]
    return next((clean(a) for a in declared if re.match(r"https?://[^\s/]+/?\S*$", clean(a))), None)
