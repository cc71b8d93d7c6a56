"""Habits of sites on the open web: what they do to headlines, names, dates and lists. Every name is invented."""

import pytest

from ingest import Article, BlockKind, Loaded, read_bytes

PARAGRAPHS = ("The harbour wall of Velmora broke on Monday after three days of rain, the council said.",
              "Nobody was hurt, but forty houses were flooded, according to the fire brigade of the town.",
              "“We will build it again,” said Ada Orlow, the mayor. “It will be higher by three metres.”")
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HAN = ("维尔莫拉港5月4日消息，连续3天降雨之后，港口防波堤周一发生坍塌，市议会当晚召开紧急会议讨论修复方案。",
       "消防部门表示，事故没有造成人员伤亡，但沿岸40户居民的房屋被水淹没，救援人员用2天时间完成疏散。",
       "市长在2日的发布会上说，新的防波堤将比原来高出3米，工程预计在明年春季开工。")
LINK = '<link rel="canonical" href="https://sport.courier.example/wall">'


def article(body: str, head: str = "") -> Article:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    result = read_bytes(page.encode(), source="page.html", place="place")
    assert isinstance(result, Loaded), result
    return result.article


def prose(read: Article) -> list[str]:
    return [block.span.of(read.text) for block in read.blocks if block.kind is BlockKind.PARAGRAPH]


def test_a_story_in_a_script_without_blanks_keeps_its_paragraphs() -> None:
    read = article("<h1>维尔莫拉港防波堤坍塌</h1><div>" + "".join(f"<p>{p}</p>" for p in HAN)
                   + "<p>（责任编辑：林子）</p></div>")
    assert prose(read) == list(HAN)


def test_a_part_of_the_story_that_is_called_an_advertisement_stays() -> None:
    last = "The council will meet again on Thursday, when the harbour master is to say what the new wall costs. " * 3
    part = f"<section class='Ads Report'><p>{last}</p></section>"
    read = article(f"<h1>Wall breaks in Velmora</h1><div>{BODY}</div>{part}")
    assert prose(read) == [*PARAGRAPHS, last.strip()]


def test_other_stories_headlines_and_summaries_below_the_story_are_left_out() -> None:
    boxes = "".join(f'<div class="item"><h2><a href="/other/{n}">Ferry {n} of Norlund is late again</a></h2><p>The '
                    f'ferry {n} came an hour late on Friday, its captain told the town.</p></div>' for n in range(4))
    ranked = "".join(f'<li><span>{n}</span><a href="/most/{n}">The ferry of Norlund was late on day {n}</a></li>'
                     for n in range(1, 5))
    read = article(f"<h1>Wall breaks in Velmora</h1><div>{BODY}</div><div>{boxes}</div><ol>{ranked}</ol>")
    assert prose(read) == list(PARAGRAPHS)


def test_entries_of_a_live_page_that_link_to_themselves_stay() -> None:
    entries = "".join(f'<div class="entry"><h3><a href="#at-{n}">Hour {n}: the water rises</a></h3><p>{p}</p></div>'
                      for n, p in enumerate(PARAGRAPHS))
    assert prose(article(f"<h1>The flood of Velmora, hour by hour</h1><div>{entries}</div>")) == list(PARAGRAPHS)


@pytest.mark.parametrize(("heading", "title"), [
    ("Wall breaks in Velmora <span>Subscribers</span>", "Wall breaks in Velmora"),
    ("<span>Rain</span> Wall breaks in Velmora", "Wall breaks in Velmora"),
    ("Wall breaks in Velmora, and its harbour", "Wall breaks in Velmora, and its harbour"),
    ("Wall breaks in Vel…", "Wall breaks in Velmora"),
])
def test_a_label_in_the_heading_is_no_part_of_the_headline(heading: str, title: str) -> None:
    declared = '<meta property="og:title" content="Wall breaks in Velmora | Harbour Courier">'
    assert article(f"<h1>{heading}</h1><div>{BODY}</div>", declared).title == title


def test_without_a_main_heading_the_headline_is_what_the_page_shows_of_its_title_tag() -> None:
    read = article(f"<div class='t'>Wall of Velmora breaks in the rain</div><div>{BODY}</div>",
                   "<title>Wall of Velmora breaks in the rain | Harbour | The Velmora Courier</title>")
    assert (read.title, read.outlet) == ("Wall of Velmora breaks in the rain", "The Velmora Courier")


@pytest.mark.parametrize(("head", "outlet"), [
    ("<title>Wall breaks in Velmora_Harbour Courier</title>", "Harbour Courier"),
    ("<title>Wall breaks in Velmora - Sport - The Late Echo</title>" + LINK, "The Late Echo"),
    ('<meta property="og:site_name" content="The Courier"><title>Wall breaks in Velmora | Sport | The Courier</title>'
     + LINK, "The Courier"),
    ('<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "Blogger"}}</script>'
     '<meta property="og:site_name" content="Harbour Notes">', "Harbour Notes"),
    ('<meta name="copyright" content="© 2031 Harbour Echo. All rights reserved.">', "Harbour Echo"),
])
def test_the_outlet_is_named_behind_the_headline_and_is_no_section_or_platform(head: str, outlet: str) -> None:
    assert article(f"<h1>Wall breaks in Velmora</h1><div>{BODY}</div>", head).outlet == outlet


@pytest.mark.parametrize(("declared", "authors"), [
    ("By 김물결", ("김물결",)), ("@harbour_echo", ("Ada Voss",)), ("Ada Orlow, Chief Flood Officer", ("Ada Orlow",)),
    ("Harbour Echo Verlag GmbH, Velmora", ("Ada Voss",)), ("Ada Orlow (www.echo.example)", ("Ada Orlow",)),
])
def test_a_declared_author_is_a_name_and_a_person_goes_before_a_firm(declared: str, authors: tuple[str, ...]) -> None:
    read = article(f'<h1>Wall breaks in Velmora</h1><div class="author">By Ada Voss</div><div>{BODY}</div>',
                   f'<meta name="author" content="{declared}">')
    assert read.authors == authors


STAMPS = ("2031-5-4 9:30:00", "2031-05-04T09:30:00EET", "20310504", "1935686520", "2031/5/4")


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_stamp_that_is_nearly_iso_is_read(stamp: str) -> None:
    read = article(f"<h1>Wall breaks in Velmora</h1><div>{BODY}</div>", f'<meta name="pubdate" content="{stamp}">')
    assert read.published is not None
    assert read.published.value[:10] == "2031-05-04"


def test_the_date_below_the_headline_goes_before_the_pages_clock_and_before_comments() -> None:
    comment = '<div class="comment"><time datetime="2024-09-22" pubdate>Last week</time> Well said, all of you.</div>'
    read = article(f"<div>Friday, 30 August 2024</div><h1>Wall breaks in Velmora</h1><div>2024-05-04 10:08 | from the "
                   f"harbour desk of the town</div><div>{BODY}</div>{comment}")
    assert read.published is not None
    assert read.published.value[:10] == "2024-05-04"


def test_a_page_with_a_script_among_a_tags_attributes_is_read() -> None:
    data = " ".join(f"x{n}=1" for n in range(2_000))
    assert prose(article(f"<h1>Wall breaks in Velmora</h1><div {data}></div><div>{BODY}</div>")) == list(PARAGRAPHS)
