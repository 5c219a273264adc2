"""`taskloom export`, as a person starts it."""

from pathlib import Path

import pytest
from task_builder import atomic
from typer.testing import CliRunner, Result

from taskloom.cli.main import app
from taskloom.dataset import Contents, write_dataset
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.store.packing import task_line, trajectory_line
from taskloom.store.reviews import Review, Reviews

TASK = atomic()
REPLAY = Trajectory(
    task=TASK.id,
    solver="replay",
    messages=(Message(role="user", content=TASK.question), Message(role="assistant", content="214")),
    tools=(),
    answer="214",
    score=1.0,
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "first"
    folder.mkdir()
    write_dataset(folder, Contents([task_line(TASK)], [trajectory_line(REPLAY)], (), "# Tasks\n"))
    return folder


def exporting(run: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["export", str(run), "--out", str(run.parent / "out"), *options])


def test_it_says_what_it_wrote_and_how_many_replays_it_left_out(run: Path) -> None:
    done = exporting(run, "--format", "messages")
    assert done.exit_code == 0
    assert (
        "1  left out: replayed trajectories (they know the plan and have no thoughts; --include-replay" in done.stdout
    )
    assert done.stderr == "warning: nothing was written: no task or try fits the selection\n"


def test_replays_are_written_when_asked_for(run: Path) -> None:
    done = exporting(run, "--format", "messages", "--include-replay")
    assert done.exit_code == 0
    assert f"1  {run.parent}/out/train.jsonl\n" in done.stdout
    assert "left out" not in done.stdout


def test_only_the_hub_format_is_pushed(run: Path) -> None:
    done = exporting(run, "--format", "verl", "--push", "me/tasks")
    assert done.exit_code == 2
    assert not (run.parent / "out").exists()


def test_a_run_without_a_dataset_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = exporting(tmp_path / "none", "--format", "verl")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: {tmp_path}/none/dataset/tasks.jsonl: No such file")


def test_what_readers_said_is_told(run: Path) -> None:
    Reviews(run).add(Review(TASK.id, "ann", "2026-01-02T03:04:05Z", "reject", "two rows fit"))
    done = exporting(run, "--format", "verl")
    assert "1  rejected by readers\n" in done.stdout
    assert "1  left out: tasks that their readers rejected\n" in done.stdout
