"""The wall around the page: every response carries the security headers, and only our own page gets through."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.logins import Logins

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# Gradio's page needs inline scripts and styles, and templates that it compiles; nothing may come from elsewhere.
HEADERS = {
    "content-security-policy":
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# What the page itself asks for. Gradio has some sixty routes more (proxies, recordings, monitoring, run history).
_READ = re.compile(r"/(health|metrics|mcp|api/(search|openapi\.json|articles(/[^/]+)?)"
                   r"|config|theme\.css|manifest\.json|favicon\.ico|robots\.txt|(assets|static)/.+|fonts/[\w-]+\.woff2"
                   r"|gradio_api/(app_id|heartbeat/\w+|queue/data|upload_progress))?")
_WRITE = re.compile(r"/(mcp|api/ask|gradio_api/(queue/join|upload|cancel|reset))")
OPEN = "/health"  # for whoever watches over the server, who has no login


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI app that lets through to `app` what our own page, served under one of the names `hosts`, asks for.

    A foreign Host is 400 (a name that was rebound to this machine), a foreign Origin 403 (another site's page),
    an address that the page does not use 404; with `logins`, no login is 401 and too many wrong ones 429. Behind a
    proxy that serves the page below `root_path`, that path is taken off where the proxy left it.
    """

    app: ASGIApp
    hosts: Collection[str]
    logins: Logins | None = None
    root_path: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.root_path and scope["path"].startswith(f"{self.root_path}/"):
            scope = {**scope, "path": scope["path"].removeprefix(self.root_path)}
            scope["raw_path"] = scope["path"].encode()
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _hostname(host) not in self.hosts:
            return PlainTextResponse("This host name is not served here.", status_code=400)
        origin = headers.get("origin", f"{scope['scheme']}://{host}")
        reads = scope["method"] in {"GET", "HEAD"}
        foreign = not reads and headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if foreign or origin != f"{scope['scheme']}://{host}":
            return PlainTextResponse("Only the page itself may ask.", status_code=403)
        doors = _READ if reads else _WRITE
        if not doors.fullmatch(scope["path"]):
            return PlainTextResponse("Not found.", status_code=404)
        return self._login(scope, headers) if self.logins and scope["path"] != OPEN else None

    def _login(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        caller = scope["client"][0] if scope.get("client") else ""
        assert self.logins
        if self.logins.is_shut(caller):
            return PlainTextResponse("Too many wrong passwords: wait half a minute.", status_code=429)
        if not self.logins.lets_in(headers.get("authorization", ""), caller):
            return PlainTextResponse("A login is needed.", status_code=401,
                                     headers={"www-authenticate": 'Basic realm="Dateline", charset="UTF-8"'})
        return None


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return wrapped
