"""A scripted OpenAI-compatible model server over HTTP/1.1 on loopback.

`POST …/chat/completions` answers what the script says, after a latency and with faults on
demand; `GET /seen` tells what came: how often each request body, the most at once, the tokens. It keeps no state
but these counts. Plain asyncio: server and client share two cores in a benchmark, so it must cost little.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from hashlib import blake2b
from types import TracebackType
from typing import NamedTuple, Self, cast

from taskloom.testing.fault import FaultKind, Faults
from taskloom.testing.reply import ChatRequest, Script, completion

_LIMITED = b'{"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}'
_ERROR = b'{"error": {"message": "The server had an error", "type": "server_error"}}'


class Seen(NamedTuple):
    """What a server received since it started."""

    requests: int
    """Requests for a completion, those that met a fault included."""
    answered: int
    """Completions sent whole."""
    most_at_once: int
    input_tokens: int
    output_tokens: int
    bodies: dict[str, int]
    """How often each request body came, by the hex BLAKE2b-128 of the body."""


def digest(body: bytes) -> str:
    """The name of a request body in `Seen.bodies`."""
    return blake2b(body, digest_size=16).hexdigest()


class _State:
    """What all connections of a server share."""

    def __init__(self, script: Script, latency_s: float, faults: Faults, key: str | None, keep: bool) -> None:
        self.script = script
        self.latency_s = latency_s
        self.faults = faults
        self.key = key
        self.kept: list[ChatRequest] | None = [] if keep else None
        self.bodies: Counter[str] = Counter()
        self.requests = self.answered = self.at_once = self.most_at_once = 0
        self.input_tokens = self.output_tokens = 0

    def seen(self) -> Seen:
        return Seen(
            self.requests, self.answered, self.most_at_once, self.input_tokens, self.output_tokens, dict(self.bodies)
        )


class _Connection(asyncio.Protocol):
    """One client's connection; its requests come one after another."""

    def __init__(self, state: _State) -> None:
        self._state = state
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._done()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        line, _, rest = bytes(self._buffer[:end]).partition(b"\r\n")
        pairs = (one.partition(b":") for one in rest.split(b"\r\n"))
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get(b"content-length", b"0"))
        if len(self._buffer) < end + 4 + length:
            return
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        del self._buffer[: end + 4 + length]
        method, path, _ = line.split(b" ", 2)
        if method == b"GET" and path == b"/seen":
            self._send(200, json.dumps(self._state.seen()._asdict()).encode())
        elif method == b"POST" and path.endswith(b"/chat/completions"):
            self._complete(body, headers.get(b"authorization", b""))
        else:
            self._send(404, b'{"error": {"message": "no such path"}}')

    def _complete(self, body: bytes, authorization: bytes) -> None:
        state = self._state
        state.requests += 1
        if state.key is not None and authorization != b"Bearer " + state.key.encode():
            given = authorization.removeprefix(b"Bearer ")
            self._send(401, b'{"error": {"message": "Incorrect API key provided: %s"}}' % given)
            return
        name = digest(body)
        before = state.bodies[name]
        state.bodies[name] += 1
        self._busy = True
        state.at_once += 1
        state.most_at_once = max(state.most_at_once, state.at_once)
        fault = state.faults.met(body, before)
        if fault == "hang":
            return
        loop = asyncio.get_running_loop()
        if state.latency_s > 0:
            loop.call_later(state.latency_s, self._reply, body, fault)
        else:
            self._reply(body, fault)

    def _reply(self, body: bytes, fault: FaultKind | None) -> None:
        state = self._state
        if self._transport is None:
            return
        self._done()
        if fault in ("limited", "limited_bare"):
            header = f"retry-after: {state.faults.retry_after}\r\n" if fault == "limited" else ""
            self._send(429, _LIMITED, header)
        elif fault == "error":
            self._send(500, _ERROR)
        elif fault == "cut":
            self._transport.abort()
        else:
            request: ChatRequest = json.loads(body)
            if state.kept is not None:
                state.kept.append(request)
            try:
                said = state.script(request)
            except Exception as error:  # told to the client, which else would wait
                self._send(400, json.dumps({"error": {"message": f"the script failed: {error!r}"}}).encode())
                return
            made = completion(said, str(request.get("model")), len(body), fault)
            if fault == "truncated":
                self._send(200, made.body[: len(made.body) // 2])
                return
            state.answered += 1
            state.input_tokens += made.input_tokens
            state.output_tokens += made.output_tokens
            self._send(200, made.body)

    def _done(self) -> None:
        if self._busy:
            self._busy = False
            self._state.at_once -= 1

    def _send(self, status: int, body: bytes, header: str = "") -> None:
        if self._transport is not None:
            head = (
                f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\n{header}content-length: {len(body)}\r\n\r\n"
            )
            self._transport.write(head.encode() + body)


class ModelServer:
    """A server in a thread, up within a `with` block.

    `script` says what the model answers; `latency_s` is the time a reply takes; `key` is the API key it wants;
    `keep` has it keep every request it answered.
    """

    def __init__(
        self,
        script: Script,
        *,
        latency_s: float = 0.0,
        faults: Faults | None = None,
        key: str | None = None,
        keep: bool = False,
        port: int = 0,
    ) -> None:
        self._state = _State(script, latency_s, faults or Faults(), key, keep)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="model server", daemon=True)
        self._up = threading.Event()
        self.url = ""
        """The base address, `http://127.0.0.1:PORT/v1`."""

    @property
    def seen(self) -> Seen:
        """What came so far."""
        return self._state.seen()

    @property
    def kept(self) -> list[ChatRequest]:
        """The requests that were answered, in order, when told to keep them."""
        return list(self._state.kept or ())

    @property
    def faults(self) -> Faults:
        """The faults in force; may be set at any time."""
        return self._state.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._state.faults = faults

    async def serve(self) -> asyncio.Server:
        """Listen in the running loop."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(self._state), "127.0.0.1", self._port, backlog=2048)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        return server

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self.serve())
        self._up.set()
        self._loop.run_forever()
        server.close()
        self._loop.close()

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
