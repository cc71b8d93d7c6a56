"""The page in a real browser: over the sample articles with the real assistant, and over the invented newsroom."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import Reader, page_command, serving
from invented_articles import make_loaded
from playwright.sync_api import Browser
from test_ui_hostile import PAYLOADS
from ui_newsroom import COURIER_650

from ingest import read
from vectorstore import Store
from vectorstore.encoder import Encoder

SAMPLES = Path(__file__).parent.parent / "samples"
DEATHS = "How many people died when the Kestrel capsized?"
LIGHTHOUSE = """Harbour Bugle

New lighthouse lit at Cape Orrin

4 May 2031

The lighthouse at Cape Orrin was lit on Sunday for the first time in thirty years.

Keeper Sanna Vreeland climbed the 212 steps of the lighthouse with a lamp.

The tower had been dark since a storm broke its lens, and fishing boats had steered by the church instead.
"""

MILL_BEFORE = make_loaded("The mill at Orsund burned for six hours.\nIts roof held.", outlet="Orsund Mail",
                          title="Mill fire in Orsund", day="2031-05-04")
MILL = make_loaded("The mill at Orsund burned for nine hours.\nIts roof held.", outlet="Orsund Mail",
                   title="Mill fire in Orsund", day="2031-05-05", story=MILL_BEFORE.article.story_id)


@pytest.fixture(scope="module")
def samples_page(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    """The address of the page over a store of the sample articles, with the real assistant."""
    folder = tmp_path_factory.mktemp("samples") / "store"
    with Store.open(folder, create=True, encoder=encoder, index=False) as store:
        assert {outcome.status for outcome in store.add(read([SAMPLES]))} <= {"added", "skipped"}
        assert [outcome.status for outcome in store.add([MILL_BEFORE, MILL])] == ["added", "updated"]
    with serving(page_command(folder)) as at:
        yield at


@pytest.fixture
def reader(browser: Browser, samples_page: str) -> Iterator[Reader]:
    """A reader in front of the sample articles."""
    sitting = Reader(browser, samples_page)
    yield sitting
    sitting.close()


def open_first_chip(reader: Reader) -> str:
    """Click the answer's first chip; gives the sentence that is marked in the panel."""
    reader.page.locator("#live .chip").first.click()
    reader.page.wait_for_selector("#panel mark.cited")
    return " ".join(reader.text("#panel mark.cited").split())


def test_a_question_is_answered_with_a_chip_that_opens_the_sentence(reader: Reader) -> None:
    reader.ask("Who owns the ferry Kestrel?")
    assert reader.text("#live .lead")
    tip = reader.page.locator("#live .tip").first
    assert not tip.is_visible()
    reader.page.locator("#live .chip").first.hover()
    assert tip.is_visible()
    quote = " ".join(reader.page.locator("#live .tip-quote").first.inner_text().split())
    assert open_first_chip(reader) == quote
    box, panel = (reader.page.locator(s).first.bounding_box() for s in ("#panel mark.cited", "#side"))
    assert box
    assert panel
    assert panel["y"] <= box["y"] < panel["y"] + panel["height"]


def test_the_keyboard_alone_is_enough(reader: Reader) -> None:
    page = reader.page
    page.locator("#ask textarea").focus()
    page.keyboard.type(DEATHS)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .foot", timeout=60_000)
    for _ in range(40):
        if page.evaluate("document.activeElement.classList.contains('chip')"):
            break
        page.keyboard.press("Shift+Tab")
    assert page.locator("#live .tip:visible").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark.cited")
    assert page.evaluate("document.activeElement.classList.contains('chip')")


def test_a_pasted_article_is_found(reader: Reader) -> None:
    reader.page.click("#add > button")
    reader.page.fill("#pasted textarea", LIGHTHOUSE)
    reader.page.click("#add-pasted")
    reader.page.wait_for_selector("#report li")
    assert reader.text("#report li").startswith("added")
    reader.ask("Who climbed the steps of the lighthouse at Cape Orrin?")
    assert "Sanna Vreeland" in reader.text("#live .lead")
    assert "Sanna Vreeland" in open_first_chip(reader)


