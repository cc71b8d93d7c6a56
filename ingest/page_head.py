"""Read what an HTML page declares about its article: title, outlet, authors, dates, address."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from ingest import json_ld
from ingest.article import Dated, Genre
from ingest.bylines import read_byline
from ingest.canonical import clean
from ingest.dates import read_date_lines, read_stamp
from ingest.draft import Draft
from ingest.page_credits import is_person, logo_names, page_authors

_PUBLISHED = (
    "article:published_time article:published datepublished og:published_time og:article:published_time "
    "rnews:datepublished parsely-pub-date cxenseparse:recs:publishtime cxenseparse:publishtime sailthru.date pubdate "
    "publishdate publish-date publish_date publication_date article_date_original originalpublicationdate ptime pdate "
    "dc.date.issued dcterms.issued dcterms.created dc.date.created dcterms.date dc.date date article.published "
    "bt:pubdate vr:published_time shareaholic:article_published_time").split()
_UPDATED = (
    "article:modified_time article:modified datemodified og:updated_time og:modified_time parsely-modified-date "
    "lastmod last-modified revised dcterms.modified dc.date.modified article.updated utime").split()
_TITLE = ("og:title", "twitter:title", "dc.title")
_OUTLET = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher",
           "article:publisher", "twitter:app:name:iphone", "copyright", "cxenseparse:publishername")
_AUTHOR = ("author", "article:author_name", "parsely-author", "cxenseparse:author", "sailthru.author", "dc.creator",
           "dcterms.creator", "byl", "byline", "article:author", "rnews:author", "twitter:data1")
_SECTION = ("article:section", "parsely-section", "cxenseparse:section", "section", "category", "dcterms.subject")
_GENRES = (
    (Genre.LIVE, re.compile(r"LiveBlog|\b(?:live|liveticker|en direct|en vivo|ao vivo|canlı|uživo)\b", re.I)),
    (Genre.OPINION, re.compile(
        r"Opinion|\b(?:op-?ed|opinione?s?|comment(?:ary|isfree)?|editorials?|columns?|columnists?|kommentar|meinung|tribune|"
        r"opini[óo]n|opini[ãa]o|görüş|mnenje|mišljenje|opinia|мнение|думка|колонка|γνώμ\w+|άποψ\w+|"
        r"یادداشت|رأي)\b|社説", re.I)),
    (Genre.ANALYSIS, re.compile(r"Analysis|\b(?:anal[iy]s[ei]s?|análisis|análise|analiz[ae]?|анализ)\b", re.I)))
_PUBLISH_TAG = re.compile(
    r"(?:publi(?:sh|c)\w*|created)[^a-z]?(?:date|time|on|at)|(?:date|time)[^a-z]?publi(?:sh|c)", re.I)
_SUFFIX = re.compile(r"\s+(?:[|–—•·»>-]|::|\\\\)\s+|\s*\|\s*")
_COMPANY = re.compile(r"\b(?:ltd|limited|gmbh|inc|llc|plc|corp|s\.?a\.?|s\.?p\.?a|b\.?v|pvt|pty|company|verlag|media "
                      r"group|publishing|holdings?)\b\.?", re.I)
_NOBODY = re.compile(
    r"(?:the )?(?:admin(?:istrator)?|web ?master|editor(?:ial)?(?: (?:staff|team|board|desk))?|editors?|"
    r"staff(?: (?:reporter|writer))?s?|news ?(?:desk|room)|online(?: (?:desk|editor))?|web ?desk|desk|redaktion|"
    r"la rédaction|rédaction|redacción|redação|redazione|redakcja|redactie|redakce|редакция|guest(?: author)?|"
    r"author|agencies|user|root|super ?user|\S*[_\d]\S*|\w+\.\w{2,}|null|none|undefined|unknown|by|"
    r"(?:\w\. ?){1,3}\w?\.?|(?:redak\w+|редакц\w+|toimitus|szerkesztőség|equipo|équipe|team|tim|desk)\b.*)", re.I)
_TRUNCATED = re.compile(r"\s*(?:…|\.\.\.)$")
_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_BELOW_HEADING = "(//h1)[1]/following"
_NO_LABEL = ("www", "m", "amp", "edition", "en", "news", "co", "com", "org", "net")
_MOST_SHOWN = 200
_HEADLINE_WORDS = 5
_ALIKE = 0.5  # share of the shorter title's words that a heading and a declared title have in common


def read_head(tree: Any) -> Draft:
    """Return what the page's tags tell, with the tag as evidence; the parts are empty.

    JSON-LD speaks first, then meta tags, then what the page's markup labels (`h1`, `time`, authors), then its address.
    """
    story, meta = json_ld.story_object(tree), _meta(tree)
    url = _address(tree, story, meta)
    outlet = _outlet(tree, story=story, meta=meta, url=url or "")
    section = _section(tree, story, meta)
    return Draft(
        title=_title(tree, [json_ld.text(story.get("headline")), *_firsts(meta, _TITLE)], _title_tag(tree),
                     outlet=outlet),
        outlet=outlet, authors=_authors(tree, story, meta, outlet=outlet),
        published=(_dated(tree, story, meta, key="datePublished", names=_PUBLISHED)
                   or _shown_date(tree, "published", "") or _date_in(url or "")),
        updated=(_dated(tree, story, meta, key="dateModified", names=_UPDATED)
                 or _shown_date(tree, "updated")), url=url,
        language=(tree.get("lang") or "").partition("-")[0].lower(), section=section,
        genre=_genre(story, section, _title_tag(tree)))


def page_title(tree: Any, outlet: str) -> str:
    """Return the text of the page's `title` tag without the name of its site."""
    return _without_site(_title_tag(tree), outlet)


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


