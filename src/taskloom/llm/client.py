"""The way to an OpenAI-compatible endpoint: one HTTP request, one reply or one Fault. Retries are for others.

Thin on purpose, because every call of a run goes through here: no redirects, cookies or authentication flows, which no
endpoint needs.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from taskloom.llm.connection import Connection, Direct, Target
from taskloom.llm.fault import Fault, kind_of
from taskloom.llm.name import Endpoint
from taskloom.llm.proxied import Proxied, proxy_of
from taskloom.llm.retry import retry_after
from taskloom.llm.wire import Answer, answer_of

_QUOTED = 300
"""Characters of an endpoint's own words in an error."""
_PORTS = {"http": 80, "https": 443}


class ChatClient:
    """Connections to one endpoint, as many as there are requests at once. Use it in an `async with` block."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._url = httpx2.URL(f"{endpoint.base_url}/chat/completions")
        self._target = _target(self._url, endpoint)
        self._proxy = proxy_of(self._url)
        self._connections: list[Connection] = []
        self._idle: list[Connection] = []
        """The last used is used first."""

    def _connection(self) -> Connection:
        proxy = self._proxy
        made = Direct(self._target) if proxy is None else Proxied(self._target, self._url, proxy)
        self._connections.append(made)
        return made

    async def send(self, body: bytes) -> Answer:
        """The reply to a request's body. Raises Fault."""
        connection = self._idle.pop() if self._idle else self._connection()
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await connection.exchange(body)
        except TimeoutError:
            raise Fault("timeout", f"no reply within {self._timeout_s:g} s") from None
        finally:
            self._idle.append(connection)
        if response.status == 200:
            return self._read(response.content)
        raise self._fault(response.status, response.content, response.retry_after)

    def _read(self, content: bytes) -> Answer:
        try:
            return answer_of(content)
        except Fault:
            # Routers answer 200 with the error of the endpoint behind them.
            if (told := _Failure.read(content)) is not None and isinstance(told.code, int):
                raise self._fault(told.code, content, None) from None
            raise

    def _fault(self, status: int, content: bytes, after: str | None) -> Fault:
        told = _Failure.read(content)
        kind = kind_of(status)
        if kind == "limited" and told is not None and "insufficient_quota" in (told.code, told.type):
            kind = "refused"
        said = told.message if told is not None else content[:_QUOTED].decode("utf-8", "replace")
        said = " ".join(self._without_key(said).split())[:_QUOTED]
        wait = retry_after(after, datetime.now(UTC)) if kind in ("limited", "overloaded", "failing") else None
        return Fault(kind, f"HTTP {status}{': ' + said if said else ''}", wait)

    def _without_key(self, text: str) -> str:
        key = self._endpoint.key
        return text if key is None else text.replace(key.get_secret_value(), "(the key)")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._connections:
            await connection.close()


class _Failure(BaseModel):
    """An error as endpoints tell it: `{"error": {"message": …}}`, or the message alone."""

    model_config = ConfigDict(extra="ignore")

    message: str = ""
    code: str | int | None = None
    type: str | None = None

    @classmethod
    def read(cls, content: bytes) -> _Failure | None:
        try:
            told = _Told.model_validate_json(content).error
        except ValidationError:
            return None
        return cls(message=told) if isinstance(told, str) else told


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")

    error: _Failure | str


def _target(url: httpx2.URL, endpoint: Endpoint) -> Target:
    headers = [
        ("Host", url.netloc.decode()),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
        ("Content-Type", "application/json"),
    ]
    if endpoint.key is not None:
        headers.append(("Authorization", f"Bearer {endpoint.key.get_secret_value()}"))
    context = httpx2.create_ssl_context() if url.scheme == "https" else None
    if context is not None:
        context.set_alpn_protocols(["http/1.1"])
    port = url.port or _PORTS[url.scheme]
    return Target(url.raw_host.decode(), port, url.raw_path, tuple(headers), context)
