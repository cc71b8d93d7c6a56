"""What an address gives, and that every server's misbehaviour ends in time, in size and in one clear line."""

import gzip
import re
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from small_web import PUBLIC, Web, small_web

import ingest
from ingest.fetch import Fetched, FetchError, FetchSettings, fetch

HASTY = FetchSettings(connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0, most_bytes=100_000)
URL = "http://wire.example/"
PAGE = b"<p>The wall of Velmora broke.</p>"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with small_web(monkeypatch) as opened:
        yield opened


def refused(url: str = URL, *, settings: FetchSettings = HASTY) -> str:
    """Fetch what must not be fetched; return why, without the advice."""
    began = time.monotonic()
    with pytest.raises(FetchError) as error:
        fetch(url, settings=settings)
    assert time.monotonic() - began < settings.total_seconds + 3  # a busy machine
    assert len(str(error.value)) <= 200
    assert str(error.value).isprintable()
    return re.split(r"[:;] ", str(error.value))[0]


def test_a_page_is_fetched_as_it_is_with_its_type_and_charset(web: Web) -> None:
    web.serve(PAGE, "Text/HTML; Charset='windows-1251'", path="/wall?a=1")
    assert fetch(" http://WIRE.example:80/wall?a=1#top ", settings=HASTY) == Fetched(
        " http://WIRE.example:80/wall?a=1#top ", "http://wire.example/wall?a=1", "text/html", "cp1251", PAGE, False)


def test_the_request_names_the_host_and_nothing_of_the_reader(web: Web, monkeypatch: pytest.MonkeyPatch,
                                                              tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine xn--mnchen-3ya.example login reader password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{web.canary.port}")
    web.hosts["xn--mnchen-3ya.example"] = [(PUBLIC,)]
    web.serve(PAGE, path="/%D8%AF%DB%8C?q=%C3%A9&r=%20")
    assert fetch("http://München.example/دی?q=é&r=%20", settings=HASTY).final_url == (
        "http://xn--mnchen-3ya.example/%D8%AF%DB%8C?q=%C3%A9&r=%20")
    assert web.requests == [
        b"GET /%D8%AF%DB%8C?q=%C3%A9&r=%20 HTTP/1.1\r\nHost: xn--mnchen-3ya.example\r\n"
        b"User-Agent: Dateline (a reader of news articles)\r\n"
        b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5\r\n"
        b"Accept-Encoding: gzip, deflate, br\r\nConnection: close\r\n\r\n"]
    assert web.canaries == 0


@pytest.mark.parametrize("content_type", [
    "text/html", "application/xhtml+xml", "application/rss+xml", "application/atom+xml", "text/xml", "application/xml",
    "application/json", "text/plain", "application/pdf", "TEXT/HTML;charset=utf-8", "text/html, text/html"])
def test_what_can_hold_articles_is_fetched(content_type: str, web: Web) -> None:
    web.serve(PAGE, content_type)
    assert fetch(URL, settings=HASTY).data == PAGE


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "application/zip", "application/octet-stream",
                                          "text/javascript", "font/woff2", "html", "image/svg+xml"])
def test_another_type_is_refused_by_its_name(content_type: str, web: Web) -> None:
    web.serve(PAGE, content_type)
    assert refused() == f"wire.example sent content of type {content_type}"


@pytest.mark.parametrize(("declared", "charset"), [
    ("utf-8", "utf-8"), ('"UTF-8"', "utf-8"), ("ISO-8859-1", "iso8859-1"), ("gbk", "gbk"), ("Shift_JIS", "shift_jis"),
    ("koi8-r", "koi8-r"),
    ("", None), ("unknown", None), ("punycode", None), ("idna", None), ("zip", None), ("utf-7", None)])
def test_only_an_encoding_of_the_web_is_kept_as_charset(declared: str, charset: str | None, web: Web) -> None:
    web.serve(PAGE, f"text/html; charset={declared}")
    assert fetch(URL, settings=HASTY).charset == charset


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Internal Server Error", "204 No Content",
                                    "206 Partial Content", "304 Not Modified", "429 Too Many Requests"])
def test_another_status_than_200_is_refused(status: str, web: Web) -> None:
    web.serve(b"" if status[0] == "2" else PAGE, status=status)
    assert refused() == f"wire.example answered {status}, expected 200 OK"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_where_the_page_is(status: int, web: Web) -> None:
    web.redirect("/", "//wire.example/a/b", status=status)
    web.redirect("/a/b", "../ü c?d", status=status)
    web.serve(PAGE, path="/%C3%BC%20c?d")
    there = "http://wire.example/%C3%BC%20c?d"
    assert fetch(URL, settings=HASTY) == Fetched(URL, there, "text/html", None, PAGE, False)


