"""Fetch one address of the web: only public hosts, in bounded time and size, only what can hold articles."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from ingest.address import host_of, is_private
from ingest.charset import web_encoding
from ingest.connection import CheckedBackend, Deadline, FetchError, checked_addresses, too_large
from ingest.fetch_settings import FetchSettings
from ingest.unpack import ENCODINGS, unpack

__all__ = ["FetchError", "FetchSettings", "Fetched", "fetch"]

MOST_URL = 4_096  # characters
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NEVER_IN_A_URL = re.compile(r"[\x00-\x20\\\x7f\ud800-\udfff]")
_AUTHORITY = re.compile(r"(\[[^\[\]@]+\]|[^:@\[\]]+)(?::([0-9]{0,5}))?")
_REDIRECTS = (301, 302, 303, 307, 308)
_TYPES = frozenset((
    "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/rss+xml", "application/atom+xml",
    "application/rdf+xml", "application/json", "text/json", "application/ld+json", "application/feed+json",
    "application/jsonl", "application/x-ndjson", "text/plain", "text/markdown", "text/csv", "application/pdf"))
_HEADERS = ((b"User-Agent", b"Dateline (a reader of news articles)"),
            (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            (b"Accept-Encoding", ", ".join(ENCODINGS).encode()), (b"Connection", b"close"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    `url` is the address as asked, `final_url` the one that answered, after redirects and in ASCII. `content_type` is
    lower case and without parameters. `charset` is what the server says of the text in `data`, in a name that Python
    knows, or None; servers are often wrong about it. `is_private` says that it came from loopback or a private network:
    only then may the addresses in it lead there (`settings.model_copy(update={"allow_private": fetched.is_private})`).
    """

    url: str
    final_url: str
    content_type: str
    charset: str | None
    data: bytes
    is_private: bool