@pytest.mark.full
def test_what_other_commands_do_works_beside_the_open_page_and_the_page_finds_the_new_article(
    browser: Browser, tmp_path: Path
) -> None:
    store, lighthouse = tmp_path / "store", tmp_path / "lighthouse.txt"
    lighthouse.write_text(LIGHTHOUSE, encoding="utf-8")
    with Store.open(store, create=True) as made:
        list(made.add(read([SAMPLES])))
    with serving(page_command(store)) as at:
        reader = Reader(browser, at)
        reader.ask("Who keeps the cafe on the pier?")
        command = [sys.executable, "-m"]
        asking = [*command, "rag", "ask", "Who climbed the lighthouse with a lamp?", "--store", str(store)]
        subprocess.run([*command, "ingest", str(lighthouse), "--store", str(store)], check=True, capture_output=True)
        asked = subprocess.run(asking, check=True, capture_output=True, text=True)
        reader.ask("Who climbed the lighthouse with a lamp?")
        shown = reader.text("#live")
        reader.close()
    assert "Sanna Vreeland" in asked.stdout
    assert "Sanna Vreeland" in shown


def test_an_uploaded_file_is_reported_and_one_that_is_no_article_says_why(reader: Reader) -> None:
    reader.page.click("#add > button")
    windmill = LIGHTHOUSE.replace("lighthouse", "windmill").replace("Orrin", "Ansel")
    reader.page.set_input_files("#files input[type=file]", [
        {"name": "windmill.txt", "mimeType": "text/plain", "buffer": windmill.encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "}])
    reader.page.wait_for_function("document.querySelectorAll('#report li').length === 2")
    assert reader.page.locator("#report li").all_inner_texts() == [
        "added New windmill lit at Cape Ansel", "skipped empty.txt: empty file"]


def test_what_is_known_of_an_article_is_corrected_and_taken_back_by_keyboard(reader: Reader) -> None:
    page = reader.page
    page.click(f"#panel [data-article='{MILL.article.article_id}']")
    for summary in ("#panel .known summary", "#panel .correct summary"):
        page.locator(summary).first.focus()
        page.keyboard.press("Enter")
    page.fill("#panel [name=title]", "Fire in <b>Orsund</b>")
    page.fill("#panel [name=published]", "31/31/2031")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .right .problem:focus")
    assert reader.text("#panel .right .problem").startswith("published '31/31/2031' is no date that can be read")
    page.fill("#panel [name=published]", "3 May 2031")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .told:focus")
    assert (reader.text("#panel h2"), reader.text("#panel .dates")) == ("Fire in <b>Orsund</b>", "3 May 2031")
    page.click("#panel .back")
    assert reader.text("#panel tr:has-text('Orsund') .title") == "Fire in <b>Orsund</b>"
    page.click(f"#panel [data-article='{MILL.article.article_id}']")
    page.click("#panel .known summary")
    page.click("#panel .correct summary")
    page.click("#panel [data-on=undo]")
    page.click("#panel [data-on=undo]")  # asked again first
    page.wait_for_selector("#panel .told:focus")
    assert (reader.text("#panel h2"), reader.text("#panel .dates")) == ("Mill fire in Orsund", "5 May 2031")


def test_what_changed_since_the_version_before_is_marked_and_an_older_version_leads_to_the_newest(
        reader: Reader) -> None:
    page = reader.page
    page.click(f"#panel [data-article='{MILL.article.article_id}']")
    page.click("#panel .version [data-changes]")
    page.wait_for_selector("#panel .changes")
    assert page.locator("#panel mark").all_inner_texts() == [
        "The mill at Orsund burned for six hours.", "The mill at Orsund burned for nine hours."]
    page.click("#panel [data-step='1']")
    assert reader.text("#panel .place") == "2 of 2 changes"
    page.click(f"#panel .ways [data-article='{MILL_BEFORE.article.article_id}']")
    page.wait_for_selector("#panel .older")
    assert reader.text("#panel .older") == "This is version 1 of 2; a newer one exists. Open the newest, of 5 May 2031"
    page.click("#panel .older button")
    page.wait_for_selector("#panel .version")
    assert "nine hours" in reader.text("#panel .paragraph")


def test_an_example_question_is_asked_with_one_click_and_has_an_answer(reader: Reader) -> None:
    reader.page.wait_for_selector("#welcome [data-ask]", timeout=60_000)
    reader.page.locator("#welcome [data-ask]").first.click()
    reader.page.wait_for_selector("#live .foot", timeout=60_000)
    assert reader.page.locator("#live .abstained").count() == 0
    assert not reader.page.locator("#welcome .welcome").is_visible()


def test_what_the_articles_do_not_say_is_said(reader: Reader) -> None:
    reader.ask("Which composer wrote the opera Vellamere?")
    assert reader.text("#live .abstained .lead") == "The articles do not say."
    assert reader.text("#live .abstained .reason")


def test_nothing_leaves_this_machine_and_nothing_is_refused(reader: Reader) -> None:
    reader.ask(DEATHS)
    open_first_chip(reader)
    reader.page.click("#panel .back")
    reader.page.wait_for_selector("#panel .shelf")
    assert {urlsplit(url).hostname for url in reader.requested if not url.startswith("data:")} == {"127.0.0.1"}
    assert reader.refused == []
    assert reader.complaints == []


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.full)])
@pytest.mark.parametrize("width", [390, *(pytest.param(w, marks=pytest.mark.full) for w in (1024, 1440))])
def test_no_part_of_the_page_is_wider_than_the_window(browser: Browser, newsroom: str, width: int, dark: bool) -> None:
    reader = Reader(browser, newsroom, width=width, height=844, dark=dark)
    reader.ask("How many people left Harrowmere?")
    seen = [reader.overflow()]
    reader.page.locator("#live .chip").last.hover()
    seen.append(reader.overflow())
    tip = reader.page.locator("#live .tip:visible").bounding_box()
    assert tip
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= width
    open_first_chip(reader)
    seen.append(reader.overflow())
    assert seen == [0, 0, 0]
    reader.close()


