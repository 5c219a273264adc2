"""A trajectory as a chat that is trained on, and its parts: the steps that solve each subtask (paper, 'traces')."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.grade.given import leaves
from taskloom.grade.name import fold
from taskloom.schema.task import Subtask, Task
from taskloom.schema.trajectory import Message, ToolCall, Trajectory


class Unusable(ValueError):
    """A trajectory that no chat can be made of."""


class Step(NamedTuple):
    """An assistant's message and the results of the tools it calls."""

    asked: Message
    results: tuple[Message, ...]


class Part(NamedTuple):
    """A subtask with its own trajectory."""

    subtask: Subtask
    messages: tuple[Message, ...]


def chat(messages: Sequence[Message]) -> list[JsonValue]:
    """Messages as chat templates take them: arguments are objects, `content` is a text, no key is null.

    Raises Unusable when a call's arguments are no JSON object.
    """
    return [_message(message) for message in messages]


def arguments_of(call: ToolCall) -> dict[str, JsonValue]:
    """A call's arguments. Raises Unusable when they are no JSON object."""
    try:
        arguments: JsonValue = json.loads(call.function.arguments)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        raise Unusable(f"{call.function.name}: the arguments are no JSON object")
    return arguments


def _message(message: Message) -> dict[str, JsonValue]:
    row: dict[str, JsonValue] = {"role": message.role, "content": message.content or ""}
    if message.tool_calls:
        row["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function.name, "arguments": arguments_of(call)},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        row["tool_call_id"] = message.tool_call_id
    if message.name is not None:
        row["name"] = message.name
    return row


def question_of(trajectory: Trajectory) -> str:
    """What the solver was asked: its first user message."""
    return next((message.content or "" for message in trajectory.messages if message.role == "user"), "")


def calls(trajectory: Trajectory) -> list[ToolCall]:
    """The calls, in order."""
    return [call for message in trajectory.messages for call in message.tool_calls or ()]


def steps(messages: Sequence[Message]) -> Iterator[Step]:
    """The steps that call tools, in order."""
    asked: Message | None = None
    results: list[Message] = []
    for message in messages:
        if message.role == "tool":
            results.append(message)
            continue
        if asked is not None:
            yield Step(asked, tuple(results))
        asked, results = (message, []) if message.tool_calls else (None, [])
    if asked is not None:
        yield Step(asked, tuple(results))


def parts(task: Task, trajectory: Trajectory) -> tuple[Part, ...]:
    """A task's subtasks in order, each with the steps up to the one that reads its answer in its document.

    Subtasks whose answers one step reads (the rows of a table) share its steps. Empty when the trajectory
    does not read every answer, in an order that the subtasks allow.
    """
    taken = list(steps(trajectory.messages))
    ends: dict[str, int] = {}
    for subtask in task.subtasks:
        first = max((ends[name] for name in subtask.uses), default=-1)
        end = next((at for at in range(first + 1, len(taken)) if _reads(taken[at], task, subtask)), None)
        if end is None:
            return ()
        ends[subtask.id] = end
    bounds = [-1, *sorted(set(ends.values()))]
    made: list[Part] = []
    for subtask in task.subtasks:
        end = ends[subtask.id]
        own = taken[bounds[bounds.index(end) - 1] + 1 : end + 1]
        messages = [
            *(message for message in trajectory.messages if message.role == "system"),
            Message(role="user", content=subtask.question),
            *(message for step in own for message in (step.asked, *step.results)),
            Message(role="assistant", content=subtask.answer.text),
        ]
        made.append(Part(subtask, tuple(messages)))
    return tuple(made)


def _reads(step: Step, task: Task, subtask: Subtask) -> bool:
    """Whether the step opens or searches in a document of the subtask's evidence and shows its answer."""
    places = {name for one in task.evidence if one.id in subtask.evidence for name in (one.uri, one.title)}
    named = {call.id for call in step.asked.tool_calls or () if arguments_of(call).get("document") in places}
    wanted = [f" {fold(leaf.text)} " for leaf in leaves(subtask.answer)]
    shown = [f" {fold(result.content or '')} " for result in step.results if result.tool_call_id in named]
    return any(all(leaf in text for leaf in wanted) for text in shown)
