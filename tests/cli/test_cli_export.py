"""`taskloom export`, as a person starts it."""

import json
from pathlib import Path

import pytest
from task_builder import atomic
from typer.testing import CliRunner, Result

from taskloom.cli.main import app
from taskloom.dataset import Contents, write_dataset
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.store.packing import task_line, trajectory_line
from taskloom.store.reviews import Review, Reviews

DATA = Path(__file__).parent.parent / "data"
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


@pytest.mark.parametrize(
    ("repository", "complaint"),
    [
        ("tasks", "--push tasks: no name of a dataset on the Hub; it is OWNER/NAME"),
        ("me/my tasks", "--push me/my tasks: no name of a dataset on the Hub"),
    ],
)
def test_nothing_is_written_for_a_push_that_cannot_be(run: Path, repository: str, complaint: str) -> None:
    done = exporting(run, "--format", "hub", "--push", repository)
    assert (done.exit_code, (run.parent / "out").exists()) == (2, False)
    assert complaint in done.stderr


def test_only_messages_are_written_as_actions(run: Path) -> None:
    done = exporting(run, "--format", "verl", "--actions")
    assert done.exit_code == 2
    assert "--actions is how messages are written: give --format messages, not verl" in done.stderr


def test_actions_keep_to_the_runs_own_limits(tmp_path: Path) -> None:
    run, settings = tmp_path / "run", tmp_path / "small.yaml"
    settings.write_text("workflow:\n  solving: {steps: 3, observation: 800, tools: [search, find]}\n")
    sources = ["generate", str(DATA / "corpus"), "--out", str(run), "--tasks", "6", "--mix", "atomic=1"]
    assert CliRunner().invoke(app, [*sources, "--workers", "1", "--config", str(settings)]).exit_code == 0
    done = exporting(run, "--format", "messages", "--actions", "--include-replay")
    assert done.exit_code == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "out/train.jsonl").read_text().splitlines()]
    left_out = [int(line.split()[0]) for line in done.stdout.splitlines() if "left out: tries" in line]
    assert len(rows) > 0 < sum(left_out)
    assert len(rows) + sum(left_out) == 6
    for row in rows:
        told = [message["content"] for message in row["messages"]]
        assert "You have 3 replies." in told[0]
        assert "Find a text" in told[0]
        assert "Read a document" not in told[0]
        assert [json.loads(told[at])["action"] for at in (2, 4, 6)] == ["search", "find", "answer"]
        assert max(map(len, told[1:])) < 1000


def test_a_run_without_a_dataset_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = exporting(tmp_path / "none", "--format", "verl")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: {tmp_path}/none/dataset/tasks.jsonl: No such file")


def test_what_readers_said_is_told(run: Path) -> None:
    Reviews(run).add(Review(TASK.id, "ann", "2026-01-02T03:04:05Z", "reject", "two rows fit"))
    done = exporting(run, "--format", "verl")
    assert "1  rejected by readers\n" in done.stdout
    assert "1  left out: tasks that their readers rejected\n" in done.stdout
