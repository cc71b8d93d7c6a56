"""A connection that goes only to checked addresses, and ends in time and at a size, whatever the server does."""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from ingest.address import Address, forbidden, is_private
from ingest.fetch_settings import FetchSettings

MOST_REASON = 200  # characters
# What a response may send besides its body: status line and fields.
HEAD_BYTES = 100_000


class FetchError(Exception):
    """An address that was not fetched, and why, in one line of at most 200 printable characters."""

    def __init__(self, reason: str) -> None:
        printable = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(reason.split()))
        super().__init__(printable[:MOST_REASON])


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (of `time.monotonic`) at which a fetch ends, `total` seconds after its start."""

    ends: float
    total: float

    def left(self, most: float) -> float:
        """Return the seconds left, at most `most`.

        Raises:
            FetchError: if none are left.
        """
        left = self.ends - time.monotonic()
        if left <= 0:
            raise FetchError(f"not there after {self.total:g} seconds in all: try again later")
        return min(left, most)


def checked_addresses(host: str, *, allow_private: bool, seconds: float) -> tuple[Address, ...]:
    """Return every address that `host` (as `host_of` gives it) has, in the resolver's order.

    Raises:
        FetchError: if one of them is forbidden, or there is none within `seconds`.
    """
    addresses = tuple(dict.fromkeys(map(ipaddress.ip_address, _resolve(host, seconds))))
    for address in addresses:
        kind = forbidden(address, allow_private=allow_private)
        if kind:
            advice = "; DATELINE_FETCH_ALLOW_PRIVATE=true opens private ones" if is_private(address) else ""
            raise FetchError(f"{host[:50]} is at {address} ({kind}): only public addresses are fetched{advice}")
    return addresses


def _resolve(host: str, seconds: float) -> list[str]:
    """Ask the system's resolver, in a thread of its own: it knows no time limit."""
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put([str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)])
        except OSError:
            found.put([])

    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = found.get(timeout=seconds)
    except queue.Empty:
        raise FetchError(f"{host[:50]} was not found within {seconds:g} seconds: try again later") from None
    if not addresses:
        raise FetchError(f"no host {host[:50]} was found: check the address and the network")
    return addresses


class CheckedBackend(httpcore.NetworkBackend):
    """Connects whatever host is asked for to `addresses`, which were checked: no name is looked up twice."""

    def __init__(self, addresses: tuple[Address, ...], *, deadline: Deadline, settings: FetchSettings) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._settings = settings

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:
        """Return a stream to the first address that can be connected to."""
        for place, address in enumerate(self._addresses, start=1):
            try:
                seconds = self._deadline.left(self._settings.connect_seconds)
                stream = httpcore.SyncBackend().connect_tcp(str(address), port, timeout=seconds)
                return _BoundedStream(stream, deadline=self._deadline, settings=self._settings)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(self._addresses):
                    raise
        raise AssertionError("a checked host has an address")


class _BoundedStream(httpcore.NetworkStream):
    """Gives every step the time that is left, so that a server that sends a byte now and then ends too."""

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: Deadline, settings: FetchSettings) -> None:
        self._stream = stream
        self._deadline = deadline
        self._settings = settings
        self._received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._deadline.left(self._settings.read_seconds))
        self._received += len(data)
        if self._received > self._settings.most_bytes + HEAD_BYTES:
            raise too_large(self._settings)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(self._settings.read_seconds))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        seconds = self._deadline.left(self._settings.connect_seconds)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _BoundedStream(stream, deadline=self._deadline, settings=self._settings)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def too_large(settings: FetchSettings) -> FetchError:
    """Return the error of an answer that is larger than the settings allow."""
    return FetchError(f"too large: more than {settings.most_bytes:,} bytes; DATELINE_FETCH_MOST_BYTES allows more")
