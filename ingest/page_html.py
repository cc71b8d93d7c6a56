"""Read an HTML page: trafilatura finds the story, the page's own markup tells captions, posts and headings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from ingest.article import BlockKind
from ingest.canonical import clean
from ingest.draft import Draft, Line
from ingest.layout import lay_out
from ingest.page_chrome import POST, drop_chrome, drop_unseen
from ingest.page_head import last_title, read_head
from ingest.page_title import heading_of
from ingest.roles import Role, role_of
from ingest.words import count_words

# Measured: 58,000 elements take 11 s to read; a tag with n attributes takes n² steps, 25 million of them half a second.
# News pages have under 10,000 elements and 30 attributes, but scripts in a tag are counted as 1,300.
MOST_ELEMENTS = 30_000
MOST_ATTRIBUTES = 5_000
# libxml2 drops what lies deeper than 256, with `huge_tree` deeper than 2,048; trafilatura gives up well before.
DEEPEST = 2_000
_DEEP = 150
_WIDE = 1_000  # characters of a tag; shorter ones are not counted
_WRAPPERS = frozenset("div span section font b i em strong blockquote ul ol li table tbody tr td a center article "
                      "main".split())

_INLINE = frozenset("span time a small label em strong b i".split())
_LONGEST_CELL = 400  # characters of a data table's cell
_CAPTION = re.compile(
    r"caption|\bcap\b|photo-?credit|image-?credit|legend|(?<![a-z])video|player", re.I)
_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head|line|heading)|\bdec?k\b|lea?de?\b|chap[oe]|sommario|occhiello|catenaccio|bajada|"
    r"copete|entradilla|subt[ií]tulo|linha-?fina|resumo|ingress|excerpt|summary|teaser|intro|description|abstract|"
    r"synopsis|\bspot\b|perex|anons", re.I)
_STANDFIRST_WORDS = 12
_CAPTION_WORDS = 4  # beside a picture; fewer are a name
_LEAST_PART = 25  # letters; shorter pieces of a story's line are found in it by chance
_BLOCKS = frozenset(
    "p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dd dt blockquote pre table tr td th tbody thead "
    "caption figure "
    "figcaption address body html center fieldset details summary hgroup time-block".split())


@dataclass(frozen=True, slots=True)
class _Found:
    """A line of the page and the element that it is the text of."""

    line: Line
    element: Any


def read_page(html: str) -> Draft:
    """Return the article of an HTML page.

    Raises:
        ValueError: if the page is built to exhaust a parser, or is no HTML.
    """
    tree = _parse(html)
    head = read_head(tree)
    drop_unseen(tree)
    page = [found.line for found in _lines(tree)]
    drop_chrome(tree, heading=heading_of(tree, head.title))
    story = list(_story_lines(list(_lines(tree)), tree))
    draft = lay_out(story, head, page=page)
    return draft if draft.title else lay_out(story, replace(head, title=last_title(tree, head.outlet)), page=page)


def _parse(html: str) -> Any:
    _refuse_bomb(html)
    # lxml refuses an encoding declaration in text that is decoded already.
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(html, parser=parser)
    except etree.ParserError as error:
        raise ValueError(f"the page cannot be parsed as HTML: {error}") from error
    for element in tree.iter():
        if isinstance(element.tag, str) and "-" in element.tag:  # a custom element: a box to everybody else
            element.set("class", f"{element.get('class', '')} {element.tag}")
            element.tag = "div"
    _flatten(tree)
    _unfold_layout_tables(tree)
    return tree


def _refuse_bomb(html: str) -> None:
    elements = squares = 0
    for tag in re.finditer(r"<[a-zA-Z][^<>]*", html):
        elements += 1
        if tag.end() - tag.start() > _WIDE:
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", tag[0])
            squares += max(bare.count("="), len(re.findall(r"[\s/]+", bare))) ** 2
    if squares > MOST_ATTRIBUTES**2:
        found = int(squares**0.5)
        raise ValueError(f"the page has tags with {found:,} attributes, at most {MOST_ATTRIBUTES:,} are read")
    if elements > MOST_ELEMENTS:
        raise ValueError(f"the page has {elements:,} elements, at most {MOST_ELEMENTS:,} are read")


def _flatten(tree: Any) -> None:
    """Lift what lies too deep: drop the wrappers there, keeping text and order."""
    deep = []
    stack = [(tree, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > DEEPEST:
            raise ValueError(f"the page is nested more than {DEEPEST:,} deep: the parser loses text there")
        if depth > _DEEP and element.tag in _WRAPPERS:
            deep.append(element)
        stack.extend((child, depth + 1) for child in element)
    for element in deep:
        element.drop_tag()


def _unfold_layout_tables(tree: Any) -> None:
    """Make plain boxes of tables that lay out a page: they hold tables or prose, not data."""
    for table in list(tree.iter("table")):
        longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
        if longest > _LONGEST_CELL or table.xpath("boolean(.//table)"):
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"


def _lines(tree: Any) -> Iterator[_Found]:
    """Yield the page's lines in reading order; a line is the text between two block tags or line breaks."""
    body = tree.find("body")
    for element in _leaves(body if body is not None else tree):
        kind = _kind_of(element)
        if kind in (BlockKind.CAPTION, BlockKind.POST):
            if text := clean(element.text_content()):
                yield _Found(Line(text, kind), element)
            continue
        yield from (_Found(Line(text, kind), element) for text in _own_lines(element))


def _leaves(element: Any) -> Iterator[Any]:
    """Yield block elements in order, without looking into captions and posts."""
    stack = [element]
    while stack:
        current = stack.pop()
        yield current
        if _kind_of(current) not in (BlockKind.CAPTION, BlockKind.POST):
            stack.extend(reversed(list(_inner_blocks(current))))


