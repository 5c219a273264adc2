"""Bridges and chains that tasks go through are counted once each, beside those that exist."""

from collections.abc import Iterable
from pathlib import Path

from taskloom.pipeline.bridging import BridgeUse, Crossings, bridging
from taskloom.schema.task import Task
from taskloom.store.packing import task_of

LINES = (Path(__file__).parent.parent / "data" / "dataset" / "tasks.jsonl").read_bytes().splitlines()
TASKS = [task_of(line) for line in LINES]
DEPTH = next(task for task in TASKS if task.kind == "depth")


def other(task: Task, name: str) -> Task:
    """The same task through another hidden entity."""
    first, *rest = task.subtasks
    answer = first.answer.model_copy(update={"text": name, "value": None})
    return task.model_copy(update={"subtasks": (first.model_copy(update={"answer": answer}), *rest)})


def used_by(tasks: Iterable[Task]) -> BridgeUse:
    crossings = Crossings()
    for task in tasks:
        crossings.add(task)
    return crossings.use()


def test_one_hop_goes_through_no_bridge() -> None:
    used = used_by(task for task in TASKS if task.hops == 1)
    assert (used.bridges, used.tasks, dict(used.chains)) == (0, 0, {})


def test_a_bridge_that_is_used_twice_counts_once() -> None:
    used = used_by([DEPTH, DEPTH, other(DEPTH, "Somewhere else")])
    assert (used.bridges, used.most_used, used.tasks, dict(used.chains)) == (2, 2, 3, {2: 2})


def test_what_exists_stands_beside_what_is_used() -> None:
    found = bridging({"bridges": 16, "chains": {"2": 16, "3": 5}}, used_by([DEPTH, other(DEPTH, "X")]))
    assert found == {
        "bridges": {"exist": 16, "used": 2},
        "chains": {"2": {"exist": 16, "used": 2}, "3": {"exist": 5, "used": 0}},
        "most_used": {"tasks": 1, "share": 0.5},
    }


def test_a_run_without_bridges_has_no_share() -> None:
    assert bridging(None, used_by([]))["most_used"] == {"tasks": 0, "share": None}
