"""What the page shows of an answer and of an article."""

from dataclasses import replace

import pytest
from lxml import html
from ui_newsroom import (
    BRANDT,
    COURIER,
    COURIER_650,
    COURIER_BRIDGE,
    GAZETTE,
    GAZETTE_400,
    GAZETTE_BRIDGE,
    TAX,
    evacuated,
    silent,
)

from ingest.article import Article, Block, BlockKind, Dated, Precision, Span
from rag.answer import Answer, Disagreement, DisagreementKind, Position, Statement, Verdict
from rag.events import Finished, Retrieved
from ui.conversation import Turn
from ui.markup import date_in_words
from ui.reader import render_article
from ui.render import render_conversation, render_turn
from ui.shelf import render_shelf


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="main")


def turn(answer: Answer) -> html.HtmlElement:
    return parsed(render_turn(Turn(answer.question).after(Finished(answer)), number=3))


def test_chips_name_the_turn_and_the_number_that_the_answer_counts() -> None:
    answer = evacuated("How many?", "How many?")
    numbers = {int(chip.text) for chip in turn(answer).iterfind(".//button[@class='chip']")}
    assert numbers == set(answer.numbers().values())
    assert {chip.get("data-cite") for chip in turn(answer).iterfind(".//button")} == {f"3.{n}" for n in numbers}


def test_a_tip_holds_the_whole_quote_the_outlet_the_date_and_the_speaker() -> None:
    tip = turn(evacuated("How many?", "How many?")).find(".//span[@class='tip']").text_content()
    assert GAZETTE_400.quote in tip
    assert "the fire brigade" in tip
    assert "The Fjord Gazette · 4 May 2031" in tip


def test_an_unknown_date_is_said() -> None:
    assert "Lunden Post · date unknown" in turn(silent("When?", "When?")).text_content()


def test_a_failed_statement_is_struck_through_with_words_and_never_leads() -> None:
    shown = turn(evacuated("How many?", "How many?"))
    assert [struck.text_content() for struck in shown.iterfind(".//s")] == [
        "Twelve people were hurt.", "The bridge reopens in June."]
    assert [flag.text for flag in shown.iterfind(".//span[@class='flag']")] == [
        "Contradicted by what it cites", "Not supported by what it cites"]
    assert len(shown.findall(".//p[@class='lead']")) == 1


def test_reports_that_agree_are_counted_and_reports_that_differ_are_not() -> None:
    shown = turn(evacuated("How many?", "How many?"))
    noted = [note.getparent().find("bdi").text for note in shown.iterfind(".//span[@class='note']")]
    assert noted == ["The Mill Bridge is closed for an inspection."]


def test_copies_of_one_report_are_not_counted_as_independent() -> None:
    copy = replace(COURIER_BRIDGE, source=replace(COURIER_BRIDGE.source, origin_id=GAZETTE_BRIDGE.source.origin_id))
    answer = replace(evacuated("Q", "Q"), statements=(
        Statement("The bridge is closed.", (GAZETTE_BRIDGE, copy), Verdict.SUPPORTED),), disagreements=())
    assert "independent" not in turn(answer).text_content()


def test_a_disagreement_is_a_table_with_a_column_for_each_position() -> None:
    table = turn(evacuated("How many?", "How many?")).find(".//table")
    rows = [[cell.xpath("string(.//bdi | self::th | self::td[not(.//bdi)])") for cell in row]
            for row in table.iter("tr")]
    assert table.find("caption").text_content() == "people who left Harrowmere"
    assert rows == [
        ["Value", "some 400", "about 650"],
        ["Who says so", "the fire brigade", "the county"],
        ["Outlet", "The Fjord Gazette", "Coast Courier"],
        ["Date", "4 May 2031", "5 May 2031"],
        ["Quote", GAZETTE_400.quote, COURIER_650.quote]]


def test_where_a_position_has_several_reports_each_line_starts_with_its_number() -> None:
    positions = (Position("closed", None, (GAZETTE_BRIDGE, COURIER_BRIDGE)), Position("open", None, (BRANDT,)))
    answer = replace(evacuated("Q", "Q"), disagreements=(
        Disagreement("the bridge", DisagreementKind.FIGURES, positions),))
    outlets = turn(answer).findall(".//table//tr")[2]
    assert [line.text_content() for line in outlets.iterfind(".//span[@class='line']")] == [
        "3 The Fjord Gazette", "4 Coast Courier", "Coast Courier"]


@pytest.mark.parametrize(("kind", "words"), [
    (DisagreementKind.FIGURES, "The sources differ"), (DisagreementKind.CLAIM_DENIAL, "Claimed and denied"),
    (DisagreementKind.SUPERSEDED, "Later figure replaces earlier")])
def test_how_the_sources_differ_is_said_in_plain_words(kind: DisagreementKind, words: str) -> None:
    positions = (Position("400", None, (GAZETTE_400,)), Position("650", None, (COURIER_650,)))
    answer = replace(evacuated("Q", "Q"), disagreements=(Disagreement("people", kind, positions),))
    assert turn(answer).find(".//section[@class='differ']/h3").text == words


