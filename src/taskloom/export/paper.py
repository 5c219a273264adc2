"""The records of the paper's own dataset, so that tools written for it work: tasks, traces, decompositions."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from taskloom.export.conversation import Part, arguments_of, calls
from taskloom.export.output import Output
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory


def write_paper(source: Source, output: Output, name: str) -> None:
    """Write every task; its trace where it has a right try, its decomposition where it has several subtasks."""
    del name
    for task in source.tasks():
        output.line(f"{task.split}-tasks.jsonl", single(task))
        best = source.best(task)
        if best is not None:
            output.line(f"{task.split}-traces.jsonl", trace(task, best))
        if len(task.subtasks) > 1:
            cut = None if best is None else source.cut(task, best)
            output.line(f"{task.split}-decompositions.jsonl", decomposition(task, cut.parts if cut else ()))
        if source.selection.failed:
            for wrong in source.failed(task):
                output.line(f"{task.split}-failed-traces.jsonl", trace(task, wrong))


def single(task: Task) -> Row:
    """A task alone; `domain` is what is read, `tool` what is called."""
    return {
        "query": task.question,
        "golden_answer": task.answer.text,
        "valid_hop": task.hops,
        "tool": ", ".join(task.tools),
        "domain": domain(task),
    }


def trace(task: Task, trajectory: Trajectory) -> Row:
    """What a try called and came to."""
    return {
        "query": task.question,
        "golden_answer": task.answer.text,
        "content_identifier": task.identifier,
        "tool_call_names": _names(trajectory),
        "tool_calls_count": len(calls(trajectory)),
        "score": trajectory.score,
        "ans_from_agent": trajectory.answer,
        "domain": domain(task),
    }


def decomposition(task: Task, parts: Sequence[Part]) -> Row:
    """The subtasks in the order they are solved, then the whole; `calls` are those that a try made for each."""
    own = {part.subtask.id: part.messages for part in parts}
    stages: list[JsonValue] = []
    for subtask in task.subtasks:
        made: dict[str, JsonValue] = {
            "query": subtask.question,
            "golden_answer": subtask.answer.text,
            "valid_hop": 1,
        }
        if subtask.id in own:
            made["calls"] = [
                {"tool": call.function.name, "arguments": arguments_of(call)}
                for message in own[subtask.id]
                for call in message.tool_calls or ()
            ]
        stages.append(made)
    stages.append({"query": task.question, "golden_answer": task.answer.text, "valid_hop": task.hops})
    return {"domain": domain(task), "trace": stages}


def domain(task: Task) -> str:
    """The modalities of the documents; 'table' says how they are laid out, not what they are."""
    kinds: Sequence[str] = [kind for kind in task.modalities if kind != "table"] or task.modalities
    return "+".join(kinds)


def _names(trajectory: Trajectory) -> list[JsonValue]:
    return [call.function.name for call in calls(trajectory)]
