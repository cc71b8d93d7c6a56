"""What a reader keeps comes back as it was, is nobody else's, and never stands in the way of an answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from ui_newsroom import COURIER, GAZETTE, POST, SetAssistant, evacuated, grown, silent

from rag.events import Finished
from ui.conversation import Turn
from ui.desk import Desk
from ui.drawer import Drawer
from ui.keeping import from_dict, to_dict
from ui.library import Library
from ui.notebook import Notebook, NotebookError


def turn(question: str, **known: object) -> Turn:
    answer = (silent if question.startswith("When") else evacuated)(question, question)
    return Turn(question, **known).after(Finished(answer))  # type: ignore[arg-type]


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "notes.sqlite")


@pytest.mark.parametrize("kept", [
    turn("How many?", limited="Coast Courier", thumb=True), turn("When?"), Turn("x").after(Finished(grown("Q", "S"))),
    Turn("Failed?", problem="the disk is full"), Turn("Stopped?", is_stopped=True)])
def test_a_turn_comes_back_as_it_was(kept: Turn) -> None:
    assert from_dict(to_dict(kept)) == kept


def test_a_conversation_is_kept_listed_and_nobody_elses(notebook: Notebook) -> None:
    turns = (turn("How many?"), turn("When?"))
    notebook.keep("ada", "one", turns)
    notebook.keep("ada", "two", turns[:1])
    notebook.keep("ada", "one", turns[:1])
    assert notebook.conversation("ada", "one") == turns[:1]
    assert [kept.name for kept in notebook.listed("ada")] == ["one", "two"]
    assert (notebook.conversation("bea", "one"), list(notebook.listed("bea"))) == ((), [])
    notebook.rename("bea", "one", "Mine now")
    notebook.delete("bea", "one")
    assert {kept.title for kept in notebook.listed("ada")} == {"How many?"}


def test_a_new_title_stays_when_the_conversation_goes_on_and_a_blank_one_changes_nothing(notebook: Notebook) -> None:
    notebook.keep("ada", "one", (turn("How many?"),))
    notebook.rename("ada", "one", "  The   flood \n")
    notebook.rename("ada", "one", "   ")
    notebook.keep("ada", "one", (turn("How many?"), turn("When?")))
    assert [kept.title for kept in notebook.listed("ada")] == ["The flood"]


def test_what_was_kept_is_there_after_a_restart(notebook: Notebook, tmp_path: Path) -> None:
    notebook.keep("ada", "one", (turn("How many?"),))
    notebook.close()
    assert Notebook(tmp_path / "notes.sqlite").conversation("ada", "one") == (turn("How many?"),)


def test_articles_are_counted_in_the_answers_that_cite_them_not_in_those_that_only_come_near(
        notebook: Notebook) -> None:
    notebook.keep("ada", "one", (turn("How many?"), turn("When?")))
    notebook.keep("bea", "two", (turn("How many?"),))
    assert notebook.times_cited() == {GAZETTE.article_id: 2, COURIER.article_id: 2, POST.article_id: 2}


def test_of_two_opinions_on_one_answer_the_last_counts(notebook: Notebook, tmp_path: Path) -> None:
    import sqlite3

    notebook.note_thumb("ada", turn("How many?"), good=True, reason="")
    notebook.note_thumb("ada", turn("How many?", thumb=True), good=False, reason="Counted twice.")
    notebook.close()
    with sqlite3.connect(tmp_path / "notes.sqlite") as file:
        assert file.execute("SELECT good, reason FROM thumbs").fetchall() == [(0, "Counted twice.")]
    file.close()


def test_notes_that_cannot_be_written_are_one_line_and_take_no_answer_away(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_bytes(b"this is no database at all, but it is long enough to be looked at" * 20)
    notebook = Notebook(tmp_path / "notes.sqlite")
    with pytest.raises(NotebookError, match=r"file is not a database; conversations and notes cannot be kept there$"):
        notebook.keep("ada", "one", (turn("How many?"),))
    library = Library(SetAssistant)
    drawer = Drawer(Desk(library), notebook)
    assert drawer.keep(["ada", "one", ""], (turn("How many?"),)) == ["ada", "one", ""]
    assert drawer.open(["ada", "one", ""], "one") == (["ada", "", ""], ())
    assert drawer.times_cited() == {}


def test_an_answer_whose_article_was_removed_still_stands_and_says_so_when_opened(notebook: Notebook) -> None:
    assistant = SetAssistant()
    library = Library(lambda: assistant)
    library.start()
    desk = Desk(library)
    drawer = Drawer(desk, notebook)
    *_, turns = desk.ask("How many?", ())
    place = drawer.keep(["", "", ""], turns)
    assistant.store.remove(GAZETTE.article_id)
    place, again = drawer.open(place, place[1])
    assert again[0].answer == turns[0].answer
    assert GAZETTE.article_id not in again[0].articles
    shown = html.fragment_fromstring(desk.open_citation("0.1", again), create_parent="main")
    assert shown.find("p").text_content() == "This article was removed since; what it said stands in the answer."


def test_a_lone_surrogate_in_a_question_is_kept_as_a_question_mark_in_the_title(notebook: Notebook) -> None:
    notebook.keep("ada", "one", (replace(turn("How many?"), question="\ud800 many?"),))
    assert [kept.title for kept in notebook.listed("ada")] == ["? many?"]
