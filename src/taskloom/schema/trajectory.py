"""A solver's steps, as the chat messages of the OpenAI wire format."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from taskloom.schema.model import Record


class FunctionCall(Record):
    """A tool's name and its arguments as a JSON text."""

    name: str
    arguments: str


class ToolCall(Record):
    """One call of a tool."""

    id: str
    type: Literal["function"] = "function"
    function: FunctionCall


class Message(Record):
    """One chat message; fields that do not apply are None and are left out when written."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str | None = None
    tool_calls: tuple[ToolCall, ...] | None = None
    tool_call_id: str | None = None
    name: str | None = None


class Usage(Record):
    """What a try cost. `cost` is in US dollars, None when no price is known."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0


class Trajectory(Record):
    """One try at a task."""

    task: str
    solver: str
    messages: tuple[Message, ...]
    tools: tuple[dict[str, JsonValue], ...]
    """The JSON schemas of the tools the solver was given."""
    answer: str
    score: float
    usage: Usage = Usage()
    elapsed_s: float = 0.0
