"""What a run leaves behind: three files that agree, and a page that neither runs nor loads anything."""

import json
from dataclasses import replace

import pytest
from eval_builders import ONE, TWO, answer, case, cite, differ, gold, say
from lxml import html
from test_eval_run import FakeAssistant

from eval.report import render, show, write_results
from eval.run import ask, sum_up
from eval.summary import Figure
from eval.table import figure_table
from rag.answer import Position, Verdict

HOSTILE = "<script>alert(1)</script><img src=//evil.example/x>"
GOLD = gold(ONE, "moved 400 people from the old harbour")
MOVED = cite(ONE, "Fire crews moved 400 people from the old harbour on Monday.", speaker="Ilva Torrek")
FORCED = cite(TWO, "The blaze in the old harbour forced 650 residents out.")


@pytest.fixture
def results():
    sides = (differ(Position("400", None, (MOVED,)), Position(f"650 {HOSTILE}", None, (FORCED,))),)
    given = {"good": answer(say("They moved 400.", MOVED)), "crash": ValueError(HOSTILE),
             f"wrong {HOSTILE}": answer(say(f"Some {HOSTILE}", FORCED), say("Struck.", verdict=Verdict.UNSUPPORTED),
                                        disagreements=sides), "nothing": answer()}
    cases = [case(GOLD, id="first-good", question="good"),
             case(GOLD, id="then-wrong", question=f"wrong {HOSTILE}", answers=(HOSTILE,), speaker=HOSTILE),
             case(GOLD, id="then-crash", question="crash", history=(HOSTILE,)),
             case(id="last-good", kind="unanswerable", question="nothing")]
    return sum_up(tuple(ask(FakeAssistant(given), cases)), peer={"retrieval_hit@1": Figure(0.25, 3)})


@pytest.fixture
def page(results):
    return render(results, floors={"answered": 0.5, "evidence_hit": 0.9}, title=f"set {HOSTILE}")


def test_the_page_holds_no_script_and_loads_nothing(page):
    tree = html.document_fromstring(page)
    assert {element.tag for element in tree.iter()} & {"script", "img", "link", "iframe", "object", "a"} == set()
    assert not any(name in element.attrib for element in tree.iter() for name in ("src", "href", "style"))
    assert HOSTILE in tree.text_content()


def test_crashes_come_first_then_failures_then_the_rest_in_order(page):
    sections = [section.get("id") for section in html.document_fromstring(page).iter("section")]
    assert sections == ["then-crash", "then-wrong", "first-good", "last-good"]


def test_a_question_shows_its_verdict_citations_gold_and_what_was_missed(page):
    sections = {s.get("id"): " ".join(s.text_content().split()) for s in
                html.document_fromstring(page).iter("section")}
    assert "nothing missed" in sections["first-good"]
    assert "one.example · one.txt [0, 59) · speaker: Ilva Torrek" in sections["first-good"]
    assert "one.txt · cited · passage 2 of the search" in sections["first-good"]
    assert "Struck. unsupported" in sections["then-wrong"]
    assert "missed: no_false_alarm, speaker" in sections["then-wrong"]
    assert "crashed: ValueError: <script>" in sections["then-crash"]
    assert "Abstained: not said" in sections["last-good"]
    assert "The articles do not say: abstain." in sections["last-good"]


def test_a_figure_below_its_floor_is_marked_and_the_peer_stands_beside(page):
    first_table = html.document_fromstring(page).find(".//table")
    rows = {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in first_table.iter("tr")}
    assert rows["answered"] == ["1.000", "3", "0.500", ""]
    assert rows["evidence_hit"] == ["0.667 below", "3", "0.900", ""]
    assert rows["retrieval_hit@1"] == ["0.000", "3", "", "0.250"]
    assert rows["multi_source"] == ["–", "0", "", ""]


def test_metrics_hold_every_figure_with_its_count_and_null_for_the_undefined(results, tmp_path):
    write_results(tmp_path, results, floors={"answered": 0.5}, title="set")
    metrics = json.loads((tmp_path / "metrics.json").read_text("utf-8"))
    assert metrics["figures"]["no_error"] == {"value": 0.75, "count": 4}
    assert metrics["figures"]["multi_source"] == {"value": None, "count": 0}
    assert metrics["kinds"]["unanswerable"]["abstain_right"] == {"value": 1.0, "count": 1}
    assert (metrics["floors"], metrics["peer"]["retrieval_hit@1"]["value"]) == ({"answered": 0.5}, 0.25)


def test_answers_are_one_contract_object_a_line_in_the_order_asked(results, tmp_path):
    write_results(tmp_path, results, floors={}, title="set")
    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text("utf-8").split("\n")[:-1]]
    assert [line["id"] for line in lines] == ["first-good", "then-wrong", "then-crash", "last-good"]
    assert lines[0] == results.scored[0].answer.to_dict() | {"id": "first-good"}
    assert lines[2] == {"version": 1, "id": "then-crash", "error": f"ValueError: {HOSTILE}"}


def test_the_table_shows_floors_and_the_peer_only_where_there_are_any(results):
    assert [c.header for c in figure_table(results, floors={"answered": 1.0}).columns] == [
        "figure", "value", "n", "floor", "plain peer"]
    alone = sum_up(results.scored, peer={})
    assert [c.header for c in figure_table(alone, floors={}).columns] == ["figure", "value", "n"]


@pytest.mark.parametrize(("figure", "text"), [
    (Figure(None, 0), "–"), (Figure(0.0, 2), "0.000"), (Figure(1.0, 2), "1.000"), (Figure(23.04, 2), "23.0")])
def test_a_figure_is_shown_as_a_share_a_number_or_a_dash(figure, text):
    assert show(figure) == text


def test_an_article_of_unknown_outlet_is_shown_by_its_title():
    nameless = replace(MOVED, source=replace(MOVED.source, outlet="", published="2031-05-04"))
    assistant = FakeAssistant({"How many?": answer(say("400.", nameless))})
    page = render(sum_up(tuple(ask(assistant, [case(question="How many?")])), peer={}), floors={}, title="set")
    assert "Title of one, 2031-05-04" in page
