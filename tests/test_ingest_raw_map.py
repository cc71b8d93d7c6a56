"""Each paragraph of an article is found in what it was read from: what a place holds reads as the paragraph reads."""

import csv
import io
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import docx
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_story import STORY
from lxml import etree
from pdf_press import Shape, press

from ingest import Article, BlockKind, Loaded, Span, read_bytes
from ingest.formats import items
from ingest.inputs import Input
from ingest.raw_map import RawPlace, map_raw

PAGES = sorted(Path(__file__).parent.glob("pages/labelled/*.html"))
SAMPLES = sorted((Path(__file__).parent.parent / "samples").iterdir())
STORY_TEXT = [piece.text for piece in STORY]
FULL = Shape(columns=2, indent=True, justified=True, hyphens=True, ligatures=True, heads=True, length=600)
ROW = {"headline": "Crack &amp; closure: dam shut", "outlet": "The Brennick Times",
       "story": {"paragraphs": STORY_TEXT[3:7]}}
MARKED = ("# The **dam** is shut\n\nBy Ada Orlow\n\nThe [northern wall](https://dam.example/wall) has a crack of "
          "**eleven** metres, the `ministry` said on Monday.\n\n![The dam](dam.png)\n\nNobody was hurt, and the road "
          "stays open for the time being.\n")


def loaded(data: bytes, name: str, *, server: str | None = None) -> Loaded:
    (item,) = items(Input(name, name, data=data, charset=server))
    assert isinstance(item, Loaded), item
    return item


def table(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text in STORY_TEXT:
        document.add_paragraph(text)
    document.paragraphs[5].add_run(" It holds\tso far\nand will be watched.").bold = True
    document.save(out)
    return out.getvalue()


MARKUP = "".join(f"<p>{text.replace('“', '&ldquo;').replace(' the ', ' <b>the</b> ')}</p>" for text in STORY_TEXT[3:7])
FORMS = {
    "pasted.txt": "\n\n".join([*STORY_TEXT[:5], "Share this article", *STORY_TEXT[5:]]).replace(
        "dam", "da\u00adm").replace(" on ", "\u00a0on ").encode(),
    "decomposed.txt": unicodedata.normalize("NFD", "Šárka Nováková řekla, že hráz je uzavřena.\n\n" * 2).encode(),
    "marked.md": MARKED.encode(),
    "rows.jsonl": json.dumps(ROW).encode(),
    "table.csv": table(["title", "body"], ["The dam is shut", MARKUP]),
    "escaped.csv": table(["title", "body"], ["The dam is shut", MARKUP.replace("<", "&lt;").replace(">", "&gt;")]),
    "story.docx": word(),
    "columns.pdf": press(STORY, FULL),
    "plain.pdf": press(STORY, Shape(size=12)),
}


@cache
def article_and_raw(name: str) -> tuple[Article, bytes]:
    path = next((path for path in (*PAGES, *SAMPLES) if path.name == name), None)
    item = loaded(path.read_bytes() if path else FORMS[name], name)
    return item.article, item.raw


mapped = cache(lambda name: map_raw(*article_and_raw(name)))


def plain(text: str, name: str) -> str:
    """The letters of a text as its form writes it, by other means than the code's."""
    if name.endswith((".html", ".csv", ".jsonl")):
        text = shown(text)
    if name == "escaped.csv":
        text = shown(text)
    if name.endswith(".md"):
        text = re.sub(r"[*`#]|\]\([^)]*\)|\[", "", text)
    return letters(text)


def shown(markup: str) -> str:
    tree = lxml.html.fromstring(f"<div>{markup} </div>")
    etree.strip_elements(tree, "script", "style", "noscript", etree.Comment, with_tail=False)
    return str(tree.text_content())


def letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text)
                   if not sign.isspace() and sign not in "-‐‑\u034f\ufffc" and unicodedata.category(sign)[0] != "C")


def written(name: str, span: Span) -> str:
    return "".join(plain(place.text, name) for place in mapped(name).places(span))


@pytest.mark.parametrize("name", [*FORMS, *(path.name for path in (*PAGES, *SAMPLES))])
def test_every_paragraph_is_found_where_it_was_written(name: str) -> None:
    article, _ = article_and_raw(name)
    assert mapped(name).is_complete
    for block in article.blocks:
        assert written(name, block.span) == letters(block.span.of(article.text))
        if not name.endswith(".pdf") and block.kind is not BlockKind.CAPTION:  # there something may stand in between
            assert len(mapped(name).places(block.span)) == 1


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_every_span_is_found_where_it_was_written(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*FORMS, *(path.name for path in (*PAGES[::5], *SAMPLES))]))
    article, _ = article_and_raw(name)
    start = data.draw(st.integers(0, len(article.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(article.text))))
    assert written(name, span) == letters(span.of(article.text))


