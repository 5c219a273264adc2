"""Depth and width by a model over a real run: what is accepted is whole."""

import pytest
from model_run import Runs

from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.testing import ModelServer
from taskloom.testing.perfect import PerfectModel


@pytest.fixture(scope="module")
def extended(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> list[Task]:
    """The depth and width tasks of a run whose extensions are a model's alone."""
    out = tmp_path_factory.mktemp("extended") / "run"
    with ModelServer(PerfectModel()) as server:
        runs.make(out, server, tasks=24, workflow={"block": 4, "extensions": "model"})
    with Store.read_only(out) as store:
        return [task for task in store.results.tasks() if task.kind != "atomic"]


@pytest.mark.parametrize("hops", [2, 3])
def test_a_model_makes_a_task_deeper(extended: list[Task], hops: int) -> None:
    task = next(task for task in extended if task.kind == "depth" and task.hops == hops)
    assert len(task.subtasks) == hops
    assert [one.uses for one in task.subtasks] == [(), *((f"s{number}",) for number in range(1, hops))]
    for before, after in zip(task.subtasks, task.subtasks[1:], strict=False):
        assert before.answer.text == after.identifier
        assert after.identifier not in task.question
    assert task.subtasks[0].identifier in task.question
    assert task.subtasks[-1].answer.text == task.answer.text
    assert len({piece.uri for piece in task.evidence}) == hops
    assert verdicts(task) == {
        "replay": None, "unique": True, "leak": True, "shortcut": True, "closed_book": True, "solved": True,
        "refute": True, "judge": None,
    }  # fmt: skip
    assert "every hop judged by local:perfect: strict: " in told(task, "unique")


def test_a_model_merges_tasks(extended: list[Task]) -> None:
    task = next(task for task in extended if task.kind == "width")
    assert (task.operation, task.hops) == ("join", 1)
    assert [one.uses for one in task.subtasks] == [(), ()]
    assert [item.text for item in task.answer.items] == [one.answer.text for one in task.subtasks]
    assert all(one.identifier in task.question for one in task.subtasks)
    assert {piece for one in task.subtasks for piece in one.evidence} == {piece.id for piece in task.evidence}
    assert verdicts(task)["solved"] is verdicts(task)["refute"] is verdicts(task)["closed_book"] is True


def test_what_a_model_made_says_so_and_how_hard_it_was(extended: list[Task]) -> None:
    for task in extended:
        assert (task.provenance.miner, task.provenance.writer) == ("model", "model")
        assert task.provenance.model == task.difficulty.solver == "local:perfect"
        assert (task.difficulty.tries, task.difficulty.successes) == (1, 1)
        assert task.difficulty.tool_calls == 1 + len(task.subtasks)


def verdicts(task: Task) -> dict[str, bool | None]:
    return {verdict.check: verdict.passed for verdict in task.verdicts}


def told(task: Task, check: str) -> str:
    return next(verdict.detail for verdict in task.verdicts if verdict.check == check)
