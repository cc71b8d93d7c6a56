"""What happens at the desk: conversations, citations opened, articles added."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from ui_newsroom import COURIER, GAZETTE, GAZETTE_400, SetAssistant, evacuated

from rag import QuestionError
from rag.events import Event, Finished, Retrieved, Understood, Verified
from ui.conversation import Conversation, Turn
from ui.desk import SHORTEST_SECONDS_BETWEEN_UPDATES, Desk
from ui.library import Library
from ui.shelf import Report, render_report
from vectorstore import Outcome, StoreError


def opened(assistant: SetAssistant) -> Library:
    library = Library(lambda: assistant)
    library.start()
    return library


def ask(desk: Desk, question: str, conversation: Conversation = ()) -> Conversation:
    *_, last = desk.ask(question, conversation)
    return last


def added(desk: Desk, paths: list[Path], pasted: str) -> str:
    *_, report = desk.add(paths, pasted)
    return render_report(report)


def shown(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="main")


def test_earlier_questions_are_passed_oldest_first() -> None:
    assistant = SetAssistant()
    desk = Desk(opened(assistant))
    ask(desk, "Third?", ask(desk, "Second?", ask(desk, "First?")))
    assert assistant.asked[-1] == ("Third?", ("First?", "Second?"))


def test_two_readers_do_not_see_each_other() -> None:
    assistant = SetAssistant()
    desk = Desk(opened(assistant))
    one, other = ask(desk, "Mine?"), ask(desk, "Yours?")
    assert ([t.question for t in one], [t.question for t in other]) == (["Mine?"], ["Yours?"])
    assert assistant.asked[-2:] == [("Mine?", ()), ("Yours?", ())]


def test_a_turn_numbers_citations_as_its_answer_does() -> None:
    answer = evacuated("How many?", "How many?")
    turn = Turn("How many?").after(Finished(answer))
    numbered = {(c.source.article_id, c.span): n for n, c in enumerate(turn.citations(), start=1)}
    assert numbered == answer.numbers()


def test_numbers_do_not_change_when_the_answer_is_finished() -> None:
    answer = evacuated("How many?", "How many?")
    growing = Turn("How many?")
    for statement in answer.statements:
        growing = growing.after(Verified(statement))
    finished = growing.after(Finished(answer)).citations()
    assert finished[:len(growing.citations())] == growing.citations()


class SlowAssistant(SetAssistant):
    """Takes longer than one update for each statement."""

    def stream(self, question: str, **limits: Any) -> Iterator[Event]:
        for event in super().stream(question, **limits):
            if isinstance(event, Verified):
                time.sleep(SHORTEST_SECONDS_BETWEEN_UPDATES * 1.2)
            yield event


def test_statements_appear_as_they_are_verified() -> None:
    grown = [len(turns[-1].statements) for turns in Desk(opened(SlowAssistant())).ask("How many?", ())]
    # On a busy machine two may be shown in one step.
    assert (grown[0], grown[-1], grown) == (0, 5, sorted(grown))
    assert len(set(grown)) >= 3


def test_a_fast_answer_is_shown_at_once_not_piece_by_piece() -> None:
    assert len(list(Desk(opened(SetAssistant())).ask("How many?", ()))) <= 3


class BrokenAssistant(SetAssistant):
    """Fails after the search with the error it is given."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def stream(self, question: str, **limits: Any) -> Iterator[Event]:
        yield Retrieved(passages=1, articles=1)
        raise self.error


@pytest.mark.parametrize(("error", "problem"), [
    (QuestionError("the question is empty: ask something"), "the question is empty: ask something"),
    (StoreError("the disk is full; free some space"), "the disk is full; free some space"),
    (RuntimeError("secret detail"), "This question could not be answered; the terminal says why. Ask again.")])
def test_a_failure_is_one_line_without_details_of_ours(error: Exception, problem: str) -> None:
    assert ask(Desk(opened(BrokenAssistant(error))), "How many?")[-1].problem == problem


def test_a_question_that_failed_is_no_history() -> None:
    assistant = SetAssistant()
    ask(Desk(opened(assistant)), "Second?", (Turn("First?", problem="it failed"),))
    assert assistant.asked[-1] == ("Second?", ())


def test_a_store_that_cannot_be_opened_is_said_on_the_shelf_and_in_the_answer() -> None:
    def fail() -> SetAssistant:
        raise StoreError("the store is damaged; restore a backup")

    library = Library(fail)
    library.start()
    desk = Desk(library)
    assert "the store is damaged; restore a backup" in shown(desk.shelf()).text_content()
    assert ask(desk, "How many?")[-1].problem == "the store is damaged; restore a backup"
    assert library.examples == library.make_examples() == ()


def test_a_chip_opens_its_article_with_its_sentence_marked() -> None:
    desk = Desk(opened(SetAssistant()))
    view = shown(desk.open_citation("0.1", ask(desk, "How many?")))
    assert view.find(".//article").get("data-open") == GAZETTE.article_id
    assert view.xpath("string(.//mark[@class='cited'])") == GAZETTE_400.quote
    assert len(view.findall(".//mark[@class='also']")) == 2


