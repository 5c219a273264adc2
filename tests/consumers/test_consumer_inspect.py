"""Inspect AI runs the task, with the corpus' tools over MCP, to a score for every sample.

The mock model is told what its replies cost: it would count with a table that it downloads.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from inspect_ai import eval as evaluate
from inspect_ai.log import EvalLog
from inspect_ai.model import ChatMessage, GenerateConfig, ModelOutput, ModelUsage, get_model
from inspect_ai.tool import ToolChoice, ToolInfo

from conftest import Export
from taskloom.schema.task import Task

TASKLOOM = Path(sys.executable).with_name("taskloom")
SERVES = " serve " in subprocess.run([TASKLOOM, "--help"], capture_output=True, text=True, check=True).stdout
pytestmark = pytest.mark.skipif(not SERVES, reason="needs `taskloom serve`")

TOOLS = {"search", "open", "find", "look", "python"}


class Solver:
    """A model that searches for a task's first document, then gives the golden answer, or a wrong one to some."""

    def __init__(self, tasks: Sequence[Task], wrong: frozenset[str]) -> None:
        self.tasks = {task.question: task for task in tasks}
        self.wrong = wrong
        self.seen: set[str] = set()

    def __call__(
        self, messages: list[ChatMessage], tools: list[ToolInfo], choice: ToolChoice, config: GenerateConfig
    ) -> ModelOutput:
        self.seen |= {tool.name for tool in tools}
        task = next(self.tasks[message.text] for message in messages if message.text in self.tasks)
        if messages[-1].role == "tool":
            answer = "purple elephants" if task.id in self.wrong else task.answer.text
            output = ModelOutput.from_content("mockllm/model", f"It says so there. <answer>{answer}</answer>")
        else:
            output = ModelOutput.for_tool_call("mockllm/model", "search", {"query": task.evidence[0].title})
        output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        return output


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_task_is_solved_with_the_tools_and_scored(
    exported: Export, tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split: str
) -> None:
    folder, _ = exported("inspect")
    monkeypatch.chdir(folder)
    asked = [task for task in tasks if task.split == split]
    solver = Solver(asked, frozenset(task.id for task in asked[::3]))
    model = get_model("mockllm/model", custom_outputs=solver)
    log: EvalLog
    (log,) = evaluate("task.py", model=model, task_args={"split": split}, log_dir=str(tmp_path), display="none")
    assert log.status == "success", log.error
    assert solver.seen == TOOLS
    scores = {sample.id: sample.scores["typed_grade"].value for sample in log.samples or () if sample.scores}
    assert scores == {task.id: float(task.id not in solver.wrong) for task in asked}
    for sample in log.samples or ():
        (shown,) = [message.text for message in sample.messages if message.role == "tool"]
        assert next(task for task in asked if task.id == sample.id).evidence[0].uri in shown
