"""No spelling of a forbidden address is ever connected to: not asked for, not redirected to, not resolved to."""

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from forbidden_urls import HOSTS, URLS
from hypothesis import given, settings
from hypothesis import strategies as st
from small_web import PUBLIC, Web, small_web

from ingest.address import forbidden, host_of, is_private
from ingest.fetch import FetchError, FetchSettings, fetch

Address = IPv4Address | IPv6Address


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """One web for all rows: none of them may change it."""
    with pytest.MonkeyPatch.context() as monkeypatch, small_web(monkeypatch) as opened:
        opened.hosts.update({name: [addresses] for name, addresses in HOSTS.items()})
        opened.serve(b"<p>A page.</p>")
        yield opened


def limits(web: Web) -> FetchSettings:
    return FetchSettings(ports=(80, 443, web.canary.port))


def at_the_canary(url: str, web: Web) -> str:
    return re.sub(r":9(?!\d)", f":{web.canary.port}", url)


def test_the_canary_hears_whoever_comes(web: Web) -> None:
    before = web.canaries
    with pytest.raises(FetchError):
        fetch(f"http://127.0.0.1:{web.canary.port}/", settings=limits(web).model_copy(update={"allow_private": True}))
    assert web.canaries == before + 1


def test_the_table_has_every_kind_of_forbidden_address() -> None:
    assert len(set(URLS)) == len(URLS) >= 250


@pytest.mark.parametrize("url", URLS, ids=lambda url: ascii(url)[:60])
def test_a_forbidden_address_is_refused_in_one_line_and_never_connected_to(url: str, web: Web) -> None:
    web.connects.clear()
    before = web.canary.accepted + web.canary6.accepted
    with pytest.raises(FetchError) as refused:
        fetch(at_the_canary(url, web), settings=limits(web))
    assert (web.connects, web.canary.accepted + web.canary6.accepted) == ([], before)
    assert 20 < len(str(refused.value)) <= 200
    assert str(refused.value).isprintable()


ABSOLUTE = [url for url in URLS if url.isprintable() and "://" in url]


@pytest.mark.parametrize("url", ABSOLUTE, ids=lambda url: ascii(url)[:60])
def test_a_public_page_leads_to_no_forbidden_address(url: str, web: Web) -> None:
    web.redirect("/", at_the_canary(url, web))
    web.connects.clear()
    before = web.canary.accepted + web.canary6.accepted
    for allow_private in (False, True):
        with pytest.raises(FetchError):
            fetch("http://wire.example/", settings=limits(web).model_copy(update={"allow_private": allow_private}))
    assert (set(web.connects), web.canary.accepted + web.canary6.accepted) == ({PUBLIC}, before)


def test_a_name_that_changes_between_check_and_use_is_looked_up_once(web: Web) -> None:
    web.serve(b"<p>Checked.</p>")
    web.hosts["rebound.example"] = [(PUBLIC,), ("127.0.0.1",)]
    web.connects.clear()
    web.lookups.clear()
    assert fetch("http://rebound.example/", settings=limits(web)).data == b"<p>Checked.</p>"
    assert (web.connects, web.lookups.count("rebound.example"), web.canaries) == ([PUBLIC], 1, 1)


def test_a_name_that_changes_between_redirects_is_checked_again(web: Web) -> None:
    web.redirect("/", f"http://again.example:{web.canary.port}/")
    web.hosts["again.example"] = [(PUBLIC,), ("127.0.0.1",)]
    web.connects.clear()
    with pytest.raises(FetchError, match=r"again\.example is at 127\.0\.0\.1 \(loopback\)"):
        fetch("http://again.example/", settings=limits(web))
    assert (web.connects, web.canaries) == ([PUBLIC], 1)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.9", "100.64.0.1", "fd12:3456::1"])
def test_a_setting_opens_loopback_and_private_networks(address: str) -> None:
    assert forbidden(ip_address(address), allow_private=False)
    assert forbidden(ip_address(address), allow_private=True) is None
    assert is_private(ip_address(address))


@pytest.mark.parametrize("address", [
    "169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254", "fe80::1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"])
def test_no_setting_opens_metadata_link_local_multicast_or_wrapped_addresses(address: str) -> None:
    assert forbidden(ip_address(address), allow_private=True)
    assert not is_private(ip_address(address))


@pytest.mark.parametrize("address", [
    PUBLIC, "1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255", "2606:4700:4700::1111",
    "2001:200::1", "2a00:1450::1", "64:ff9b::808:808"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert forbidden(ip_address(address), allow_private=False) is None


@settings(deadline=None)
@given(st.ip_addresses())
def test_what_python_calls_not_global_is_forbidden(address: Address) -> None:
    assert address.is_global or forbidden(address, allow_private=False)


IPV4 = st.ip_addresses(v=4).map(int)
PREFIXES = st.sampled_from(["::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b:1::", "2606:4700::5efe:0:0", "fe80::5efe:0:0"])


@settings(deadline=None)
@given(IPV4, PREFIXES)
def test_no_ipv6_address_that_carries_an_ipv4_one_may_be_asked(carried: int, prefix: str) -> None:
    assert forbidden(IPv6Address(int(IPv6Address(prefix)) | carried), allow_private=False)
    assert forbidden(IPv6Address(0x2002 << 112 | carried << 80), allow_private=False)
    assert forbidden(IPv6Address(0x20010000 << 96 | carried ^ 0xFFFFFFFF), allow_private=False)


@settings(deadline=None)
@given(IPV4)
def test_the_translated_address_of_an_ipv4_host_may_be_asked_exactly_if_the_host_may(carried: int) -> None:
    translated = forbidden(IPv6Address(int(IPv6Address("64:ff9b::")) | carried), allow_private=False)
    assert bool(translated) == bool(forbidden(IPv4Address(carried), allow_private=False))


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """An IPv4 address as the C library reads it: one to four numbers, decimal, octal or hexadecimal, in any digits."""
    value, parts = draw(IPV4), draw(st.integers(1, 4))
    numbers = [value >> 8 * (3 - place) & 0xFF for place in range(parts - 1)]
    numbers.append(value & (1 << 8 * (5 - parts)) - 1)
    formats = st.sampled_from(["{}", "0{:o}", "00{:o}", "0x{:x}", "0X{:X}", "0x00{:x}"])
    written = draw(st.sampled_from([".", "。", "．"])).join(draw(formats).format(number) for number in numbers)
    digits = draw(st.sampled_from(["0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]))
    return written.translate(str.maketrans("0123456789", digits)) + draw(st.sampled_from(["", "."]))


@settings(deadline=None)
@given(spellings())
def test_an_ipv4_address_is_read_in_its_one_usual_spelling_only(written: str) -> None:
    if re.fullmatch(r"[0-9.]+", written) and written == socket.inet_ntoa(socket.inet_aton(written.rstrip("."))):
        assert host_of(written) == written
    else:
        with pytest.raises(ValueError, match="is an address in an unusual spelling: write "):
            host_of(written)
