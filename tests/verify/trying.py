"""Tries by hand: tool calls with what they showed, and an answer."""

import json

from taskloom.schema.trajectory import FunctionCall, Message, ToolCall
from taskloom.solve.attempt import Attempt

Shown = tuple[str, dict[str, str], str]
"""A tool, its arguments and its observation."""


def messages(*shown: Shown) -> tuple[Message, ...]:
    made = [Message(role="user", content="a question")]
    for number, (tool, arguments, observation) in enumerate(shown, start=1):
        call = ToolCall(id=f"c{number}", function=FunctionCall(name=tool, arguments=json.dumps(arguments)))
        made.append(Message(role="assistant", tool_calls=(call,)))
        made.append(Message(role="tool", content=observation, tool_call_id=call.id, name=tool))
    return tuple(made)


def attempt(answer: str | None, *shown: Shown) -> Attempt:
    ended = "steps" if answer is None else "answer"
    return Attempt(messages=messages(*shown), answer=answer, ended=ended, tool_calls=len(shown))
