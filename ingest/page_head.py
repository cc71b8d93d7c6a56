"""Read what an HTML page declares about its article: title, outlet, authors, dates, address."""

import html
import re
from collections.abc import Iterable
from typing import Any

from ingest import json_ld
from ingest.article import Genre
from ingest.canonical import clean
from ingest.draft import Draft
from ingest.page_credits import authors_of
from ingest.page_dates import published, updated
from ingest.page_outlet import page_outlet
from ingest.page_title import heading_of, page_title, shown_title, without_site

_TITLE = ("og:title", "twitter:title", "dc.title")
_SECTION = ("article:section", "parsely-section", "cxenseparse:section", "section", "category", "dcterms.subject")
_GENRES = (
    (Genre.LIVE, re.compile(r"LiveBlog|\b(?:live|liveticker|en direct|en vivo|ao vivo|canlı|uživo)\b", re.I)),
    (Genre.OPINION, re.compile(
        r"Opinion|\b(?:op-?ed|opinione?s?|comment(?:ary|isfree)?|editorials?|columns?|columnists?|kommentar|meinung|tribune|"
        r"opini[óo]n|opini[ãa]o|görüş|mnenje|mišljenje|opinia|мнение|думка|колонка|γνώμ\w+|άποψ\w+|"
        r"یادداشت|رأي)\b|社説", re.I)),
    (Genre.ANALYSIS, re.compile(r"Analysis|\b(?:anal[iy]s[ei]s?|análisis|análise|analiz[ae]?|анализ)\b", re.I)))


def read_head(tree: Any) -> Draft:
    """Return what the page's tags tell, with the tag as evidence; the parts are empty.

    JSON-LD speaks first, then meta tags, then what the page's markup labels (`h1`, `time`, authors), then its address.
    """
    story, meta = json_ld.story_object(tree), _meta(tree)
    url, section, last = _address(tree, story, meta), _section(tree, story, meta), _title_tag(tree)
    declared = [json_ld.text(story.get("headline")), *_firsts(meta, _TITLE)]
    shown = shown_title(tree, last)
    outlet = page_outlet(tree, story=story, meta=meta, url=url or "", title=last, headlines=[*declared, shown])
    title = page_title(tree, declared, last, shown=shown, outlet=outlet)
    heading = heading_of(tree, title)
    return Draft(
        title=title, outlet=outlet, authors=authors_of(tree, story, meta, outlet=outlet),
        published=published(tree, story, meta, heading=heading, url=url or ""),
        updated=updated(tree, story, meta, heading=heading), url=url,
        language=(tree.get("lang") or "").partition("-")[0].lower(), section=section,
        genre=_genre(story, section, last))


def last_title(tree: Any, outlet: str) -> str:
    """Return the text of the page's `title` tag without the name of its site."""
    return without_site(_title_tag(tree), outlet)


def _title_tag(tree: Any) -> str:
    return clean(html.unescape(str(tree.findtext(".//title") or "")))


def _meta(tree: Any) -> dict[str, list[str]]:
    """Return the contents of the meta tags by their lower-cased property, name or itemprop, in order."""
    found: dict[str, list[str]] = {}
    for tag in tree.xpath("//meta[@content]"):
        content = clean(html.unescape(tag.get("content")))
        for name in {tag.get("property"), tag.get("name"), tag.get("itemprop")} - {None}:
            if content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _section(tree: Any, story: dict[str, Any], meta: dict[str, list[str]]) -> str:
    declared = story.get("articleSection")
    sections = [json_ld.text(s) for s in (declared if isinstance(declared, list) else [declared])]
    marked = (clean(e.text_content()) for e in tree.xpath("//*[@itemprop='articleSection'][not(self::meta)]"))
    return next(filter(None, [*sections, *_firsts(meta, _SECTION), *marked]), "")[:80]


def _genre(story: dict[str, Any], section: str, title: str) -> Genre:
    """Return what the page marks the article as: by its type, its section, or a label in its title."""
    label = re.split(r"\s*[|:–—]\s+", title)[0]
    marks = f"{story.get('@type', '')} {section} {label if len(label.split()) <= 2 else ''}"
    return next((genre for genre, sign in _GENRES if sign.search(marks)), Genre.NEWS)


def _firsts(meta: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [meta[name][0] for name in names if name in meta]


def _address(tree: Any, story: dict[str, Any], meta: dict[str, list[str]]) -> str | None:
    declared = [*tree.xpath("//link[@rel='canonical']/@href"), *meta.get("og:url", []), str(story.get("url") or ""),
                *tree.xpath("//link[@rel='amphtml']/@href")]
    return next((clean(a) for a in declared if re.match(r"https?://[^\s/]+/?\S*$", clean(a))), None)
