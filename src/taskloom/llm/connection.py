"""One connection to an endpoint: a request out, its reply back, one after another. HTTP/1.1 over asyncio, read by
httptools.

Not httpx2's: its pool, its streams and its layers of events took as much processor time as all else that a run does
for a call. What few endpoints need goes its way still (see `proxied`). Time limits are the client's.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from taskloom.llm.fault import Fault

CONNECT_S = 20.0
"""Seconds to connect in."""
IDLE_S = 60.0
"""Seconds after which an idle connection is not trusted any more."""
_LENIENT = {
    "lenient_chunked_length": True,
    "lenient_optional_cr_before_lf": True,
    "lenient_spaces_after_chunk_size": True,
}
"""What small servers get wrong and harms nobody who reads one reply at a time."""
MOST_BYTES = 64 * 2**20
"""Of a reply."""


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
        self._head = _head(target)
        self._wire: _Wire | None = None
        self._used_at = 0.0

    async def exchange(self, body: bytes) -> Response:
        """The reply to a request's body. Raises Fault."""
        loop = asyncio.get_running_loop()
        wire = self._wire
        if wire is None or wire.closed or loop.time() - self._used_at > IDLE_S:
            await self.close()
            self._wire = wire = await self._connected(loop)
        try:
            return await wire.exchange(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
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


def _head(target: Target) -> bytes:
    """What stands before the length of a body, which comes last."""
    lines = [b"POST %b HTTP/1.1" % target.path, *(f"{name}: {value}".encode() for name, value in target.headers)]
    return b"\r\n".join((*lines, b"Content-Length: "))


class _Reply:
    """A reply while it comes in. The methods `on_…` are the parser's to call."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_LENIENT)
        self._size = self._status = 0
        self._parts: list[bytes] = []
        self._retry_after: bytes | None = None
        self._framed = False
        """Whether its head says where its body ends; else the end of the connection does."""
        self.whole = False
        self.last = True
        """Whether the connection is of no use after it."""

    def take(self, data: bytes) -> None:
        """The next bytes. Raises ValueError for what is no reply."""
        self._size += len(data)
        if self._size > MOST_BYTES:
            raise ValueError(f"a reply of more than {MOST_BYTES:,} bytes")
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            raise ValueError("it wants to speak something else") from None
        except HttpParserError as error:
            raise ValueError(str(error.__context__ or error)) from None

    def end(self) -> None:
        """No bytes are left. Raises ValueError when some are missing."""
        if not self._status or self._framed:
            raise ValueError("the endpoint closed it")
        self.whole = True

    def close(self) -> None:
        """Let go of the parser, which holds this: no reply is left to the garbage collector."""
        del self._parser

    @property
    def response(self) -> Response:
        """The reply, once it is whole."""
        content = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        told = None if self._retry_after is None else self._retry_after.decode("latin-1")
        return Response(self._status, content, told)

    def on_message_begin(self) -> None:
        self.last = True
        if self.whole:
            raise ValueError("more than was asked for")  # what follows is not read, and the connection given up
        self._framed, self._retry_after = False, None

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"retry-after":
            self._retry_after = value
        elif name in (b"content-length", b"transfer-encoding"):
            self._framed = True

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        self._status = status if status >= 200 else 0  # those below announce another

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        self.whole = self._status > 0
        self.last = not self.whole or not self._parser.should_keep_alive()


class _Wire(asyncio.Protocol):
    """What travels over one socket."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._reply = _Reply()
        self._answer: asyncio.Future[Response] | None = None

    @property
    def closed(self) -> bool:
        """Whether it takes no request any more."""
        return self._transport is None or self._transport.is_closing()

    async def exchange(self, request: bytes) -> Response:
        """Send a request and wait for its reply. Raises Fault. One that is not waited for ends the connection."""
        assert self._transport is not None
        self._answer = answer = asyncio.get_running_loop().create_future()
        self._reply = reply = _Reply()
        self._transport.write(request)
        try:
            return await answer
        finally:
            self._answer = None
            reply.close()
            if reply.last:
                self.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes came; those that nobody waits for end the connection."""
        if self._answer is None:
            self.abort()
        else:
            self._read(lambda: self._reply.take(data))

    def eof_received(self) -> None:
        """The endpoint says no more."""
        if self._answer is not None:
            self._read(self._reply.end)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        self._transport = None
        self._fail(str(exc or "the endpoint closed it"))

    def abort(self) -> None:
        """Close it at once."""
        if self._transport is not None:
            self._transport.abort()

    def _read(self, some: Callable[[], None]) -> None:
        try:
            some()
        except ValueError as error:
            if not self._reply.whole:
                self._fail(str(error))
        if self._reply.whole and self._answer is not None and not self._answer.done():
            self._answer.set_result(self._reply.response)

    def _fail(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Fault("cut", f"the connection broke off: {why}"))
