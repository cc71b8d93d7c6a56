"""How good the page is: at every width, light and dark, by keyboard, against hostile articles, for many, and fast."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Reader, page_command, serving
from playwright.sync_api import Browser
from test_ui_hostile import PAYLOADS
from ui_newsroom import POST

from ingest import read
from vectorstore import Store

SAMPLES = Path(__file__).parent.parent / "samples"
LEFT = "How many people left Harrowmere?"
WIDTHS = (1440, 1024, 390)
READERS = 20
# The five articles of one event among the samples.
FERRY = ("almery-standard-ferry-questions.html", "lakeside-courier-ferry-capsizes.html",
         "lakeside-courier-ferry-funerals.txt", "radio-verrane-ferry-search.txt", "ferrow-observer-dam-vote.txt")
SHIFTS = """new PerformanceObserver((list) => { for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.shift = (window.shift ?? 0) + entry.value;
}).observe({ type: 'layout-shift', buffered: true })"""


@pytest.fixture(scope="module")
def five_articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over five articles, with the real assistant."""
    folder = tmp_path_factory.mktemp("five") / "store"
    with Store.open(folder, create=True) as store:
        assert len(list(store.add(read([SAMPLES / name for name in FERRY])))) == len(FERRY)
    with serving(page_command(folder)) as at:
        yield at


def tour(reader: Reader) -> Iterator[str]:
    """Go through the main states of the page, naming each."""
    page, narrow = reader.page, reader.page.viewport_size["width"] < 800  # type: ignore[index]
    page.wait_for_selector("#welcome [data-ask]", timeout=60_000)
    yield "welcome"
    reader.ask(LEFT)
    page.wait_for_selector("#next [data-next]", timeout=60_000)
    yield "answer"
    page.locator("#live .chip").first.click()
    page.wait_for_selector("#panel mark.cited")
    yield "article"
    page.click("#panel .known summary")
    page.click("#panel .correct summary")
    yield "correcting"
    page.click("#panel .back")
    page.click(f"#panel [data-article='{POST.article_id}']")
    page.click("#panel .versions summary")
    yield "versions"
    page.click("#panel .version [data-changes]")
    page.wait_for_selector("#panel .changes")
    yield "changes"
    for view, seen in (("articles", ".shelf"), ("conversations", ".kept"), ("settings", ".settings")):
        if narrow:
            page.click("#sheet-bar [data-sheet]")
        page.click(f"#top [data-view={view}]")
        page.wait_for_selector(f"#panel {seen}")
        if view == "articles":
            page.click("#add > button")
            page.click("#panel .only summary")
            page.wait_for_timeout(300)
        yield view
    if narrow:
        page.click("#sheet-bar [data-sheet]")
    reader.ask("When is the vote?")
    yield "abstention"
    reader.ask("How many people left so far?")
    yield "timeline"
    page.click("#live .acts [data-edit]")
    yield "editing"


@pytest.mark.full
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_state_has_a_grave_fault_for_those_who_see_or_hear_less_nor_is_wider_than_the_window(
        browser: Browser, newsroom: str, width: int, dark: bool) -> None:
    reader = Reader(browser, newsroom, width=width, height=900, dark=dark)
    faults = {state: [*reader.grave_faults(), *([f"{reader.overflow()} px too wide"] if reader.overflow() else [])]
              for state in tour(reader)}
    assert {state: found for state, found in faults.items() if found} == {}
    assert len(faults) == 12
    assert (reader.complaints, reader.refused, reader.foreign()) == ([], [], set())
    reader.close()


