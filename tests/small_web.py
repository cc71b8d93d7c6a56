"""A web of one machine: names and public addresses that lead to a local server, and a canary that nobody may ask."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

PUBLIC = "93.184.216.34"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
Answer = Callable[[socket.socket], None]


class Listener:
    """A real server on a loopback port; `answer` gets every connection in a thread of its own."""

    def __init__(self, answer: Answer, *, host: str = "127.0.0.1", port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=50)
        self._answer = answer
        self.port: int = self._socket.getsockname()[1]
        self.accepted = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.accepted += 1
                threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._answer(connection)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Web:
    """What is served, who is where, and what was asked.

    `pages` maps a request target to the bytes of its whole answer, or to a function that writes them. `hosts` maps a
    name to its successive answers of the resolver, the last for good. `connects` lists every address that a socket was
    told to connect to.
    """

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Answer] = {}
        self.hosts: dict[str, list[tuple[str, ...]]] = {"wire.example": [(PUBLIC,)]}
        self.lookups: list[str] = []
        self.connects: list[str] = []
        self.requests: list[bytes] = []
        self.public = {PUBLIC}
        self.wrap: Callable[[socket.socket], socket.socket] = lambda connection: connection
        self.server = Listener(self._answer)
        self.canary = Listener(lambda connection: None)
        self.canary6 = Listener(lambda connection: None, host="::1", port=self.canary.port)

    def serve(self, data: bytes, content_type: str = "text/html", *, path: str = "/", more: str = "",
              status: str = "200 OK") -> None:
        """Answer `path` with `data` and its true length; `more` are further header lines."""
        head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n{more}\r\n"
        self.pages[path] = head.encode() + data

    def redirect(self, path: str, location: str, *, status: int = 302) -> None:
        """Answer `path` with a redirect."""
        self.pages[path] = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\n\r\n".encode("utf-8", "replace")

    @property
    def canaries(self) -> int:
        """The number of connections that the canaries got, once those under way have arrived."""
        time.sleep(0.02)
        return self.canary.accepted + self.canary6.accepted

    def _answer(self, plain: socket.socket) -> None:
        with self.wrap(plain) as connection:
            request = b""
            while b"\r\n\r\n" not in request:
                more = connection.recv(65_536)
                if not more:
                    return
                request += more
            self.requests.append(request)
            page = self.pages.get(request.split(b" ")[1].decode(), NOT_FOUND)
            connection.sendall(page) if isinstance(page, bytes) else page(connection)
            # Not a reset, which could take the answer's end with it.
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(1)
            connection.recv(1)

    def resolve(self, host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        """Stand in for `socket.getaddrinfo`: our names, and whatever the system takes for a number; no network."""
        self.lookups.append(host)
        answers = self.hosts.get(host)
        if answers is None:
            return _getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))
                for address in addresses]

    def connect(self, connecting: socket.socket, address: Any) -> None:
        """Stand in for `socket.socket.connect`: public addresses are the server, loopback is itself, nobody else is."""
        self.connects.append(address[0])
        if address[0] in self.public:
            address = ("127.0.0.1", self.server.port)
        elif not address[0].startswith("127.") and address[0] != "::1":
            raise ConnectionRefusedError("no such machine in this web")
        _connect(connecting, address)


_getaddrinfo = socket.getaddrinfo
_connect = socket.socket.connect


@contextmanager
def small_web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Open a web of one machine: every resolver call and every connection of this process goes through it."""
    web = Web()
    monkeypatch.setattr(socket, "getaddrinfo", web.resolve)
    monkeypatch.setattr(socket.socket, "connect", lambda connecting, address: web.connect(connecting, address))
    try:
        yield web
    finally:
        for listener in (web.server, web.canary, web.canary6):
            listener.close()
