"""The way to one model, chosen by its settings."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from taskloom.llm.client import ChatClient
from taskloom.llm.direct import DirectClient
from taskloom.llm.name import ModelSettings, endpoint, provider_of
from taskloom.llm.request import Request
from taskloom.llm.wire import Answer, Shape, body_of


class Sender(Protocol):
    """The way to one model."""

    host: str

    def body(self, request: Request) -> bytes:
        """What is sent, as bytes: equal for equal requests."""
        ...

    async def send(self, request: Request, body: bytes) -> Answer:
        """One request, one reply. Raises Fault."""
        ...


class _Chat:
    """An endpoint that speaks OpenAI's chat completions."""

    def __init__(self, host: str, client: ChatClient, shape: Shape) -> None:
        self.host = host
        self._client = client
        self._shape = shape

    def body(self, request: Request) -> bytes:
        return body_of(request, self._shape)

    async def send(self, request: Request, body: bytes) -> Answer:
        return await self._client.send(body)


def check(settings: ModelSettings, environment: Mapping[str, str]) -> None:
    """Raise ModelUnknown as `sender_of` would; nothing is opened."""
    if provider_of(settings) is None:
        DirectClient(settings, environment)
    else:
        endpoint(settings, environment)


@asynccontextmanager
async def sender_of(settings: ModelSettings, environment: Mapping[str, str]) -> AsyncGenerator[Sender]:
    """Connections to the model, closed with the block. Raises ModelUnknown."""
    provider = provider_of(settings)
    if provider is None:
        yield DirectClient(settings, environment)
        return
    where = endpoint(settings, environment)
    shape = Shape(
        model=where.model,
        structured=settings.structured or provider.structured,
        tokens_field=settings.tokens_field,
        temperature=settings.temperature,
        max_output_tokens=settings.max_output_tokens,
        extra_body=settings.extra_body,
    )
    async with ChatClient(where, timeout_s=settings.timeout_s) as client:
        yield _Chat(where.host, client, shape)
