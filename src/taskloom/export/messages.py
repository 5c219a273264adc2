"""OpenAI's chat messages with tools, as TRL, verl and others fine-tune on: JSON lines and Parquet.

`SPLIT.*` holds whole tasks, `SPLIT-subtasks.*` each subtask of a task of several with its own steps, in order,
and `SPLIT-preferences.*`, where asked for, pairs of a right and a wrong try. For a solver without native calls all of
them are written as `acting` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from pydantic import JsonValue

from taskloom.export.acting import Acting
from taskloom.export.conversation import chat
from taskloom.export.output import Output
from taskloom.export.parquet import Columns
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory

WHOLE: Columns = {"task": "text", "solver": "text", "messages": ["json"], "tools": ["json"]}
PART: Columns = {"task": "text", "subtask": "text", "solver": "text", "messages": ["json"], "tools": ["json"]}
PAIR: Columns = {"task": "text", "prompt": ["json"], "chosen": ["json"], "rejected": ["json"], "tools": ["json"]}


def write_messages(source: Source, output: Output, name: str) -> None:
    """Write the tasks that have a right try."""
    del name
    acting = source.selection.acting
    for task in source.tasks():
        best = source.best(task)
        if best is not None and acting is not None:
            best = acting.shown(best)
            if (reason := acting.unfit(task, best)) is not None:
                source.left_out[reason] += 1
                best = None
        if best is not None:
            both(output, task.split, whole(task, best, acting), WHOLE)
            for row in subtasks(source, task, best):
                both(output, f"{task.split}-subtasks", row, PART)
        for wrong in source.failed(task) if source.selection.failed else ():
            if best is not None:
                both(output, f"{task.split}-preferences", pair(task, best, wrong, acting), PAIR)


def both(output: Output, stem: str, row: Row, schema: Columns) -> None:
    """Write a row as JSON and as Parquet; columns that the row does not have are left out."""
    output.line(f"{stem}.jsonl", row)
    output.record(f"{stem}.parquet", row, {name: column for name, column in schema.items() if name in row})


def whole(task: Task, trajectory: Trajectory, acting: Acting | None = None) -> Row:
    """A try at the whole task."""
    return {"task": task.id, "solver": trajectory.solver, **_said(trajectory, trajectory.messages, acting)}


def subtasks(source: Source, task: Task, best: Trajectory) -> Iterator[Row]:
    """The task's subtasks with their own steps, in order; none for a task that is its only subtask."""
    acting = source.selection.acting
    cut = source.cut(task, best) if acting is None else source.cut(task, best, partial(_fitting, task, acting))
    if cut is None:
        return
    for part in cut.parts:
        said = _said(cut.trajectory, part.messages, acting)
        yield {"task": task.id, "subtask": part.subtask.id, "solver": cut.trajectory.solver, **said}


def _fitting(task: Task, acting: Acting, trajectory: Trajectory) -> Trajectory | None:
    """A try as the solver is shown it; None where it could not have made it."""
    shown = acting.shown(trajectory)
    return shown if acting.unfit(task, shown) is None else None


def _said(trajectory: Trajectory, messages: Sequence[Message], acting: Acting | None) -> Row:
    """The conversation, and the tools beside it where no message tells of them."""
    if acting is not None:
        return {"messages": acting.conversation(messages)}
    return {"messages": chat(messages), "tools": list(trajectory.tools)}


def pair(task: Task, right: Trajectory, wrong: Trajectory, acting: Acting | None = None) -> Row:
    """A right and a wrong try at one task; the prompt is what both begin with."""
    if acting is not None:
        chosen, rejected = (acting.conversation(one.messages) for one in (right, acting.shown(wrong)))
    else:
        chosen, rejected = chat(right.messages), chat(wrong.messages)
    shared = _opening(chosen)
    tools: dict[str, JsonValue] = {str(tool): tool for tool in (*right.tools, *wrong.tools)}
    row: Row = {
        "task": task.id,
        "prompt": chosen[:shared],
        "chosen": chosen[shared:],
        "rejected": rejected[_opening(rejected) :],
    }
    return row if acting is not None else {**row, "tools": list(tools.values())}


def _opening(messages: list[JsonValue]) -> int:
    """How many messages stand before the solver's first."""
    return next(
        (at for at, message in enumerate(messages) if isinstance(message, dict) and message["role"] == "assistant"),
        len(messages),
    )
