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

    def __add__(self, other: Usage) -> Usage:
        known = self.cost is not None and other.cost is not None
        return Usage(
            model_calls=self.model_calls + other.model_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=(self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )

    def divided(self, parts: int) -> tuple[Usage, ...]:
        """Equal shares that add up to it; what does not divide goes to the first."""
        share = Usage(
            model_calls=self.model_calls // parts,
            input_tokens=self.input_tokens // parts,
            output_tokens=self.output_tokens // parts,
            cost=None if self.cost is None else self.cost / parts,
        )
        first = share.model_copy(
            update={
                "model_calls": self.model_calls - share.model_calls * (parts - 1),
                "input_tokens": self.input_tokens - share.input_tokens * (parts - 1),
                "output_tokens": self.output_tokens - share.output_tokens * (parts - 1),
            }
        )
        return (first, *[share] * (parts - 1))


class Trajectory(Record):
    """One try at a task."""

    task: str
    solver: str
    messages: tuple[Message, ...]
    tools: tuple[dict[str, JsonValue], ...]
    """The JSON schemas of the tools the solver was given."""
    answer: str
    score: float
    """Of the answer, from 0 to 1; 0 for a right one whose evidence was never seen."""
    usage: Usage = Usage()
    elapsed_s: float = 0.0
