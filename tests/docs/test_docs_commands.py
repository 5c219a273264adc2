"""What the documentation shows is run: consoles line by line, Python blocks whole; `make` targets exist."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from doc_pages import EXAMPLES, PAGES, ROOT, SMALL, Command, blocks, commands, pattern

COMMANDS = [
    pytest.param(command, id=f"{page.name}-{command.line}")
    for page in PAGES
    for block in blocks(page, "console")
    for command in commands(block)
]
LINES = [
    pytest.param(line, id=f"{page.name}-{line}")
    for page in PAGES
    for block in blocks(page, "sh")
    for line in block.text.splitlines()
]
PYTHON = [
    pytest.param(block.text, id=f"{page.name}-{block.line}") for page in PAGES for block in blocks(page, "python")
]


def copy_small_corpus(folder: Path) -> None:
    for name in SMALL:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EXAMPLES / name, folder / name)


def run(line: str, folder: Path) -> str:
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    done = subprocess.run(
        ["bash", "-euc", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return "".join(f"{shown.rstrip()}\n" for shown in done.stdout.splitlines())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `documents` and the run `runs/first` over them."""
    folder = tmp_path_factory.mktemp("workspace")
    copy_small_corpus(folder / "documents")
    run("taskloom generate documents --out runs/first --tasks 40", folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_console_shows_what_the_command_prints(command: Command, workspace: Path) -> None:
    printed = run(command.line, workspace)
    assert pattern(command.output).fullmatch(printed), printed


@pytest.mark.parametrize("line", LINES)
def test_a_shell_line_makes_a_target_or_installs_what_there_is(line: str) -> None:
    if extras := re.fullmatch(r"pip install '\.\[(.*)\]'", line):
        known = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
        assert set(extras[1].split(",")) <= set(known)
        return
    target = re.fullmatch(r"make ([\w-]+( [A-Z]+=\S+)?)", line)
    assert target, f"{line}: a 'sh' block holds make targets and installing only; use 'console'"
    run(f"make --dry-run --old-file=.venv/.ready {target[1]}", ROOT)


@pytest.mark.parametrize("code", PYTHON)
def test_a_python_block_runs(code: str, tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_make_demo_makes_tasks_and_shows_them(tmp_path: Path) -> None:
    copy_small_corpus(tmp_path / "corpus")
    variables = f"CORPUS={tmp_path}/corpus RUN={tmp_path}/run TASKS=12 BIN={Path(sys.executable).parent}"
    printed = run(f"make --directory={ROOT} --old-file=.venv/.ready demo {variables}", tmp_path)
    assert f"The dataset: {tmp_path}/run/dataset" in printed
    assert (tmp_path / "run/dataset/tasks.jsonl").read_bytes().count(b"\n") == 12
