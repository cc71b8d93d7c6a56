"""Take out of a page what is no part of its story: the unseen, sign-up boxes, what stands around, other stories."""

import re
from typing import Any
from urllib.parse import urldefrag, urlsplit

from ingest.canonical import clean
from ingest.words import count_words

POST = re.compile(r"twitter-tweet|twitter-video|instagram-media|fb-post|tiktok-embed|bluesky-embed|mastodon-embed|"
                  r"social-embed", re.I)
_UNSEEN = ("script", "style", "noscript", "template", "iframe", "svg", "select", "object", "video", "audio", "canvas",
           "input", "textarea")
_AROUND = ("nav", "aside", "form", "button", "footer", "dialog", "menu")
_HIDDEN = ("//*[@hidden or @aria-hidden='true' or contains(translate(@style, ' ', ''), 'display:none') "
           "or contains(translate(@style, ' ', ''), 'visibility:hidden')]")
_CHROME = re.compile(
    r"cookie|consent|gdpr|kvkk|[cç]erez|newsletter|subscri|related|recommend|comment|koment|yorum|disqus|sidebar|"
    r"breadcrumb|crumbs|most-?read|popular|trending|paywall(?!ed)|signin|sign-in|disclaimer|copyright|\blegal|footer|"
    r"banner|outbrain|taboola|whatsapp|push-|bildirim|notification|thank|modal|popup|overlay|donat|membership|feedback|"
    r"report-?error|(?:author|auteur|autor|reporter)[_-]?(?:box|bio|info|card|desc|about)|about-?(?:the-?)?author|"
    r"(?<![a-z])bio\b|ai-?summary|card-(?:title|text)", re.I)
# Names that a story's own parts bear too; they condemn what holds little prose.
_DOUBTFUL = re.compile(r"promo|advert|\bads?\b|share|social|reader|also|partner", re.I)
# A class name alone condemns no part that holds more of the page's words than this: a story may sit in "share-area".
_MOST_OF_PAGE = 0.3
_LABEL_WORDS = 40  # a longer paragraph is prose, whatever its class is called
_SIGN_UP_WORDS = 90
_TEASER_WORDS = 120  # of a box with a linked heading: another story's


def drop_unseen(tree: Any) -> None:
    """Take out what no reader of the page sees, and the boxes that ask for an address or a word."""
    _drop_sign_ups(tree)
    for element in [*tree.iter(*_UNSEEN), *tree.xpath(_HIDDEN)]:
        if element.getparent() is not None:
            element.drop_tree()


def drop_chrome(tree: Any, *, heading: Any) -> None:
    """Take out what stands around the story: navigation, boxes, other stories, comments.

    `heading` is the element of the story's headline, None where the page has none.
    """
    most = _MOST_OF_PAGE * len(tree.text_content())
    for element in tree.xpath("//body//*[@class or @id] | //" + " | //".join(_AROUND)):
        if element.getparent() is None or not _is_called_chrome(element):
            continue
        text = element.text_content()
        is_prose = element.tag == "p" and count_words(text) > _LABEL_WORDS
        if len(text) < most and not is_prose and element.find(".//h1") is None:
            element.drop_tree()
    _drop_teasers(tree, heading, most)


def _drop_sign_ups(tree: Any) -> None:
    """Take out the boxes that ask for an address or a word, with the prose that asks for it."""
    for field in tree.xpath("//body//input[not(@type) or @type='email' or @type='text'] | //body//textarea"):
        box = None
        for ancestor in field.iterancestors():
            if count_words(ancestor.text_content()) > _SIGN_UP_WORDS or ancestor.find(".//h1") is not None:
                break
            box = ancestor
        if box is not None and box.tag != "body" and box.getparent() is not None:
            box.drop_tree()


def _is_called_chrome(element: Any) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in ("article", "main", "h1", "figure", "figcaption") or POST.search(named):
        return False
    if element.tag in _AROUND or _CHROME.search(named):
        return True
    return _DOUBTFUL.search(named) is not None and _prose_words(element) < _LABEL_WORDS


def _prose_words(element: Any) -> int:
    """Return how many words stand in an element outside its links."""
    linked = sum(count_words(a.text_content()) for a in element.iter("a"))
    return count_words(element.text_content()) - linked


def _drop_teasers(tree: Any, heading: Any, most: float) -> None:
    """Take out boxes of a linked heading and a few words: another story's headline and summary.

    A live page's entries link to themselves; a box with more words, or with the headline, is the story's.
    """
    for link in tree.xpath("//body//*[self::h2 or self::h3 or self::h4 or self::h5]//a[@href] | "
                           "//body//a[@href][.//h2 or .//h3 or .//h4 or .//h5]"):
        title = link if link.tag != "a" or link.getparent() is None else _heading_around(link)
        box = title.getparent() if title is not None else None
        if box is None or box.getparent() is None or box.tag in ("body", "main"):
            continue
        if title is heading or _is_within(link):
            continue
        text = box.text_content()
        if len(text) < most and count_words(text) <= _TEASER_WORDS and box.find(".//h1") is None:
            box.drop_tree()


def _heading_around(link: Any) -> Any:
    """Return the heading that a link is all of, or the link that holds a heading, None where it is a part of one."""
    if link.xpath("boolean(.//h2 or .//h3 or .//h4 or .//h5)"):
        return link
    around = next(e for e in link.iterancestors("h2", "h3", "h4", "h5"))
    return around if len(clean(link.text_content())) > 0.8 * len(clean(around.text_content())) else None


def _is_within(link: Any) -> bool:
    """Tell whether a link leads to a place of its own page."""
    address, place = urldefrag(link.get("href", ""))
    return not address or bool(place) or not urlsplit(address).path.strip("/")
