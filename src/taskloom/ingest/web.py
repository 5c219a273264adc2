"""An address -> the bytes a server gives for it, within bounds, from nowhere but where it may be asked.

Every request resolves its name once, checks what it resolves to, and connects to that (`taskloom.ingest.address`),
each redirect anew. Proxies of the environment are not used: they would connect where nothing is checked. What the
bytes are and mean is for the readers of files.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import Message
from functools import cached_property
from http import HTTPStatus
from typing import NamedTuple

import httpx2

from taskloom import __version__
from taskloom.ingest.address import Resolve, origin_of, reachable, read_address, resolved
from taskloom.ingest.compressed import uncompress
from taskloom.ingest.errors import NotFetched, Refused
from taskloom.ingest.limits import MIB
from taskloom.ingest.robots import AGENT, Robots
from taskloom.ingest.web_settings import Web
from taskloom.llm.retry import retry_after

TRIES = 3
"""Requests for one page whose server is asked too much."""
WAIT = 2.0
"""Seconds before the second of them, where the server does not say; each further wait is twice as long."""
NUMBERS = 4
"""Numeric addresses of a host that are tried."""
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_SERVED = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_MOVED = frozenset({301, 302, 303, 307, 308})
_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}


class Fetched(NamedTuple):
    """What an address gave."""

    address: str
    """As it was asked for, without a fragment."""
    final: str
    """Where redirects led."""
    data: bytes
    media_type: str
    """As the server declares it, in lower case; '' when it declares none."""
    charset: str | None
    retrieved_at: str
    """When it was read: UTC, ISO 8601, to the second."""


class Answer(NamedTuple):
    """One response."""

    status: int
    headers: httpx2.Headers
    data: bytes


class Fetcher:
    """Fetches pages, one request at a time from a host. Use it in one event loop."""

    def __init__(
        self, web: Web, file_bytes: int, *, resolve: Resolve = resolved, now: Callable[[], datetime] | None = None
    ) -> None:
        """`file_bytes` bounds a page, as sent and as it is when uncompressed."""
        self._web = web
        self._file_bytes = file_bytes
        self._resolve = resolve
        self._now = now or (lambda: datetime.now(UTC))
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._robots = Robots(self._rules)
        contact = f" (+{web.contact})" if web.contact else ""
        self._agent = f"{AGENT}/{__version__}{contact}"

    async def fetch(self, address: str) -> Fetched:
        """The page at an address, redirects followed. Raises NotFetched."""
        asked = read_address(address)
        url, answer = await self._follow(asked, self._file_bytes, robots=self._web.robots)
        kind = Message()
        kind["content-type"] = answer.headers.get("content-type", "")
        media_type = kind.get_content_type() if answer.headers.get("content-type") else ""
        charset = kind.get_content_charset()
        moment = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Fetched(str(asked), str(url), answer.data, media_type, charset, moment)

    async def ask(self, address: str, headers: dict[str, str]) -> Fetched:
        """What an endpoint that the user configured answers: its host is admitted, and no redirect is followed.

        Raises NotFetched.
        """
        url = read_address(address)
        admitted = (*self._web.allow, origin_of(url))
        answer = await self._patiently(url, self._file_bytes, admitted, headers)
        _expect(answer)
        moment = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Fetched(str(url), str(url), answer.data, "", None, moment)

    async def _rules(self, url: httpx2.URL, most: int) -> bytes:
        return (await self._follow(url, most, robots=False)).answer.data

    async def _follow(self, url: httpx2.URL, most: int, *, robots: bool) -> _Found:
        """The answer at the end of the redirects; each address on the way is checked as the first is."""
        for _ in range(self._web.redirects + 1):
            if robots:
                await self._robots.check(url)
            answer = await self._patiently(url, most, self._web.allow)
            target = answer.headers.get("location") if answer.status in _MOVED else None
            if target is None:
                _expect(answer)
                return _Found(url, answer)
            try:
                url = read_address(str(url.join(target)))
            except (httpx2.InvalidURL, NotFetched) as error:
                raise NotFetched(f"redirects to {target[:200]!r}: {error}") from error
        raise NotFetched(f"redirects more than {self._web.redirects} times; give the address it ends at")

    async def _patiently(
        self, url: httpx2.URL, most: int, admitted: tuple[str, ...], headers: dict[str, str] | None = None
    ) -> Answer:
        """The answer of a server that may ask to be left alone for a while."""
        async with self._hosts[origin_of(url)]:
            answer = await self._once(url, most, admitted, headers or {})
            for number in range(1, TRIES):
                if answer.status not in _BUSY:
                    break
                wait = retry_after(answer.headers.get("retry-after"), self._now())
                if wait is None:
                    wait = WAIT * 2.0 ** (number - 1)
                if wait > self._web.wait:
                    raise NotFetched(f"{_told(answer.status)}; asks to come back in {wait:,.0f} s", answer.status)
                await asyncio.sleep(wait)
                answer = await self._once(url, most, admitted, headers or {})
        return answer

    async def _once(self, url: httpx2.URL, most: int, admitted: tuple[str, ...], headers: dict[str, str]) -> Answer:
        """One request and its answer."""
        try:
            async with asyncio.timeout(self._web.seconds):
                numbers = await reachable(url, admitted, self._resolve)
                context = self._context if url.scheme == "https" else False
                async with httpx2.AsyncHTTPTransport(verify=context) as transport:
                    response = await self._connected(transport, url, numbers, headers)
                    try:
                        return Answer(response.status_code, response.headers, await _body(response, most))
                    finally:
                        await response.aclose()
        except TimeoutError:
            raise NotFetched(f"took longer than {self._web.seconds:g} s; raise web.seconds or leave it out") from None
        except httpx2.HTTPError as error:
            raise NotFetched(f"the connection broke off: {error or type(error).__name__}") from error

    async def _connected(
        self, transport: httpx2.AsyncHTTPTransport, url: httpx2.URL, numbers: Sequence[str], headers: dict[str, str]
    ) -> httpx2.Response:
        """The response of the first of the numeric addresses that takes a connection.

        The address asked for names the number, so that nothing resolves the name again; the server, and its
        certificate, are held to the name.
        """
        name = url.raw_host.decode("ascii")
        refused: Exception | None = None
        for number in numbers[:NUMBERS]:
            request = httpx2.Request(
                "GET",
                url.copy_with(host=number),
                headers={
                    "Host": url.netloc.decode("ascii"),
                    "User-Agent": self._agent,
                    "Accept": "*/*",
                    "Accept-Encoding": "gzip",
                    **headers,
                },
                extensions={"sni_hostname": name},
            )
            try:
                return await transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                refused = error
        raise NotFetched(f"no connection to {name}: {refused or 'no address'}; is it up?") from refused

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return httpx2.create_ssl_context()


class _Found(NamedTuple):
    url: httpx2.URL
    answer: Answer


def _expect(answer: Answer) -> None:
    """Raises NotFetched for an answer that is no page."""
    if answer.status not in _SERVED:
        raise NotFetched(_told(answer.status), answer.status)
    if not answer.data:
        raise NotFetched("empty: the server sends no bytes")


def _told(status: int) -> str:
    return f"HTTP {status} {_PHRASES.get(status, '')}".rstrip()


async def _body(response: httpx2.Response, most: int) -> bytes:
    """The body, uncompressed, of at most `most` bytes either way; nothing of one that is no page."""
    if response.status_code not in _SERVED:
        return b""
    length = response.headers.get("content-length", "")
    if re.fullmatch(r"\d{1,18}", length) and int(length) > most:
        raise _too_large(most)
    data = bytearray()
    async for piece in response.aiter_raw():
        data += piece
        if len(data) > most:
            raise _too_large(most)
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in _PLAIN or not data:
        return bytes(data)
    if encoding not in _GZIP:
        raise NotFetched(f"sent as {encoding[:40]!r}, which was not asked for")
    try:
        return uncompress(bytes(data), most)
    except Refused as error:
        raise NotFetched(str(error)) from error


def _too_large(most: int) -> NotFetched:
    return NotFetched(f"has more than {most / MIB:g} MiB; raise limits.file_bytes or leave it out")
