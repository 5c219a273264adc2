"""The tries of solvers: kept once each, given in the dataset's order, gone with the tasks."""

from pathlib import Path

import pytest
from task_builder import atomic

from taskloom.schema.trajectory import Message, Trajectory
from taskloom.store import ResultRow, Store, Try
from taskloom.store.packing import trajectory_of


def one_try(task: str, number: int, *, solver: str = "local:a", key: str = "k", right: bool = True) -> Try:
    outcome = "right" if right else "wrong"
    return Try(task, solver, key, number, outcome, float(right), True, 3, 4, 100, 20, 0.5, 2)


def steps(one: Try, answer: str = "214") -> Trajectory:
    said = Message(role="assistant", content=answer)
    return Trajectory(task=one.task_id, solver=one.solver, messages=(said,), tools=(), answer=answer, score=one.score)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of two accepted tasks; the second stands first."""
    with Store.create_or_open(tmp_path) as store:
        store.results.put(
            ResultRow.accepted(f"c{at}", 2 - at, atomic(id=f"t_{at}", question=f"Which is number {at}?"))
            for at in (1, 2)
        )
    return tmp_path


def test_a_record_without_tries_reads_as_empty(run: Path) -> None:
    with Store.read_only(run) as store:
        assert list(store.tries.all()) == list(store.tries.trajectory_lines()) == store.tries.of("t_1", "k") == []
        assert store.tries.trajectories_of("t_1") == ()


def test_tries_come_in_the_datasets_order_and_by_number(run: Path) -> None:
    made = [one_try("t_1", 1), one_try("t_2", 0, right=False), one_try("t_1", 0), one_try("t_1", 0, solver="a:b")]
    gone = one_try("t_3", 0)
    with Store.create_or_open(run) as store:
        store.tries.put((one, steps(one)) for one in (*made, gone))
    with Store.read_only(run) as store:
        assert list(store.tries.all()) == [made[1], made[3], made[2], made[0]]
        assert [trajectory_of(line).solver for line in store.tries.trajectory_lines()] == [
            "local:a", "a:b", "local:a", "local:a",
        ]  # fmt: skip
        assert len(store.tries.trajectories_of("t_1")) == 3
        assert store.tries.of("t_2", "k") == [made[1]]


def test_a_try_that_is_made_again_stands_for_the_one_before(run: Path) -> None:
    first, again = one_try("t_1", 0, right=False), one_try("t_1", 0)
    with Store.create_or_open(run) as store:
        store.tries.put([(first, steps(first, "7"))])
        store.tries.put([(again, steps(again)), (one_try("t_1", 0, key="other"), steps(first, "8"))])
        assert store.tries.of("t_1", "k") == [again]
        assert [trajectory_of(line).answer for line in store.tries.trajectories_of("t_1")] == ["214", "8"]
        store.tries.clear()
        assert list(store.tries.all()) == []


def test_only_a_right_try_that_used_the_evidence_is_a_success() -> None:
    right = one_try("t_1", 0)
    assert right.success
    assert not right._replace(evidence_used=False).success
    assert not right._replace(outcome="undecided").success