@dataclass(frozen=True, slots=True)
class _Target:
    """One address taken apart; `host` as it is looked up, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host and, where it is not the usual one, the port, as the Host header and an address write them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def fetch(url: str, *, settings: FetchSettings) -> Fetched:
    """Return what `url` gives, redirects followed. Nothing of the environment (proxies, .netrc) is used.

    Raises:
        FetchError: if the address, one it redirects to, or the answer is not what may be fetched, or does not come.
    """
    deadline = Deadline(time.monotonic() + settings.total_seconds, settings.total_seconds)
    allow_private = settings.allow_private
    target = _target(url.strip(), settings)
    for _ in range(settings.most_redirects + 1):
        addresses = checked_addresses(target.host, allow_private=allow_private,
                                      seconds=deadline.left(settings.connect_seconds))
        # A page on the public web never leads into a private network, whatever the setting.
        allow_private = allow_private and all(map(is_private, addresses))
        backend = CheckedBackend(addresses, deadline=deadline, settings=settings)
        with _asked(target, backend, deadline=deadline) as response:
            if response.status not in _REDIRECTS:
                content_type, charset = _types(response, target)
                data = _body(response, target, settings)
                return Fetched(url, target.url, content_type, charset, data, allow_private)
            target = _target(_location(response, target), settings)
    raise FetchError(f"more than {settings.most_redirects} redirects, the last to {target.host[:50]}: "
                     "give the address of the article itself")


def _target(url: str, settings: FetchSettings) -> _Target:
    if len(url) > MOST_URL:
        raise FetchError(f"the address is too long: {len(url):,} characters, at most {MOST_URL:,} are read")
    if _NEVER_IN_A_URL.search(url):
        raise FetchError("the address holds a space, a backslash or a control character: take it out")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FetchError(f"no address of the web, {error}: expected https://host/path") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise FetchError(f"the address begins with {parts.scheme[:20] or url[:20]!r}: expected http:// or https://")
    host, port = _host_and_port(parts.netloc, parts.scheme)
    if port not in settings.ports:
        raise FetchError(f"port {port} of {host[:50]} may not be asked: expected one of "
                         f"{', '.join(map(str, settings.ports))}; DATELINE_FETCH_PORTS allows others")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme, host, port, quote(path, safe="!$%&'()*+,/:;=?@[]~"))


def _host_and_port(authority: str, scheme: str) -> tuple[str, int]:
    if "@" in authority:
        raise FetchError("the address holds a user name or password before an @: take it out")
    written = _AUTHORITY.fullmatch(authority)
    if not written:
        raise FetchError(f"the address has no host and port that can be read in {authority[:50]!r}: "
                         "expected https://host/path")
    try:
        return host_of(written[1]), int(written[2] or _DEFAULT_PORTS[scheme])
    except ValueError as error:
        raise FetchError(f"the host {written[1][:50]!r} {error}") from error


@contextmanager
def _asked(target: _Target, backend: CheckedBackend, *, deadline: Deadline) -> Iterator[httpcore.Response]:
    # httpcore and not requests, httpx, urllib3 or trafilatura's own fetching: its socket layer can be replaced as a
    # public interface. So the connection goes to the checked address while Host, SNI and certificate stay the name's,
    # every single read is bounded (the others' limits begin anew with each byte), and no environment is looked at.
    address = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    headers = [(b"Host", target.authority.encode("ascii")), *_HEADERS]
    try:
        with (httpcore.ConnectionPool(max_connections=1, network_backend=backend) as pool,
              pool.stream("GET", address, headers=headers) as response):
            yield response
    except httpcore.TimeoutException as error:
        deadline.left(0)
        raise FetchError(f"{target.host[:50]} did not answer in time: try again later") from error
    except httpcore.NetworkError as error:
        raise FetchError(f"no connection to {target.host[:50]} ({str(error)[:80]}): check the address") from error
    except httpcore.ProtocolError as error:
        raise FetchError(f"{target.host[:50]} sent no whole HTTP answer ({str(error)[:80]}): try again") from error


def _location(response: httpcore.Response, target: _Target) -> str:
    location = next(iter(_values(response, b"location")), "")
    if not location:
        raise FetchError(f"{target.host[:50]} redirects without saying where to: try another address of the article")
    try:
        return urljoin(target.url, location.replace(" ", "%20"))
    except ValueError as error:
        raise FetchError(f"{target.host[:50]} redirects to what is no address of the web, {location[:50]!r}") from error


def _types(response: httpcore.Response, target: _Target) -> tuple[str, str | None]:
    """Return the content type and the charset of an answer whose body is worth reading."""
    if response.status != HTTPStatus.OK:
        raise FetchError(f"{target.host[:50]} answered {_phrase(response.status)}, expected 200 OK: "
                         "check the address in a browser, or save the page there and ingest the file")
    written = next(iter(_values(response, b"content-type")), "").lower()
    content_type = re.split("[;,]", written)[0].strip()
    if content_type not in _TYPES:
        raise FetchError(f"{target.host[:50]} sent content of type {content_type[:40] or 'unknown'}: "
                         "expected a page, a feed, JSON, text or PDF")
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", written)
    return content_type, web_encoding(charset[1]) if charset else None


def _body(response: httpcore.Response, target: _Target, settings: FetchSettings) -> bytes:
    if any(int(said) > settings.most_bytes for said in _values(response, b"content-length")):
        raise too_large(settings)
    wire = b"".join(response.iter_stream())
    try:
        data = unpack(wire, ", ".join(_values(response, b"content-encoding")), most=settings.most_bytes)
    except ValueError as error:
        raise FetchError(f"{target.host[:50]} sent content that cannot be unpacked, {error}") from error
    if len(data) > settings.most_bytes:
        raise too_large(settings)
    return data


def _values(response: httpcore.Response, name: bytes) -> tuple[str, ...]:
    return tuple(_text(value).strip() for key, value in response.headers if key.lower() == name)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _phrase(status: int) -> str:
    known = {one.value: one.phrase for one in HTTPStatus}
    return f"{status} {known.get(status, 'of no known meaning')}"
