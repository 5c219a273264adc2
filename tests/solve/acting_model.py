"""A model that acts by a script: a stand-in for the outside world, without HTTP."""

import json
from collections.abc import Callable, Sequence

from pydantic import JsonValue

from taskloom.llm.request import Reply, Request
from taskloom.schema.trajectory import FunctionCall, ToolCall

Script = Callable[[Request], Reply]


class ActingModel:
    """Replies by a function from the request, or with replies in order; keeps what it was asked."""

    name = "test:acting"
    sees = False

    def __init__(self, script: Script | Sequence[Reply], *, calls_tools: bool = True) -> None:
        self.calls_tools = calls_tools
        self.requests: list[Request] = []
        self._script = script

    async def complete(self, request: Request) -> Reply:
        self.requests.append(request)
        return self._script(request) if callable(self._script) else self._script[len(self.requests) - 1]


def says(content: str, *, finish: str = "stop", cost: float | None = 0.001) -> Reply:
    """A reply of text."""
    told = {"content": content, "finish": finish, "input_tokens": 100, "output_tokens": 10, "cost": cost}
    return Reply.model_validate(told)


def calls(*made: tuple[str, dict[str, JsonValue] | str], content: str | None = None) -> Reply:
    """A reply of native calls, whose ids are all alike, as some servers give them."""
    functions = (
        FunctionCall(name=name, arguments=given if isinstance(given, str) else json.dumps(given))
        for name, given in made
    )
    return Reply(
        content=content,
        tool_calls=tuple(ToolCall(id="same", function=function) for function in functions),
        finish="tool_calls",
        input_tokens=100,
        output_tokens=10,
        cost=0.001,
    )


def acts(action: str, **arguments: JsonValue) -> Reply:
    """A reply of one JSON action."""
    return says(json.dumps({"action": action, **arguments}))
