"""The program as a person starts it: help, wrong usage, interruption, and how little it loads."""

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from taskloom import __version__
from taskloom.cli.ending import ending
from taskloom.cli.main import app

LOADED = "import sys, json, taskloom.cli; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"

INTERRUPTIBLE = """
import signal, typer
from taskloom.cli.ending import ending
app = typer.Typer()
@app.command()
def command():
    with ending("kept"):
        print("ready", flush=True)
        signal.pause()
app()
"""


def test_a_disk_that_fails_a_database_is_told_and_a_fault_of_ours_is_not_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit), ending():
        sqlite3.connect(tmp_path / "no folder" / "run.sqlite")
    assert "error: a database: unable to open database file; see that the run's disk" in capsys.readouterr().err
    with pytest.raises(sqlite3.OperationalError), ending():
        sqlite3.connect(":memory:").execute("no SQL")


def test_starting_loads_nothing_heavy() -> None:
    result = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True)
    heavy = {
        "pydantic",
        "yaml",
        "sqlite3",
        "pyarrow",
        "pdfplumber",
        "tantivy",
        "trafilatura",
        "rapidocr",
        "numpy",
    }
    assert heavy.isdisjoint(json.loads(result.stdout))


def test_help_lists_the_commands() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert [name for name in ("generate", "stats", "verify") if name in result.stdout] == [
        "generate",
        "stats",
        "verify",
    ]


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["corpus"], "error: out: not given"),
        (["--out", "run"], "error: sources: not given"),
        (["corpus", "--out", "run", "--mix", "deep=1"], "error: mix: 'deep' is no kind of task"),
        (["corpus", "--out", "run", "--tasks", "0"], "error: tasks: "),
        (["corpus", "--out", "run", "--config", "none.yaml"], "error: none.yaml: No such file or directory"),
        (["corpus", "--out", "run", "--max-seconds-per-file", "0"], "error: limits.seconds: "),
        (
            ["corpus", "--out", "run", "--tries", "8", "--refute", "off"],
            "error: --tries, --refute: a run without a model",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["generate", *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_is_status_2() -> None:
    assert CliRunner().invoke(app, ["generate", "--taks", "3"]).exit_code == 2


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_says_what_is_kept_and_exits_130(sent: signal.Signals) -> None:
    command = [sys.executable, "-c", INTERRUPTIBLE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(sent)
        _, complaint = process.communicate()
    assert (process.returncode, complaint) == (130, "kept\n")