def test_a_place_names_the_cell_the_page_or_the_paragraph_and_its_own_text() -> None:
    def place_of(name: str, words: str) -> RawPlace:
        article, _ = article_and_raw(name)
        start = article.text.index(words)
        (place,) = mapped(name).places(Span(start, start + len(words)))
        return place
    assert place_of("rows.jsonl", "Crack & closure") == RawPlace("headline", 0, 19, "Crack &amp; closure")
    assert place_of("rows.jsonl", STORY_TEXT[4][:30]) == RawPlace("story.paragraphs[1]", 0, 30, STORY_TEXT[4][:30])
    assert place_of("marked.md", "northern wall has").text == "northern wall](https://dam.example/wall) has"
    assert place_of("story.docx", STORY_TEXT[0][:20]) == RawPlace("paragraph 1", 0, 20, STORY_TEXT[0][:20])
    assert {place_of("plain.pdf", piece.text[-12:]).part for piece in (STORY[0], STORY[-1])} == {"page 1", "page 2"}


def test_words_that_stand_twice_are_found_between_their_neighbours() -> None:
    page = ("<html><body><nav><a>Aid</a> <a>The dam is shut</a></nav><article><h1>The dam is shut</h1>"
            "<p>The northern wall has a crack, Aidan Vell of the ministry said on Monday.</p><h2>Aid</h2>"
            "<p>Tents were brought to the villages below the dam.</p></article><footer>Aid</footer></body></html>")
    item = loaded(page.encode(), "page.html")
    places = [map_raw(item.article, item.raw).places(block.span)[0].start for block in item.article.blocks]
    assert places == sorted(places)
    assert places[0] == page.index("The dam is shut</h1>")
    assert places[2] == page.index("Aid</h2>")


def test_a_headline_of_the_pages_tags_is_found_there() -> None:
    page = ('<html><head><meta property="og:title" content="Crack &amp; closure: dam shut"></head><body><article>'
            f"{MARKUP}</article></body></html>")
    item = loaded(page.encode(), "page.html")
    assert item.article.title == "Crack & closure: dam shut"
    (place,) = map_raw(item.article, item.raw).places(Span(0, len(item.article.title)))
    assert place.text == "Crack &amp; closure: dam shut"


def test_a_headline_is_never_found_across_two_tags() -> None:
    item = loaded(b"The dam is shut\n\nThe northern wall has a crack, the ministry said on Monday.\n", "a.txt")
    page = b'<html><head><meta content="The dam"><meta content="is shut"></head><body><p>Nothing.</p></body></html>'
    assert map_raw(item.article, page).places(Span(0, len("The dam is shut"))) == ()


def test_a_page_in_an_encoding_that_only_its_server_told_is_found() -> None:
    text = "Плотину закрыли в субботу после того, как инженеры нашли трещину, сообщило министерство. "
    page = f"<html><body><article><h1>Плотина закрыта</h1><p>{text * 3}</p></article></body></html>"
    item = loaded(page.encode("cp1251"), "page.html", server="cp1251")
    found = map_raw(item.article, item.raw)
    assert found.is_complete
    assert found.parts[0].text == page


def test_a_paragraph_that_something_interrupts_has_several_places() -> None:
    item = loaded(b"The dam is shut\n\nThe northern wall has a crack of eleven metres, the ministry said.\n", "a.txt")
    raw = b"The dam is shut\n\nThe northern wall has a crack -- advertisement -- of eleven metres, the ministry said."
    start = item.article.text.index("The northern")
    assert [place.text for place in map_raw(item.article, raw).places(Span(start, len(item.article.text)))] == [
        "The northern wall has a crack", "of eleven metres, the ministry said."]


def test_what_is_not_there_is_unknown() -> None:
    item = loaded(FORMS["pasted.txt"], "pasted.txt")
    found = map_raw(item.article, b"Nothing of the kind.")
    assert (found.is_complete, found.places(Span(0, len(item.article.text)))) == (False, ())


def test_a_row_is_kept_as_it_stood() -> None:
    row = b'{"title": "The dam is shut", "rank": 3, "tags": ["a"], "body": "It has a crack \\ud800, they said."}'
    assert json.loads(loaded(row, "rows.jsonl").raw) == json.loads(row)


@given(st.lists(st.text(st.characters(exclude_categories=("Cc",)), min_size=1, max_size=60), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_map_or_is_told_a_wrong_place(paragraphs: list[str]) -> None:
    raw = "\n\n".join(f"The wall of the dam has a crack {text}, the ministry said." for text in paragraphs).encode(
        "utf-8", "replace")
    item = read_bytes(raw, source="a.txt", place="a")
    assert isinstance(item, Loaded)
    found = map_raw(item.article, item.raw)
    for block in item.article.blocks:
        text = block.span.of(item.article.text)
        for start, end in ((0, len(text)), (len(text) // 3, len(text) // 2)):
            if start < end:
                places = found.places(Span(block.span.start + start, block.span.start + end))
                assert letters("".join(place.text for place in places)) == letters(text[start:end])