@pytest.mark.parametrize("place", ["", ".", "0.0", "0.99", "7.1", "-1.1", "0.-1", "a.b", "0", "².1", "0.1.1"])
def test_a_place_outside_the_conversation_opens_the_shelf(place: str) -> None:
    desk = Desk(opened(SetAssistant()))
    assert shown(desk.open_citation(place, ask(desk, "How many?"))).find(".//div[@class='shelf']") is not None


def test_an_article_is_opened_by_its_id_and_an_unknown_one_is_not() -> None:
    desk = Desk(opened(SetAssistant()))
    assert shown(desk.open_article(COURIER.article_id)).find(".//article").get("data-open") == COURIER.article_id
    assert shown(desk.open_article("../../etc/passwd")).find(".//article") is None


LIGHTHOUSE = """Harbour Bugle

New lighthouse lit at Cape Orrin

4 May 2031

The lighthouse at Cape Orrin was lit on Sunday for the first time in thirty years. Keeper Sanna Vreeland climbed its
212 steps with a lamp.

The tower had been dark since a storm broke its lens.
"""


def test_every_item_added_is_reported_and_uploads_are_deleted(tmp_path: Path) -> None:
    desk = Desk(opened(SetAssistant()))
    story, empty = tmp_path / "story.txt", tmp_path / "empty.txt"
    story.write_text(LIGHTHOUSE, "utf-8")
    empty.touch()
    report = [item.text_content() for item in shown(added(desk, [story, empty], LIGHTHOUSE)).iter("li")]
    assert [line.split()[0] for line in report] == ["added", "skipped", "added"]
    assert report[1] == "skipped empty.txt: empty file"
    assert list(tmp_path.iterdir()) == []


def test_files_of_one_name_and_different_content_are_different_stories(tmp_path: Path) -> None:
    assistant = SetAssistant()
    desk = Desk(opened(assistant))
    before = set(assistant.store.kept)
    for text in (LIGHTHOUSE, LIGHTHOUSE.replace("lighthouse", "windmill")):
        (tmp_path / "article.txt").write_text(text, "utf-8")
        added(desk, [tmp_path / "article.txt"], "")
    new = [article for article_id, article in assistant.store.kept.items() if article_id not in before]
    assert len({article.story_id for article in new}) == 2


def test_addresses_are_not_read_for_those_who_log_in() -> None:
    report = shown(added(Desk(opened(SetAssistant()), fetches=False), [], "http://127.0.0.1:9/a\nhttps://b.example/c"))
    assert [line.text_content() for line in report.iter("li")] == [
        f"failed {address}: addresses are not read for those who log in: paste the article itself"
        for address in ("http://127.0.0.1:9/a", "https://b.example/c")]


def test_what_is_read_is_told_at_once_and_counted_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(LIGHTHOUSE, "utf-8")
    first, *_, last = Desk(opened(SetAssistant())).add([story, story], "")
    assert first == Report(reading="2 files")
    assert (last.statuses, last.is_kept, last.reading) == (("added",), True, "")
    more = last.with_outcomes([Outcome("a.txt", "failed", "broken", None)])
    reported = shown(render_report(more, ["<li>before</li>"]))
    assert reported.find(".//p").text_content() == "1 added, 1 failed"
    assert [line.text_content() for line in reported.iter("li")] == [
        "added New lighthouse lit at Cape Orrin", "failed a.txt: broken", "before"]


def test_what_was_asked_already_is_not_suggested_nor_a_part_of_it() -> None:
    library = opened(SetAssistant())
    offered = library.follow_ups((GAZETTE, COURIER), history=[], told=[])
    assert offered
    longer = f"{offered[0].rstrip('?')} of Harrowmere?"
    assert offered[0] not in library.follow_ups((GAZETTE, COURIER), history=[longer], told=[])


def test_files_too_large_to_be_sent_are_reported_and_what_is_no_file_is_not() -> None:
    desk = Desk(opened(SetAssistant()))
    report = desk.too_large([{"name": "a.pdf", "size": 60_000_000}, {"name": "b"}, 7])
    assert [shown(line).text_content() for line in report.lines] == [
        "failed a.pdf: too large: 60,000,000 bytes, at most 50,000,000 are read"]
    assert desk.too_large("a.pdf").lines == ()


def test_nothing_added_reports_nothing() -> None:
    assert shown(added(Desk(opened(SetAssistant())), [], "  \n ")).findall(".//li") == []


class SilentAssistant(SetAssistant):
    """Can answer one question only."""

    def stream(self, question: str, **limits: Any) -> Iterator[Event]:
        return super().stream(question if "Tomas" in question else f"When {question}", **limits)


def test_examples_are_questions_that_were_seen_to_have_an_answer() -> None:
    assert opened(SilentAssistant()).examples == ("What did Tomas Rell say?",)


def test_a_turn_keeps_the_question_as_it_was_put() -> None:
    turn = ask(Desk(opened(SetAssistant())), "How many?", (Turn("First?", answer=evacuated("First?", "First?")),))[-1]
    assert (turn.question, turn.standalone) == ("How many?", "How many in Harrowmere?")
    assert isinstance(next(iter(SetAssistant().stream("How many?"))), Understood)
