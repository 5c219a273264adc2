"""`taskloom view`: a copy is written, and what cannot be shown is an error of one line."""

import socket
from pathlib import Path

from test_cli_show import LINES, store_tasks
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.store.packing import task_of


def test_a_copy_is_written_and_written_again(tmp_path: Path) -> None:
    run = store_tasks(tmp_path / "run", [task_of(line) for line in LINES])
    for _ in range(2):
        result = CliRunner().invoke(app, ["view", str(run), "--static", str(tmp_path / "pages")])
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith("4 tasks, ")
    assert (tmp_path / "pages/task/t_d1.html").is_file()


def test_a_folder_without_a_run_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["view", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {tmp_path}/none/run.sqlite: no such file; name the folder")


def test_a_port_that_is_taken_is_an_error(tmp_path: Path) -> None:
    run = store_tasks(tmp_path / "run", [])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["view", str(run), "--port", str(port)])
    assert (result.exit_code, result.stderr) == (
        1,
        f"error: port {port}: Address already in use; choose another with --port, or 0 for any\n",
    )
