"""Which tasks and tries an export takes, and that it counts the others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from task_builder import atomic
from try_builder import ATOMIC, CHAINED, DEPTH, LONG, READ, REPLAYED, SEARCHED, SHORT, WRONG, attempt, write_run

from taskloom.dataset import DatasetError
from taskloom.export.selection import Selection
from taskloom.export.source import OTHER_QUESTION, REJECTED, UNDECIDED, UNSOLVED, Source
from taskloom.export.source import REPLAYED as LEFT_OUT
from taskloom.schema.task import Task
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall


def source(run: Path, *, amend: Callable[[Task], Task | None] = lambda task: task, **selection: object) -> Source:
    return Source(run / "dataset", Selection(**selection), amend)  # pyright: ignore[reportArgumentType]


def test_a_split_is_one_splits_tasks(run: Path) -> None:
    assert [task.id for task in source(run, split="train").tasks()] == [ATOMIC.id]
    assert [task.id for task in source(run, split="test").tasks()] == [DEPTH.id]
    assert [task.id for task in source(run).tasks()] == [ATOMIC.id, DEPTH.id]


def test_the_best_try_is_the_right_one_with_the_fewest_calls(run: Path) -> None:
    with source(run) as tries:
        assert tries.best(ATOMIC) == SHORT
        assert tries.left_out == {LEFT_OUT: 1}


def test_a_replay_is_taken_only_when_asked_for_and_where_nothing_else_is_right(run: Path) -> None:
    with source(run) as tries:
        assert tries.best(DEPTH) is None
        assert tries.left_out == {LEFT_OUT: 1, UNSOLVED: 1}
    with source(run, include_replay=True) as tries:
        assert tries.best(DEPTH) == CHAINED
        assert len(REPLAYED.messages) < len(SHORT.messages)
        assert tries.best(ATOMIC) == SHORT


def test_failed_tries_are_wrong_ones(run: Path) -> None:
    with source(run) as tries:
        assert list(tries.failed(ATOMIC)) == [WRONG]


def test_a_try_that_the_grader_leaves_undecided_is_no_failure(tmp_path: Path) -> None:
    task = atomic(
        "Who founded it?", ATOMIC.answer.model_copy(update={"text": "Ann Hill", "type": "name", "value": None})
    )
    unclear = attempt(task, [SEARCHED], "A. Hill", score=0.0)
    with source(write_run(tmp_path / "run", [task], [unclear])) as tries:
        assert list(tries.failed(task)) == []
        assert tries.left_out == {UNDECIDED: 1}


def test_arguments_that_are_no_object_make_a_try_unusable(tmp_path: Path) -> None:
    call = ToolCall(id="c1", function=FunctionCall(name="open", arguments='["a.html"]'))
    steps = (LONG.messages[0], Message(role="assistant", tool_calls=(call,)), LONG.messages[-1])
    malformed = LONG.model_copy(update={"messages": steps})
    with source(write_run(tmp_path / "run", [ATOMIC], [malformed])) as tries:
        assert tries.best(ATOMIC) is None


def test_a_rejected_task_is_gone_and_a_corrected_answer_is_graded_by(run: Path) -> None:
    rejecting = source(run, amend=lambda task: None if task.id == DEPTH.id else task)
    assert [task.id for task in rejecting.tasks()] == [ATOMIC.id]
    assert rejecting.left_out == {REJECTED: 1}
    corrected = ATOMIC.model_copy(update={"answer": ATOMIC.answer.model_copy(update={"text": "300", "value": 300.0})})
    with source(run) as tries:
        assert tries.best(corrected) is None


def test_a_try_at_another_question_is_no_try_at_a_corrected_one(run: Path) -> None:
    with source(run) as tries:
        assert tries.best(ATOMIC.model_copy(update={"question": "How many in 1996?"})) is None
        assert tries.left_out[OTHER_QUESTION] == 2


def test_flagged_tasks_stay_out(tmp_path: Path) -> None:
    flagged = ATOMIC.model_copy(update={"flags": ("personal data",)})
    assert list(source(write_run(tmp_path / "run", [flagged], [])).tasks()) == []


def test_a_line_that_is_no_trajectory_is_named(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [ATOMIC], [attempt(ATOMIC, [READ], "214")])
    with (run / "dataset" / "trajectories.jsonl").open("a") as file:
        file.write("{}\n")
    with source(run) as tries, pytest.raises(DatasetError, match=r"trajectories\.jsonl:2: not a trajectory"):
        tries.best(ATOMIC)
