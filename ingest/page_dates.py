"""Read when a page was published and updated: its tags, what its markup labels, what it shows, its address."""

import copy
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date

from ingest import json_ld
from ingest.article import Dated, Precision
from ingest.canonical import clean
from ingest.dates import read_date_lines, read_stamp

_PUBLISHED = (
    "article:published_time article:published datepublished og:published_time og:article:published_time "
    "rnews:datepublished parsely-pub-date cxenseparse:recs:publishtime cxenseparse:publishtime sailthru.date pubdate "
    "publishdate publish-date publish_date publication_date article_date_original originalpublicationdate ptime pdate "
    "dc.date.issued dcterms.issued dcterms.created dc.date.created dcterms.date dc.date date article.published "
    "bt:pubdate vr:published_time shareaholic:article_published_time").split()
_UPDATED = (
    "article:modified_time article:modified datemodified og:updated_time og:modified_time parsely-modified-date "
    "lastmod last-modified revised dcterms.modified dc.date.modified article.updated utime").split()
_PUBLISH_TAG = re.compile(
    r"(?:pub(?:li(?:sh|c)\w*)?|created)[^a-z]?(?:date|time|on|at)\b|(?:date|time)[^a-z]?publi(?:sh|c)", re.I)
_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_IN_COMMENT = "ancestor::*[contains(@class, 'comment') or contains(@id, 'comment')]"
_PUBDATE = f"//time[@pubdate][not({_IN_COMMENT})]"
_PROSE = "following::p[string-length(normalize-space()) > 120][1]"
_MOST_SHOWN = 200
_NEAR = 400  # elements below the heading; further down stand other stories

# It tells of every page that it cannot date.
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def published(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], *, heading: Any, url: str) -> Dated | None:
    """Return the page's publish date; `heading` is the element of its headline, None where it has none."""
    if declared := _dated(tree, story, meta, heading, key="datePublished", names=_PUBLISHED):
        return declared
    shown = _shown(heading, "published", "")
    if shown and shown.precision is not Precision.DAY_WITHOUT_YEAR:
        return shown
    found = _in_address(url) or _searched(tree, heading)
    # A date without a year is completed only by one of the same day.
    return shown if shown and not (found and found.value.endswith(shown.value[2:])) else found


def updated(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], *, heading: Any) -> Dated | None:
    """Return the page's update date."""
    return _dated(tree, story, meta, heading, key="dateModified", names=_UPDATED) or _shown(heading, "updated")


def _dated(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], heading: Any, *, key: str,
           names: Sequence[str]) -> Dated | None:
    stamps = [(json_ld.text(story.get(key)), f"JSON-LD {key}")]
    others = [name for name in meta if key == "datePublished" and _PUBLISH_TAG.search(name) and name not in names]
    stamps += [(content, f"meta {name}") for name in (*names, *others) for content in meta.get(name, ())]
    read = (read_stamp(stamp, evidence=f'{tag} "{clean(stamp)[:60]}"')
            for stamp, tag in (*stamps, *_times(tree, heading, key)) if stamp)
    return next((date for date in read if date), None)


def _times(tree: Any, heading: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield the stamps of elements that are marked as this date, and for the publish date the first `time` below the
    heading."""
    marked = list(tree.xpath(f"//*[@itemprop='{key}'][not(ancestor::*[contains(@itemtype, 'Comment')])]"))
    if key == "datePublished":  # comments and other stories have a `pubdate` too
        marked += [*_first_time(heading), *tree.xpath(_PUBDATE)]
    for tag in marked:
        yield tag.get("datetime") or tag.get("content") or tag.text_content(), "time"


def _first_time(heading: Any) -> Iterator[Any]:
    if heading is None:
        return
    above = set(heading.xpath(f"{_PROSE}/preceding::time[@datetime]"))
    below = heading.xpath("following::time[@datetime][not(ancestor::aside or ancestor::footer or ancestor::nav)]")
    yield from [tag for tag in below if tag in above and not _is_update(tag)][:1]


def _shown(heading: Any, *markers: str) -> Dated | None:
    """Return the first date below the heading and above the story that stands alone in its element."""
    if heading is None:
        return None
    shown = heading.xpath("following::*[not(*) and string-length(normalize-space()) < 80]")
    above = set(heading.xpath(f"{_PROSE}/preceding::*")) or set(shown[:40])
    lines = (read_date_lines(clean(element.text_content())) for element in shown[:_MOST_SHOWN] if element in above)
    return next((line.date for found in lines for line in found
                 if line.marker in markers and not line.date.evidence.isdigit()), None)  # a year alone dates no page


def _is_update(tag: Any) -> bool:
    parent = tag.getparent()
    around = f"{tag.get('class', '')} {parent.get('class', '')} {tag.text_content()} {parent.text or ''}"
    return re.search(r"updat|modif|aktuali|mis à jour|actualiz|atualiz|aggiorn", around, re.I) is not None


def _in_address(url: str) -> Dated | None:
    match = _DATE_IN_ADDRESS.search(urlsplit(url).path)
    return read_stamp("-".join(match.groups()), evidence=f"address {match[0]}") if match else None


def _searched(tree: Any, heading: Any) -> Dated | None:
    """Return the date that htmldate finds at and below the heading: above it stands the page's clock."""
    if heading is None:
        return None
    heading.set("data-heading", "")
    page = copy.deepcopy(tree)
    del heading.attrib["data-heading"]
    mark = "//*[@data-heading]"
    for element in page.xpath(f"{mark}/preceding::*[ancestor::body] | {mark}/following::*[position() > {_NEAR}] | "
                              f"//body//nav | //body//aside | //body//time[{_IN_COMMENT}]"):
        if element.getparent() is not None:
            element.drop_tree()
    found = find_date(page, original_date=True, extensive_search=False)
    return Dated(found, Precision.DAY, f"a date on the page, {found}") if found else None
