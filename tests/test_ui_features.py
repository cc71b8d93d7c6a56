"""Every feature of the page once, in a real browser over the invented newsroom."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Reader
from playwright.sync_api import Browser, Download
from ui_newsroom import COURIER, COURIER_650, GAZETTE, GAZETTE_400, GAZETTE_BRIDGE

LEFT = "How many people left Harrowmere?"


@pytest.fixture
def reader(browser: Browser, newsroom: str) -> Iterator[Reader]:
    sitting = Reader(browser, newsroom)
    yield sitting
    assert sitting.complaints == []
    assert sitting.foreign() == set()
    sitting.close()


def saved(download: Download) -> str:
    return Path(download.path()).read_text("utf-8")


@pytest.mark.full
def test_a_tip_goes_when_its_chip_is_clicked_and_comes_again_when_the_pointer_does(reader: Reader) -> None:
    reader.ask(LEFT)
    chip, tip = reader.page.locator("#live .chip").first, reader.page.locator("#live .tip").first
    chip.hover()
    assert tip.is_visible()
    chip.click()
    assert not tip.is_visible()
    reader.page.mouse.move(5, 5)
    chip.hover()
    assert tip.is_visible()
    reader.page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_the_rewrite_of_a_follow_up_can_be_edited_and_takes_the_turns_place(reader: Reader) -> None:
    reader.ask(LEFT)
    reader.ask("How many stayed?")
    reader.page.click("#live .read-as [data-edit]")
    field = reader.page.locator("#live .in-place textarea")
    assert field.input_value() == "How many stayed in Harrowmere?"
    field.fill("Who stayed in Lunden?")
    field.press("Enter")
    reader.page.wait_for_function("document.querySelector('#live .asked')?.textContent === 'Who stayed in Lunden?'")
    reader.page.wait_for_selector("#live .acts")
    assert reader.page.locator(".asked").all_inner_texts() == [LEFT, "Who stayed in Lunden?"]


def test_a_slow_answer_tells_its_time_and_can_be_stopped_and_asked_again(reader: Reader) -> None:
    reader.page.fill("#ask textarea", "Slow question?")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("document.querySelector('#live .clock')?.textContent === '2 s'")
    reader.page.click("#live [data-on=stop]")
    reader.page.wait_for_selector("#live .turn.over")
    assert reader.text("#live .pending").startswith("Stopped.")
    reader.ask(LEFT)  # the next question does not wait for the one that was stopped
    assert reader.page.locator(".asked").all_inner_texts() == ["Slow question?", LEFT]
    reader.page.click("#live [data-again]")
    reader.page.wait_for_selector("#live .acts")
    assert reader.page.locator(".asked").all_inner_texts() == ["Slow question?", LEFT]


@pytest.mark.full
def test_a_question_to_begin_with_and_one_to_go_on_are_asked_with_a_click(reader: Reader) -> None:
    page = reader.page
    page.wait_for_selector("#welcome [data-ask]", timeout=60_000)
    begun = page.locator("#welcome [data-ask]").first
    first = begun.inner_text()
    begun.click()
    page.wait_for_selector("#next [data-next]", timeout=60_000)
    following = page.locator("#next [data-next]").first
    second = following.inner_text()
    following.click()
    page.wait_for_function("document.querySelectorAll('.asked').length === 2")
    assert page.locator(".asked").all_inner_texts() == [first, second]


@pytest.mark.full
def test_what_a_reader_thinks_of_an_answer_is_noted_with_the_reason(reader: Reader) -> None:
    reader.ask(LEFT)
    reader.page.click("#live .acts [data-good='0']")
    assert reader.page.get_attribute("#live .acts [data-good='0']", "aria-pressed") == "true"
    reader.page.fill("#live .in-place input", "The county counted twice.")
    reader.page.keyboard.press("Enter")
    assert reader.text("#live .told") == "Noted, on this machine."


@pytest.mark.full
def test_an_answer_is_copied_and_saved_in_three_forms(reader: Reader) -> None:
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(LEFT)
    page.click("#live [data-copy]")
    page.wait_for_function("document.querySelector('#live [data-copy]').textContent === 'Copied'")
    assert f"“{GAZETTE_400.quote}”" in page.evaluate("navigator.clipboard.readText()")
    taken = {}
    for form in ("markdown", "html", "json"):
        page.click("#live .save summary")
        with page.expect_download() as expected:
            page.click(f"#live [data-form={form}]")
        taken[expected.value.suggested_filename] = saved(expected.value)
    assert set(taken) == {f"how-many-people-left-harrowmere.{ending}" for ending in ("md", "html", "json")}
    answer = json.loads(taken["how-many-people-left-harrowmere.json"])
    assert answer["disagreements"][0]["positions"][0]["citations"][0]["quote"] == GAZETTE_400.quote
    assert all("[^1-1]" in text or "n1-1" in text for name, text in taken.items() if not name.endswith("json"))


def test_conversations_outlive_a_reload_and_are_listed_renamed_and_deleted(reader: Reader) -> None:
    page = reader.page
    reader.ask(LEFT)
    page.reload()
    page.wait_for_selector("#live .turn")
    page.locator("#live .chip").first.click()
    page.wait_for_selector("#panel mark.cited")
    page.click("#top [data-on=clear]")
    page.wait_for_function("!document.querySelector('.turn')")
    reader.ask("When is the vote?")
    page.click("#top [data-view=conversations]")
    page.wait_for_selector("#panel .kept li")
    assert page.locator("#panel .kept .title").all_inner_texts() == ["When is the vote?", LEFT]
    page.locator("#panel [data-rename]").nth(1).click()
    page.fill("#panel .in-place input", "The flood")
    page.keyboard.press("Enter")
    page.wait_for_function("[...document.querySelectorAll('.kept .title')].some((t) => t.textContent === 'The flood')")
    page.click("#panel .kept .title:has-text('The flood')")
    page.wait_for_function(f"document.querySelector('#live .asked')?.textContent === '{LEFT}'")
    page.locator("#panel [data-confirm]").nth(1).click()
    assert page.locator("#panel .kept li").count() == 2  # asked again first
    page.locator("#panel [data-confirm]").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.kept li').length === 1")
    page.reload()
    page.wait_for_selector("#panel .shelf")
    assert page.locator(".turn").count() == 0


def test_a_question_can_be_limited_to_ticked_articles_outlets_and_days_and_says_so(reader: Reader) -> None:
    page = reader.page
    page.check(f"#panel [data-limit=article][value='{COURIER.article_id}']")
    page.wait_for_selector("#line .limits")
    page.click("#panel .only summary")
    page.check("#panel [data-limit=outlet][value='Coast Courier']")
    page.fill("#panel [data-limit=since]", "2031-05-04")
    said = "Hundreds moved out of Harrowmere · Coast Courier · from 4 May 2031"
    page.wait_for_function("(said) => document.querySelector('#line .limits bdi')?.textContent === said", arg=said)
    reader.ask(LEFT)
    assert reader.text("#live .read-as") == f"Asked only of: {said}"
    page.click("#line [data-on=clear]")
    page.wait_for_function("!document.querySelector('#line .limits')")
    assert page.locator("#panel input:checked").count() == 0


def test_of_many_ticks_at_once_none_is_lost(reader: Reader) -> None:
    ticks = reader.page.locator("#panel [data-limit=article]")
    reader.page.evaluate("document.querySelectorAll('#panel [data-limit=article]').forEach((tick) => tick.click())")
    said = f"{ticks.count()} articles"
    told = "(said) => document.querySelector('#line .limits bdi')?.textContent === said"
    reader.page.wait_for_function(told, arg=said)


def test_the_library_is_searched_sorted_and_an_article_removed_after_a_second_click(reader: Reader) -> None:
    page = reader.page

    def titles() -> list[str]:
        return page.locator("#panel .articles .title").all_inner_texts()

    page.click("#panel [data-order=Title]")
    page.wait_for_function("document.querySelector('[data-order=Title]').getAttribute('aria-pressed') === 'true'")
    assert titles() == sorted(titles())
    page.click("#add > button")
    page.fill("#pasted textarea", "Harbour Bugle\n\nA windmill at Cape Ansel\n\n4 May 2031\n\n"
                                  "The windmill turned again on Sunday.\n\nIt had stood still for years.\n")
    page.click("#add-pasted")
    page.wait_for_selector("#report li.added")
    page.wait_for_selector("#panel .title:has-text('windmill')")
    page.fill("#find input, #find textarea", "windmill")
    page.wait_for_function("document.querySelectorAll('.articles .title').length === 1")
    page.click("#panel [data-remove]")
    assert reader.text("#panel [data-remove]") == "Remove for good?"
    page.click("#panel [data-remove]")
    page.wait_for_function("!document.querySelector('.articles .title')")
    page.fill("#find input, #find textarea", "")
    page.wait_for_function("document.querySelectorAll('.articles .title').length === 3")


def test_an_address_that_cannot_be_read_is_reported_with_the_reason(reader: Reader) -> None:
    reader.page.click("#add > button")
    reader.page.fill("#pasted textarea", "http://127.0.0.1:9/flood")
    reader.page.click("#add-pasted")
    reader.page.wait_for_selector("#report li")
    assert reader.text("#report li").startswith("failed http://127.0.0.1:9/flood: ")


def test_the_reader_steps_through_all_sentences_that_the_answer_cites(reader: Reader) -> None:
    reader.ask(LEFT)
    reader.page.locator("#live .chip").first.click()
    reader.page.wait_for_selector("#panel mark.cited")
    assert reader.text("#panel .place") == "1 of 3 cited"
    reader.page.click("#panel [data-step='1']")
    reader.page.click("#panel [data-step='1']")
    assert reader.text("#panel .place") == "3 of 3 cited"
    assert reader.text("#panel mark.at") == GAZETTE_BRIDGE.quote
    reader.page.click("#panel [data-step='1']")
    assert reader.text("#panel mark.at") == GAZETTE_400.quote
    reader.page.click("#panel .known summary")
    assert "Ada Quill" in reader.text("#panel .known")


@pytest.mark.full
def test_a_model_that_cannot_be_had_is_said_and_one_that_can_writes(reader: Reader) -> None:
    page = reader.page
    page.click("#top [data-view=settings]")
    page.fill("#panel .model input", "no:such")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .problem")
    assert reader.text("#panel .problem") == "model 'no:such' cannot be had; there is set:writer"
    page.fill("#panel .model input", "set:writer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .told")
    reader.ask(LEFT)
    assert reader.text("#live .foot").startswith("Written by writer")


@pytest.mark.full
def test_light_and_dark_are_chosen_in_the_settings_and_kept(reader: Reader) -> None:
    page = reader.page
    page.click("#top [data-view=settings]")
    page.click("#panel [data-theme=dark]")
    assert page.evaluate("document.body.classList.contains('dark')")
    page.reload()
    page.wait_for_selector("#panel .shelf")
    assert page.evaluate("document.body.classList.contains('dark')")


@pytest.mark.full
def test_opening_another_article_shows_the_whole_of_it(reader: Reader) -> None:
    reader.page.click(f"#panel [data-article='{GAZETTE.article_id}']")
    reader.page.wait_for_selector("#panel .article")
    body = "\n".join(reader.page.locator("#panel .paragraph").all_inner_texts())
    assert body == GAZETTE.text
    assert COURIER_650.quote not in body
