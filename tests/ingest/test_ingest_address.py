"""Which addresses may be asked for, and which numbers connected to."""

import asyncio
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.address import is_public, origin_of, reachable, read_address, resolved
from taskloom.ingest.errors import NotFetched

INSIDE = (
    "127.0.0.1", "127.8.9.1", "::1",  # loopback
    "0.0.0.0", "::",  # unspecified
    "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "fc00::1", "fd00:ec2::254", "fec0::1",  # private
    "169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%eth0",  # link-local, metadata among them
    "168.63.129.16", "100.100.100.200", "192.0.0.192",  # metadata elsewhere
    "224.0.0.1", "239.1.2.3", "ff02::1",  # multicast
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.9", "2001:db8::1",  # reserved
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",  # IPv4 within IPv6: mapped
    "2002:7f00:1::", "2002:a00:1::1",  # 6to4
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",  # NAT64
    "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo
)  # fmt: skip


@pytest.mark.parametrize("number", INSIDE)
def test_what_lies_inside_is_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_public_internet_is(number: str) -> None:
    assert is_public(number)


@given(st.ip_addresses(v=4))
def test_a_mapped_number_is_what_it_maps(number: object) -> None:
    assert is_public(f"::ffff:{number}") == is_public(str(number))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@example.org/", "user's name or password"),
        ("http:///path", "host or port is missing"),
        ("http://example.org:0/", "host or port"),
        ("http://example.org:99999/", "host or port"),
        ("http://::1/", "no address"),
        (f"http://example.org/{'x' * 3000}", "too long"),
    ],
)
def test_what_is_no_address_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotFetched, match=re.escape(reason)):
        read_address(text)


def test_a_secret_in_an_address_is_not_repeated() -> None:
    with pytest.raises(NotFetched) as refused:
        read_address("http://user:hunter2@example.org/")
    assert "hunter2" not in str(refused.value)


def test_a_fragment_is_dropped_and_the_default_port_known() -> None:
    url = read_address("HTTPS://Example.org/a?b=c#d")
    assert str(url) == "https://example.org/a?b=c"
    assert origin_of(url) == "example.org:443"
    assert origin_of(read_address("http://[::1]/")) == "[::1]:80"


def reach(address: str, numbers: Sequence[str], admitted: Sequence[str] = ()) -> Sequence[str]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        del host, port
        return numbers

    return asyncio.run(reachable(read_address(address), admitted, resolve))


def test_a_name_that_leads_inside_as_well_is_refused() -> None:
    assert reach("http://site.example/", ["8.8.8.8", "2001:4860:4860::8888"]) == ["8.8.8.8", "2001:4860:4860::8888"]
    with pytest.raises(NotFetched, match=r"site\.example is 10\.0\.0\.5, .*web\.allow: \['site\.example:80'\]"):
        reach("http://site.example/", ["8.8.8.8", "10.0.0.5"])
    with pytest.raises(NotFetched, match="does not resolve"):
        reach("http://site.example/", [])


def test_a_host_is_admitted_with_its_port_alone() -> None:
    assert reach("http://wiki.example:8080/", ["10.0.0.5"], ["wiki.example:8080"]) == ["10.0.0.5"]
    for address in ("http://wiki.example/", "http://other.example:8080/"):
        with pytest.raises(NotFetched, match="not on the public internet"):
            reach(address, ["10.0.0.5"], ["wiki.example:8080"])


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_spellings_of_loopback_are_seen_through(host: str) -> None:
    """What the system itself makes of them is checked."""
    with pytest.raises(NotFetched, match=r"not on the public internet|does not resolve"):
        asyncio.run(reachable(read_address(f"http://{host}/"), (), resolved))
