"""Tasks for evaluators and their environments: an Inspect AI task, and a package that is a taskset of verifiers.

Both grade with TaskLoom's typed grader and give the solver the frozen corpus' tools.
"""

from __future__ import annotations

import re

from pydantic import JsonValue

from taskloom.export.output import Output
from taskloom.export.reward import INSTRUCTIONS
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.export.template import template
from taskloom.schema.answer import Answer
from taskloom.schema.task import Task


def write_inspect(source: Source, output: Output, name: str) -> None:
    """Write `SPLIT.jsonl`, which needs no mapping of fields, and `task.py`, which `inspect eval` runs."""
    del name
    for task in source.tasks():
        output.line(f"{task.split}.jsonl", sample(task))
    split = "train" if output.rows["train.jsonl"] and not output.rows["test.jsonl"] else "test"
    text = template("inspect_task.py", run=source.dataset.parent)
    output.text("task.py", text.replace("SPLIT", split, 1))


def sample(task: Task) -> Row:
    """A task as Inspect's `json_dataset` reads it; the typed answer is metadata."""
    about: dict[str, JsonValue] = {
        "answer": task.answer.model_dump_json(),
        "kind": task.kind,
        "hops": task.hops,
        "operation": task.operation,
        "modalities": list(task.modalities),
    }
    return {"id": task.id, "input": task.question, "target": list(_targets(task.answer)), "metadata": about}


def _targets(answer: Answer) -> tuple[str, ...]:
    return (answer.text, *answer.aliases)


def write_verifiers(source: Source, output: Output, name: str) -> None:
    """Write an installable package of one module, the tasks beside it."""
    module = "taskloom_" + re.sub(r"\W+", "_", name.casefold()).strip("_")
    for task in source.tasks():
        row: Row = {
            "id": task.id,
            "prompt": task.question,
            "system_prompt": INSTRUCTIONS,
            "question": task.question,
            "answer": task.answer.model_dump_json(),
            "kind": task.kind,
            "hops": task.hops,
        }
        output.line(f"{module}/{task.split}.jsonl", row)
    output.text(f"{module}/__init__.py", template("verifiers_taskset.py", run=source.dataset.parent))
    output.text("pyproject.toml", template("verifiers_pyproject.toml").replace("MODULE", module))
