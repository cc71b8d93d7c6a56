"""What programs are given: the HTTP API, MCP, the health check, logins, a proxy's path."""

import base64
import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from browser import opened_browser, serving
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from ui_newsroom import COURIER, GAZETTE, GAZETTE_400, evacuated

from ui.logins import Logins, LoginsError

DOCS = Path(__file__).parent.parent / "docs" / "api.md"
# The newsroom for those who have a login, below a path of a proxy that leaves the path as it is.
BEHIND = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from ui.app import Serving
from ui.logins import Logins
from ui.serve import serve
from ui_newsroom import SetAssistant
serve(SetAssistant, notes=Path({notes!r}), host="127.0.0.1", port=7900, say=lambda line: print(line, flush=True),
      serving=Serving(hosts=("desk.example",), logins=Logins({{"ada": "correct horse"}}), root_path="/desk"))
"""


@pytest.fixture
def at(newsroom: str) -> str:
    return newsroom


@pytest.fixture(scope="module")
def behind() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        script = BEHIND.format(tests=str(Path(__file__).parent), notes=f"{folder}/notes.sqlite")
        with serving([sys.executable, "-c", script]) as address:
            yield address


def send(address: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
    """GET, or POST of a JSON body; gives the status and what came back."""
    request = urllib.request.Request(address, json.dumps(body).encode() if body is not None else None,
                                     {"content-type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def basic(login: str) -> str:
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def test_a_program_asks_and_is_given_the_answer_of_the_contract(at: str) -> None:
    status, told = send(f"{at}api/ask", {"question": "How many left?", "outlets": ["Coast Courier"]})
    expected = evacuated("How many left?", "How many left?").to_dict()
    assert (status, json.loads(told)) == (200, json.loads(json.dumps(expected)))


@pytest.mark.parametrize("body", [
    {}, {"question": 7}, {"question": "Q", "unknown": 1}, {"question": "Q", "since": "soon"}])
def test_a_question_of_another_shape_is_refused(at: str, body: dict[str, Any]) -> None:
    assert send(f"{at}api/ask", body)[0] == 422


def test_an_article_is_given_with_its_text_so_that_a_quote_can_be_checked(at: str) -> None:
    told = json.loads(send(f"{at}api/articles/{GAZETTE.article_id}")[1])
    assert told["text"][GAZETTE_400.span.start:GAZETTE_400.span.end] == GAZETTE_400.quote
    assert told["published"] == {"value": "2031-05-04", "precision": "day", "evidence": "2031-05-04",
                                 "utc_offset": None}
    listed = json.loads(send(f"{at}api/articles")[1])
    assert listed[0]["article_id"] == COURIER.article_id
    assert "text" not in listed[0]
    assert send(f"{at}api/articles/nowhere") == (
        404, '{"detail":"there is no article \'nowhere\'; GET /api/articles lists those there are"}')


def test_passages_are_found_with_the_place_where_they_stand(at: str) -> None:
    found = json.loads(send(f"{at}api/search?q=Mill%20Bridge&k=1")[1])
    assert [(hit["rank"], hit["article_id"], hit["text"]) for hit in found] == [
        (1, COURIER.article_id, "The Mill Bridge is closed.")]
    assert COURIER.text[found[0]["start"]:found[0]["end"]] == found[0]["text"]
    assert send(f"{at}api/search?q=x&k=1000")[0] == 422


def test_whether_it_works_can_be_asked(at: str) -> None:
    assert send(f"{at}health") == (200, '{"status":"ok"}')
    assert set(json.loads(send(f"{at}api/openapi.json")[1])["paths"]) == {
        "/api/ask", "/api/search", "/api/articles", "/api/articles/{article_id}", "/health"}


def test_an_agent_finds_three_tools_and_is_answered(at: str) -> None:
    async def use() -> tuple[set[str], Any, Any]:
        async with (streamable_http_client(f"{at}mcp") as streams, ClientSession(streams[0], streams[1]) as session):
            await session.initialize()
            names = {tool.name for tool in (await session.list_tools()).tools}
            asked = await session.call_tool("ask", {"question": "How many left?"})
            article = await session.call_tool("article", {"article_id": GAZETTE.article_id})
            return names, asked, article

    names, asked, article = anyio.run(use)
    assert names == {"ask", "search", "article"}
    assert json.loads(asked.content[0].text)["question"] == "How many left?"
    assert json.loads(article.content[0].text)["text"] == GAZETTE.text


@pytest.mark.full
def test_the_examples_in_the_docs_run(at: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```(sh|python)\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    assert {language for language, _ in blocks} == {"sh", "python"}
    for language, code in blocks:
        here = code.replace("http://127.0.0.1:7860/", at).replace("ARTICLE_ID", GAZETTE.article_id)
        command = ["sh", "-ec", here] if language == "sh" else [sys.executable, "-c", here]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout, code
        assert '"detail"' not in ran.stdout, ran.stdout


def test_behind_a_login_and_a_path_nothing_but_the_health_check_is_open(behind: str) -> None:
    assert send(f"{behind}health")[0] == send(f"{behind}desk/health")[0] == 200
    for path in ("", "config", "api/articles", "desk/api/articles", "fonts/source-serif-4-latin.woff2"):
        assert send(f"{behind}{path}")[0] == 401, path
    assert send(f"{behind}api/ask", {"question": "Q"})[0] == 401
    assert send(f"{behind}desk/api/articles", authorization=basic("ada:correct horse"))[0] == 200
    assert send(f"{behind}", host="desk.example", authorization=basic("ada:correct horse"))[0] == 200
    assert send(f"{behind}", host="other.example", authorization=basic("ada:correct horse"))[0] == 400


def test_a_proxy_with_tls_says_so_or_its_page_is_another_sites(behind: str) -> None:
    known = {"host": "desk.example", "origin": "https://desk.example", "authorization": basic("ada:correct horse")}
    ask = {"question": "How many left?"}
    assert send(f"{behind}desk/api/ask", ask, **known)[0] == 403
    assert send(f"{behind}desk/api/ask", ask, **known, **{"x-forwarded-proto": "https"})[0] == 200


@pytest.mark.full
def test_the_page_works_below_a_proxys_path_with_a_login(behind: str) -> None:
    with opened_browser() as browser:
        context = browser.new_context(http_credentials={"username": "ada", "password": "correct horse"})
        page = context.new_page()
        refused: list[str] = []
        page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{behind}desk/")
        page.wait_for_selector("#panel .shelf", timeout=60_000)
        page.fill("#ask textarea", "How many left?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#live .acts", timeout=60_000)
        assert refused == []
        context.close()


def test_five_wrong_passwords_shut_the_door_for_half_a_minute_for_that_caller_alone() -> None:
    now = [0.0]
    logins = Logins({"ada": "correct horse"}, clock=lambda: now[0])
    assert [logins.lets_in(basic("ada:wrong"), "a") for _ in range(5)] == [False] * 5
    assert (logins.is_shut("a"), logins.is_shut("b")) == (True, False)
    now[0] = 31.0
    assert not logins.is_shut("a")
    assert logins.lets_in(basic("ada:correct horse"), "a")
    logins.lets_in(basic("ada:wrong"), "a")
    assert not logins.is_shut("a")


@pytest.mark.parametrize("header", ["", "Basic", "Basic !", "Bearer x", basic("ada"), basic("ada:"), basic(":"),
                                    basic("bea:correct horse"), basic(":correct horse"), "Basic /////w=="])
def test_what_is_no_login_lets_nobody_in(header: str) -> None:
    assert not Logins({"ada": "correct horse"}).lets_in(header, "a")


@pytest.mark.parametrize(("text", "said"), [
    ("", "holds no login: expected lines name:password"), ("ada\n", "line 1: expected name:password"),
    ("# staff\nada:short\n", "line 2: expected name:password with at least 8 characters")])
def test_a_file_of_logins_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "logins").write_text(text, "utf-8")
    with pytest.raises(LoginsError, match=said):
        Logins.read(tmp_path / "logins")


def test_a_file_of_logins_may_hold_colons_comments_and_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "logins").write_text("# staff\n\nada:with:a:colon\n", "utf-8")
    assert Logins.read(tmp_path / "logins").lets_in(basic("ada:with:a:colon"), "a")
