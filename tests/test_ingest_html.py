"""What is read from an HTML page. Every name is invented."""

from pathlib import Path

import pytest

from ingest import Article, BlockKind, Loaded, NotLoaded, read_bytes

PARAGRAPHS = ("The harbour wall of Velmora broke on Monday after three days of rain, the council said.",
              "Nobody was hurt, but forty houses were flooded, according to the fire brigade of the town.",
              "“We will build it again,” said Ada Orlow, the mayor. “It will be higher by three metres.”")
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

PAGE = (Path(__file__).parent / "pages" / "wall.html").read_text(encoding="utf-8")


def article(page: str) -> Article:
    result = read_bytes(page.encode(), source="page.html", place="place")
    assert isinstance(result, Loaded), result
    return result.article


def blocks(read: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.span.of(read.text)) for block in read.blocks]


def test_a_page_gives_its_story_in_order_with_kinds_and_nothing_else() -> None:
    assert blocks(article(PAGE)) == [
        (BlockKind.HEADLINE, "Wall breaks in Velmora"),
        (BlockKind.CAPTION, "The wall on Monday. Photo: Ida Voss"),
        (BlockKind.PARAGRAPH, PARAGRAPHS[0]),
        (BlockKind.HEADING, "What comes next"),
        (BlockKind.PARAGRAPH, PARAGRAPHS[1]),
        (BlockKind.POST, "The wall is gone, and with it the road. We are on the roof.— Ida Voss (@idavoss) May 4, "
                         "2031"),
        (BlockKind.PARAGRAPH, PARAGRAPHS[2]),
    ]


def test_a_page_declares_who_says_it_and_when() -> None:
    read = article(PAGE)
    assert (read.title, read.outlet, read.authors) == ("Wall breaks in Velmora", "Harbour Wire", ("Ada Voss",
                                                                                                  "Ivo Lund"))
    assert read.url == "https://wire.example/wall"
    assert read.published is not None
    assert read.updated is not None
    assert (read.published.value, read.published.utc_offset) == ("2031-05-04T18:42", "+02:00")
    assert read.published.evidence == 'JSON-LD datePublished "2031-05-04T18:42:10+02:00"'
    assert (read.updated.value, read.updated.utc_offset) == ("2031-05-05T07:00", "+00:00")


@pytest.mark.parametrize(("head", "title", "outlet"), [
    ("<title>Wall breaks in Velmora | Harbour Wire</title>", "Wall breaks in Velmora", ""),
    ('<meta property="og:title" content="Wall breaks in Velmora – Harbour Wire">'
     '<meta property="og:site_name" content="The Harbour Wire">',
     "Wall breaks in Velmora", "The Harbour Wire"),
    ('<meta name="application-name" content="Harbour Wire"><title>Norlund – a wall and its town</title>',
     "Norlund – a wall and its town", "Harbour Wire"),
    ('<script type="application/ld+json">{broken</script><title>Wall breaks in Velmora</title>',
     "Wall breaks in Velmora", ""),
    ('<script type="application/ld+json">[{"@type": ["NewsArticle"], "headline": "Wall breaks", '
     '"publisher": "Harbour Wire"}]</script>',
     "Wall breaks", "Harbour Wire"),
])
def test_the_title_loses_the_name_of_the_site(head: str, title: str, outlet: str) -> None:
    read = article(f"<html><head>{head}</head><body><article>{BODY}</article></body></html>")
    assert (read.title, read.outlet) == (title, outlet)


@pytest.mark.parametrize(("tags", "value"), [
    ('<meta property="article:published_time" content="2031-05-04T09:15:00Z">', "2031-05-04T09:15"),
    ('<meta name="date" content="2031-05-04">', "2031-05-04"),
    ('<meta name="pubdate" content="May 4, 2031">', "2031-05-04"),
    ('<meta name="date" content="2031-05-44">', None),
    ('<meta property="og:updated_time" content="2031-05-04">', None),
    ("", None),
])
def test_only_a_tag_that_dates_the_publication_is_the_publish_date(tags: str, value: str | None) -> None:
    page = (f"<html><head>{tags}</head><body><p id='clock'>6 May 2031</p>"
            f"<article><h1>Wall breaks in Velmora</h1>{BODY}</article></body></html>")
    published = article(page).published
    assert (published.value if published else None) == value


@pytest.mark.parametrize("credits", [
    '<p class="x">By Ada Voss</p><p>Published <time datetime="2031-05-04">4 May 2031</time></p>',
    "<div>By Ada Voss | 4 May 2031</div>",
    '<div class="when">4 May 2031</div><div class="by">By Ada Voss</div>',
    '<time itemprop="datePublished" datetime="2031-05-04">long ago</time><p>By Ada Voss</p>',
])
def test_a_page_without_tags_is_dated_and_signed_by_the_lines_below_its_headline(credits: str) -> None:
    read = article(f"<html><body><h1>Wall breaks in Velmora</h1>{credits}<div>{BODY}</div></body></html>")
    assert read.authors == ("Ada Voss",)
    assert read.published is not None
    assert read.published.value == "2031-05-04"


def test_a_masthead_and_a_foot_outside_the_story_name_the_outlet() -> None:
    read = article(f"<html><body><div><a>The Velmora Courier</a></div><h1>Wall breaks in Velmora</h1><div>{BODY}</div>"
                   "<div class='foot'>Copyright 2031 Velmora Courier Ltd, 3 Quay Row. All rights "
                   "reserved.</div></body></html>")
    assert read.outlet == "The Velmora Courier"
    assert "Copyright" not in read.text


def test_text_nested_300_deep_is_read() -> None:
    read = article("<html><body>" + "<div>" * 300 + BODY + "</div>" * 300 + "</body></html>")
    assert [text for _, text in blocks(read)] == list(PARAGRAPHS)


def test_line_breaks_and_inline_tags_do_not_glue_words() -> None:
    read = article(f"<html><body><article>{BODY}<p>The <b>fire</b> brigade came at six, and left at ten.<br>Its chief, "
                   "<a href='x'>Ivo Lund</a>, was tired after it.</p></article></body></html>")
    assert [text for _, text in blocks(read)][-2:] == [
        "The fire brigade came at six, and left at ten.", "Its chief, Ivo Lund, was tired after it."]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("page", [
    "<html><body><p " + " ".join(f"a{i}=1" for i in range(300_000)) + ">x</p>",
    "<html><body><p " + " ".join(f"a{i}" for i in range(300_000)) + ">x</p>",
    "<html><body>" + "<p>Word.</p>" * 100_000,
    "<html><body>" + "<div>" * 10_000 + BODY,
])
def test_a_page_built_to_exhaust_the_parser_is_refused_in_one_line(page: str) -> None:
    result = read_bytes(page.encode(), source="bomb.html", place="place")
    assert isinstance(result, NotLoaded)
    assert result.reason.startswith("the page ")
    assert len(result.reason) <= 200


@pytest.mark.timeout(60)
@pytest.mark.parametrize("junk", ["<!--" * 200_000, "<![CDATA[" * 100_000, "<" * 500_000, "\" " * 300_000,
                                  ". " * 300_000, "(" * 500_000])
def test_degenerate_markup_behind_a_story_does_not_hang(junk: str) -> None:
    assert isinstance(read_bytes(f"<html><body>{BODY}{junk}".encode(), source="x.html", place="place"), Loaded)
