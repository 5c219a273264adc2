"""Addresses of the web, and which of them may be connected to: the public internet, and hosts that are admitted.

A name is resolved once and all that it resolves to is checked. Whoever connects takes the checked numbers, not the
name, so that a name which resolves otherwise a moment later leads nowhere else.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx2

from taskloom.ingest.errors import NotFetched

LONGEST = 2_000
"""Characters of an address."""
PORTS = {"http": 80, "https": 443}

_INSIDE = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "fec0::/10")))
"""What the standard library does not take for special in every version: where Azure and Oracle tell their machines
secrets (the latter among the IETF's assignments, RFC 6890), and what was private until 2004 (RFC 3879).
"""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 behind NAT64 (RFC 6052)."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host's name and a port to its numeric addresses. Raises OSError."""


async def resolved(host: str, port: int) -> Sequence[str]:
    """What the system resolves a name to."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def read_address(text: str) -> httpx2.URL:
    """The address as it is asked for, without its fragment. Raises NotFetched for what may not be asked for at all."""
    try:
        url = httpx2.URL(text.strip())
    except httpx2.InvalidURL as error:
        raise NotFetched(f"no address: {error}") from error
    if url.scheme not in PORTS:
        raise NotFetched(f"its scheme is {url.scheme or 'missing'!r}; only http and https are fetched")
    if url.userinfo:
        raise NotFetched("holds a user's name or password; leave it out")
    if not url.host or not 0 < port_of(url) < 65_536 or len(text) > LONGEST:
        raise NotFetched("no address: its host or port is missing or impossible, or it is too long")
    return url.copy_with(fragment=None)


def port_of(url: httpx2.URL) -> int:
    """The port an address is asked at."""
    return url.port if url.port is not None else PORTS[url.scheme]


def origin_of(url: httpx2.URL) -> str:
    """HOST:PORT, as hosts are admitted and asked one request at a time."""
    host = url.raw_host.decode("ascii")
    return f"{f'[{host}]' if ':' in host else host}:{port_of(url)}"


async def reachable(url: httpx2.URL, admitted: Collection[str], resolve: Resolve) -> Sequence[str]:
    """The numeric addresses that an address may be connected at. Raises NotFetched when there is none, or one is not
    public: a name that leads inside as well is not trusted for where else it leads.
    """
    origin = origin_of(url)
    try:
        numbers = await resolve(url.raw_host.decode("ascii"), port_of(url))
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"{url.host}: the name does not resolve ({error}); check its spelling") from error
    if not numbers:
        raise NotFetched(f"{url.host}: the name does not resolve; check its spelling")
    inside = [number for number in numbers if not is_public(number)]
    if inside and origin not in admitted:
        raise NotFetched(
            f"{url.host} is {inside[0]}, which is not on the public internet; web.allow: [{origin!r}] admits it"
        )
    return numbers


def is_public(number: str) -> bool:
    """Whether a numeric address is one of the public internet.

    Loopback, private, link-local, multicast, unspecified, reserved and documentation addresses are not, nor those that
    clouds serve metadata at; an IPv6 address that stands for an IPv4 one is what that one is.
    """
    if "%" in number:
        return False
    address = ip_address(number)
    if isinstance(address, IPv6Address) and (inner := _inner(address)):
        return all(is_public(str(one)) for one in inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_private
    return address.is_global and not special and not any(address in network for network in _INSIDE)


def _inner(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses an IPv6 one stands for or is reached through: mapped, 6to4, Teredo, NAT64."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    return (IPv4Address(int(address) & 0xFFFFFFFF),) if address in _TRANSLATED else ()
