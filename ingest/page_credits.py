"""Read who wrote a page: the names it declares in its tags, then those that its own markup labels."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest import json_ld
from ingest.bylines import is_name, read_byline
from ingest.canonical import clean
from ingest.page_outlet import COMPANY, bare, is_same_name

_TAGS = ("author", "article:author_name", "parsely-author", "cxenseparse:author", "sailthru.author", "dc.creator",
         "dcterms.creator", "byl", "byline", "article:author", "rnews:author", "twitter:data1")
_NOBODY = re.compile(
    r"(?:the )?(?:admin(?:istrator)?|web ?master|editor(?:ial)?(?: (?:staff|team|board|desk))?|editors?|"
    r"staff(?: (?:reporter|writer))?s?|news ?(?:desk|room)|online(?: (?:desk|editor))?|web ?desk|desk|redaktion|"
    r"la rédaction|rédaction|redacción|redação|redazione|redakcja|redactie|redakce|редакция|guest(?: author)?|"
    r"author|agencies|user|root|super ?user|@\w+|\S*[_\d]\S*|\w+\.\w{2,}|null|none|undefined|unknown|by|"
    r"(?:\w\. ?){1,3}\w?\.?|(?:redak\w+|редакц\w+|toimitus|szerkesztőség|equipo|équipe|team|tim|desk)\b.*)", re.I)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:article|post|entry|story|news|by)?[_-]?(?:authors?|byline|auteurs?|autore?n?|autores|avtor|"
    r"yazar|reporters?|writers?|redakteur|forfatter|penulis|muallif))(?:$|[\s_-])", re.I)
_ABOUT_AUTHOR = re.compile(r"bio|about|box|avatar|comment|related|other|more|follow|social|description|desc\b|"
                           r"ImageObject", re.I)
_ELSEWHERE = ("aside", "footer", "nav", "figure", "figcaption")
_BY = re.compile(
    r"^(?:(?:written|posted|published|story|report|words|text|reportage|texte|texto)\s+)?(?:by|von|par|por|di|da|"
    r"nga|de|av|af|door|text|autore?[ns]?|auteurs?|authors?|autores|oleh|przez|napsal[ai]?|szerz[őo]|автор|текст|"
    r"yazar|haber|作者|记者|記者|撰文|文|글|"
    r"γράφει(?: (?:ο|η))?|του|της|بقلم|كتب(?:ت)?|نویسنده|گزارش از)"
    r"\s*(?:[:：]\s*|\s)", re.I)
_UNSPACED_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[가-힣]{2,4}")
_STATED = re.compile(
    r"(?:authors?|autore?[ns]?|auteurs?|автор|автори|avtor|yazar|penulis|tekst|text|作者|记者|記者|نویسنده)"
    r"\s*[:：]\s*\S", re.I)
_BETWEEN = re.compile(
    r"\s*[,;|•·/()、，]\s*|\s+(?:and|und|et|y|e|en|och|og|ja|dhe|ve|și|dan|i|и|й|та|και|with|&|و)\s+|\s+-\s+|"
    r"\b(?:with|avec|mit|con|com)\s+", re.I)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff|writers?|columnist|contributors?|bureau|chief|desk|team|newsroom|"
    r"redaktion|redaction|rédaction|redacción|redação|redazione|redakcija|redaksi|admin(?:istrator)?|webmaster|guest|"
    r"online|news|agenc(?:y|ies|ia|e)|press|media|updated|published|min read|follow|journalist[ea]?|special|"
    r"officer|director|president|professor|analyst|fellow|founder|head|author)\b", re.I)
# What tags add to a name: "By" (not a "von" that is the name's), an address, a site in brackets.
_AROUND_NAME = re.compile(r"^(?i:by|von|par|por)\s+(?=[^\Wa-zß-ÿ])|\S+@\S+\.\w+|\((?:www\.)?[\w-]+(?:\.[a-z]{2,})+\)")
_MOST_AUTHORS = 8
_LONGEST_CREDIT = 160


def authors_of(tree: Any, story: dict[str, Any], meta: dict[str, list[str]], *, outlet: str) -> tuple[str, ...]:
    """Return whom the page names as writers; the site itself and "admin" are nobody.

    A person whom the page labels goes before a company that its tags name.
    """
    of_meta = next((meta[name] for name in _TAGS if _somebody(meta.get(name, ()), outlet)), [])
    tagged = _somebody(json_ld.names(story.get("author")), outlet) or _somebody(of_meta, outlet)
    if tagged and not all(_is_body(name, outlet) for name in tagged):
        return tagged
    return tuple(name for name in page_authors(tree) if not is_same_name(name, outlet)) or tagged


def _somebody(declared: Iterable[str], outlet: str) -> tuple[str, ...]:
    named = [name for entry in declared for name in _persons(_AROUND_NAME.sub("", entry).strip(" ,<>"))]
    return tuple(dict.fromkeys(name for name in named if "://" not in name and not _NOBODY.fullmatch(name)
                               and not is_same_name(name, outlet)))


def _persons(entry: str) -> list[str]:
    """Split a declared author ("Ada Orlow and Ivo Lund") into names; one that cannot be split is one name."""
    byline = read_byline(f"By {entry}")
    if byline and (named := [name for name in byline.authors if not _ROLE.search(name)]):
        return named
    pieces = [p.strip() for p in re.split(r"\s*[,;،]\s*|\s+(?:and|und|et|y|e|&|و)\s+", entry) if p.strip()]
    persons = [piece for piece in pieces if is_person(piece)]
    is_list = len(pieces) > 1 and persons[:1] == pieces[:1] and all(p in persons or _ROLE.search(p) for p in pieces)
    return persons if is_list else [entry] * (0 < len(entry) <= 60)


def _is_body(name: str, outlet: str) -> bool:
    """Tell whether a declared author is a company, most often the site's own: "Courier Verlag GmbH, Harrowmere"."""
    return COMPANY.search(name) is not None or (len(bare(outlet)) > 3 and bare(outlet) in bare(name))


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
    is_labelled = _BY.match(credit) is not None
    pieces = (_BY.sub("", piece).strip(" .,:：–—-") for piece in _BETWEEN.split(_BY.sub("", credit)))
    return [name.title() if name.isupper() and name.isascii() else name for name in pieces
            if is_person(name) or (is_labelled and _UNSPACED_NAME.fullmatch(name))]


def is_person(name: str) -> bool:
    """Tell whether a labelled `name` can be a person's, in any script."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > 60 or re.search(r"[\d@:：/]", name) or _ROLE.search(name):
        return False
    return is_name(name) or all(not word[0].islower() or len(word) <= 3 for word in words if word[0].isalpha())


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
    chain = [e for e in (element, *element.iterancestors()) if e.tag not in ("body", "html")][:5]
    inner = list(itertools.takewhile(lambda e: e is element or e.find(".//h1") is None, chain))
    named = " ".join(f"{e.get('class', '')} {e.get('id', '')} {e.get('itemtype', '')}" for e in inner)
    return _ABOUT_AUTHOR.search(named) is not None or any(e.tag in _ELSEWHERE for e in inner)
