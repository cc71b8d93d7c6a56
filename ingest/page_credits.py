"""Read who wrote a page and for whom from the page itself: bylines, logos, the heading; no dates, no declared tags."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.bylines import is_name
from ingest.canonical import clean

_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:article|post|entry|story|news|by)?[_-]?(?:authors?|byline|auteurs?|autore?n?|autores|avtor|"
    r"yazar|reporters?|writers?|redakteur|forfatter|penulis|muallif))(?:$|[\s_-])", re.I)
_ABOUT_AUTHOR = re.compile(r"bio|about|box|avatar|comment|related|other|more|follow|social|description|desc\b", re.I)
_BY = re.compile(
    r"^(?:(?:written|posted|published|story|report|words|text|reportage|texte|texto)\s+)?(?:by|von|par|por|di|da|"
    r"nga|de|av|af|door|text|autore?[ns]?|auteurs?|authors?|autores|oleh|przez|napsal[ai]?|szerz[őo]|автор|текст|"
    r"yazar|haber|γράφει(?: (?:ο|η))?|του|της|بقلم|كتب(?:ت)?|نویسنده|گزارش از)\s*:?\s+", re.I)
_STATED = re.compile(
    r"(?:authors?|autore?[ns]?|auteurs?|автор|автори|avtor|yazar|penulis|tekst|text|نویسنده)\s*:\s*\S", re.I)
_BETWEEN = re.compile(
    r"\s*[,;|•·/]\s*|\s+(?:and|und|et|y|e|en|och|og|ja|dhe|ve|și|dan|i|и|й|та|και|with|&|و)\s+|\s+-\s+", re.I)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff|writers?|columnist|contributors?|bureau|chief|desk|team|newsroom|"
    r"redaktion|redaction|rédaction|redacción|redação|redazione|redakcija|redaksi|admin(?:istrator)?|webmaster|guest|"
    r"online|news|agenc(?:y|ies|ia|e)|press|media|updated|published|min read|follow|journalist[ea]?|special)\b", re.I)
_MOST_AUTHORS = 8
_LONGEST_CREDIT = 160


def page_authors(tree: Any) -> tuple[str, ...]:
    """Return the names that the page's markup labels as its authors, () where it labels none."""
    labelled = [tuple(dict.fromkeys(name for element in find(tree) for name in credited(element)))
                for find in (_linked, _marked, _classed, _stated)]
    first = next(filter(None, labelled), ())
    # A byline may link one of its names only.
    return max((found for found in labelled if found[:1] == first[:1]), key=len, default=())[:_MOST_AUTHORS]


def credited(element: Any) -> Iterator[str]:
    """Yield the persons that a byline's element names, in one line or each in an element of its own."""
    whole = clean(element.get("content") or " ".join(element.itertext()))
    if len(whole) <= _LONGEST_CREDIT:
        yield from [name for text in element.itertext() for name in _names(clean(text))] or _names(whole)


def _names(credit: str) -> list[str]:
    pieces = (_BY.sub("", piece).strip(" .,:–—-") for piece in _BETWEEN.split(_BY.sub("", credit)))
    return [name.title() if name.isupper() and name.isascii() else name for name in pieces if is_person(name)]


def is_person(name: str) -> bool:
    """Tell whether a labelled `name` can be a person's, in any script."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > 60 or re.search(r"[\d@:/]", name) or _ROLE.search(name):
        return False
    return is_name(name) or all(not word[0].islower() or len(word) <= 3 for word in words if word[0].isalpha())


def logo_names(tree: Any) -> tuple[str, ...]:
    """Return what the pictures and links that lead home are called, first first."""
    home = tree.xpath("//a[@href='/' or @rel='home' or contains(@class, 'logo') or contains(@class, 'brand')]")
    alts = tree.xpath("//*[self::header or contains(@class, 'logo') or contains(@id, 'logo')]//img[@alt]")
    alts = [*(image for a in home for image in a.xpath(".//img[@alt]")), *alts]
    texts = [*(a.get("title") or a.text_content() for a in home), *(image.get("alt") for image in alts)]
    names = (re.sub(r"\s+(?:logo|home(?:page)?)$", "", clean(text), flags=re.I) for text in texts[:40])
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) <= 40))


def _linked(tree: Any) -> list[Any]:
    return [e for e in tree.xpath("//a[@rel='author' or contains(@rel, 'author ')]") if not _is_about(e)]


def _marked(tree: Any) -> list[Any]:
    marked = tree.xpath("//*[@itemprop='author' or @itemprop='creator']")
    inner = [element.xpath(".//*[@itemprop='name']") or [element] for element in marked if not _is_about(element)]
    return [e for found in inner for e in found]


def _classed(tree: Any) -> list[Any]:
    """Return the first element that is called author or byline and names a person, and those beside it like it."""
    for element in tree.xpath("//body//*[@class or @data-testid]"):
        called = f"{element.get('class', '')} {element.get('data-testid', '')}"
        if _AUTHOR_CLASS.search(called) and not _is_about(element) and any(credited(element)):
            return [e for e in element.getparent() if e.get("class") == element.get("class")]
    return []


def _stated(tree: Any) -> list[Any]:
    """Return the first element that says "author:" before a name."""
    return next(([e] for e in tree.xpath("//body//*[string-length(normalize-space()) < 100]")
                 if _STATED.match(clean(e.text_content())) and any(credited(e)) and not _is_about(e)), [])


def _is_about(element: Any) -> bool:
    """Tell whether an element lies in a box about the author, another story or a comment."""
    chain = [element, *element.iterancestors()][:5]
    named = " ".join(f"{e.get('class', '')} {e.get('id', '')}" for e in chain if e.tag not in ("body", "html"))
    return _ABOUT_AUTHOR.search(named) is not None or any(e.tag in ("aside", "footer", "nav") for e in chain)
