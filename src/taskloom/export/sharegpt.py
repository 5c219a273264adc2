"""ShareGPT conversations with tools, as LLaMA-Factory reads them, with the `dataset_info.json` that names them.

Turns alternate strictly (a row that does not is dropped there with no more than a warning), so calls made at
once become turns of their own. With failed tries every row carries a KTO label.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pydantic import JsonValue

from taskloom.export.conversation import arguments_of, steps
from taskloom.export.output import Output
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory

_THINK = re.compile(r"</?think>")
UNEVEN = "tries whose turns do not alternate"


def write_sharegpt(source: Source, output: Output, name: str) -> None:
    """Write the tasks that have a right try; NAME is the first part of each dataset's name."""
    for task in source.tasks():
        best = source.best(task)
        if best is not None:
            _write(source, output, task.split, task, best, best.messages, good=True)
            if (cut := source.cut(task, best)) is not None:
                for part in cut.parts:
                    _write(source, output, f"{task.split}-subtasks", task, cut.trajectory, part.messages, good=True)
        if source.selection.failed:
            for wrong in source.failed(task):
                _write(source, output, task.split, task, wrong, wrong.messages, good=False)
    output.text("dataset_info.json", json.dumps(_information(output, name, source.selection.failed), indent=2) + "\n")


def _write(
    source: Source,
    output: Output,
    stem: str,
    task: Task,
    trajectory: Trajectory,
    messages: Sequence[Message],
    *,
    good: bool,
) -> None:
    turns = conversation(messages)
    if not alternate(turns):
        source.left_out[UNEVEN] += 1
        return
    row: dict[str, JsonValue] = {
        "task": task.id,
        "conversations": [dict(turn) for turn in turns],
        "tools": json.dumps([tool["function"] for tool in trajectory.tools], ensure_ascii=False),
    }
    if source.selection.failed:
        row["kto_tag"] = good
    output.line(f"{stem}.jsonl", row)


def conversation(messages: Sequence[Message]) -> list[Row]:
    """Turns of a person or an observation and of the solver, one after the other, a system turn apart."""
    turns: list[Row] = []
    for message in messages:
        if message.role in ("system", "user"):
            turns.append({"from": "system" if message.role == "system" else "human", "value": message.content or ""})
        elif message.role == "assistant" and not message.tool_calls:
            turns.append({"from": "gpt", "value": message.content or ""})
        elif message.role == "assistant":
            turns += _step_turns(message, messages)
    return turns


def alternate(turns: Sequence[Row]) -> bool:
    """Whether a person or an observation and the solver take turns, from the first to an answer."""
    kinds = [turn["from"] for turn in turns if turn["from"] != "system"]
    asked, answered = kinds[::2], kinds[1::2]
    return (
        len(kinds) % 2 == 0
        and set(asked) <= {"human", "observation"}
        and set(answered) <= {"gpt", "function_call"}
        and kinds[-1:] == ["gpt"]
    )


def _step_turns(asked: Message, messages: Sequence[Message]) -> list[Row]:
    results = next(step.results for step in steps(messages) if step.asked is asked)
    shown = {result.tool_call_id: result.content or "" for result in results}
    said_before = _THINK.sub("", asked.content or "").strip()
    thought = f"<think>{said_before}</think>" if said_before else ""
    turns: list[Row] = []
    for call in asked.tool_calls or ():
        said = {"name": call.function.name, "arguments": arguments_of(call)}
        turns.append({"from": "function_call", "value": thought + json.dumps(said, ensure_ascii=False)})
        turns.append({"from": "observation", "value": shown.get(call.id, "")})
        thought = ""
    return turns


def _information(output: Output, name: str, tagged: bool) -> dict[str, JsonValue]:
    names: dict[str, JsonValue] = {"messages": "conversations", "tools": "tools"}
    if tagged:
        names["kto_tag"] = "kto_tag"
    return {
        f"{name}_{file.removesuffix('.jsonl').replace('-', '_')}": {
            "file_name": file,
            "formatting": "sharegpt",
            "columns": names,
        }
        for file in sorted(output.rows)
    }
