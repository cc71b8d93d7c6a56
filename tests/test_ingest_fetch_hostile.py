"""Servers that lie, drip, never end or are not who they say: each ends in time, in size and in one clear line."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from small_web import PUBLIC, Answer, Web, small_web
from test_ingest_fetch import HASTY, PAGE, URL, refused

from ingest.fetch import Fetched, FetchError, FetchSettings, fetch

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with small_web(monkeypatch) as opened:
        yield opened


def forever(start: bytes, unit: bytes, *, pause: float = 0.0) -> Answer:
    """Send `start`, then `unit` until the client has gone."""
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(unit)
            time.sleep(pause)
    return answer


def silent(start: bytes) -> Answer:
    """Send `start`, then nothing."""
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        time.sleep(3)
    return answer


BROKEN = "wire.example sent no whole HTTP answer ("
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(("answer", "reason"), [
    (HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE, BROKEN), (HEAD + b"Content-Length: -1\r\n\r\n" + PAGE, BROKEN),
    (HEAD + b"Content-Length: 9\r\nContent-Length: 10\r\n\r\n" + PAGE, BROKEN),
    (HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n" + PAGE, BROKEN),
    (HEAD + b"Content-Length: x\r\n\r\n" + PAGE, BROKEN), (HEAD + b"Content-Length: 100001\r\n\r\n", "too large"),
    (HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + PAGE, BROKEN), (CHUNKED + b"zz\r\n", BROKEN),
    (CHUNKED + b"5\r\nab", BROKEN), (CHUNKED + b"5\r\nabcdefg", BROKEN), (b"", BROKEN), (b"\x00" * 500, BROKEN),
    (b"220 ready\r\n", BROKEN), (b"HTTP/1.1 101 Switching\r\n\r\n", BROKEN),
    (b"HTTP/1.1 200 OK\r\nA\x1b[31m: x\r\n\r\n", BROKEN),
    (b"HTTP/1.1 200 OK\r\n\r\n" + PAGE, "wire.example sent content of type unknown"),
    (b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe\x9b\r\n\r\n", "wire.example sent content of type ÿþ\ufffd"),
], ids=lambda value: repr(value)[-40:])
def test_an_answer_that_is_none_is_refused(answer: bytes, reason: str, web: Web) -> None:
    web.pages["/"] = answer
    assert refused().startswith(reason)


def test_what_follows_the_declared_length_is_not_read(web: Web) -> None:
    web.pages["/"] = HEAD + b"Content-Length: 12\r\n\r\n" + PAGE + b"HTTP/1.1 200 OK\r\n\r\n"
    assert fetch(URL, settings=HASTY) == Fetched(URL, URL, "text/html", None, PAGE[:12], False)


@pytest.mark.parametrize(("answer", "reason"), [
    (forever(HEAD + b"\r\n", b"a" * 9_000), "too large"),
    (forever(CHUNKED, b"2328\r\n" + b"a" * 9_000 + b"\r\n"), "too large"),
    (forever(CHUNKED, b"1\r\na\r\n" * 999), "too large"),
    (forever(HEAD, b"X-A: " + b"a" * 9_000 + b"\r\n"), BROKEN), (forever(HEAD, b"X-A: a\r\n" * 1_000), BROKEN),
    (forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), "too large"),
    (forever(b"HTTP/1.1 200 ", b"O" * 9_000), BROKEN), (forever(CHUNKED + b"0\r\n", b"X-A: a\r\n" * 1_000), BROKEN),
    (forever(CHUNKED + b"1;", b"a" * 9_000), BROKEN),
], ids=["body", "chunks", "small chunks", "long fields", "fields", "hints", "status line", "trailers", "extension"])
def test_an_answer_without_end_is_cut_at_the_limit(answer: Answer, reason: str, web: Web) -> None:
    web.pages["/"] = answer
    assert refused(settings=HASTY.model_copy(update={"total_seconds": 8.0})).startswith(reason)


IN_ALL = "not there after 0.6 seconds in all"


@pytest.mark.parametrize("answer", [
    forever(HEAD + b"\r\n", b"a", pause=0.05), forever(b"", b"H", pause=0.05),
    forever(HEAD + b"X-A: ", b"a", pause=0.05), forever(CHUNKED, b"1\r\na\r\n", pause=0.05),
    forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.05),
], ids=["body", "status line", "field", "chunks", "hints"])
def test_a_server_that_drips_ends_at_the_total(answer: Answer, web: Web) -> None:
    web.pages["/"] = answer
    assert refused(settings=HASTY.model_copy(update={"total_seconds": 0.6})) == IN_ALL


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200", HEAD, HEAD + b"\r\n", HEAD + b"Content-Length: 9\r\n\r\nabc"])
def test_a_server_that_falls_silent_ends_at_the_limit_of_a_read(start: bytes, web: Web) -> None:
    web.pages["/"] = silent(start)
    patient = HASTY.model_copy(update={"total_seconds": 20.0})
    began = time.monotonic()
    assert refused(settings=patient) == "wire.example did not answer in time"
    assert time.monotonic() - began < 5


def test_redirects_that_each_take_their_time_share_one_total(web: Web) -> None:
    def slowly(connection: socket.socket) -> None:
        time.sleep(0.4)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")

    web.pages["/"] = slowly
    assert refused(settings=HASTY.model_copy(update={"total_seconds": 0.6})) == IN_ALL


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """A certificate authority that this process trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