def test_an_abstention_says_so_gives_the_reason_and_quotes_what_comes_nearest() -> None:
    shown = turn(silent("When is the vote?", "When is the vote?"))
    assert shown.find(".//p[@class='lead']").text == "The articles do not say."
    assert "No sentence in the articles names a day for the vote." in shown.text_content()
    assert [quote.find("bdi").text for quote in shown.iter("blockquote")] == [TAX.quote, COURIER_BRIDGE.quote]


def test_a_rewritten_question_is_shown_and_an_unchanged_one_is_not() -> None:
    rewritten = turn(evacuated("How many?", "How many left Harrowmere?"))
    assert "Read as: How many left Harrowmere?" in rewritten.text_content()
    assert "Read as" not in turn(evacuated("How  many?", "How many?")).text_content()


def test_while_it_works_it_says_what_it_has_found() -> None:
    growing = Turn("How many?").after(Retrieved(passages=12, articles=1))
    assert "Reading 12 passages from 1 article…" in parsed(render_turn(growing, number=0)).text_content()


def test_a_conversation_is_its_turns_oldest_first() -> None:
    turns = (Turn("First?", problem="x"), Turn("Second?", problem="y"))
    assert [t.get("data-turn") for t in parsed(render_conversation(turns)).iterfind("section")] == ["0", "1"]


@pytest.mark.parametrize(("value", "words"), [
    ("2031-05-04T18:42", "4 May 2031, 18:42"), ("2031-05-04T18:42:07", "4 May 2031, 18:42"),
    ("2031-05-04", "4 May 2031"),
    ("2031-05", "May 2031"), ("2031", "2031"), ("--05-04", "4 May, year not given"), (None, "date unknown"),
    ("", "date unknown"), ("-", "-"), ("2031-13-01", "2031-13-01"), ("soon<b>", "soon&lt;b&gt;")])
def test_dates_read_as_far_as_they_are_known(value: str | None, words: str) -> None:
    assert date_in_words(value) == words


def marks(shown: str) -> list[tuple[str, str]]:
    return [(mark.get("class"), mark.text) for mark in parsed(shown).iter("mark")]


def test_the_cited_sentence_is_marked_and_the_other_cited_ones_lighter() -> None:
    also = (COURIER_650.span, COURIER_BRIDGE.span, BRANDT.span)
    shown = render_article(COURIER, cited=COURIER_BRIDGE.span, also=also)
    assert marks(shown) == [("also", COURIER_650.quote), ("cited", COURIER_BRIDGE.quote), ("also", BRANDT.quote)]


def test_a_mark_ends_exactly_where_its_span_ends_beyond_the_basic_plane_too() -> None:
    text = "🚒🚒 Foam 🧯 here. Next 𝒔entence."
    plain = replace(GAZETTE, text=text, blocks=(Block(BlockKind.PARAGRAPH, Span(0, len(text)), "en"),))
    assert marks(render_article(plain, cited=Span(3, 15))) == [("cited", text[3:15])]


def test_overlapping_spans_lose_no_character() -> None:
    whole = Span(0, len(GAZETTE.text))
    shown = render_article(GAZETTE, cited=Span(5, 30), also=(Span(0, 12), Span(25, 90), whole))
    body = "\n".join(p.text_content() for p in parsed(shown).iterfind(".//p[@class='paragraph']"))
    assert body == GAZETTE.text


def test_an_article_shows_what_is_known_of_it_and_where_its_date_comes_from() -> None:
    known: Article = replace(GAZETTE, url="https://fjord.example/flood", published=Dated(
        "2031-05-04T18:42", Precision.INSTANT, "Tuesday, 4 May 2031, 6:42 p.m.", "+02:00"))
    shown = parsed(render_article(known))
    assert "4 May 2031, 18:42 UTC+02:00" in shown.text_content()
    assert shown.find(".//span[@class='dated']").get("title") == "Given as: Tuesday, 4 May 2031, 6:42 p.m."
    assert shown.find(".//a").get("href") == "https://fjord.example/flood"
    assert "Ada Quill" in shown.text_content()


def test_captions_and_posts_are_labelled_and_keep_their_language_and_direction() -> None:
    text = "Boats on Wharf Lane.\nآب بالا آمد"
    mixed = replace(GAZETTE, text=text, blocks=(
        Block(BlockKind.CAPTION, Span(0, 20), "en"), Block(BlockKind.POST, Span(21, len(text)), "fa")))
    shown = parsed(render_article(mixed))
    assert shown.find(".//p[@class='caption']").text_content() == "Caption Boats on Wharf Lane."
    post = shown.find(".//blockquote")
    assert (post.get("lang"), post.get("dir"), post.find("span").text) == ("fa", "auto", "Post")


def test_a_headline_in_the_text_is_not_shown_twice() -> None:
    titled = replace(GAZETTE, text="Flood\nIt rained.", title="Flood", blocks=(
        Block(BlockKind.HEADLINE, Span(0, 5), "en"), Block(BlockKind.PARAGRAPH, Span(6, 16), "en")))
    assert [h.text for h in parsed(render_article(titled)).iter("h2")] == ["Flood"]


def test_a_long_shelf_is_cut_and_says_by_how_many() -> None:
    shelf = parsed(render_shelf([replace(GAZETTE, article_id=str(n)) for n in range(1_250)]))
    assert len(shelf.findall(".//li")) == 200
    assert shelf.find(".//p").text == "and 1,050 more"
