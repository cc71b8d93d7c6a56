"""What the page shows of an answer and of an article."""

import datetime as dt
from dataclasses import replace
from typing import Any

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
    RELL,
    TAX,
    as_listed,
    evacuated,
    grown,
    silent,
)

from ingest.article import Article, Block, BlockKind, Dated, Precision, Span
from rag.answer import Answer, Disagreement, DisagreementKind, Position, Statement, Verdict
from rag.events import Finished, Retrieved
from ui.conversation import Turn
from ui.markup import DOT, date_in_words
from ui.reader import render_article
from ui.render import render_conversation, render_turn
from ui.shelf import Shelved, render_shelf

TODAY = dt.date(2031, 5, 9)


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="main")


def turn(answer: Answer, **known: Any) -> html.HtmlElement:
    return parsed(render_turn(Turn(answer.question, **known).after(Finished(answer)), number=3, today=TODAY))


def test_chips_name_the_turn_and_the_number_that_the_answer_counts() -> None:
    answer = evacuated("How many?", "How many?")
    numbers = {int(chip.text) for chip in turn(answer).iterfind(".//button[@class='chip']")}
    assert numbers == set(answer.numbers().values())
    chips = turn(answer).iterfind(".//button[@data-cite]")
    assert {chip.get("data-cite") for chip in chips} == {f"3.{n}" for n in numbers}


def test_a_tip_holds_the_whole_quote_the_outlet_the_date_and_the_speaker() -> None:
    shown = turn(evacuated("How many?", "How many?"), articles={GAZETTE.article_id: GAZETTE})
    tip = shown.find(".//span[@class='tip']").text_content()
    assert GAZETTE_400.quote in tip
    assert "the fire brigade" in tip
    assert DOT.join(["The Fjord Gazette", "Ada Quill", "4 May 2031", "5 days ago"]) in tip


def test_an_unknown_date_is_said() -> None:
    assert f"Lunden Post{DOT}date unknown" in turn(silent("When?", "When?")).text_content()


def test_a_failed_statement_is_struck_through_with_words_and_never_leads() -> None:
    shown = turn(evacuated("How many?", "How many?"))
    assert [struck.text_content() for struck in shown.iterfind(".//s")] == [
        "Twelve people were hurt.", "The bridge reopens in June."]
    assert [flag.text for flag in shown.iterfind(".//span[@class='flag']")] == [
        "Contradicted by what it cites", "Not supported by what it cites"]
    assert shown.findall(".//p[@class='lead']//s") == []


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
        ["", "some 400", "about 650"],
        ["Who says so", "the fire brigade", "the county"],
        ["Outlet", "The Fjord Gazette", "Coast Courier"],
        ["Date", "4 May 2031", "5 May 2031"],
        ["Rests on", "1 report", "1 report"],
        ["Quote", GAZETTE_400.quote, COURIER_650.quote]]


def test_where_a_position_has_several_reports_each_quote_names_its_own_and_origins_are_counted() -> None:
    copy = replace(COURIER_BRIDGE, source=replace(COURIER_BRIDGE.source, origin_id=GAZETTE_BRIDGE.source.origin_id))
    own = replace(COURIER_BRIDGE, source=replace(COURIER_BRIDGE.source, outlet="The Fjord Gazette"))
    for second, counted in ((COURIER_BRIDGE, "2 independent reports"), (copy, "2 articles of one origin"),
                            (own, "2 reports of one outlet")):
        positions = (Position("closed", None, (GAZETTE_BRIDGE, second)), Position("open", None, (BRANDT,)))
        answer = replace(evacuated("Q", "Q"), disagreements=(
            Disagreement("the bridge", DisagreementKind.FIGURES, positions),))
        rows = {row[0].text_content(): row[1] for row in turn(answer).findall(".//table/tbody/tr")}
        outlets = list(dict.fromkeys(["The Fjord Gazette", second.source.outlet]))
        assert [line.text_content() for line in rows["Outlet"]] == outlets
        assert rows["Rests on"].text_content() == counted
        assert [note.text_content() for note in rows["Quote"].iterfind(".//span[@class='from']")] == [
            f"The Fjord Gazette{DOT}4 May 2031", f"{second.source.outlet}{DOT}5 May 2031"]


def test_all_whom_a_side_quotes_are_named_each_once_by_the_fullest_name() -> None:
    second = replace(COURIER_650, speaker="Ilva Brandt")
    third = replace(BRANDT, speaker="brandt")
    positions = (Position("400", "the fire brigade", (GAZETTE_400, second, third)), Position("0", None, (BRANDT,)))
    answer = replace(evacuated("Q", "Q"), disagreements=(Disagreement("people", DisagreementKind.FIGURES, positions),))
    row = turn(answer).xpath(".//tr[th='Who says so']")[0]
    assert [[line.text_content() for line in cell] for cell in row.findall("td")] == [
        ["the fire brigade", "Ilva Brandt"], ["Ilva Brandt"]]