def _title(tree: Any, tags: Sequence[str], last: str, *, outlet: str) -> str:
    """Return the page's own heading that a declared title resembles, else the declared title without its suffix.

    "" where there is only the `title` tag, `last`, and what it says stands nowhere on the page: most likely a slogan.
    """
    declared = [title for title in (*tags, last) if title and _bare(title) != _bare(outlet)]
    headings = [clean(h.text_content()) for h in tree.xpath("//h1 | //*[@itemprop='headline'][not(self::meta)]")]
    headings = [h for h in dict.fromkeys(headings) if h and _bare(h) != _bare(outlet) and len(h) < 400]
    likest = max(headings, key=lambda h: max((_likeness(h, title) for title in declared), default=0.0), default="")
    is_only = len(headings) == 1 and len(likest.split()) >= _HEADLINE_WORDS  # whatever the tags say of another story
    if is_only or (likest and any(_likeness(likest, title) >= _ALIKE for title in declared)):
        return likest
    if not declared:
        return headings[0] if headings else ""
    is_slogan = declared == [last] and not headings and _bare(_without_site(last, outlet)) not in _bare(_body(tree))
    best = next((title for title in declared if not _TRUNCATED.search(title)), declared[0])
    return "" if is_slogan else _without_site(best, outlet)


def _body(tree: Any) -> str:
    body = tree.find("body")
    return str(body.text_content()) if body is not None else ""


def _likeness(heading: str, title: str) -> float:
    mine, theirs = (set(re.findall(r"\w+", text.casefold())) for text in (heading, title))
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest > 1 else float(mine == theirs)


def _without_site(title: str, outlet: str) -> str:
    """Cut the site's name, and what it adds to it, from the end of a title."""
    pieces = _SUFFIX.split(title)
    while len(pieces) > 1 and (_is_same_name(pieces[-1], outlet) if outlet else len(pieces[-1].split()) <= 4):
        title = title[: title.rindex(pieces.pop())].rstrip(" |–—•·»:>-")
        if not outlet:
            break
    return title


def _key(text: str) -> str:
    return re.sub(r"\W", "", text)


def _bare(name: str) -> str:
    return re.sub(r"\W|^the\s", "", name.casefold())


def _is_same_name(first: str, second: str) -> bool:
    mine, theirs = _bare(re.sub(r"\(.*?\)", "", first)), _bare(re.sub(r"\(.*?\)", "", second))
    return bool(mine) and bool(theirs) and (mine == theirs or (min(len(mine), len(theirs)) > 3 and (
        mine.startswith(theirs) or theirs.startswith(mine))))


def _outlet(tree: Any, *, story: dict[str, Any], meta: dict[str, list[str]], url: str) -> str:
    """Return what the page calls its site: its publisher, a tag, the title's suffix or a logo that fits its address."""
    publishers = [*json_ld.names(story.get("publisher")), *_marked_publisher(tree)]
    tags = [meta[name][0] for name in _OUTLET if name in meta and "://" not in meta[name][0]]
    declared = [name for name in (*publishers, *tags) if len(name) <= 80]
    fitting = [name for name in declared if _fits(name, url)]
    named = next((name for name in (*fitting, *declared) if not _COMPANY.search(name)), next(iter(declared), ""))
    suffixes, logos = _SUFFIX.split(_title_tag(tree))[1:], logo_names(tree)
    shown = next((name for name in (*reversed(suffixes), *logos)
                  if _fits(name, url) or (name in suffixes and name in logos)), "")
    if shown and not any(_fits(piece, url) for name in declared for piece in (name, *_SUFFIX.split(name))):
        return shown
    return _without_slogan(named, [*declared, _label(url)]) if named else _site(url)


def _site(url: str) -> str:
    return re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or "")


def _marked_publisher(tree: Any) -> list[str]:
    found = tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']")
    return [clean(e.get("content") or e.text_content()) for e in found[:3]]


def _without_slogan(name: str, others: Sequence[str]) -> str:
    pieces = [piece for piece in re.split(r"\s+[|–—•·:-]+\s+|\s*\|\s*|:\s+", name) if piece]
    known = [piece for piece in pieces if any(_bare(piece) == _bare(other) for other in others)]
    return (known or pieces)[0] if pieces else name


