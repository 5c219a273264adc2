"""The ledger of candidates: order, counts, and never the same candidate twice."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from taskloom.schema.task import Task
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall, Trajectory, Usage
from taskloom.store import Judgement, ResultRow, Store
from taskloom.store.packing import task_line, task_of, trajectory_line, trajectory_of

LINES = (Path(__file__).parent.parent / "data" / "dataset" / "tasks.jsonl").read_bytes().splitlines()
TASKS = [task_of(line) for line in LINES]


def trajectory(task: Task) -> Trajectory:
    call = ToolCall(id="c1", function=FunctionCall(name="search", arguments='{"query":"Österreich"}'))
    messages = (
        Message(role="user", content=task.question),
        Message(role="assistant", tool_calls=(call,)),
        Message(role="tool", content="1. …", tool_call_id="c1", name="search"),
        Message(role="assistant", content=task.answer.text),
    )
    tools: tuple[dict[str, JsonValue], ...] = ({"type": "function", "default": None},)
    return Trajectory(task=task.id, solver="replay", messages=messages, tools=tools, answer=task.answer.text, score=1.0)


def rejected(key: str, position: int, reason: str, usage: Usage | None = None) -> ResultRow:
    return ResultRow.rejected(
        key,
        position,
        "atomic",
        stage="verify",
        check="unique",
        reason=reason,
        candidate={"question": "Wer?"},
        usage=usage or Usage(),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create_or_open(tmp_path) as opened:
        yield opened


def test_a_task_line_reads_back_to_the_same_line() -> None:
    assert [task_line(task_of(line)) for line in LINES] == LINES


def test_a_task_line_starts_with_the_schema_whatever_the_order_it_is_read_in() -> None:
    fields = json.loads(LINES[0])
    shuffled = json.dumps(dict(reversed(fields.items()))).encode()
    assert task_line(task_of(shuffled)).startswith(b'{"schema":1,"id":"t_a2","kind":"atomic"')


def test_a_task_line_of_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema_version"):
        task_of(LINES[0].replace(b'"schema":1', b'"schema":2', 1))


def test_messages_leave_out_what_does_not_apply_and_keep_what_is_null_elsewhere() -> None:
    steps = trajectory(TASKS[0])
    written = json.loads(trajectory_line(steps))
    assert list(written) == ["task", "solver", "messages", "tools", "answer", "score", "usage", "elapsed_s"]
    assert [sorted(message) for message in written["messages"]] == [
        ["content", "role"],
        ["role", "tool_calls"],
        ["content", "name", "role", "tool_call_id"],
        ["content", "role"],
    ]
    assert written["tools"] == [{"type": "function", "default": None}]
    assert trajectory_of(trajectory_line(steps)) == steps


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_question_and_value_survive_the_line(question: str, value: float) -> None:
    answer = TASKS[0].answer.model_copy(update={"value": value})
    task = TASKS[0].model_copy(update={"question": question, "answer": answer})
    line = task_line(task)
    assert b"\n" not in line
    assert task_of(line) == task


def test_tasks_come_by_position_whatever_the_order_they_went_in(store: Store) -> None:
    for position in (2, 0, 3, 1):
        store.results.put([ResultRow.accepted(f"k{position}", position, TASKS[position])])
    assert list(store.results.tasks()) == TASKS
    assert list(store.results.task_lines()) == LINES
    assert [task.id for task in store.results.tasks("depth")] == ["t_d1"]


def test_trajectories_come_in_the_order_of_their_tasks(store: Store) -> None:
    steps = [trajectory(task) for task in TASKS]
    rows = [ResultRow.accepted(f"k{n}", n, task, [trajectory_line(steps[n])]) for n, task in enumerate(TASKS)]
    store.results.put([rows[3], rows[1]])
    assert list(store.results.trajectories()) == [steps[1], steps[3]]


def test_a_candidate_keeps_its_first_result(store: Store) -> None:
    assert store.results.put([ResultRow.accepted("k", 0, TASKS[0])]) == 1
    assert store.results.put([rejected("k", 0, "later"), rejected("new", 1, "later")]) == 1
    assert store.results.accepted_counts() == {"atomic": 1}


def test_two_candidates_that_make_one_task_are_a_defect_and_leave_nothing(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.results.put([ResultRow.accepted("k1", 0, TASKS[0]), ResultRow.accepted("k2", 1, TASKS[0])])
    assert store.results.accepted_counts() == {}


def test_rejections_are_counted_by_reason_most_frequent_first(store: Store) -> None:
    store.results.put([rejected("a", 0, "two rows"), rejected("b", 1, "twin table"), rejected("c", 2, "twin table")])
    counts = [(one.check, one.reason, one.times) for one in store.results.rejection_counts()]
    assert counts == [("unique", "twin table", 2), ("unique", "two rows", 1)]


def test_rejections_at_one_check_are_lines_of_their_own(store: Store) -> None:
    other = ResultRow.rejected("b", 1, "atomic", stage="dataset", check="contamination", reason="copy", candidate={})
    store.results.put([rejected("a", 0, "two rows"), other])
    (line,) = map(json.loads, store.results.rejection_lines("contamination"))
    assert line["reason"] == "copy"
    assert len(list(store.results.rejection_lines())) == 2


def test_a_rejection_line_names_stage_check_reason_candidate_and_usage(store: Store) -> None:
    store.results.put([rejected("a", 0, "zwei Zeilen – „ja“", Usage(model_calls=2, cost=None))])
    (line,) = store.results.rejection_lines()
    assert line.decode() == (
        '{"stage":"verify","check":"unique","reason":"zwei Zeilen – „ja“","candidate":{"question":"Wer?"},'
        '"usage":{"model_calls":2,"input_tokens":0,"output_tokens":0,"cost":null}}'
    )


def test_what_became_of_a_candidate_is_known(store: Store) -> None:
    store.results.put([rejected("a", 7, "two rows"), ResultRow.accepted("b", 3, TASKS[2])])
    assert store.results.judged("a") == Judgement("rejected", None, "unique", "two rows")
    assert store.results.judged("b") == Judgement("accepted", TASKS[2], None, None)
    assert store.results.judged("z") is None


def test_a_deferred_task_is_no_part_of_the_dataset_until_it_is_admitted(store: Store) -> None:
    store.results.put(
        [ResultRow.accepted("b", 3, TASKS[2], [trajectory_line(trajectory(TASKS[2]))], deferred="no room")]
    )
    assert store.results.judged("b") == Judgement("deferred", TASKS[2], None, "no room")
    assert (list(store.results.tasks()), store.results.task(TASKS[2].id)) == ([], None)
    store.results.settle("b", "accepted")
    assert (list(store.results.tasks()), list(store.results.task_ids())) == ([TASKS[2]], [TASKS[2].id])


def test_a_deferred_task_that_is_refused_becomes_a_rejection(store: Store) -> None:
    store.results.put(
        [ResultRow.accepted("b", 3, TASKS[2], [trajectory_line(trajectory(TASKS[2]))], b"recipe", deferred="later")]
    )
    store.results.refuse("b", stage="dataset", check="variety", reason="no room")
    (line,) = map(json.loads, store.results.rejection_lines())
    assert (line["stage"], line["check"], line["reason"]) == ("dataset", "variety", "no room")
    assert line["candidate"]["question"] == TASKS[2].question
    assert list(store.results.trajectory_lines()) == []


def test_a_task_keeps_the_recipe_it_came_with(store: Store) -> None:
    store.results.put([ResultRow.accepted("b", 3, TASKS[2], (), b'{"type":"Draft"}')])
    assert store.results.recipe(TASKS[2].id) == b'{"type":"Draft"}'
    assert store.results.recipe("t_none") is None


def test_usage_adds_up_and_is_unknown_as_soon_as_one_price_is(store: Store) -> None:
    store.results.put([rejected("a", 0, "x", Usage(model_calls=1, input_tokens=10, cost=0.5)), rejected("b", 1, "x")])
    assert store.results.usage() == Usage(model_calls=1, input_tokens=10, cost=0.5)
    store.results.put([rejected("c", 2, "x", Usage(model_calls=2, output_tokens=3, cost=None))])
    assert store.results.usage() == Usage(model_calls=3, input_tokens=10, output_tokens=3, cost=None)


def test_cleared_results_are_gone(store: Store) -> None:
    store.results.put([ResultRow.accepted("b", 3, TASKS[2])])
    store.results.clear()
    assert list(store.results.tasks()) == []
