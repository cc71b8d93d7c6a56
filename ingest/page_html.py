"""Read an HTML page: trafilatura finds the story, the page's own markup tells captions, posts and headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from ingest.article import BlockKind
from ingest.canonical import clean
from ingest.draft import Draft, Line
from ingest.layout import Role, lay_out, role_of
from ingest.page_head import read_head

# Measured: 58,000 elements take 11 s to read, 300,000 attributes on one tag over 20 s. News pages have under 10,000
# and 30.
MOST_ELEMENTS = 30_000
MOST_ATTRIBUTES = 1_000
# libxml2 drops what lies deeper than 256, with `huge_tree` deeper than 2,048; trafilatura gives up well before.
DEEPEST = 2_000
_DEEP = 150
_WRAPPERS = frozenset("div span section font b i em strong blockquote ul ol li table tbody tr td a center article "
                      "main".split())

_UNSEEN = ("script", "style", "noscript", "template", "iframe", "svg", "select", "object", "video", "audio", "canvas",
           "input", "textarea")
_AROUND = ("nav", "aside", "form", "button", "footer", "dialog", "menu")
_HIDDEN = ("//*[@hidden or @aria-hidden='true' or contains(translate(@style, ' ', ''), 'display:none') "
           "or contains(translate(@style, ' ', ''), 'visibility:hidden')]")
_CHROME = re.compile(
    r"cookie|consent|gdpr|newsletter|subscri|related|recommend|promo|advert|\bads?\b|share|social|comment|disqus|"
    r"reader|sidebar|"
    r"breadcrumb|crumbs|most-?read|popular|trending|paywall|signin|sign-in|banner|outbrain|taboola|also", re.I)
# A class name alone condemns no part that holds more of the page's words than this: a story may sit in "share-area".
_MOST_OF_PAGE = 0.3
_CAPTION = re.compile(r"caption|\bcap\b|photo-?credit|image-?credit|legend", re.I)
_POST = re.compile(r"twitter-tweet|twitter-video|instagram-media|fb-post|tiktok-embed|bluesky-embed|mastodon-embed|"
                   r"social-embed", re.I)
_BLOCKS = frozenset(
    "p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dd dt blockquote pre table tr td th tbody thead "
    "caption figure "
    "figcaption address body html center fieldset details summary hgroup time-block".split())


@dataclass(frozen=True, slots=True)
class _Found:
    """A line of the page and the element around it."""

    line: Line
    parent: Any


def read_page(html: str) -> Draft:
    """Return the article of an HTML page.

    Raises:
        ValueError: if the page is built to exhaust a parser, or is no HTML.
    """
    tree = _parse(html)
    head = read_head(tree)
    _drop_unseen(tree)
    page = [found.line for found in _lines(tree)]
    _drop_chrome(tree)
    return lay_out(_story_lines(list(_lines(tree)), tree), head, page=page)


def _parse(html: str) -> Any:
    _refuse_bomb(html)
    # lxml refuses an encoding declaration in text that is decoded already.
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(html, parser=parser)
    except etree.ParserError as error:
        raise ValueError(f"the page cannot be parsed as HTML: {error}") from error
    _flatten(tree)
    return tree


def _refuse_bomb(html: str) -> None:
    elements = widest = 0
    for tag in re.finditer(r"<[a-zA-Z][^<>]*", html):
        elements += 1
        if tag.end() - tag.start() > MOST_ATTRIBUTES:
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", tag[0])
            widest = max(widest, bare.count("="), len(re.findall(r"[\s/]+", bare)))
    if widest > MOST_ATTRIBUTES:
        raise ValueError(f"the page has a tag with {widest:,} attributes, at most {MOST_ATTRIBUTES:,} are read")
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


def _drop_unseen(tree: Any) -> None:
    """Take out what no reader of the page sees."""
    for element in [*tree.iter(*_UNSEEN), *tree.xpath(_HIDDEN)]:
        if element.getparent() is not None:
            element.drop_tree()


def _drop_chrome(tree: Any) -> None:
    """Take out what stands around the story: navigation, boxes, other stories, comments."""
    for element in [*tree.iter(*_AROUND)]:
        if element.getparent() is not None:
            element.drop_tree()
    most = _MOST_OF_PAGE * len(tree.text_content())
    for element in tree.xpath("//body//*[@class or @id]"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        is_story = element.tag in ("p", "article", "main", "h1", "figure", "figcaption") or _POST.search(named)
        if is_story or not _CHROME.search(named) or element.getparent() is None:
            continue
        if len(element.text_content()) < most:
            element.drop_tree()


def _lines(tree: Any) -> Iterator[_Found]:
    """Yield the page's lines in reading order; a line is the text between two block tags or line breaks."""
    body = tree.find("body")
    for element in _leaves(body if body is not None else tree):
        kind = _kind_of(element)
        if kind in (BlockKind.CAPTION, BlockKind.POST):
            if text := clean(element.text_content()):
                yield _Found(Line(text, kind), element.getparent())
            continue
        yield from (_Found(Line(text, kind), element.getparent()) for text in _own_lines(element))


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
            stack.extend(reversed([item.text or "", *(x for child in item for x in (child, child.tail or ""))]))
    yield from (text for piece in pieces if (text := clean(piece)))


def _kind_of(element: Any) -> BlockKind | None:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in ("figcaption", "caption") or (_CAPTION.search(named) and not element.xpath("boolean(.//p[2])")):
        return BlockKind.CAPTION
    if _POST.search(named):
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
    story = _story_keys(tree)
    beside: dict[Any, int] = {}
    for item in found:
        if _key(item.line.text) in story:
            beside[item.parent] = beside.get(item.parent, 0) + 1
    kept = [_key(item.line.text) in story or beside.get(item.parent, 0) >= 2 for item in found]
    told = [i for i, (item, is_kept) in enumerate(zip(found, kept, strict=True))
            if is_kept and role_of(item.line) is Role.SENTENCE]
    first, last = (told[0], told[-1]) if told else (len(found), -1)
    for index, (item, is_kept) in enumerate(zip(found, kept, strict=True)):
        is_marked = item.line.kind in (BlockKind.HEADLINE, BlockKind.CAPTION, BlockKind.POST) and index <= last
        is_credit = index < first and role_of(item.line) in (Role.BYLINE, Role.DATE)
        if is_kept or is_marked or is_credit:
            yield item.line


def _story_keys(tree: Any) -> frozenset[str]:
    # No metadata: its dates are guessed from the whole page.
    found = trafilatura.bare_extraction(tree, include_comments=False, favor_recall=True, with_metadata=False)
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    return frozenset(_key(line) for line in text.split("\n")) - {""}


def _key(text: str) -> str:
    """Return the letters and digits of a line: trafilatura and we differ in blanks and bullets."""
    return re.sub(r"\W", "", clean(text))
