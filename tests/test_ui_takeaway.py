"""What is taken away says what the answer says, with every quote, and can start nothing in another program."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from lxml import html
from test_ui_hostile import PAYLOADS
from ui_newsroom import COURIER_650, GAZETTE_400, evacuated, silent

from rag.events import Finished
from ui.conversation import Conversation, Turn
from ui.takeaway import plain_text, take_away

TAKEN = dt.datetime(2031, 5, 9, 18, 42, tzinfo=dt.timezone(dt.timedelta(hours=2)))
TURNS = tuple(Turn(q).after(Finished(make(q, q))) for q, make in (("How many left?", evacuated), ("When?", silent)))


def text(form: str, turns: Conversation = TURNS) -> str:
    taken = take_away(turns, form, taken=TAKEN)
    assert taken
    return taken.text


def test_markdown_has_a_footnote_for_every_citation_and_no_other() -> None:
    written = text("markdown")
    used, given = set(re.findall(r"\[\^(\d-\d+)\](?!:)", written)), re.findall(r"^\[\^(\d-\d+)\]:", written, re.M)
    assert used == set(given)
    assert len(given) == len(set(given)) == 8 + 2
    assert "[^1-1]: The Fjord Gazette, “Flood empties lower Harrowmere”, 4 May 2031: “Some 400 people left" in written
    assert "(contradicted: Twelve people were hurt.)" in written
    assert "**The articles do not say.**" in written


def test_html_is_a_whole_page_with_the_quotes_as_footnotes_and_asks_nobody() -> None:
    page = html.document_fromstring(text("html"))
    notes = {note.get("id"): note.text_content() for note in page.iter("li") if note.get("id")}
    assert notes["n1-2"] == f"Coast Courier, “Hundreds moved out of Harrowmere”, 5 May 2031: “{COURIER_650.quote}”"
    assert {link.get("href").lstrip("#") for link in page.iter("a")} <= set(notes)
    assert page.xpath("//@src | //link | //script | //img") == []


def test_json_is_the_answer_of_the_contract_and_several_are_a_list() -> None:
    contract = json.loads(json.dumps(evacuated("How many left?", "How many left?").to_dict()))
    assert json.loads(text("json", TURNS[:1])) == {
        **contract, "asked": None, "limited_to": None, "taken": "2031-05-09T18:42+02:00"}
    assert [answer["abstained"] for answer in json.loads(text("json"))] == [False, True]


def test_every_form_says_when_it_was_asked_and_taken_of_which_articles_and_with_which_limits() -> None:
    limited = (replace(TURNS[0], asked="2031-05-08T07:05+02:00", limited="Coast Courier"), TURNS[1])
    said = ["Asked on 8 May 2031, 07:05 UTC+02:00 of these only: Coast Courier.",
            "Rests on 3 articles: The Fjord Gazette, “Flood empties lower Harrowmere”, 4 May 2031; Coast Courier, "
            "“Hundreds moved out of Harrowmere”, 5 May 2031; Lunden Post, “Residents angry over late flood warning”, "
            "date unknown.", "Asked of all articles at hand.", "Taken from Dateline on 9 May 2031, 18:42 UTC+02:00."]
    page = html.document_fromstring(text("html", limited))
    assert [line.text_content() for line in page.iter("p") if line.get("class") == "made"] == said
    lines = text("markdown", limited).splitlines()
    assert [f"*{line}*" in lines for line in said[:3]] == [True] * 3
    assert lines[-1] == said[3]
    first, second = json.loads(text("json", limited))
    assert (first["asked"], first["limited_to"]) == ("2031-05-08T07:05+02:00", "Coast Courier")
    assert (second["asked"], second["taken"]) == (None, "2031-05-09T18:42+02:00")


def test_what_is_copied_holds_every_quote_below_its_number() -> None:
    copied = plain_text(TURNS[0])
    assert copied.startswith("How many left?\n\nThe sources differ: some 400 people left Harrowmere")
    assert f"[1] The Fjord Gazette, “Flood empties lower Harrowmere”, 4 May 2031: “{GAZETTE_400.quote}”" in copied


@pytest.mark.parametrize(("question", "name"), [
    ("How many left?", "how-many-left.md"), ("../../etc/passwd", "etc-passwd.md"), ("؟", "dateline.md")])
def test_a_file_is_named_for_its_question_in_plain_letters(question: str, name: str) -> None:
    taken = take_away((Turn(question).after(Finished(silent(question, question))),), "markdown", taken=TAKEN)
    assert taken
    assert taken.name == name


@pytest.mark.parametrize("form", ["", "exe", "../html"])
def test_another_form_or_no_answer_gives_nothing(form: str) -> None:
    assert take_away(TURNS, form, taken=TAKEN) is None
    assert take_away((Turn("Failed?", problem="x"),), "html", taken=TAKEN) is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_outside_text_starts_nothing_in_markdown_or_html(payload: str) -> None:
    turns = (Turn(payload, limited=payload).after(Finished(silent(payload, payload))),)
    question, _, made, *_ = text("markdown", turns).splitlines()
    for written in (question.removeprefix("## "), made.strip("*")):
        assert not re.search(r"(?<!\\)[<>\[\]`*_!|#$]|(?<!\\)://|^[-+]", written.replace("\\\\", ""))
    assert {e.tag for e in html.document_fromstring(text("html", turns)).iter()} <= {
        "html", "head", "meta", "title", "style", "body", "section", "h2", "p", "strong", "sup", "a", "footer", "ol",
        "li", "hr"}
