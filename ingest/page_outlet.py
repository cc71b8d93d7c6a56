"""Read what a page calls its site: its publisher, a tag, its title's suffix, a logo, a copyright, its address."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from ingest import json_ld
from ingest.canonical import clean

_TAGS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher",
         "article:publisher", "twitter:app:name:iphone", "cxenseparse:publishername")
COMPANY = re.compile(r"\b(?:ltd|limited|gmbh|inc|llc|plc|corp|s\.?a\.?|s\.?p\.?a|b\.?v|pvt|pty|company|verlag|media "
                     r"group|publishing|holdings?)\b\.?|(?:株式会社|有限公司|주식회사)", re.I)
# What a site is made with or lives on, where its maker left the name in.
_PLATFORM = re.compile(r"(?:blogger|blogspot|wordpress(?:\.com)?|joomla!?|drupal|wix(?:\.com)?|squarespace|tumblr|"
                       r"my (?:wordpress )?(?:blog|site)|home(?:page)?|website)", re.I)
_RIGHTS = re.compile(r"copyright|©|\(c\)|all rights reserved|版权所有|版權所有|무단전재.*|"
                     r"\d{4}(?:\s*[-–]\s*\d{4})?|^by\s", re.I)
_IDEOGRAPH = "[\u3040-\uffef]"
SEPARATOR = re.compile(rf"\s+(?:[|–—•·»>‹›«<-]+|\\\\)\s+|\s*[|_]+\s*|\s*::\s*|(?<={_IDEOGRAPH})\s*[-–—]+\s*|"
                       rf"\s*[-–—]+\s*(?={_IDEOGRAPH})")
_BEHIND = re.compile(rf"{SEPARATOR.pattern}|\s+[:/]\s+|：")  # before it, a colon is the headline's own
_NO_LABEL = frozenset("www m amp edition en news co com org net gov ac edu or ne go".split())
_HOSTS = frozenset("wordpress blogspot substack tumblr typepad".split())


def page_outlet(tree: Any, *, story: dict[str, Any], meta: dict[str, list[str]], url: str, title: str,
                headlines: Iterable[str]) -> str:
    """Return the name of the page's site, "" where nothing tells it; `title` is the page's `title` tag."""
    publishers = [*json_ld.names(story.get("publisher")), *_marked_publisher(tree)]
    tags = [meta[name][0] for name in _TAGS if name in meta and "://" not in meta[name][0]]
    declared = [name for name in (*publishers, *tags) if len(name) <= 80 and not _PLATFORM.fullmatch(name)]
    fitting = [name for name in declared if _fits(name, url)]
    named = next((name for name in (*fitting, *declared) if not COMPANY.search(name)), next(iter(declared), ""))
    after, logos = _after_headline(title, headlines), _logo_names(tree)
    suffixes = [*SEPARATOR.split(title)[1:], *after]
    shown = next((name for name in (*reversed(suffixes), *logos)
                  if _fits(name, url) or (name in suffixes and name in logos)), "")
    is_foreign = not re.search(r"[A-Za-z]", named) and named != ""  # its address cannot be spelled like it
    if shown and not is_foreign and not any(_fits(p, url) for n in declared for p in (n, *SEPARATOR.split(n))):
        return shown
    if named:
        return _without_slogan(named, [*declared, _label(url)])
    holder = _right_holder(meta)
    return (next((piece for piece in after if is_same_name(piece, holder)), "") or next(reversed(after), "") or holder
            or _site(url))


def bare(name: str) -> str:
    """Return what two spellings of a name have in common."""
    return re.sub(r"[\W_]|^the\s", "", name.casefold())


def is_same_name(first: str, second: str) -> bool:
    """Tell whether two names are one site's: the same, or one begins with the other."""
    mine, theirs = bare(re.sub(r"\(.*?\)", "", first)), bare(re.sub(r"\(.*?\)", "", second))
    shorter = min(mine, theirs, key=len)
    return bool(shorter) and (mine == theirs or ((len(shorter) > 3 or not shorter.isascii()) and (
        mine.startswith(theirs) or theirs.startswith(mine))))


def _after_headline(title: str, headlines: Iterable[str]) -> list[str]:
    """Return the pieces of a `title` tag behind the headline it starts with."""
    known = {bare(headline) for headline in headlines} - {""}
    cut = next((m for m in _BEHIND.finditer(title) if bare(title[: m.start()]) in known), None)
    return [piece for piece in _BEHIND.split(title[cut.end() :]) if 1 < len(piece) <= 60] if cut else []


def _logo_names(tree: Any) -> tuple[str, ...]:
    """Return what the pictures and links that lead home are called, first first."""
    home = tree.xpath("//a[@href='/' or @rel='home' or contains(@class, 'logo') or contains(@class, 'brand')]")
    alts = tree.xpath("//*[self::header or contains(@class, 'logo') or contains(@id, 'logo')]//img[@alt]")
    alts = [*(image for a in home for image in a.xpath(".//img[@alt]")), *alts]
    texts = [*(a.get("title") or a.text_content() for a in home), *(image.get("alt") for image in alts)]
    names = (re.sub(r"\s+(?:logo|home(?:page)?)$", "", clean(text), flags=re.I) for text in texts[:40])
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) <= 40))


def _right_holder(meta: dict[str, list[str]]) -> str:
    notice = re.sub(r"\bwww\.", "", _RIGHTS.sub(" ", meta.get("copyright", [""])[0]))
    named = re.split(r"[.,;|]\s", notice)[0].strip(" ,.;:-")
    return named if len(named) <= 60 and "://" not in named else ""


def _site(url: str) -> str:
    return re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or "")


def _marked_publisher(tree: Any) -> list[str]:
    found = tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']")
    return [clean(e.get("content") or e.text_content()) for e in found[:3]]


def _without_slogan(name: str, others: Sequence[str]) -> str:
    pieces = [piece for piece in re.split(r"\s+[|–—•·:-]+\s+|\s*\|\s*|:\s+", name) if piece]
    known = [piece for piece in pieces if any(bare(piece) == bare(other) for other in others)]
    return (known or pieces)[0] if pieces else name


def _label(url: str) -> str:
    """Return the part of an address that names its site: "courier" of "https://sport.courier.co.uk/"."""
    parts = (urlsplit(url).hostname or "").split(".")[:-1]
    if len(parts) > 1 and parts[-1] in _NO_LABEL | _HOSTS:
        parts.pop()
    return parts[-1] if parts else ""


def _fits(name: str, url: str) -> bool:
    label, plain = _label(url).replace("-", ""), unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    letters, initials = bare(plain), "".join(word[0] for word in plain.casefold().split())
    return len(label) > 2 and label in (letters, f"the{letters}", initials)
