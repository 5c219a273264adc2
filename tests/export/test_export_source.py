"""Which tasks and tries an export takes, and that it counts the others."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from task_builder import atomic
from try_builder import (
    ATOMIC,
    CAPITAL,
    CHAINED,
    DEPTH,
    LONG,
    READ,
    REPLAYED,
    SEARCHED,
    SHORT,
    STARTED,
    WRONG,
    attempt,
    write_run,
)  # fmt: skip

from taskloom.dataset import DatasetError
from taskloom.export.selection import Selection
from taskloom.export.source import DISPUTED, OTHER_QUESTION, REJECTED, UNCUT, UNDECIDED, UNSEEN, UNSOLVED, Source
from taskloom.export.source import REPLAYED as LEFT_OUT
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall
from taskloom.store.reviews import Decision


def source(run: Path, *, decisions: Mapping[str, Decision] | None = None, **selection: object) -> Source:
    return Source(run / "dataset", Selection(**selection), decisions)  # pyright: ignore[reportArgumentType]


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


def test_a_right_answer_without_the_evidence_is_neither_best_nor_a_failure(tmp_path: Path) -> None:
    knew = attempt(ATOMIC, [SEARCHED], "214", score=0.0)
    with source(write_run(tmp_path / "run", [ATOMIC], [knew])) as tries:
        assert tries.best(ATOMIC) is None
        assert list(tries.failed(ATOMIC)) == []
        assert tries.left_out == {UNSOLVED: 1, UNSEEN: 1}


def test_subtasks_come_from_the_shortest_right_try_that_reads_every_answer(tmp_path: Path) -> None:
    short = attempt(DEPTH, [CAPITAL], "Paris")
    whole = attempt(DEPTH, [STARTED, CAPITAL], "Paris")
    around = attempt(DEPTH, [SEARCHED, STARTED, CAPITAL], "Paris")
    with source(write_run(tmp_path / "run", [DEPTH], [around, whole, short, CHAINED])) as tries:
        assert tries.best(DEPTH) == short
        cut = tries.cut(DEPTH, short)
        assert cut is not None and cut.trajectory == whole
        assert [part.subtask.id for part in cut.parts] == ["s1", "s2"]
        assert tries.left_out == {LEFT_OUT: 1}
        assert tries.cut(DEPTH, short, lambda one: None) is None
        assert tries.left_out == {LEFT_OUT: 1, UNCUT: 2}


def test_arguments_that_are_no_object_make_a_try_unusable(tmp_path: Path) -> None:
    call = ToolCall(id="c1", function=FunctionCall(name="open", arguments='["a.html"]'))
    steps = (LONG.messages[0], Message(role="assistant", tool_calls=(call,)), LONG.messages[-1])
    malformed = LONG.model_copy(update={"messages": steps})
    with source(write_run(tmp_path / "run", [ATOMIC], [malformed])) as tries:
        assert tries.best(ATOMIC) is None


def test_tasks_that_readers_rejected_or_dispute_are_left_out_and_counted(run: Path) -> None:
    read = source(run, decisions={ATOMIC.id: Decision("rejected"), DEPTH.id: Decision("disputed")})
    assert list(read.tasks()) == []
    assert read.left_out == {REJECTED: 1, DISPUTED: 1}
    assert read.reviewed == {"rejected": 1, "disputed": 1}


def test_of_another_split_nothing_is_counted(run: Path) -> None:
    read = source(run, decisions={ATOMIC.id: Decision("rejected"), DEPTH.id: Decision("accepted")}, split="test")
    assert list(read.tasks()) == [DEPTH]
    assert (read.left_out, read.reviewed) == ({}, {"accepted": 1})


def test_tries_are_graded_again_by_a_corrected_answer(run: Path) -> None:
    seeing = attempt(ATOMIC, [SEARCHED, READ], "215", score=0.0)
    tried = write_run(run.parent / "again", [ATOMIC], [WRONG, SHORT, seeing])
    with source(tried, decisions={ATOMIC.id: Decision("corrected", None, "215")}) as tries:
        (task,) = tries.tasks()
        best = tries.best(task)
        # WRONG says 215 too, but was never shown the page.
        assert best is not None
        assert (best.answer, best.score, best.messages) == ("215", 1.0, seeing.messages)
        assert [(one.answer, one.score) for one in tries.failed(task)] == [("214", 0.0)]


def test_a_corrected_question_stands_in_the_tries(run: Path) -> None:
    wanted = "How many points did Chiappucci score in the 1995 Tour's mountains classification?"
    with source(run, decisions={ATOMIC.id: Decision("corrected", wanted)}) as tries:
        task, _ = tries.tasks()
        best = tries.best(task)
        assert best is not None
        assert (task.question, best.messages[0].content, best.messages[1:]) == (wanted, wanted, SHORT.messages[1:])
        assert [one.messages[0].content for one in tries.failed(task)] == [wanted]


def test_a_correction_that_cannot_be_carried_through_leaves_the_task_out_and_says_why(run: Path) -> None:
    read = source(run, decisions={ATOMIC.id: Decision("corrected", None, "not stated")})
    assert list(read.tasks()) == [DEPTH]
    (reason,) = read.left_out
    assert reason == ("t_atomic, whose correction cannot be carried through: 'not stated' cannot be read as a number")


def test_a_try_at_another_question_is_no_try_at_this_one(run: Path) -> None:
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
