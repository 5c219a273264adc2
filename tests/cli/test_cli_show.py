"""`taskloom show`: tasks for reading, and nothing of a document that would steer the terminal."""

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.schema.task import Task
from taskloom.store import ResultRow, Store
from taskloom.store.packing import task_of

LINES = (Path(__file__).parent.parent / "data" / "dataset" / "tasks.jsonl").read_bytes().splitlines()


def store_tasks(folder: Path, tasks: list[Task]) -> Path:
    with Store.create_or_open(folder) as store:
        store.results.put(ResultRow.accepted(f"k{n}", n, task) for n, task in enumerate(tasks))
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of four tasks: two atomic, one depth, one width."""
    return store_tasks(tmp_path / "run", [task_of(line) for line in LINES])


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["show", *arguments], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.stderr
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())


def shown_kinds(text: str) -> list[str]:
    return [line.split("  ")[1].split(",")[0] for line in text.splitlines() if line.startswith("t_")]


def test_a_task_is_shown_with_every_hop_its_evidence_and_its_verdicts(run: Path) -> None:
    assert printed(str(run), "--kind", "depth") == snapshot("""\
t_d1  depth, 2 hops, html + table
question   What median income is given for the district of the representative whose seniority date
           in the 110th Congress was May 10, 1994?
answer     $32,098
replayed   3 calls of search, open
fact s1    Which district did the representative with seniority date May 10, 1994 represent?
           → OK-3
           “OK-3” at table[1]/row[141]/column[4] of
           List_of_members_of_the_110th_Congress_by_seniority.html
fact s2    What is the median income of Oklahoma's 3rd congressional district? (after s1)
           → $32,098
           “$32,098” at table[1]/row[5] of Oklahoma_s_3rd_congressional_district.html
passed     replay: replayed in full
passed     unique: one reading
passed     leak
passed     shortcut
not run    closed_book: needs a model; give --model\
""")


def test_the_kinds_come_in_turn(run: Path) -> None:
    assert shown_kinds(printed(str(run), "-n", "4")) == ["atomic", "depth", "width", "atomic"]


def test_one_task_is_shown_by_its_id(run: Path) -> None:
    identity = task_of(LINES[1]).id
    assert printed(str(run), "--task", identity).startswith(f"{identity}  ")


def test_short_chains_are_left_out_when_more_hops_are_asked_for(run: Path) -> None:
    assert shown_kinds(printed(str(run), "--hops", "2")) == ["depth"]


def test_what_would_steer_a_terminal_is_not_printed(tmp_path: Path) -> None:
    hostile = task_of(LINES[0]).model_copy(update={"question": "a\x1b]0;title\x07b\u202ec [bold]d"})
    text = printed(str(store_tasks(tmp_path, [hostile])))
    assert "a ]0;title b c [bold]d" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--task", "t_none"], "no task has the id 't_none'; dataset/tasks.jsonl lists them"),
        (["--hops", "9"], "holds no task of 9 hops or more; `taskloom stats` counts what there is"),
    ],
)
def test_nothing_to_show_is_an_error_of_one_line(run: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["show", str(run), *arguments])
    assert (result.exit_code, result.stderr) == (1, f"error: {run}: {message}\n")
