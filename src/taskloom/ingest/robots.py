"""robots.txt (RFC 9309): which addresses of a site its operator lets robots fetch, asked once a site."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.robotparser import RobotFileParser

import httpx2

from taskloom.ingest.errors import NotFetched

AGENT = "taskloom"
"""The name by which rules are looked for."""
LARGEST = 500 * 1024
"""Bytes of a robots.txt."""

Get = Callable[[httpx2.URL, int], Awaitable[bytes]]
"""From an address and the most bytes it may have to what is there. Raises NotFetched."""


class Robots:
    """The rules of the sites met so far."""

    def __init__(self, get: Get) -> None:
        self._get = get
        self._known: dict[str, asyncio.Task[RobotFileParser]] = {}

    async def check(self, url: httpx2.URL) -> None:
        """Raises NotFetched where the site's rules keep robots from an address, or cannot be read."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._known:
            self._known[origin] = asyncio.create_task(self._read(f"{origin}/robots.txt"))
        rules = await asyncio.shield(self._known[origin])
        if not rules.can_fetch(AGENT, str(url)):
            raise NotFetched(f"{origin}/robots.txt keeps robots from it; web.robots: false is yours to decide")

    async def _read(self, address: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            text = (await self._get(httpx2.URL(address), LARGEST)).decode("utf-8", "replace")
        except NotFetched as error:
            if error.status is None or not 400 <= error.status < 500 or error.status == 429:
                raise NotFetched(f"{address} cannot be read: {error}", error.status) from error
            text = ""  # there are no rules (RFC 9309, 2.3.1.3)
        rules.parse(text.splitlines())
        return rules
