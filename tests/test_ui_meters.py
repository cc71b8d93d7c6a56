"""Figures for a monitoring system: counted from what happens, behind the same wall as the page."""

import base64
from collections.abc import Iterator

import httpx
import pytest
from invented_articles import INVENTED
from starlette.responses import PlainTextResponse
from ui_newsroom import SetAssistant

from rag import Assistant, QuestionError, record
from rag.write import Extractive
from ui.guard import LOOPBACK, Guard
from ui.logins import Logins
from ui.meters import MeteredLibrary, Meters, Monitored
from vectorstore import Store, StoreError


@pytest.fixture
def meters() -> Iterator[Meters]:
    meters = Meters()
    yield meters
    meters.close()


def figures(meters: Meters) -> dict[str, float]:
    lines = meters.text().decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_questions_stages_and_ingests_are_counted(store: Store, meters: Meters) -> None:
    assistant = Assistant(store, Extractive(store.encoder))
    assistant.answer("Who thanked the volunteers?")
    assistant.answer("Which opera opened in Velmora?")
    next(assistant.stream("Who thanked the volunteers?")).question  # noqa: B018 - a reader who stops
    with pytest.raises(QuestionError):
        assistant.answer(" ")
    with record.on_trial():
        assistant.answer("Who thanked the volunteers?")
    assert [outcome.status for outcome in store.add(INVENTED)] == ["unchanged"] * 3
    counted = figures(meters)
    outcomes = {outcome: counted[f'dateline_questions_total{{outcome="{outcome}"}}']
                for outcome in ("answered", "abstained", "stopped", "refused")}
    assert outcomes == {"answered": 1, "abstained": 1, "stopped": 1, "refused": 1}
    assert counted['dateline_ingests_total{status="unchanged"}'] == 3
    assert {stage: counted[f'dateline_stage_seconds_count{{stage="{stage}"}}'] for stage in ("retrieve", "total")} \
        == {"retrieve": 2, "total": 2}


def asked(app: Guard, path: str, **headers: str) -> httpx.Response:
    import asyncio

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


def broken() -> SetAssistant:
    raise StoreError("there is no store")


@pytest.mark.parametrize(("opened", "health"), [(SetAssistant, (200, "the page")),
                                                (broken, (503, '{"status":"failed"}'))])
def test_figures_need_the_login_that_the_page_needs_and_health_tells_of_a_failed_start(
        opened: type[SetAssistant], health: tuple[int, str], meters: Meters) -> None:
    library = MeteredLibrary(opened)
    library.start()
    library.examples  # noqa: B018 - waits until it is open or has failed
    app = Guard(Monitored(PlainTextResponse("the page"), library, meters), hosts=LOOPBACK,
                logins=Logins({"ada": "correct horse"}))
    login = {"authorization": "Basic " + base64.b64encode(b"ada:correct horse").decode()}
    assert asked(app, "/metrics").status_code == 401
    found = asked(app, "/metrics", **login)
    assert (found.status_code, found.headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert "dateline_stage_seconds" in found.text
    assert asked(app, "/", **login).text == "the page"
    answer = asked(app, "/health")
    assert (answer.status_code, answer.text) == health
    library.close()
