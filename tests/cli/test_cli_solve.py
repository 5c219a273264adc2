"""`taskloom solve` as a person starts it: what it prints, keeps and complains of."""

import io
import json
import shutil
from pathlib import Path

import pytest
from pydantic import JsonValue
from rich.console import Console
from typer.testing import CliRunner, Result

from taskloom.cli.main import app
from taskloom.cli.solved import show

DATA = Path(__file__).parent.parent / "data"
UNKNOWING = """echo '{"answer": "unknown"}'"""
"""A program that solves nothing."""


def taskloom(*arguments: str | int | Path, columns: int = 80) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": str(columns)})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of six tasks. Only to be read."""
    out = tmp_path_factory.mktemp("made") / "run"
    assert taskloom("generate", DATA / "corpus", "--out", out, "--tasks", 6, "--workers", 1).exit_code == 0
    return out


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def test_it_prints_a_row_for_each_group_and_stats_has_the_same(run: Path) -> None:
    done = taskloom("solve", run, "--solver-command", UNKNOWING, "-k", 3, "-n", 2)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{UNKNOWING}: 6 tries, 0 right with the evidence seen, price")
    head = next(at for at, line in enumerate(lines) if "pass@1" in line)
    assert lines[head].split() == ["tasks", "pass@1", "pass@3", "calls", "tokens", "answer", "seen"]
    assert lines[head + 1].split() == ["all", "tasks", "2", "0.0%", "(0–66)", "0.0%", "(0–66)", "0.0", "0", "0%"]
    shown = taskloom("stats", run).stdout
    assert "\n".join(lines[head:]) in shown
    wide = taskloom("stats", run, columns=120).stdout
    assert "pass@2" in wide


def test_a_wide_terminal_tells_what_a_try_costs_where_that_is_known() -> None:
    figures: dict[str, JsonValue] = {"tasks": 1, "tries": 4, "right": 2, "cost": 0.5, "pass": {}}
    told: dict[str, JsonValue] = {"solver": "m", **figures, "by": {"kind": {"atomic": {**figures, "cost": 0.25}}}}

    def shown(solved: JsonValue, width: int) -> str:
        console = Console(file=io.StringIO(), width=width)
        show(solved, console)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    assert "price in $" in (wide := shown(told, 120))
    assert "0.12500" in wide and "0.06250" in wide
    assert "price in $" not in shown(told, 80) + shown({**told, "cost": None}, 120)


def test_a_program_that_breaks_is_named_beside_its_figures(run: Path) -> None:
    done = taskloom("solve", run, "--solver-command", "echo hello", "-k", 2, "-n", 2)
    assert done.exit_code == 0
    complaint = "warning: 4 tries ended without an answer and count as wrong, most often by error: its last line is no"
    assert complaint in done.stderr
    assert "warning" not in taskloom("solve", run, "--solver-command", UNKNOWING, "-k", 1, "-n", 2).stderr


def test_the_json_is_what_stats_has(run: Path) -> None:
    done = taskloom("solve", run, "--solver-command", UNKNOWING, "-k", 1, "--kind", "atomic", "--json")
    found = json.loads(done.stdout)
    assert (found["solver"], found["right"], list(found["by"]["kind"])) == (UNKNOWING, 0, ["atomic"])
    assert found["pass"]["1"]["low"] == 0.0 < found["pass"]["1"]["high"] < 1.0
    assert json.loads(taskloom("stats", run, "--json").stdout)["solved"] == [found]


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        ((), 2, "error: nobody to solve: give --model PROVIDER:NAME or --solver-command CMD"),
        (("--solver-command", "no-such-program"), 2, "error: --solver-command: 'no-such-program': no such program"),
        (("--solver-command", "true", "--hops", "9"), 2, "no task fits the selection"),
        (("--model", "local:m", "--base-url", "http://127.0.0.1:1", "--budget", "1"), 2, "its price is unknown"),
    ],
)
def test_what_cannot_be_done_is_an_error_of_one_line(
    run: Path, arguments: tuple[str, ...], status: int, complaint: str
) -> None:
    done = taskloom("solve", run, *arguments)
    assert done.exit_code == status, done.output
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_run_is_left_alone(tmp_path: Path) -> None:
    done = taskloom("solve", tmp_path / "none", "--solver-command", "true")
    assert (done.exit_code, (tmp_path / "none").exists()) == (1, False)
