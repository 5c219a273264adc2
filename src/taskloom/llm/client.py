"""The way to an OpenAI-compatible endpoint: one HTTP request, one reply or one Fault. Retries are for others.

Thin on purpose, because every call of a run goes through here. It uses httpx2's transport itself, not its client,
whose redirects, cookies and authentication flows no endpoint needs; and a transport for each connection, because one
that holds many looks at all of them for every request. Together that halves the processor time of a call.
"""

from __future__ import annotations

import asyncio
import urllib.request
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from taskloom.llm.fault import Fault, kind_of
from taskloom.llm.name import Endpoint
from taskloom.llm.retry import retry_after
from taskloom.llm.wire import Answer, answer_of

_CONNECT_S = 20.0
_ONE = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=60.0)
_QUOTED = 300
"""Characters of an endpoint's own words in an error."""


class ChatClient:
    """Connections to one endpoint, as many as there are requests at once. Use it in an `async with` block."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._url = httpx2.URL(f"{endpoint.base_url}/chat/completions")
        self._headers = [
            ("Host", self._url.netloc.decode()),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ]
        if endpoint.key is not None:
            self._headers.append(("Authorization", f"Bearer {endpoint.key.get_secret_value()}"))
        self._context = httpx2.create_ssl_context() if self._url.scheme == "https" else False
        self._proxy = _proxy(self._url)
        self._connections: list[httpx2.AsyncHTTPTransport] = []
        self._idle: list[httpx2.AsyncHTTPTransport] = []
        """The last used is used first."""

    def _connection(self) -> httpx2.AsyncHTTPTransport:
        made = httpx2.AsyncHTTPTransport(verify=self._context, limits=_ONE, proxy=self._proxy)
        self._connections.append(made)
        return made

    async def send(self, body: bytes) -> Answer:
        """The reply to a request's body. Raises Fault."""
        connection = self._idle.pop() if self._idle else self._connection()
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await connection.handle_async_request(
                    httpx2.Request(
                        "POST",
                        self._url,
                        headers=[*self._headers, ("Content-Length", str(len(body)))],
                        content=body,
                        extensions={"timeout": {"connect": _CONNECT_S}},
                    )
                )
                try:
                    content = await response.aread()
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Fault("timeout", f"no reply within {self._timeout_s:g} s") from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise Fault("unreachable", f"no connection: {error or type(error).__name__}") from None
        except httpx2.HTTPError as error:
            raise Fault("cut", f"the connection broke off: {error or type(error).__name__}") from None
        finally:
            self._idle.append(connection)
        if response.status_code == 200:
            return self._read(content)
        raise self._fault(response.status_code, content, response.headers.get("retry-after"))

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
            await connection.aclose()


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


def _proxy(url: httpx2.URL) -> str | None:
    """The proxy that the environment names for an address."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
