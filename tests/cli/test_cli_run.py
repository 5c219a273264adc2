"""The real command, as a person starts it: generate, stats, verify, and stopping it half way."""

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
PROGRAM = [sys.executable, "-c", "from taskloom.cli import main; main()"]


def taskloom(*arguments: str | Path, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=where)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run of ten tasks. Only to be read."""
    out = tmp_path_factory.mktemp("made") / "run"
    return out, taskloom("generate", DATA / "corpus", DATA / "keyed", "--out", out, "--tasks", "10")


def test_generate_says_what_it_made_and_where(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = made
    assert done.returncode == 0, done.stderr
    told = rf"10 tasks \(atomic \d+, depth \d+, width \d+\) in \d+\.\d s: {re.escape(str(out))}/dataset\n"
    assert re.fullmatch(told, done.stdout)
    assert len((out / "dataset" / "tasks.jsonl").read_text().splitlines()) == 10


def test_generate_tells_each_stage_beside_the_output(
    made: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    *lines, last = made[1].stderr.splitlines()
    assert last.endswith(f"files could not be read; `taskloom stats {made[0]}` names them")
    stages = [line.split("] ", 1)[1].split(" ")[0] for line in lines]
    assert list(dict.fromkeys(stages)) == [
        "listing", "reading", "indexing", "mining", "finding", "making", "writing",
    ]  # fmt: skip


def test_stats_counts_the_funnel_and_the_bridges(
    made: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    found = json.loads(taskloom("stats", made[0], "--json").stdout)
    assert (found["status"], found["short"], found["tasks"]["total"]) == ("done", None, 10)
    assert found["funnel"]["steps"]["facts"] == found["funnel"]["mined"]["facts"] > 0
    assert found["funnel"]["mined"]["dropped"]
    assert found["bridges"]["bridges"]["exist"] >= found["bridges"]["bridges"]["used"] > 0


def test_verify_passes_a_copy_from_which_the_sources_cannot_be_reached(
    made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    shutil.copytree(made[0], tmp_path / "copy")
    done = taskloom("verify", "copy", where=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(
        r"\d+ documents read again, [\d,]+ facts mined from them\n10 of 10 tasks pass every check\n", done.stdout
    )


def test_verify_names_a_changed_task_and_exits_1(
    made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    run = Path(shutil.copytree(made[0], tmp_path / "copy"))
    file = run / "dataset" / "tasks.jsonl"
    first, *rest = file.read_text().splitlines(keepends=True)
    file.write_text("".join([first.replace('"hops":', '"hops":1'), *rest]))
    done = taskloom("verify", run, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["checked"], found["passed"]) == (10, 9)
    assert {failure["task"] for failure in found["failures"]} == {json.loads(first)["id"]}


def test_fewer_tasks_than_asked_for_is_a_warning(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = taskloom("generate", DATA / "corpus" / "europe_lu.json", "--out", out, "--tasks", "5000")
    assert done.returncode == 0
    told = r"^warning: \d+ of 5,000 tasks: every candidate was drawn, [\d,]+ in all; the checks stopped [\d,]+ \("
    assert re.search(told, done.stderr, re.MULTILINE)
    short = json.loads(taskloom("stats", out, "--json").stdout)["short"]
    assert short.startswith("every candidate was drawn")


def test_files_that_cannot_be_read_are_counted_and_named(tmp_path: Path) -> None:
    shutil.copy(DATA / "corpus" / "europe_lu.json", tmp_path)
    for number in range(5):
        (tmp_path / f"broken{number}.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "zeros.bin").write_bytes(bytes(99))
    done = taskloom("generate", ".", "--out", "run", where=tmp_path)
    assert (done.returncode, "6 of 7 files could not be read; `taskloom stats run` names them\n" in done.stderr) == (
        0,
        True,
    )
    told = taskloom("stats", "run", where=tmp_path).stdout
    assert [f"broken{number}.pdf" in told for number in range(5)] == [True, True, True, False, False]
    assert "zeros.bin" in told
    files = json.loads(taskloom("stats", "run", "--json", where=tmp_path).stdout)["sources"]["files"]
    assert [one["uri"] for one in files] == [*(f"broken{number}.pdf" for number in range(5)), "zeros.bin"]
    assert all(one["reason"] for one in files)


@pytest.mark.parametrize("asked", [(), ("--tasks", "5")])
def test_that_nothing_could_be_read_is_said_with_the_first_reason(asked: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    empty = taskloom("generate", "docs", "--out", "run", *asked, where=tmp_path)
    assert re.search(r"^warning: 0( of 5)? tasks: the sources hold no file; give files", empty.stderr, re.MULTILINE)
    (tmp_path / "docs" / "zeros.bin").write_bytes(bytes(99))
    done = taskloom("generate", "docs", "--out", "run", *asked, where=tmp_path)
    assert done.returncode == 0
    why = r"^warning: 0( of 5)? tasks: none of 1 files could be read; the first, zeros\.bin: \w+"
    assert re.search(why, done.stderr, re.MULTILINE)
    assert "1 of 1 files could not be read" in done.stderr


def test_a_run_stopped_by_the_person_exits_130_and_goes_on(
    made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    command = ["generate", str(DATA / "corpus"), str(DATA / "keyed"), "--out", str(out), "--tasks", "10"]
    with subprocess.Popen([*PROGRAM, *command], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "mining facts" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.endswith("interrupted; what is done is kept: the same command goes on from there\n")
    assert json.loads(taskloom("stats", out, "--json").stdout)["status"] == "interrupted"
    assert taskloom(*command).returncode == 0
    assert (out / "dataset" / "tasks.jsonl").read_bytes() == (made[0] / "dataset" / "tasks.jsonl").read_bytes()


def test_a_missing_source_is_wrong_usage(tmp_path: Path) -> None:
    done = taskloom("generate", tmp_path / "nothing", "--out", tmp_path / "run")
    assert done.returncode == 2
    assert "no such file or folder" in done.stderr


def test_a_file_as_the_runs_folder_is_an_error_of_one_line(tmp_path: Path) -> None:
    out = Path(shutil.copy(DATA / "corpus" / "europe_lu.json", tmp_path))
    done = taskloom("generate", DATA / "corpus", "--out", out)
    assert done.returncode == 1
    assert done.stderr.endswith("choose another --out\n")
    assert done.stderr.startswith(f"error: {out}: ")


def test_a_run_below_its_source_is_the_same_twice(tmp_path: Path) -> None:
    shutil.copy(DATA / "corpus" / "europe_lu.json", tmp_path)
    made: list[bytes] = []
    for _ in range(2):
        done = taskloom("generate", ".", "--out", "run", where=tmp_path)
        assert done.returncode == 0, done.stderr
        made.append((tmp_path / "run" / "dataset" / "tasks.jsonl").read_bytes())
    assert made[0] == made[1]
    assert json.loads(taskloom("stats", "run", "--json", where=tmp_path).stdout)["sources"]["total"] == 1


def test_licences_that_are_stated_later_change_the_card_alone(
    made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    out = Path(shutil.copytree(made[0], tmp_path / "run"))
    before = {file.name: file.read_bytes() for file in (out / "dataset").iterdir()}
    command = ["generate", DATA / "corpus", DATA / "keyed", "--out", out, "--tasks", "10"]
    done = taskloom(*command, "--licence", "*.json=CC0-1.0", "--licence", "CC-BY-4.0")
    assert done.returncode == 0, done.stderr
    assert "making tasks" not in done.stderr
    after = {file.name: file.read_bytes() for file in (out / "dataset").iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"README.md"}
    assert b"| CC-BY-4.0 | user |" in after["README.md"]
    told = json.loads(taskloom("stats", out, "--json").stdout)
    assert {(one["licence"], one["stated_by"]) for one in told["licences"]} >= {("CC-BY-4.0", "user")}
    assert not [limit for limit in told["limits"] if "licence" in limit]
    assert taskloom("verify", out).returncode == 0


def test_a_licence_for_documents_that_are_not_there_is_wrong_usage(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = taskloom("generate", DATA / "corpus" / "europe_lu.json", "--out", out, "--licence", "pages/*=MIT")
    assert done.returncode == 2
    assert "error: licences: 'pages/*' matches none of the 1 documents; " in done.stderr
    assert "such as 'europe_lu.json'" in done.stderr
