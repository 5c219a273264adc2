"""A trajectory as a reader follows it: what was asked, each call with its result, the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from taskloom.schema.trajectory import Trajectory

_LONGEST = 60_000


class Argument(NamedTuple):
    """An argument of a call, as text."""

    name: str
    value: str


class Step(NamedTuple):
    """A message, or a call with the result it had."""

    number: int
    role: Literal["system", "question", "said", "call", "answer"]
    text: str
    """What was said; of a call, its result."""
    tool: str = ""
    arguments: tuple[Argument, ...] = ()
    found: int = -1
    """Where the golden answer stands in the result, -1 where it does not."""
    length: int = 0
    """Of the golden answer there."""

    @property
    def before(self) -> str:
        """The text before the golden answer, or the whole."""
        return self.text if self.found < 0 else self.text[: self.found]

    @property
    def marked(self) -> str:
        """The golden answer as it stands there."""
        return "" if self.found < 0 else self.text[self.found : self.found + self.length]

    @property
    def after(self) -> str:
        """The text after it."""
        return "" if self.found < 0 else self.text[self.found + self.length :]


def steps(trajectory: Trajectory, golden: str, seen: int | None) -> Sequence[Step]:
    """The steps in order; calls are counted from 1, other messages have the number of the call before them.

    `seen` is the call whose result first shows the golden answer, None when none does: what reads like it in an earlier
    result ('1' in a list's numbering) is something else.
    """
    results = {one.tool_call_id: one.content or "" for one in trajectory.messages if one.role == "tool"}
    shown: list[Step] = []
    calls = 0
    for at, message in enumerate(trajectory.messages):
        content = _cut(message.content or "")
        match message.role:
            case "system":
                shown.append(Step(calls, "system", content))
            case "user":
                shown.append(Step(calls, "question", content))
            case "assistant":
                last = at == len(trajectory.messages) - 1 and not message.tool_calls
                if content:
                    shown.append(Step(calls, "answer" if last else "said", content))
                for call in message.tool_calls or ():
                    calls += 1
                    result = _cut(results.get(call.id, ""))
                    found = -1 if seen is None or calls < seen else _find(golden, result)
                    arguments = _arguments(call.function.arguments)
                    shown.append(Step(calls, "call", result, call.function.name, arguments, found, len(golden)))
            case "tool":
                pass
    return shown


def _find(golden: str, text: str) -> int:
    """Where the golden answer stands by itself, not inside a longer word or number; -1 for nowhere."""
    found = re.search(rf"(?<![\w.,-]){re.escape(golden)}(?![\w-]|[.,]\d|\. )", text) if golden else None
    return found.start() if found else -1


def _arguments(text: str) -> tuple[Argument, ...]:
    """The arguments of a call; a text that is no JSON object is shown as it stands."""
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        return (Argument("", text),)
    return tuple(
        Argument(name, one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))
        for name, one in value.items()
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n… {len(text) - _LONGEST:,} characters more"