def over_tls(web: Web, certificate: trustme.LeafCert) -> list[str | None]:
    """Serve by TLS; return the list that gets the name which each client asks for."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.sni_callback = lambda connection, name, _: asked.append(name)
    web.wrap = lambda connection: context.wrap_socket(connection, server_side=True)
    return asked


def test_the_certificate_is_checked_for_the_name_though_the_address_is_pinned(web: Web, authority: trustme.CA) -> None:
    asked = over_tls(web, authority.issue_cert("wire.example"))
    web.hosts["wire.example"] = [(PUBLIC,), ("127.0.0.1",)]
    web.serve(PAGE)
    assert fetch("https://wire.example/", settings=HASTY).data == PAGE
    assert (asked, web.connects) == (["wire.example"], [PUBLIC])
    assert b"\r\nHost: wire.example\r\n" in web.requests[0]


@pytest.mark.parametrize(("make", "reason"), [
    (lambda authority: authority.issue_cert("other.example"), "Hostname mismatch"),
    (lambda authority: authority.issue_cert(PUBLIC), "Hostname mismatch"),
    (lambda authority: trustme.CA().issue_cert("wire.example"), "certificate verify failed")])
def test_a_server_without_a_good_certificate_is_refused_before_it_is_asked(
        make: Callable[[trustme.CA], trustme.LeafCert], reason: str, web: Web, authority: trustme.CA) -> None:
    over_tls(web, make(authority))
    with pytest.raises(FetchError, match="certificate verify failed"):
        fetch("https://wire.example/", settings=HASTY)
    assert web.requests == []


def test_a_server_that_never_finishes_its_handshake_ends_at_the_limit(web: Web) -> None:
    web.wrap = lambda connection: time.sleep(2) or connection  # type: ignore[func-returns-value]
    patient = HASTY.model_copy(update={"total_seconds": 20.0})
    assert refused("https://wire.example/", settings=patient) == "wire.example did not answer in time"


@settings(deadline=None)
@given(st.text())
def test_whatever_a_server_says_the_reason_is_one_short_printable_line(said: str) -> None:
    reason = str(FetchError(said))
    assert len(reason) <= 200
    assert reason.isprintable()


@pytest.mark.parametrize("wrong", [
    {"total_seconds": 0}, {"read_seconds": -1}, {"most_bytes": 0}, {"most_redirects": -1}, {"ports": (0,)},
    {"ports": (70_000,)}, {"connect_seconds": "soon"}, {"allow_private": "perhaps"}, {"most_byte": 5}])
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FetchSettings(**wrong)  # type: ignore[arg-type]
