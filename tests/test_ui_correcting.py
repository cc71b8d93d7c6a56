"""What the reader corrects of an article, and what it shows of a story's versions."""

from dataclasses import replace

import pytest
from invented_articles import INVENTED, make_loaded
from lxml import html
from ui_newsroom import GAZETTE, SetAssistant, cite, evacuated

from ingest.article import Article, Dated, Precision
from rag.answer import Statement, Verdict
from rag.events import Finished
from ui.changes import render_changes
from ui.conversation import Conversation, Turn
from ui.correcting import Correcting, corrections, typed_fields
from ui.desk import Desk
from ui.library import Library
from ui.markup import DOT
from ui.reader import Known, render_article
from vectorstore import Corrections, Store

FLOOD = INVENTED[0].article
QUOTE = "Some 400 people left Harrowmere on Tuesday."
NEWER = make_loaded("Some 712 people left Harrowmere on Tuesday.\nThe fire brigade said the bridge would stay closed.",
                    title="Flood empties Harrowmere", story=FLOOD.story_id, day="2031-05-06")


class StoreAssistant(SetAssistant):
    """Reads the articles of a real store."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store  # type: ignore[assignment]

    def article(self, article_id: str) -> Article:
        return self.store.article(article_id)  # type: ignore[attr-defined]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(Library(lambda: StoreAssistant(store)))


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="main")


def told(markup: str, css_class: str) -> list[str]:
    return [found.text_content() for found in parsed(markup).iterfind(f".//*[@class='{css_class}']")]


def fields(markup: str) -> dict[str, tuple[str, str]]:
    """What stands in each field of the form, and what stood there before the reader typed."""
    form = parsed(markup).find(".//form[@class='right']")
    return {f.get("name"): (f.text or "" if f.tag == "textarea" else f.get("value"), f.get("data-was"))
            for f in form.xpath(".//input | .//textarea")}


def citing_the_flood() -> Conversation:
    said = Statement("Some 400 left.", (cite(FLOOD, QUOTE),), Verdict.SUPPORTED)
    answer = replace(evacuated("How many?", "How many?"), statements=(said,), disagreements=())
    return (Turn("How many?").after(Finished(answer)),)


def test_the_form_holds_what_is_known_and_after_a_fault_what_was_typed_with_the_reason() -> None:
    known = {"title": GAZETTE.title, "outlet": "The Fjord Gazette", "authors": "Ada Quill\nBo Lind",
             "published": "2031-05-04T18:42+02:00", "updated": "", "language": "en"}
    article = replace(GAZETTE, authors=("Ada Quill", "Bo Lind"), published=Dated(
        "2031-05-04T18:42", Precision.INSTANT, "4 May 2031, 6:42 p.m.", "+02:00"))
    assert fields(render_article(article)) == {name: (value, value) for name, value in known.items()}
    failed = render_article(article, done=Correcting({"updated": "soon"}, "updated 'soon' is no date"))
    assert fields(failed)["updated"] == ("soon", "")
    assert told(failed, "problem") == ["updated 'soon' is no date"]
    assert [d.get("open") for d in parsed(failed).iter("details")] == ["", ""]


def test_only_what_was_changed_is_corrected_and_an_author_is_a_line() -> None:
    typed = typed_fields({"authors": "Quill, Ada\nBo Lind", "updated": " ", "article_id": "x", "text": "y"})
    assert typed == {"authors": "Quill, Ada\nBo Lind", "updated": ""}
    assert corrections(typed) == Corrections(authors=("Quill, Ada", "Bo Lind"), updated="")
    assert typed_fields("title") == typed_fields(None) == {}


def test_what_the_article_says_itself_is_told_only_where_it_was_corrected() -> None:
    own = replace(GAZETTE, outlet="", published=Dated("2031-05-05", Precision.DAY, "Monday, 5 May"))
    by_reader = Dated("2031-05-04", Precision.DAY, "corrected by the reader: 4 May 2031")
    shown = render_article(replace(GAZETTE, published=by_reader), known=Known(own))
    assert told(shown, "evidence") == [
        "corrected by the reader; the article itself says nothing", "corrected by the reader: 4 May 2031",
        "the article itself says 5 May 2031, given as Monday, 5 May"]
    assert parsed(shown).find(".//span[@class='dated']").get("title") == "corrected by the reader: 4 May 2031"
    assert "Take the corrections back" in shown
    assert "Take the corrections back" not in render_article(GAZETTE)


def test_a_correction_is_shown_at_once_in_the_reader_and_the_library_and_can_be_taken_back(desk: Desk) -> None:
    conversation = citing_the_flood()
    view = desk.correct(FLOOD.article_id, {"outlet": "Harrowmere Herald", "published": "3 May 2031"}, place="0.1",
                        conversation=conversation)
    assert told(view, "told") == ["Corrected, for all versions of this story."]
    assert (told(view, "outlet"), told(view, "cited")) == (["Harrowmere Herald"], [QUOTE])
    assert f"Harrowmere Herald{DOT}3 May 2031" in parsed(desk.shelf()).text_content()
    back = desk.take_back(FLOOD.article_id, place="", conversation=())
    assert (told(back, "outlet"), told(back, "dates")) == (["The Fjord Gazette"], ["4 May 2031"])
    assert "Herald" not in desk.shelf()


def test_a_correction_that_cannot_be_is_said_in_the_stores_own_line_and_changes_nothing(desk: Desk) -> None:
    view = desk.correct(FLOOD.article_id, {"title": "New", "language": "English"}, place="", conversation=())
    assert told(view, "problem") == [
        "language 'English' is no code of ISO 639; write two or three small letters, such as en"]
    assert fields(view)["title"] == ("New", FLOOD.title)
    nothing = desk.correct(FLOOD.article_id, {}, place="", conversation=())
    assert told(nothing, "problem")[0].startswith("nothing to correct")
    assert "class=\"shelf\"" in desk.correct("../x", {"title": "New"}, place="", conversation=())


def test_an_old_citation_opens_its_version_and_says_that_a_newer_one_exists(desk: Desk, store: Store) -> None:
    assert told(desk.open_article(FLOOD.article_id), "older") == []
    list(store.add([NEWER]))
    old = desk.open_citation("0.1", citing_the_flood())
    assert told(old, "cited") == [QUOTE]
    assert told(old, "older") == ["This is version 1 of 2; a newer one exists. Open the newest, of 6 May 2031"]
    newest = desk.open_article(NEWER.article.article_id)
    assert told(newest, "version") == ["Version 2 of 2 What changed since version 1"]
    assert [item.text_content() for item in parsed(newest).find(".//ol").iter("li")] == [
        "Version 1, 4 May 2031 ", "Version 2, 6 May 2031, shown here What changed since version 1"]


def test_the_difference_marks_what_only_one_version_has(desk: Desk, store: Store) -> None:
    list(store.add([NEWER]))
    shown = desk.changes(NEWER.article.article_id)
    assert [(mark.getparent().tag, mark.text_content()) for mark in parsed(shown).iter("mark")] == [
        ("del", QUOTE), ("ins", QUOTE.replace("400", "712"))]
    assert "1 sentence added, 1 removed." in parsed(shown).text_content()
    assert [button.get("data-article") for button in parsed(shown).iterfind(".//p[@class='ways']/button")] == [
        NEWER.article.article_id, FLOOD.article_id]
    assert "data-open" in desk.changes(FLOOD.article_id)  # the first version has none before it: it is opened itself
    assert "class=\"shelf\"" in desk.changes("../x")


def test_versions_of_the_same_words_and_another_title_say_so() -> None:
    shown = parsed(render_changes(GAZETTE, replace(GAZETTE, title="Flood recedes"), number=2))
    assert [mark.text_content() for mark in shown.iter("mark")] == [GAZETTE.title, "Flood recedes"]
    assert "No sentence was changed." in shown.text_content()
