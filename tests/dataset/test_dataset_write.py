"""The dataset's folder: the same bytes for the same tasks, and never half of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from task_builder import atomic, chain

from taskloom.dataset import Contents, DatasetError, read_tasks, read_trajectories, write_dataset
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.store.packing import task_line, trajectory_line

TASKS = [atomic("Wie viele „Punkte“ – genau?"), chain()]
STEPS = Trajectory(
    task="t_1",
    solver="replay",
    messages=(Message(role="user", content="?"),),
    tools=(),
    answer="214",
    score=1.0,
)


def contents(card: str = "# Tasks\n") -> Contents:
    return Contents(
        tasks=map(task_line, TASKS),
        trajectories=[trajectory_line(STEPS)],
        rejections=[b'{"stage":"verify"}'],
        card=card,
    )


def broken() -> Iterator[bytes]:
    yield b"{}"
    raise OSError("the disk is full")


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    written = write_dataset(tmp_path, contents())
    assert written == (tmp_path / "dataset", 2, 1, 1)
    assert list(read_tasks(written.folder / "tasks.jsonl")) == TASKS
    assert list(read_trajectories(written.folder / "trajectories.jsonl")) == [STEPS]


def test_the_folder_holds_four_files_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_dataset(tmp_path, contents())
    assert sorted(files(tmp_path)) == [
        "dataset/README.md",
        "dataset/rejections.jsonl",
        "dataset/tasks.jsonl",
        "dataset/trajectories.jsonl",
    ]
    assert (tmp_path / "dataset" / "README.md").read_bytes() == b"# Tasks\n"
    assert (tmp_path / "dataset" / "tasks.jsonl").read_text("utf-8").count("„Punkte“ – genau?") == 2


def test_the_same_tasks_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for run in (first, second):
        run.mkdir()
        write_dataset(run, contents())
    assert files(first) == files(second)


def test_a_new_dataset_takes_the_place_of_the_old(tmp_path: Path) -> None:
    write_dataset(tmp_path, contents("old\n"))
    write_dataset(tmp_path, contents("new\n"))
    assert files(tmp_path)["dataset/README.md"] == b"new\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_failure_leaves_the_old_dataset_as_it_was(tmp_path: Path) -> None:
    write_dataset(tmp_path, contents("old\n"))
    before = files(tmp_path)
    with pytest.raises(OSError, match="the disk is full"):
        write_dataset(tmp_path, contents("new\n")._replace(rejections=broken()))
    assert files(tmp_path) == before


def test_what_a_killed_writer_left_behind_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".dataset-x1"
    left.mkdir()
    (left / "tasks.jsonl").write_bytes(b"{")
    write_dataset(tmp_path, contents())
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_missing_file_is_named_with_where_tasks_lie(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.jsonl: No such file or directory; a run's tasks lie in"):
        list(read_tasks(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{oops", r"tasks\.jsonl:2: not a task of schema 1: "),
        (
            task_line(TASKS[0]).replace(b'"schema":1', b'"schema":2', 1),
            r"tasks\.jsonl:2: .*schema: Input should be 1",
        ),
        (task_line(TASKS[0]).replace(b'"hops":1', b'"hops":"many"', 1), r"tasks\.jsonl:2: .*hops: "),
        (b"[1]", r"tasks\.jsonl:2: not a task of schema 1: "),
    ],
)
def test_a_line_that_is_no_task_is_named(tmp_path: Path, line: bytes, reason: str) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_bytes(task_line(TASKS[0]) + b"\n" + line + b"\n")
    with pytest.raises(DatasetError, match=reason):
        list(read_tasks(file))
