"""`taskloom stats`: everything about a run, for people and for programs."""

import json
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import JsonValue
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.schema.document import Document, Paragraph, Unreadable
from taskloom.store import DocumentRow, ResultRow, Store
from taskloom.store.packing import task_of
from taskloom.store.reviews import Opinion, Review, Reviews

BRIDGES: dict[str, JsonValue] = {
    "bridges": {"exist": 3, "used": 1},
    "chains": {"2": {"exist": 3, "used": 1}},
    "most_used": {"tasks": 1, "share": 0.5},
}
SPEED: dict[str, JsonValue] = {"seconds": 4.0, "tasks_per_second": 1.0}
LINES = (Path(__file__).parent.parent / "data" / "dataset" / "tasks.jsonl").read_bytes().splitlines()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run of four tasks, three rejections and two sources, one of them unreadable."""
    read = Document(
        digest="00",
        uri="a.txt",
        media_type="text/plain",
        modality="text",
        title="A",
        title_from="lead",
        blocks=(Paragraph(text="a"),),
    )
    rejected = [
        ResultRow.rejected(f"r{n}", n, "depth", stage="verify", check="unique", reason=reason, candidate={})
        for n, reason in enumerate(["two rows [/red]", "twin table", "twin table"])
    ]
    folder = tmp_path / "run"
    with Store.create_or_open(folder) as store:
        store.documents.put([DocumentRow.of(0, read), DocumentRow.of(1, Unreadable(uri="b.pdf", reason="encrypted"))])
        store.results.put(ResultRow.accepted(f"k{n}", n, task_of(line)) for n, line in enumerate(LINES))
        store.results.put(rejected)
        store.meta.put("status", "done")
        dropped: dict[str, JsonValue] = {"said twice": 4}
        languages: dict[str, JsonValue] = {"de": 2}
        store.meta.put("mined", {"facts": 80, "dropped": dropped, "other_languages": languages})
        store.meta.put(
            "report", {"short": "no more bridges", "bridges": BRIDGES, "tasks": "never shown", "speed": SPEED}
        )
    return folder


def test_the_json_has_everything(run: Path) -> None:
    result = CliRunner().invoke(app, ["stats", str(run), "--json"])
    found = json.loads(result.stdout)
    assert list(found) == snapshot(
        [
            "status",
            "short",
            "sources",
            "funnel",
            "tasks",
            "baseline",
            "effective",
            "difficulty",
            "licences",
            "limits",
            "solved",
            "reviewed",
            "rejections",
            "usage",
            "calls",
            "bridges",
            "speed",
        ]
    )
    files = [{"uri": "b.pdf", "reason": "encrypted"}]
    assert found["sources"] == {"total": 2, "read": 1, "unreadable": 1, "reasons": {"encrypted": 1}, "files": files}
    assert found["tasks"]["by_kind"] == {"atomic": 2, "depth": 1, "width": 1}
    assert found["funnel"]["drawn"] == {"atomic": 2, "depth": 4, "width": 1}
    assert found["rejections"]["by_check"][0]["reasons"] == {"twin table": 2, "two rows [/red]": 1}
    assert (found["short"], found["bridges"], found["status"]) == ("no more bridges", BRIDGES, "done")
    assert found["funnel"]["mined"] == {
        "facts": 80,
        "dropped": {"said twice": 4},
        "other_languages": {"de": 2},
    }


def test_the_terminal_shows_the_same(run: Path) -> None:
    result = CliRunner().invoke(app, ["stats", str(run)], env={"COLUMNS": "100"})
    assert result.exit_code == 0
    assert "\n".join(line.rstrip() for line in result.stdout.splitlines()) == snapshot("""\
4 tasks from 6 documents, last run 4.00 s (done)
short: no more bridges

Sources
total       2
read        1
unreadable  1

Could not be read (--json names every file)
1  encrypted
     b.pdf

Funnel
documents             1
  in other languages  2 (de: 2): only searched
facts                 80
candidates drawn      7
  atomic              2 drawn, 2 accepted
  depth               4 drawn, 1 accepted
  width               1 drawn, 1 accepted
accepted              4

Dropped while mining: 4 readings
said twice  4

Tasks
kind    hops  modalities  tools               tasks
atomic     1  html+table  search+open             1
atomic     1  text        search+open             1
depth      2  html+table  search+open             1
width      1  pdf+table   search+open+python      1

Tasks by
kind         atomic: 2, depth: 1, width: 1
hops         1: 3, 2: 1
modality     html: 2, pdf: 1, table: 3, text: 1
answer type  number: 4
operation    sum: 1
tool         open: 4, python: 1, search: 4
language     en: 4
split        train: 4

Bridges
                                    in the corpus  in the tasks
bridges                                         3             1
chains of 2 hops                                3             1
tasks through the most used bridge                    1 (50.0%)

Right by guessing
most frequent answer                  0.0%
most frequent answer of the relation  0.0%
a candidate at random (4 tasks)       9.2%

Effective numbers
documents  6.00
relations  4.00
bridges    1.00
templates  4.00
answers    4.00

Difficulty
tool calls, mean                     3.00
tool calls, most                     5
listed by a search for the question  0.0%
tasks measured with a solver         0

Licences of the sources
licence       stated by  attribution             documents
CC-BY-SA-4.0  document   Wikipedia contributors          3
not stated    nobody     not stated                      2
CC0-1.0       document   not stated                      1

Known limits
Checks that were not run, by tasks: closed_book 4, shortcut 3.
That a model without tools fails is not shown where closed_book was not run.
4 questions are worded by templates, not by a person or a model.
Difficulty is counted, not measured, for 4 tasks.
The licence of 2 documents is not known.
An answer is what the frozen document says: it may be out of date, or wrong there.

Rejections: 3 candidates
candidates  check           reason
         3  verify: unique
         2                  twin table
         1                  two rows [/red]
""")


def test_a_run_that_has_only_begun_can_be_looked_at(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path):
        result = CliRunner().invoke(app, ["stats", str(tmp_path)])
    assert result.exit_code == 0
    assert "0 tasks from 0 documents" in result.stdout


def test_a_folder_without_a_run_is_an_error_of_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["stats", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {tmp_path}/run.sqlite: no such file")
    assert result.stderr.count("\n") == 1


def test_what_readers_said_is_counted(run: Path) -> None:
    opinions: list[Opinion] = ["accept", "accept", "reject"]
    for number, opinion in enumerate(opinions):
        Reviews(run).add(Review(f"t_{number}", "ann", "2026-01-02T03:04:05Z", opinion))
    found = json.loads(CliRunner().invoke(app, ["stats", str(run), "--json"]).stdout)
    assert found["reviewed"] == {"accepted": 2, "rejected": 1}
    assert "Read by people" in CliRunner().invoke(app, ["stats", str(run)]).stdout
