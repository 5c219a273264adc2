"""What the tests of models share: a script, requests, and a model opened over a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from taskloom.llm.access import Access, open_model
from taskloom.llm.limits import Pause
from taskloom.llm.name import ModelSettings
from taskloom.llm.request import Reply, Request
from taskloom.llm.retry import Patience
from taskloom.schema.trajectory import Message
from taskloom.testing import ChatRequest, ModelServer, ScriptReply, ServerProcess

IMPATIENT = Patience(base_s=0.001, most_s=0.01, pause_s=0.001)
"""Waits are real, but short."""


def said(request: ChatRequest) -> str:
    """The last message of a request, as a script sees it."""
    messages = request["messages"]
    assert isinstance(messages, list)
    last = messages[-1]
    assert isinstance(last, dict)
    return str(last["content"])


def echo(request: ChatRequest) -> ScriptReply:
    return f"echo {said(request)}"


def ask(text: str, attempt: int = 0, max_tokens: int = 100) -> Request:
    message = Message(role="user", content=text)
    return Request(purpose="word", messages=(message,), attempt=attempt, max_tokens=max_tokens)


def all_of(*asked: Awaitable[Reply]) -> Awaitable[list[Reply | BaseException]]:
    return asyncio.gather(*asked, return_exceptions=True)


def contents(replies: list[Reply | BaseException]) -> list[str | None]:
    return [reply.content for reply in replies if isinstance(reply, Reply)]


def opened(
    server: ModelServer | ServerProcess,
    run: Path,
    budget: float | None = None,
    on_pause: Pause | None = None,
    patience: Patience = IMPATIENT,
    environment: Mapping[str, str] | None = None,
    **settings: object,
) -> AbstractAsyncContextManager[Access]:
    """The server's model; a million tokens cost 1 dollar in and 2 out."""
    given = {"name": "local:m", "base_url": server.url, "input_price": 1.0, "output_price": 2.0, **settings}
    return open_model(
        ModelSettings.model_validate(given), run, budget, on_pause, patience=patience, environment=environment or {}
    )
