"""One connection to an endpoint: a request out, its reply back, one after another. HTTP/1.1 by h11 over asyncio.

Not httpx2's: its pool, its streams and its layers of events took as much processor time as all else that a run does
for a call. What few endpoints need goes its way still (see `proxied`). Time limits are the client's.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import NamedTuple, Protocol, cast

import h11

from taskloom.llm.fault import Fault

CONNECT_S = 20.0
"""Seconds to connect in."""
IDLE_S = 60.0
"""Seconds after which an idle connection is not trusted any more."""


class Response(NamedTuple):
    """A reply, whole."""

    status: int
    content: bytes
    retry_after: str | None
    """The header of this name."""


class Target(NamedTuple):
    """Where requests go, and what stands at the head of each."""

    host: str
    port: int
    path: bytes
    headers: tuple[tuple[str, str], ...]
    """All but the body's length."""
    context: ssl.SSLContext | None
    """None for plain HTTP."""


class Connection(Protocol):
    """A way to an endpoint for one request at a time."""

    async def exchange(self, body: bytes) -> Response:
        """The reply to a request's body. Raises Fault."""
        ...

    async def close(self) -> None:
        """Give it up."""
        ...


class Direct:
    """A connection without a proxy: made when it is first needed, and again when it was closed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._wire: _Wire | None = None
        self._used_at = 0.0

    async def exchange(self, body: bytes) -> Response:
        """The reply to a request's body. Raises Fault."""
        loop = asyncio.get_running_loop()
        wire = self._wire
        if wire is None or wire.closed or loop.time() - self._used_at > IDLE_S:
            await self.close()
            self._wire = wire = await self._connected(loop)
        target = self._target
        head = h11.Request(
            method="POST", target=target.path, headers=[*target.headers, ("Content-Length", str(len(body)))]
        )
        try:
            return await wire.exchange(head, body)
        finally:
            self._used_at = loop.time()

    async def _connected(self, loop: asyncio.AbstractEventLoop) -> _Wire:
        target = self._target
        try:
            async with asyncio.timeout(CONNECT_S):
                _, wire = await loop.create_connection(_Wire, target.host, target.port, ssl=target.context)
        except OSError as error:  # a timeout is one, and so is what TLS refuses
            raise Fault("unreachable", f"no connection: {error or type(error).__name__}") from None
        return wire

    async def close(self) -> None:
        """Give it up."""
        if self._wire is not None:
            self._wire.abort()
            self._wire = None


class _Wire(asyncio.Protocol):
    """What travels over one socket."""

    def __init__(self) -> None:
        self._http = h11.Connection(h11.CLIENT)
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Response] | None = None
        self._head: h11.Response | None = None
        self._parts: list[bytes] = []

    @property
    def closed(self) -> bool:
        """Whether it takes no request any more."""
        return self._transport is None or self._transport.is_closing()

    async def exchange(self, head: h11.Request, body: bytes) -> Response:
        """Send a request and wait for its reply. Raises Fault. One that is not waited for ends the connection."""
        assert self._transport is not None
        self._answer = answer = asyncio.get_running_loop().create_future()
        self._head, self._parts = None, []
        http = self._http
        events = (head, h11.Data(data=body), h11.EndOfMessage())
        self._transport.write(b"".join(http.send(event) or b"" for event in events))
        try:
            return await answer
        finally:
            self._answer = None
            if http.our_state is h11.DONE and http.their_state is h11.DONE:
                http.start_next_cycle()
            else:
                self.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes came; those that nobody waits for end the connection."""
        if self._answer is None:
            self.abort()
        else:
            self._read(data)

    def eof_received(self) -> None:
        """The endpoint says no more."""
        if self._answer is not None:
            self._read(b"")

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        self._transport = None
        self._fail(str(exc or "the endpoint closed it"))

    def abort(self) -> None:
        """Close it at once."""
        if self._transport is not None:
            self._transport.abort()

    def _read(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
            while True:
                event = self._http.next_event()
                if isinstance(event, h11.Response):
                    self._head = event
                elif isinstance(event, h11.Data):
                    self._parts.append(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self._succeed()
                    return
                elif not isinstance(event, h11.InformationalResponse):
                    return
        except h11.RemoteProtocolError as error:
            self._fail(str(error))

    def _succeed(self) -> None:
        assert self._head is not None
        after = next((value for name, value in self._head.headers if name == b"retry-after"), None)
        if self._answer is not None and not self._answer.done():
            content = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            told = None if after is None else after.decode("latin-1")
            self._answer.set_result(Response(self._head.status_code, content, told))

    def _fail(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Fault("cut", f"the connection broke off: {why}"))