def test_a_side_that_is_cut_out_of_its_sentence_shows_that_it_goes_on() -> None:
    whole, cut = "The warning came too late, said Tomas Rell", "Mayor Ilva Brandt denied that the warning had come"
    answer = replace(evacuated("Q", "Q"), disagreements=(Disagreement("the warning", DisagreementKind.CLAIM_DENIAL, (
        Position(whole, None, (RELL,)), Position(cut, None, (BRANDT,)))),))
    assert [value.text_content() for value in turn(answer).iterfind(".//thead//bdi")] == [f"{whole}…", f"{cut}…"]
    short = replace(answer, disagreements=(Disagreement("the warning", DisagreementKind.CLAIM_DENIAL, (
        Position("too late", None, (RELL,)), Position(BRANDT.quote, None, (BRANDT,)))),))
    assert [value.text_content() for value in turn(short).iterfind(".//thead//bdi")] == ["too late", BRANDT.quote]


def test_a_lead_that_only_lists_the_sides_gives_way_to_the_table() -> None:
    shown = turn(grown("How many left?", "How many left?"))
    assert shown.findall(".//p[@class='lead']") == []
    assert [value.text_content() for value in shown.iterfind(".//section[@class='differ leads']//thead//th")] == [
        "some 400 people", "about 650 people"]
    assert [value.get("class") for value in shown.iterfind(".//thead//bdi")] == ["value earlier", "value"]
    written = turn(replace(grown("How many left?", "How many left?"), written_by="a model"))
    assert written.find(".//p[@class='lead']").text_content().startswith("Reported in turn")


def test_a_figure_that_changes_over_days_is_plotted_and_one_that_differs_from_the_first_day_on_is_not() -> None:
    plot = turn(grown("How many left?", "How many left?")).find(".//figure")
    assert [(dot.get("style"), dot.find("bdi").text) for dot in plot.iter("li")] == [
        ("--along:0.000;--up:0.000", "some 400 people"), ("--along:1.000;--up:1.000", "about 650 people")]
    assert plot.find(".//li/span").text_content() == " 4 May 2031: some 400 people, The Fjord Gazette"
    assert [day.text for day in plot.find("p")] == ["4 May 2031", "5 May 2031"]
    same_day = replace(COURIER_650, source=replace(COURIER_650.source, published="2031-05-04T07:00"))
    answer = replace(grown("Q", "Q"), disagreements=(Disagreement("people", DisagreementKind.SUPERSEDED, (
        Position("400", None, (GAZETTE_400,)), Position("650", None, (same_day,)))),))
    assert turn(answer).find(".//figure") is None


@pytest.mark.parametrize(("quote", "marks"), [
    ("It is reportedly closed.", ["hedged by the outlet"]), ("It is closed.", []),
    ("The claim could not be verified.", ["hedged by the outlet"])])
def test_only_what_an_outlet_hedges_is_marked_as_hedged(quote: str, marks: list[str]) -> None:
    said = Statement("It is closed.", (replace(COURIER_BRIDGE, quote=quote),), Verdict.SUPPORTED)
    shown = turn(replace(evacuated("Q", "Q"), statements=(said,), disagreements=()))
    assert [note.text for note in shown.iterfind(".//span[@class='note']")] == marks


def test_one_old_report_among_newer_ones_is_marked_and_many_are_not() -> None:
    def dated(day: str) -> Statement:
        source = replace(COURIER_BRIDGE.source, published=day, article_id=day)
        return Statement(f"Closed on {day}.", (replace(COURIER_BRIDGE, source=source),), Verdict.SUPPORTED)

    def notes(*days: str) -> list[str]:
        shown = turn(replace(evacuated("Q", "Q"), statements=tuple(map(dated, days)), disagreements=()))
        return [note.text for note in shown.iterfind(".//span[@class='note']")]

    assert notes("2031-05-20", "2031-05-19", "2031-05-04") == ["16 days older than the newest report cited"]
    assert notes("2031-05-20", "2031-05-03", "2031-05-04") == []
    assert notes("2031-05-20", "2031-05-19", "2031-05-15") == []


@pytest.mark.parametrize(("kind", "words"), [
    (DisagreementKind.FIGURES, "The sources differ"), (DisagreementKind.CLAIM_DENIAL, "Claimed and denied"),
    (DisagreementKind.SUPERSEDED, "Later figure replaces earlier")])
def test_how_the_sources_differ_is_said_in_plain_words(kind: DisagreementKind, words: str) -> None:
    positions = (Position("400", None, (GAZETTE_400,)), Position("650", None, (COURIER_650,)))
    answer = replace(evacuated("Q", "Q"), disagreements=(Disagreement("people", kind, positions),))
    assert turn(answer).find(".//section/h3").text == words


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
    assert "Reading 12 passages from 1 article…" in parsed(render_turn(growing, number=0, today=TODAY)).text_content()


def test_a_conversation_is_its_turns_oldest_first() -> None:
    turns = (Turn("First?", problem="x"), Turn("Second?", problem="y"))
    shown = parsed(render_conversation(turns, today=TODAY))
    assert [t.get("data-turn") for t in shown.iterfind("section")] == ["0", "1"]


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
    assert "given as Tuesday, 4 May 2031, 6:42 p.m." in shown.find(".//details").text_content()
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
    shelf = [Shelved(as_listed(replace(GAZETTE, article_id=str(n)))) for n in range(1_250)]
    shown = parsed(render_shelf(shelf, total=1_300, matching=1_250))
    assert shown.find(".//h2").text == "1,250 of 1,300 articles at hand"
    assert len(shown.findall(".//tbody/tr")) == 200
    assert shown.find(".//p").text == "and 1,050 more; search to find them"
