"""Which hosts and network addresses may be fetched from: public ones, and private ones where a setting says so."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import idna

Address = IPv4Address | IPv6Address

# Our own list and not `ipaddress.is_global`: Python below 3.11.10 has some of these ranges wrong (CVE-2024-4032), and
# what clouds serve secrets from is in none of its lists. The first network that holds an address decides.
_METADATA = "a cloud's metadata service"
_WRAPPED = "an IPv4 address inside IPv6"
_FORBIDDEN = tuple((ip_network(network), kind) for network, kind in (
    ("127.0.0.0/8", "loopback"),
    ("::1/128", "loopback"),
    ("100.100.100.200/32", _METADATA),
    ("168.63.129.16/32", _METADATA),
    ("fd00:42::/32", _METADATA),
    ("fd00:c1::/32", _METADATA),
    ("fd00:ec2::/32", _METADATA),
    ("fd20:ce::/32", _METADATA),
    ("169.254.0.0/16", "link-local, where clouds serve metadata"),
    ("fe80::/10", "link-local"),
    ("10.0.0.0/8", "private"),
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("100.64.0.0/10", "private"),
    ("fc00::/7", "private"),
    ("0.0.0.0/8", "unspecified"),
    ("::/128", "unspecified"),
    ("224.0.0.0/4", "multicast"),
    ("ff00::/8", "multicast"),
    ("::/96", _WRAPPED),
    ("::ffff:0:0/96", _WRAPPED),
    ("::ffff:0:0:0/96", _WRAPPED),
    ("64:ff9b:1::/48", _WRAPPED),
    ("2001::/32", _WRAPPED),
    ("2002::/16", _WRAPPED),
    *((network, "reserved") for network in (
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32",
        "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")),
))
_OPEN_IF_PRIVATE = ("loopback", "private")
_GLOBAL_UNICAST = ip_network("2000::/3")
# Networks without IPv4 reach every IPv4 host through this prefix: the address inside it decides.
_NAT64 = ip_network("64:ff9b::/96")
# ISATAP writes an IPv4 address into the last half of any prefix.
_ISATAP = (0x00005EFE, 0x02005EFE)

MOST_NAME = 253  # characters, of a host name (RFC 1035)
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# What a URL parser of the web takes for an IPv4 address: a last label that is a number in any base.
_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")


def host_of(written: str) -> str:
    """Return the host of a URL in the one spelling that is looked up: ASCII, lower case, no brackets, no last dot.

    Raises:
        ValueError: if it is no host name, or an address in an unusual spelling (`127.1`, `0x7f000001`, `１２７.0.0.1`).
    """
    if written.startswith("["):
        return str(_ipv6(written))
    name = _ascii(written).lower().removesuffix(".")
    if _NUMERIC.fullmatch(name):
        return str(_ipv4(name, written))
    if len(name) > MOST_NAME or not _NAME.fullmatch(name):
        raise ValueError("is no host name: check the address")
    return name


def is_private(address: Address) -> bool:
    """Tell whether `address` is on this machine or in a private network, and no cloud's metadata service."""
    return _kind(address) in _OPEN_IF_PRIVATE


def forbidden(address: Address, *, allow_private: bool) -> str | None:
    """Return what kind of address this is if nothing may be fetched from it, None if it may."""
    kind = _kind(address)
    return None if allow_private and kind in _OPEN_IF_PRIVATE else kind


def _kind(address: Address) -> str | None:
    """Return why `address` is not public, None if it is."""
    for network, kind in _FORBIDDEN:
        if address in network:
            return kind
    return _kind_of_ipv6(address) if isinstance(address, IPv6Address) else None


def _kind_of_ipv6(address: IPv6Address) -> str | None:
    if address in _NAT64:
        return _WRAPPED if _kind(IPv4Address(int(address) & 0xFFFFFFFF)) else None
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return _WRAPPED
    return None if address in _GLOBAL_UNICAST else "reserved"


def _ascii(name: str) -> str:
    if len(name) > MOST_NAME or name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError("is no host name: check the address") from error


def _ipv4(name: str, written: str) -> IPv4Address:
    try:
        address = IPv4Address(name)
    except ValueError as error:
        raise ValueError("is an address in an unusual spelling: write four decimal numbers") from error
    if str(address) != written:
        raise ValueError(f"is an address in an unusual spelling: write {address}")
    return address


def _ipv6(written: str) -> IPv6Address:
    try:
        address = ip_address(written[1:-1])
    except ValueError as error:
        raise ValueError("is no IPv6 address: check the address") from error
    if not written.endswith("]") or not isinstance(address, IPv6Address) or address.scope_id:
        raise ValueError("is no IPv6 address without a zone: write it alone in the brackets")
    return address