def test_five_redirects_are_followed_and_no_more(web: Web) -> None:
    for place in range(6):
        web.redirect(f"/{place}", f"/{place + 1}")
    web.serve(PAGE, path="/6")
    assert fetch(URL + "1", settings=HASTY).data == PAGE
    assert refused(URL + "0") == "more than 5 redirects, the last to wire.example"
    web.redirect("/loop", "/loop")
    assert refused(URL + "loop") == "more than 5 redirects, the last to wire.example"
    assert set(web.connects) == {PUBLIC}


def test_a_redirect_to_nowhere_is_refused(web: Web) -> None:
    web.pages["/"] = b"HTTP/1.1 302 Found\r\n\r\n"
    assert refused() == "wire.example redirects without saying where to"


def test_a_private_server_is_asked_where_the_setting_says_so(web: Web) -> None:
    web.redirect("/", "/wall")
    web.serve(PAGE, path="/wall")
    port = web.server.port
    opened = HASTY.model_copy(update={"allow_private": True, "ports": (port,)})
    url = f"http://127.0.0.1:{port}/"
    assert fetch(url, settings=opened) == Fetched(url, f"{url}wall", "text/html", None, PAGE, True)
    assert not fetch(URL, settings=HASTY.model_copy(update={"allow_private": True})).is_private
    assert refused(f"http://127.0.0.1:{port}/", settings=HASTY.model_copy(update={"ports": (port,)})) == (
        "127.0.0.1 is at 127.0.0.1 (loopback)")


def test_nothing_else_in_the_product_fetches() -> None:
    others = re.compile(r"\b(?:import|from) (?:requests|httpx|urllib3|aiohttp|ftplib|urllib\.request|http\.client)\b|"
                        r"\b(?:fetch_url|urlopen|create_connection)\(")
    root = Path(ingest.__file__).parents[1]
    packages = ("ingest", "vectorstore", "rag", "ui", "eval")
    files = [file for package in packages for file in (root / package).rglob("*.py")]
    assert len(files) > 100
    # The load command asks the page that it starts itself.
    assert [file.name for file in files if others.search(file.read_text("utf-8"))] == ["load.py"]


def test_the_next_address_of_a_name_is_tried(web: Web) -> None:
    web.hosts["two.example"] = [("1.1.1.1", PUBLIC)]
    web.serve(PAGE)
    assert fetch("http://two.example/", settings=HASTY).data == PAGE
    assert web.connects == ["1.1.1.1", PUBLIC]


def test_a_host_that_nobody_knows_or_that_refuses_is_named(web: Web) -> None:
    assert refused("http://unknown.example/") == "no host unknown.example was found"
    web.hosts["gone.example"] = [("1.1.1.1",)]
    assert refused("http://gone.example/") == "no connection to gone.example (no such machine in this web)"


def test_a_user_name_or_password_is_refused_and_not_repeated(web: Web) -> None:
    assert refused("http://reader:secret@wire.example/") == "the address holds a user name or password before an @"
    assert web.lookups == []


def test_a_slow_resolver_is_not_waited_for(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(3) or [])
    assert refused() == "wire.example was not found within 0.5 seconds"


DEFLATE = zlib.compressobj(wbits=-15)
PACKED = [("gzip", gzip.compress(PAGE)), ("x-gzip", gzip.compress(PAGE)),
          ("GZIP", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])),
          ("deflate", zlib.compress(PAGE)), ("deflate", DEFLATE.compress(PAGE) + DEFLATE.flush()),
          ("br", brotli.compress(PAGE)), ("identity", PAGE)]


@pytest.mark.parametrize(("encoding", "wire"), PACKED)
def test_a_packed_page_is_unpacked(encoding: str, wire: bytes, web: Web) -> None:
    web.serve(wire, more=f"Content-Encoding: {encoding}\r\n")
    assert fetch(URL, settings=HASTY).data == PAGE


@pytest.mark.parametrize(("encoding", "wire"), [(encoding, wire[:-5]) for encoding, wire in PACKED[:-1]]
                         + [(encoding, b"\xff" + wire) for encoding, wire in PACKED[:-1]])
def test_a_damaged_or_cut_packed_page_is_refused(encoding: str, wire: bytes, web: Web) -> None:
    web.serve(wire, more=f"Content-Encoding: {encoding}\r\n")
    assert refused() == f"wire.example sent content that cannot be unpacked, its {encoding.lower()} data is damaged"


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress", "gzip\r\nContent-Encoding: gzip"])
def test_an_unknown_or_repeated_packing_is_refused(encoding: str, web: Web) -> None:
    web.serve(gzip.compress(gzip.compress(PAGE)), more=f"Content-Encoding: {encoding}\r\n")
    assert refused().startswith("wire.example sent content that cannot be unpacked, it is packed as '")


@pytest.mark.parametrize(("encoding", "pack"), [
    ("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)])
def test_a_bomb_is_unpacked_no_further_than_the_limit(encoding: str, pack: Callable[[bytes], bytes], web: Web) -> None:
    wire = pack(bytes(15_000_000))
    web.serve(wire, more=f"Content-Encoding: {encoding}\r\n")
    tracemalloc.start()
    assert refused() == "too large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000
