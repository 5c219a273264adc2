"""A dataset built by hand: tasks of both splits, and tries at them, replayed, right and wrong."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue
from task_builder import atomic, chain

from taskloom.dataset import Contents, write_dataset
from taskloom.schema.task import Task
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall, Trajectory
from taskloom.store.packing import task_line, trajectory_line


def tool(name: str, *parameters: str) -> dict[str, JsonValue]:
    properties: dict[str, JsonValue] = {parameter: {"type": "string"} for parameter in parameters}
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": f"{name}s",
            "parameters": {"type": "object", "properties": properties, "required": list(parameters)},
        },
    }


TOOLS = (tool("search", "query"), tool("open", "document"))

Call = tuple[str, str, str]
"""A tool, its one argument, and what it shows."""


def calling(number: int, call: Call, thought: str = "") -> tuple[Message, Message]:
    name, argument, shown = call
    said = json.dumps({"query" if name == "search" else "document": argument})
    asked = ToolCall(id=f"c{number}", function=FunctionCall(name=name, arguments=said))
    return (
        Message(role="assistant", content=thought or None, tool_calls=(asked,)),
        Message(role="tool", content=shown, tool_call_id=f"c{number}", name=name),
    )


def attempt(task: Task, calls: Sequence[Call], answer: str, *, solver: str = "model", score: float = 1.0) -> Trajectory:
    steps = [
        message
        for number, call in enumerate(calls, start=1)
        for message in calling(number, call, "" if solver == "replay" else f"I try {call[0]}.")
    ]
    return Trajectory(
        task=task.id,
        solver=solver,
        messages=(
            Message(role="user", content=task.question),
            *steps,
            Message(role="assistant", content=answer),
        ),
        tools=TOOLS,
        answer=answer,
        score=score,
    )


ATOMIC = atomic(id="t_atomic")
DEPTH = chain(id="t_depth", document="france").model_copy(update={"split": "test"})
SEARCHED: Call = ("search", "1995 Tour", "1. A <a.html>")
READ: Call = ("open", "a.html", "Claudio Chiappucci | 214")
STARTED: Call = ("open", "start.html", "It started in France.")
CAPITAL: Call = ("open", "france.html", "Capital: Paris")
LONG = attempt(ATOMIC, [SEARCHED, SEARCHED, READ], "214")
SHORT = attempt(ATOMIC, [SEARCHED, READ], "214")
REPLAYED = attempt(ATOMIC, [READ], "214", solver="replay")
WRONG = attempt(ATOMIC, [SEARCHED], "215", score=0.0)
CHAINED = attempt(DEPTH, [("search", "1995 race", "1. Start <start.html>"), STARTED, CAPITAL], "Paris", solver="replay")


def write_run(folder: Path, tasks: Sequence[Task], tries: Sequence[Trajectory]) -> Path:
    """A run's folder with a dataset and nothing else."""
    folder.mkdir(parents=True)
    write_dataset(folder, Contents(map(task_line, tasks), map(trajectory_line, tries), (), "# Tasks\n"))
    return folder


def made(folder: Path) -> Path:
    """The run of this module's tasks and tries, the tries not in the order of the tasks."""
    return write_run(folder, (ATOMIC, DEPTH), (CHAINED, LONG, REPLAYED, WRONG, SHORT))


def lines(file: Path) -> list[dict[str, JsonValue]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def at(value: JsonValue, *path: str | int) -> JsonValue:
    """What lies in a JSON value at a path."""
    for step in path:
        match value, step:
            case dict(), str():
                value = value[step]
            case list(), int():
                value = value[step]
            case _:
                raise AssertionError(f"no {step!r} in {value!r}")
    return value


def items(value: JsonValue) -> list[JsonValue]:
    """A JSON value that is a list."""
    assert isinstance(value, list)
    return value