def test_on_a_narrow_window_the_article_covers_the_page_and_escape_returns_to_the_chip(
        browser: Browser, newsroom: str) -> None:
    reader = Reader(browser, newsroom, width=390, height=844)
    reader.ask("How many people left Harrowmere?")
    assert not reader.page.locator("#side").is_visible()
    open_first_chip(reader)
    assert reader.page.locator("#side").is_visible()
    reader.page.keyboard.press("Escape")
    assert not reader.page.locator("#side").is_visible()
    assert reader.page.evaluate("document.activeElement.dataset.cite") == "0.1"
    reader.close()


def test_chips_of_earlier_turns_still_open_their_sentences(browser: Browser, newsroom: str) -> None:
    reader = Reader(browser, newsroom)
    reader.ask("How many people left Harrowmere?")
    reader.ask("When is the vote?")
    assert reader.text("#live .read-as .standalone") == "When is the vote in Harrowmere?"
    reader.page.locator("#past .chip").nth(1).click()
    reader.page.wait_for_selector("#panel mark.cited")
    assert reader.text("#panel mark.cited") == COURIER_650.quote
    reader.close()


@pytest.mark.full
def test_two_readers_at_once_keep_their_own_conversations(browser: Browser, newsroom: str) -> None:
    one, other = Reader(browser, newsroom), Reader(browser, newsroom)
    one.ask("How many people left Harrowmere?")
    other.ask("When is the vote?")
    assert one.page.locator(".asked").all_inner_texts() == ["How many people left Harrowmere?"]
    assert other.page.locator(".asked").all_inner_texts() == ["When is the vote?"]
    assert "Read as" not in other.text("#live")
    one.close()
    other.close()


@pytest.mark.full
def test_hostile_text_runs_nothing_and_fetches_nothing(browser: Browser, newsroom: str) -> None:
    reader = Reader(browser, newsroom)
    reader.page.evaluate("void (window.alert = () => { window.ran = true })")
    requested = len(reader.requested)
    short = [payload for payload in PAYLOADS if payload.isascii() and len(payload) < 200]
    for start in range(0, len(short), 20):
        reader.ask(" ".join(short[start:start + 20]))
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate("window.ran") is None
    assert {urlsplit(url).hostname for url in reader.requested[requested:]} == {"127.0.0.1"}
    assert all("/gradio_api/queue/" in url for url in reader.requested[requested:])
    assert reader.page.locator("#live img, #past img, #live script, #past script, #past svg").count() == 0
    reader.close()