def _label(url: str) -> str:
    """Return the part of an address that names its site: "courier" of "https://www.courier.co.uk/"."""
    parts = (urlsplit(url).hostname or "").split(".")[:-1]
    return max((part for part in parts if part not in _NO_LABEL), key=len, default="")


def _fits(name: str, url: str) -> bool:
    label, plain = _label(url).replace("-", ""), unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    letters, initials = _bare(plain), "".join(word[0] for word in plain.casefold().split())
    return len(label) > 2 and label in (letters, f"the{letters}", initials)


def _authors(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], *, outlet: str) -> tuple[str, ...]:
    """Return whom the page names as writers; the site itself and "admin" are nobody."""
    of_meta = next((meta[name] for name in _AUTHOR if _somebody(meta.get(name, ()), outlet)), [])
    for declared in (json_ld.names(story.get("author")), of_meta):
        if found := _somebody(declared, outlet):
            return found
    return page_authors(tree)


def _somebody(declared: Iterable[str], outlet: str) -> tuple[str, ...]:
    named = [name for entry in declared for name in _persons(entry)]
    return tuple(dict.fromkeys(name for name in named if "://" not in name and not _NOBODY.fullmatch(name)
                               and not _is_same_name(name, outlet)))


def _persons(entry: str) -> list[str]:
    """Split a declared author ("By Ada Orlow and Ivo Lund") into names; one that cannot be split is one name."""
    byline = read_byline(entry if entry.lower().startswith("by ") else f"By {entry}")
    if byline and byline.authors:
        return list(byline.authors)
    pieces = [p.strip() for p in re.split(r"\s*[,;،]\s*|\s+(?:and|und|et|y|e|&|و)\s+", entry) if p.strip()]
    return pieces if len(pieces) > 1 and all(map(is_person, pieces)) else [entry] * (0 < len(entry) <= 60)


def _dated(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], *, key: str,
           names: Sequence[str]) -> Dated | None:
    stamps = [(json_ld.text(story.get(key)), f"JSON-LD {key}")]
    others = [name for name in meta if key == "datePublished" and _PUBLISH_TAG.search(name) and name not in names]
    stamps += [(content, f"meta {name}") for name in (*names, *others) for content in meta.get(name, ())]
    stamps += [(tag.get("datetime") or tag.get("content") or tag.text_content(), "time")
               for tag in _time_tags(tree, key)]
    read = (read_stamp(stamp, evidence=f'{tag} "{clean(stamp)[:60]}"') for stamp, tag in stamps if stamp)
    return next((date for date in read if date), None)


def _time_tags(tree: Any, key: str) -> list[Any]:
    """Return the elements that are marked as this date, and for the publish date the first `time` below the heading."""
    marked = list(tree.xpath(f"//*[@itemprop='{key}']"))
    if key != "datePublished":
        return marked
    marked += tree.xpath("//time[@pubdate]")
    prose = f"{_BELOW_HEADING}::p[string-length(normalize-space()) > 120][1]"
    above = set(tree.xpath(f"{prose}/preceding::time[@datetime]"))
    below = tree.xpath(f"{_BELOW_HEADING}::time[@datetime][not(ancestor::aside or ancestor::footer or ancestor::nav)]")
    return [*marked, *[tag for tag in below if tag in above and not _is_update(tag)][:1]]


def _shown_date(tree: Any, *markers: str) -> Dated | None:
    """Return the first date below the heading and above the story that stands alone in its element."""
    shown = tree.xpath(f"{_BELOW_HEADING}::*[not(*) and string-length(normalize-space()) < 80]")
    prose = f"{_BELOW_HEADING}::p[string-length(normalize-space()) > 120][1]"
    above = set(tree.xpath(f"{prose}/preceding::*")) or set(shown[:40])
    lines = (read_date_lines(clean(element.text_content())) for element in shown[:_MOST_SHOWN] if element in above)
    return next((line.date for found in lines for line in found if line.marker in markers), None)


def _is_update(tag: Any) -> bool:
    parent = tag.getparent()
    around = f"{tag.get('class', '')} {parent.get('class', '')} {tag.text_content()} {parent.text or ''}"
    return re.search(r"updat|modif|aktuali|mis à jour|actualiz|atualiz|aggiorn", around, re.I) is not None


def _date_in(url: str) -> Dated | None:
    match = _DATE_IN_ADDRESS.search(urlsplit(url).path)
    return read_stamp("-".join(match.groups()), evidence=f"address {match[0]}") if match else None


def _address(tree: Any, story: dict[str, Any], meta: dict[str, list[str]]) -> str | None:
    declared = [*tree.xpath("//link[@rel='canonical']/@href"), *meta.get("og:url", []), str(story.get("url") or ""),
                *tree.xpath("//link[@rel='amphtml']/@href")]
    return next((clean(a) for a in declared if re.match(r"https?://[^\s/]+/?\S*$", clean(a))), None)
