"""A trajectory as the conversation of a model that makes no native calls: JSON actions, and results as user messages.

What such a model may reply, and how a reply is read, is `action`'s.
"""

import json
from collections.abc import Iterable

from taskloom.llm.prompt import fenced
from taskloom.schema.trajectory import Message
from taskloom.solve.action import ANSWER, Schemas, action_of


def spoken(messages: Iterable[Message], tools: Schemas) -> tuple[Message, ...]:
    """Each call as the action that makes it, followed by its result; what is said beside a call has no place there."""
    said: list[Message] = []
    waiting: dict[str, Message] = {}
    for message in messages:
        match message.role:
            case "tool":
                if (asked := waiting.pop(message.tool_call_id or "", None)) is not None:
                    said.append(asked)
                said.append(Message(role="user", content=fenced("result", message.content or "")))
            case "assistant" if message.tool_calls:
                waiting = {
                    call.id: Message(role="assistant", content=action_of(call.function, tools))
                    for call in message.tool_calls
                }
            case _:
                said.append(message)
    return tuple(said)


def answered(answer: str) -> Message:
    """The action that ends a try."""
    return Message(role="assistant", content=json.dumps({"action": ANSWER, ANSWER: answer}, ensure_ascii=False))
