"""Serving the page: a free port, the address printed once it answers, the models loaded after that."""

import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Timer

import uvicorn

from ui.app import Serving, build
from ui.guard import Guard
from ui.library import Assistant, Library
from ui.meters import MeteredLibrary, Meters, Monitored
from ui.notebook import Notebook

PORTS_TRIED = 100
# A page that is fetched sooner loads them itself.
SECONDS_FOR_THE_FIRST_PAGE = 3.0
ALONE = Serving()


class ServeError(Exception):
    """The page cannot be served; the message is one line for the reader."""


def serve(open_assistant: Callable[[], Assistant], *, notes: Path, host: str, port: int,
          say: Callable[[str], None], serving: Serving = ALONE) -> None:
    """Serve the page until interrupted; `say` is given the address as soon as the page answers there. What readers
    keep goes into the file `notes`.

    Raises:
        ServeError: if `host` is reachable from other machines and there are no logins, or no port is free.
    """
    if not is_loopback(host) and not serving.logins:
        raise ServeError(f"{host} can be reached from other machines: name a file of logins with --auth, or use "
                         "127.0.0.1")
    listening = listen(host, port)
    library, notebook, meters = MeteredLibrary(open_assistant), Notebook(notes), Meters()
    guard = build(library, notebook, replace(serving, hosts=(*serving.hosts, host)))
    assert isinstance(guard, Guard), "the app stands behind the guard"
    app = replace(guard, app=Monitored(guard.app, library, meters))  # within the wall: figures need a login too
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = _Server(config, started=lambda: say(f"Dateline is at {address(listening)}"), library=library)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        library.close()
        notebook.close()
        meters.close()


class _Server(uvicorn.Server):
    """Loads the models once the page is up and had a moment to be fetched: earlier would only delay it."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None], library: Library) -> None:
        super().__init__(config)
        self._tell = started
        self._loading = Timer(SECONDS_FOR_THE_FIRST_PAGE, library.start)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()
        self._loading.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._loading.cancel()
        # An open page is cut off after a second; that is what was asked for, not an error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `port` of `host` or, where that is taken, on the next free port.

    Raises:
        ServeError: if none of the hundred ports from `port` on is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
            bound.listen()
        except OSError:
            bound.close()
        else:
            return bound
    raise ServeError(f"no free port from {port} on: choose another with --port")


def address(bound: socket.socket) -> str:
    """Return the address under which a browser finds what listens on `bound`."""
    host, port = bound.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
