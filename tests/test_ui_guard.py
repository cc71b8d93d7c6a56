"""Who gets to the page over HTTP, and what every response carries. A real server, a real socket."""

import asyncio
import http.client
import json
from urllib.parse import urlsplit

import pytest
from conftest import Built
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from ui.guard import HEADERS, Guard

Answered = tuple[int, http.client.HTTPMessage, bytes]


@pytest.fixture
def at(newsroom: str) -> str:
    return urlsplit(newsroom).netloc


def send(at: str, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answered:
    """One request; header names are written with underscores, and Host is ours to choose."""
    connection = http.client.HTTPConnection(at, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    for name, value in ({"host": at} | headers | {"content-length": str(len(body))}).items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(body)
    answer = connection.getresponse()
    try:
        return answer.status, answer.msg, answer.read()
    finally:
        connection.close()


def join(at: str) -> bytes:
    config = json.loads(send(at, "/config")[2])
    return json.dumps({"data": [], "fn_index": config["dependencies"][0]["id"], "session_hash": "s"}).encode()


@pytest.mark.parametrize(("path", "method", "headers", "status"), [
    ("/", "GET", {}, 200), ("/config", "GET", {}, 200), ("/theme.css", "GET", {}, 200),
    ("/nowhere", "GET", {}, 404), ("/gradio_api/queue/data", "GET", {}, 422),
    ("/", "GET", {"host": "evil.example"}, 400), ("/", "GET", {"origin": "https://evil.example"}, 403),
    ("/", "POST", {}, 404), ("/", "DELETE", {}, 404), ("/gradio_api/queue/join", "POST", {}, 422),
    ("/gradio_api/upload", "POST", {}, 400)])
def test_every_response_carries_every_security_header(
        at: str, path: str, method: str, headers: dict[str, str], status: int) -> None:
    found, sent, _ = send(at, path, method=method, **headers)
    assert found == status
    assert {name: sent.get_all(name) for name in HEADERS} == {name: [value] for name, value in HEADERS.items()}



def test_a_crash_behind_the_guard_carries_them_too() -> None:
    async def crash(request: Request) -> Response:
        raise RuntimeError

    sent: list[Message] = []

    async def ask() -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": "/config", "scheme": "http", "query_string": b"",
                 "headers": [(b"host", b"localhost")]}
        with pytest.raises(RuntimeError):
            await Guard(Starlette(routes=[Route("/config", crash)]), hosts={"localhost"})(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 500
    assert HEADERS.items() <= {name.decode(): value.decode() for name, value in sent[0]["headers"]}.items()


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert {"default-src 'self'", "frame-ancestors 'none'", "base-uri 'self'", "object-src 'none'"} <= set(
        policy.split("; "))


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example",
    "169.254.169.254", "0.0.0.0", "[::2]", "", "[", "localhost,evil.example"])
def test_a_foreign_host_is_refused(at: str, host: str) -> None:
    assert send(at, "/", host=host)[0] == 400
    assert send(at, "/gradio_api/queue/join", method="POST", body=join(at), host=host)[0] == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:1", "LOCALHOST", "[::1]", "[::1]:7860"])
def test_the_loopback_names_are_served(at: str, host: str) -> None:
    assert send(at, "/config", host=host)[0] == 200


@pytest.mark.parametrize("path", [f"/gradio_api/{name}" for name in ("queue/join", "upload", "cancel", "reset")])
@pytest.mark.parametrize("headers", [
    {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1"}, {"origin": "file://"},
    {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}])
def test_another_sites_page_cannot_write(at: str, path: str, headers: dict[str, str]) -> None:
    assert send(at, path, method="POST", body=join(at), content_type="application/json", **headers)[0] == 403


def test_our_own_page_can_write(at: str) -> None:
    status, _, body = send(at, "/gradio_api/queue/join", method="POST", body=join(at), content_type="application/json",
                           origin=f"http://{at}", sec_fetch_site="same-origin")
    assert (status, list(json.loads(body))) == (200, ["event_id"])


def test_a_link_from_another_site_opens_the_page(at: str) -> None:
    assert send(at, "/", sec_fetch_site="cross-site", sec_fetch_mode="navigate")[0] == 200


def test_no_route_is_open_but_those_the_page_asks_for(built: Built) -> None:
    assert len(built.offered) > 60
    assert built.opened == sorted([
        "GET /", "GET /assets/{path:path}", "GET /config", "GET /favicon.ico", "GET /manifest.json",
        "GET /robots.txt", "GET /static/{path:path}", "GET /theme.css",
        *(f"GET /gradio_api/{n}" for n in ("app_id", "queue/data", "upload_progress")),
        *(f"POST /gradio_api/{n}" for n in ("cancel", "queue/join", "reset", "upload")),
        "GET /api/articles", "GET /api/articles/{article_id}", "GET /api/openapi.json",
        "GET /api/search", "GET /health", "GET /mcp", "POST /api/ask", "POST /mcp"])


@pytest.mark.parametrize("path", [
    "/monitoring", "/monitoring/summary", "/docs", "/openapi.json", "/gradio_api/openapi.json", "/gradio_api/runs",
    "/gradio_api/file=/etc/passwd", "/gradio_api/file=../../etc/passwd", "/gradio_api/proxy=http://evil.example",
    "/gradio_api/vibe-code", "/gradio_api/dev/reload", "/login", "/logout", "/gradio_api/token",
    "/gradio_api/../config", "/%2e%2e/config", "/gradio_api/heartbeat/../../monitoring"])
def test_what_the_page_does_not_ask_for_is_not_there(at: str, path: str) -> None:
    assert send(at, path)[0] == 404


@pytest.mark.parametrize("path", [
    "/assets/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/app.py", "/assets/..%2f..%2fx"])
def test_assets_do_not_lead_out_of_their_folder(at: str, path: str) -> None:
    assert send(at, path)[0] in {403, 404}


def test_an_upload_over_fifty_megabytes_is_refused(at: str) -> None:
    body = (b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"a" * 50_300_000
            + b"\r\n--x--\r\n")
    status, _, _ = send(at, "/gradio_api/upload", method="POST", body=body, origin=f"http://{at}",
                        content_type="multipart/form-data; boundary=x")
    assert status == 413


def test_nothing_is_an_api_and_nothing_phones_home(at: str) -> None:
    config = json.loads(send(at, "/config")[2])
    assert {d["api_visibility"] for d in config["dependencies"]} == {"private"}
    assert send(at, "/gradio_api/info")[0] == 404
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []


def test_errors_are_not_shown_and_questions_queue_within_bounds(at: str) -> None:
    config = json.loads(send(at, "/config")[2])
    assert config["show_error"] is False
    assert config["max_file_size"] == 50_000_000


def test_the_page_names_no_outside_address_that_a_browser_would_fetch(at: str) -> None:
    page = send(at, "/")[2].decode()
    assert "fonts.googleapis" not in page
    assert 'src="http' not in page
    assert 'rel="preconnect"' not in page