def _inner_blocks(element: Any) -> Iterator[Any]:
    """Yield the nearest block elements below `element`."""
    for child in element:
        if child.tag in _BLOCKS:
            yield child
        elif isinstance(child.tag, str):
            yield from _inner_blocks(child)


def _own_lines(element: Any) -> Iterator[str]:
    """Yield the text of `element` outside its inner blocks, cut at blocks and line breaks."""
    pieces = [""]
    stack: list[Any] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces[-1] += item
        elif item is not element and (item.tag in _BLOCKS or item.tag in ("br", "hr")):
            pieces.append("")
        else:
            stack.extend(reversed([item.text or "", *_with_tails(item)]))
    yield from (text for piece in pieces if (text := clean(piece)))


def _with_tails(element: Any) -> Iterator[Any]:
    """Yield the children of an element and the text behind each, with a blank where two stand side by side.

    A page's style sets them apart: "14.05" and "Updated" are no word. Not behind one letter: it begins a word in large.
    """
    for child in element:
        is_beside = not child.tail and child.getnext() is not None and child.getnext().tag in _INLINE
        yield child
        yield " " if is_beside and child.tag in _INLINE and len(child.text_content()) > 1 else child.tail or ""


def _kind_of(element: Any) -> BlockKind | None:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in ("figcaption", "caption") or (_CAPTION.search(named) and not element.xpath("boolean(.//p[2])")):
        return BlockKind.CAPTION
    if POST.search(named):
        return BlockKind.POST
    if element.tag == "h1":
        return BlockKind.HEADLINE
    if element.tag in ("h2", "h3", "h4", "h5", "h6"):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH if element.tag in ("li", "td", "th", "dd", "pre") else None


def _story_lines(found: list[_Found], tree: Any) -> Iterator[Line]:
    """Yield the lines that belong to the story, and above it those that tell its writer and date.

    A line is the story's where trafilatura found it, or where it stands beside two that it found.
    """
    story = _Story(tree)
    beside = Counter(item.element.getparent() for item in found if story.holds(item.line.text))
    kept = [story.holds(item.line.text) or (beside[item.element.getparent()] >= 2 and not _is_link(item.element))
            for item in found]
    told = [i for i, (item, is_kept) in enumerate(zip(found, kept, strict=True))
            if is_kept and role_of(item.line) is Role.SENTENCE]
    first, last = (told[0], told[-1]) if told else (len(found), -1)
    top = told[min(2, len(told) - 1)] if told else len(found)  # a standfirst may stand above byline and date
    headline = next((i for i, item in enumerate(found[:first]) if item.line.kind is BlockKind.HEADLINE), first)
    for index, (item, is_kept) in enumerate(zip(found, kept, strict=True)):
        is_marked = item.line.kind in (BlockKind.HEADLINE, BlockKind.CAPTION, BlockKind.POST) and index <= last
        is_credit = index < top and role_of(item.line) in (Role.BYLINE, Role.DATE)
        if headline < index < first and _is_standfirst(item):
            yield Line(item.line.text, BlockKind.PARAGRAPH)
        elif is_kept and _is_below_picture(item):
            yield Line(item.line.text, BlockKind.CAPTION)
        elif is_marked or is_credit or (is_kept and not _is_headline_of_another(item)):
            yield item.line


class _Story:
    """What trafilatura takes for the story, by the letters and digits of its lines: it differs from us in blanks,
    bullets, and where a line ends."""

    def __init__(self, tree: Any) -> None:
        # No metadata: its dates are guessed from the whole page.
        found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
        text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
        keys = [_key(line) for line in text.split("\n")]
        self._lines, self._whole = frozenset(keys) - {""}, "".join(keys)

    def holds(self, line: str) -> bool:
        """Tell whether `line` is one of the story's, or a good part of one."""
        key = _key(line)
        return key in self._lines or (len(key) >= _LEAST_PART and key in self._whole)


def _is_link(element: Any) -> bool:
    """Tell whether nearly all of an element's text is a link: another story's headline."""
    letters = _letters(element)
    return sum(map(_letters, element.iter("a"))) > 0.8 * letters


def _letters(element: Any) -> int:
    return sum(map(str.isalpha, element.text_content()))


def _is_headline_of_another(item: _Found) -> bool:
    """Tell whether a line is a link to another page and no sentence: "read also" without the words."""
    if role_of(Line(item.line.text)) not in (Role.SHORT, Role.HEADING):
        return False
    links = [a for a in item.element.iter("a") if not a.get("href", "#").startswith("#")]
    return any(clean(a.text_content()) == item.line.text for a in links) or (bool(links) and _is_link(item.element))


def _is_below_picture(item: _Found) -> bool:
    """Tell whether a line without a full stop shares its box with a picture and nothing else."""
    words = count_words(item.line.text)
    return (role_of(item.line) is Role.SHORT and words >= _CAPTION_WORDS and item.element.tag != "h1"
            and item.element.find(".//img") is not None and len(_key(item.element.text_content())) < 400)


def _is_standfirst(item: _Found) -> bool:
    """Tell whether a line between headline and story sums the story up."""
    if role_of(item.line) not in (Role.SENTENCE, Role.SHORT, Role.HEADING) or _is_link(item.element):
        return False
    named = " ".join(f"{e.get('class', '')} {e.get('itemprop', '')}" for e in (item.element, item.element.getparent()))
    words = count_words(item.line.text)
    is_point = item.element.tag == "li" and role_of(item.line) is Role.SENTENCE
    return words >= _STANDFIRST_WORDS or (words >= 5 and (is_point or _STANDFIRST.search(named) is not None))


def _key(text: str) -> str:
    return re.sub(r"\W|_", "", clean(text))
