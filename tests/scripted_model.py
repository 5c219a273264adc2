"""A model whose replies a test writes: a function from a request to a text. It keeps every request."""

import json
from collections.abc import Callable

from pydantic import JsonValue

from taskloom.llm.request import Reply, Request

Answering = Callable[[Request], str]


class ScriptedModel:
    """Stands for a model behind an endpoint."""

    def __init__(self, answering: Answering, *, sees: bool = False, calls_tools: bool = False) -> None:
        self._answering = answering
        self.name = "scripted:model"
        self.sees = sees
        self.calls_tools = calls_tools
        self.requests: list[Request] = []

    async def complete(self, request: Request) -> Reply:
        self.requests.append(request)
        return Reply(content=self._answering(request))


def in_turn(*replies: JsonValue) -> ScriptedModel:
    """A model that gives these replies, a text as it is and anything else as JSON, one after the other."""
    waiting = list(replies)

    def answering(_: Request) -> str:
        reply = waiting.pop(0)
        return reply if isinstance(reply, str) else json.dumps(reply)

    return ScriptedModel(answering)


def said_to(request: Request) -> str:
    """All that the model was told in a request."""
    return "\n".join(message.content or "" for message in request.messages)