@pytest.mark.full
def test_the_main_job_is_done_by_keyboard_alone(browser: Browser, newsroom: str) -> None:
    reader = Reader(browser, newsroom)
    page = reader.page

    def tab_to(selector: str, *, key: str = "Tab") -> None:
        for _ in range(80):
            page.keyboard.press(key)
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    page.locator("#ask textarea").focus()
    page.keyboard.type(LEFT)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .acts")
    tab_to("#live [data-cite='0.1']", key="Shift+Tab")
    assert page.locator("#live .tip:visible").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark.cited")
    tab_to("#panel [data-step='1']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark.at")
    tab_to("#panel .back", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .shelf")
    tab_to("#panel [data-limit=article]")
    page.keyboard.press("Space")
    page.wait_for_selector("#line .limits")
    tab_to("#live .save summary", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("#live [data-form=json]")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert json.loads(Path(taken.value.path()).read_text("utf-8"))["question"] == LEFT
    reader.close()


@pytest.mark.full
def test_a_hundred_hostile_articles_run_nothing_and_ask_nobody(browser: Browser, tmp_path: Path) -> None:
    beacon = "<img src=http://evil.example/i onerror='window.ran=1'><script>window.ran=1</script>"
    for number in range(110):  # a few of the payloads leave no article
        payload = PAYLOADS[number % len(PAYLOADS)].encode("utf-8", "replace").decode().replace("\x00", "")
        escaped = (beacon + payload).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        (tmp_path / f"hostile-{number:03}.html").write_text(
            f'<html lang="en"><head><title>{escaped}</title><meta property="og:site_name" content="{escaped}">'
            f'<meta name="author" content="{escaped}"></head><body><article><h1>Number {number} {escaped}</h1>'
            f"<p>Mayor Ilva Brandt of Harrowmere said {number} boats {escaped} were lost in the storm of May.</p>"
            f"<p>The storm tore {number} roofs from houses at the harbour of Harrowmere {escaped}.</p>"
            f"<figure><figcaption>{escaped} the harbour</figcaption></figure>{beacon}{payload}</article></body></html>",
            "utf-8")
    with Store.open(tmp_path / "store", create=True) as store:
        kept = [o for o in store.add(read([tmp_path])) if o.article]
    assert len(kept) >= 100
    with serving(page_command(tmp_path / "store")) as at:
        reader = Reader(browser, at)
        for question in ("How many boats were lost in the storm?", "What did Ilva Brandt say?", beacon):
            reader.ask(question)
            reader.page.locator("#live .chip").first.click()
            reader.page.wait_for_selector("#panel .article")
        for article in [o.article for o in kept[::10] if o.article]:
            reader.page.click("#panel .back")
            reader.page.wait_for_selector("#panel .shelf")
            reader.page.click(f"#panel [data-article='{article.article_id}']")
            reader.page.wait_for_selector("#panel .article")
        reader.page.click("#top [data-view=conversations]")
        reader.page.wait_for_selector("#panel .kept li")
        assert reader.page.evaluate("window.ran") is None
        assert reader.page.locator("#talk img, #panel img, #panel script, #talk script").count() == 0
        assert (reader.foreign(), reader.complaints) == (set(), [])
        reader.close()


@pytest.mark.full
def test_an_answer_is_visible_within_half_a_second_and_nothing_jumps(browser: Browser, five_articles: str) -> None:
    reader = Reader(browser, five_articles)
    reader.page.wait_for_selector("#welcome [data-ask]", timeout=60_000)  # the models are loaded
    reader.page.evaluate(SHIFTS)
    taken = []
    for question in ("How many people were on board the Kestrel?", "Who owns the ferry Kestrel?",
                     "When did the Kestrel capsize?", "Who is Ludmila Terzić?", "What did Beatriz Calloway say?"):
        reader.page.fill("#ask textarea", question)
        begun = time.monotonic()
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_function(
            "(question) => document.querySelector('#live .asked')?.textContent === question "
            "&& document.querySelector('#live .acts')", arg=question)
        taken.append(time.monotonic() - begun)
        reader.page.wait_for_timeout(1_500)
    print(f"seconds to an answer: {[round(seconds, 2) for seconds in taken]}")
    assert statistics.median(taken) < 0.5, taken
    assert reader.page.evaluate("window.shift ?? 0") < 0.1
    reader.close()


@pytest.mark.full
def test_twenty_readers_at_once_all_get_their_own_answers(browser: Browser, newsroom: str) -> None:
    readers = [Reader(browser, newsroom, width=800) for _ in range(READERS)]
    for number, reader in enumerate(readers):
        reader.page.fill("#ask textarea", f"How many people left pier {number}?")
        reader.page.keyboard.press("Enter")
    for number, reader in enumerate(readers):
        reader.page.wait_for_selector("#live .acts", timeout=60_000)
        assert reader.page.locator(".asked").all_inner_texts() == [f"How many people left pier {number}?"]
        assert (reader.complaints, reader.refused) == ([], [])
        reader.close()


@pytest.mark.full
def test_the_screenshots_in_docs_are_made_by_a_command(tmp_path: Path) -> None:
    script = Path(__file__).parent.parent / "docs" / "screenshot.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=280, capture_output=True,
                   env={**os.environ, "PYTHONPATH": str(script.parent.parent)})
    made = {path.name for path in tmp_path.glob("*.png")}
    assert made == {path.name for path in script.parent.glob("screenshot*.png")}
