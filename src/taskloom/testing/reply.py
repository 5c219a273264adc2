"""The body of a chat completion, made from what a script says, with a fault in it if one is due."""

import json
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from pydantic import JsonValue

from taskloom.testing.fault import FaultKind

ChatRequest: TypeAlias = dict[str, JsonValue]
"""A request's JSON, in the form of OpenAI's chat completions."""


class Called(NamedTuple):
    """One tool call of a scripted model."""

    name: str
    arguments: dict[str, JsonValue]


ScriptReply: TypeAlias = str | dict[str, JsonValue] | tuple[Called, ...]
"""Text, a value sent as JSON text, or tool calls."""
Script: TypeAlias = Callable[[ChatRequest], ScriptReply]
"""What the model says to a request."""


class Completion(NamedTuple):
    """A reply's body and what it counts for."""

    body: bytes
    input_tokens: int
    output_tokens: int


def tokens_of(size: int) -> int:
    """Tokens a text of so many bytes is taken for."""
    return size // 4 + 1


def completion(said: ScriptReply, model: str, sent: int, fault: FaultKind | None) -> Completion:
    """The reply to a request of `sent` bytes."""
    calls: list[JsonValue] | None = None
    text: str | None
    if isinstance(said, tuple):
        text, finish = None, "tool_calls"
        calls = [
            {
                "id": f"call_{at}",
                "type": "function",
                "function": {"name": called.name, "arguments": json.dumps(called.arguments)},
            }
            for at, called in enumerate(said)
        ]
    else:
        text, finish = said if isinstance(said, str) else json.dumps(said), "stop"
    if fault == "fenced":
        text = f"```json\n{text or ''}\n```"
    elif fault == "prose":
        text = f"Of course. Here is what you asked for:\n{text or ''}\nTell me if you need more."
    elif fault == "wrong_schema":
        text, calls, finish = json.dumps({"unexpected": [1, 2]}), None, "stop"
    elif fault == "empty":
        text, calls, finish = "", None, "stop"
    message: dict[str, JsonValue] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = calls
    given, made = tokens_of(sent), tokens_of(len(text or "") + len(json.dumps(calls) if calls else ""))
    body: JsonValue = {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made},
    }
    return Completion(json.dumps(body).encode(), given, made)
