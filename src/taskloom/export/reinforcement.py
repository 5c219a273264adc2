"""Prompts with verifiable rewards for verl and SkyRL: Parquet rows of tasks, and the files that reward replies.

`ground_truth` is the golden answer's text; the typed answer that the reward function grades with travels beside it.
"""

from __future__ import annotations

from pydantic import JsonValue

from taskloom.export.output import Output
from taskloom.export.parquet import Columns
from taskloom.export.reward import INSTRUCTIONS
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.export.template import template
from taskloom.schema.task import Task


def write_verl(source: Source, output: Output, name: str) -> None:
    """Write `SPLIT.parquet` and `reward.py`, a `compute_score` for `custom_reward_function.path`."""
    for task in source.tasks():
        file = f"{task.split}.parquet"
        truth: dict[str, JsonValue] = {"style": "rule", "ground_truth": task.answer.text}
        row = {**_prompted(task, name, output.rows[file]), "agent_name": "tool_agent", "reward_model": truth}
        output.record(file, row, _columns("agent_name", "reward_model", "style"))
    output.text("reward.py", template("verl_reward.py"))


def write_skyrl(source: Source, output: Output, name: str) -> None:
    """Write `SPLIT.parquet` and `environment.py`, which registers the environment that the rows name."""
    for task in source.tasks():
        file = f"{task.split}.parquet"
        truth: dict[str, JsonValue] = {"method": "rule", "ground_truth": task.answer.text}
        row = {**_prompted(task, name, output.rows[file]), "env_class": "taskloom", "reward_spec": truth}
        output.record(file, row, _columns("env_class", "reward_spec", "method"))
    output.text("environment.py", template("skyrl_environment.py", run=source.dataset.parent))


def _prompted(task: Task, name: str, index: int) -> Row:
    return {
        "data_source": name,
        "prompt": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": task.question}],
        "ability": "search",
        "extra_info": {
            "split": task.split,
            "index": index,
            "task": task.id,
            "question": task.question,
            "answer": task.answer.model_dump_json(),
            "hops": task.hops,
            "need_tools_kwargs": False,
        },
    }


def _columns(named: str, truth: str, kind: str) -> Columns:
    """The columns of a row whose environment stands in `named` and whose golden answer in `truth`."""
    about: Columns = dict.fromkeys(("split", "task", "question", "answer"), "text")
    return {
        "data_source": "text",
        "prompt": [{"role": "text", "content": "text"}],
        "ability": "text",
        named: "text",
        truth: {kind: "text", "ground_truth": "text"},
        "extra_info": {**about, "index": "whole", "hops": "whole", "need_tools_kwargs": "flag"},
    }
