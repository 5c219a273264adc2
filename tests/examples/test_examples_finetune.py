"""The table of the example of fine-tuning, over tries as `taskloom solve` leaves them."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.schema.task import Task
from taskloom.schema.trajectory import FunctionCall, Message, Trajectory
from taskloom.solve.attempt import call_of
from taskloom.store import Store, Try

ROOT = Path(__file__).parents[2]


def tried(task: Task, solver: str, *results: str, right: bool, seen: bool) -> tuple[Try, Trajectory]:
    calls = [call_of(number, FunctionCall(name="find", arguments="{}")) for number, _ in enumerate(results)]
    steps = [
        message
        for call, result in zip(calls, results, strict=True)
        for message in (
            Message(role="assistant", tool_calls=(call,)),
            Message(role="tool", content=result, tool_call_id=call.id),
        )
    ]
    kept = Try(
        task.id, solver, "key", 0, "right" if right else "wrong", float(right), seen, len(results), 3, 100, 10, None,
        1 if seen else None,
    )  # fmt: skip
    messages = (Message(role="user", content=task.question), *steps)
    return kept, Trajectory(task=task.id, solver=solver, messages=messages, tools=(), answer="", score=float(right))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with tries at its tasks of both splits."""
    out = tmp_path_factory.mktemp("finetune") / "run"
    data = ROOT / "tests/data"
    given = [data / "corpus", data / "keyed", "--out", out, "--tasks", 12, "--test-share", 0.4, "--workers", 1]
    assert CliRunner().invoke(app, ["generate", *map(str, given)]).exit_code == 0
    with Store.create_or_open(out) as store:
        tasks = list(store.results.tasks())
        one, two, three, *_ = [task for task in tasks if task.split == "test"]
        train = next(task for task in tasks if task.split == "train")
        store.tries.put(
            [
                tried(one, "llamacpp:base", "error: no", "row", right=True, seen=False),
                tried(two, "llamacpp:base", right=False, seen=False),
                tried(one, "llamacpp:after", "row", right=True, seen=True),
                tried(two, "llamacpp:after", "row", "row", right=False, seen=True),
                tried(three, "llamacpp:after", "row", right=True, seen=True),
                tried(train, "llamacpp:after", "row", right=True, seen=True),
            ]
        )
    return out


def test_it_counts_the_held_out_tasks_that_all_solvers_tried(run: Path) -> None:
    table = [sys.executable, ROOT / "examples/finetune/table.py", run]
    done = subprocess.run(table, capture_output=True, text=True, check=True)
    half, none, both = "50.0% (9%–91%)", "0.0% (0%–66%)", "100.0% (34%–100%)"
    _, _, *rows = done.stdout.splitlines()
    assert rows == [
        f"| llamacpp:after | 2 | {half} | {half} | {both} | {both} | 1.5 |",
        f"| llamacpp:base | 2 | {none} | {half} | {none} | {none} | 1.0 |",
    ]
