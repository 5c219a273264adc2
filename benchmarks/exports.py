"""A large dataset in every format: rows, sizes, seconds, and whether what was written is what is in the run.

    python benchmarks/exports.py CORPORA [--tasks 5000] [--run RUN]

CORPORA is a folder with `wiki_html/pages`, `factbook`, `csv_538`, `pdf_tables` and `images`, the public sets that the
other benchmarks name. They are made into one run (`--run` keeps it, or takes one that is there), which is exported
to every format with replayed trajectories. Of every format the rows are read back from its files: each task once in the
files of tasks, the same question and answer as in the run. Of the card every section must be there, and its counts
must be those of the tasks. Writes `benchmarks/results/exports.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyarrow.parquet as pq
import yaml

from taskloom.dataset.read import read_tasks
from taskloom.export.exporting import FORMATS, Format, export
from taskloom.export.selection import Selection
from taskloom.pipeline import generate
from taskloom.pipeline.settings import Settings
from taskloom.schema.task import Task

SOURCES = ("wiki_html/pages", "factbook", "csv_538", "pdf_tables", "images")
SECTIONS = (
    "Modalities, hops and tools",
    "How they came about",
    "Configurations",
    "Sources and licences",
    "Known limits",
)
RESULTS = Path(__file__).parent / "results" / "exports.json"

Row = Mapping[str, Any]


class Said(NamedTuple):
    """What a row of a format says of its task."""

    question: str
    answer: str


def main() -> None:
    parser = argparse.ArgumentParser(description="A large dataset in every format.")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--run", type=Path, help="Keep the run here, or take the one that is there.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = options.run or Path(folder) / "run"
        if not (run / "dataset" / "tasks.jsonl").is_file():
            sources = tuple(str(options.corpora / source) for source in SOURCES)
            settings = Settings.resolve({"sources": sources, "out": run, "tasks": options.tasks, "test_share": 0.2})
            generate(settings, lambda progress: None)
        tasks = list(read_tasks(run / "dataset" / "tasks.jsonl"))
        measured = [written(run, form, Path(folder) / form, tasks) for form in FORMATS]
        card = described(Path(folder) / "hub" / "README.md", tasks)
    found = {"tasks": len(tasks), "load": os.getloadavg()[0], "card": card, "formats": measured}
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(f"{len(tasks):,} tasks; card: {card['characters']:,} characters, {len(card['missing'])} sections missing")
    print(f"{'format':<10} {'rows':>9} {'MB':>8} {'seconds':>8} {'tasks back':>11}")
    for one in measured:
        print(
            f"{one['format']:<10} {one['rows']:>9,} {one['mb']:>8.1f} {one['seconds']:>8.1f} {one['tasks_back']:>11,}"
        )


def written(run: Path, form: Format, folder: Path, tasks: list[Task]) -> dict[str, Any]:
    """One format's figures; raises SystemExit where a row is not what the run holds."""
    started = time.perf_counter()
    done = export(run, form, folder, Selection(include_replay=True))
    seconds = time.perf_counter() - started
    expected = sorted(Said(task.question, task.answer.text) for task in tasks if not task.flags)
    back = sorted(said(folder, form))
    if form in ("messages", "sharegpt"):
        questions = {one.question for one in expected}
        wrong = [one.question for one in back if one.question not in questions]
    else:
        wrong = [] if back == expected else ["the tasks are not those of the run"]
    if wrong:
        raise SystemExit(f"{form}: {len(wrong)} rows differ, the first: {wrong[0]}")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "format": form,
        "rows": sum(done.rows.values()),
        "tasks_back": len(back),
        "mb": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "left_out": dict(done.left_out),
    }


def said(folder: Path, form: Format) -> Iterator[Said]:
    """What the files of whole tasks say, row by row."""
    match form:
        case "messages":
            for row in parquet(folder, "*.parquet", but="subtasks"):
                messages = [json.loads(one) for one in row["messages"]]
                yield Said(messages[0]["content"], messages[-1]["content"])
        case "sharegpt":
            for row in lines(folder, "*.jsonl", but="subtasks"):
                yield Said(row["conversations"][0]["value"], row["conversations"][-1]["value"])
        case "verl" | "skyrl":
            for row in parquet(folder, "*.parquet"):
                truth = row["reward_model" if form == "verl" else "reward_spec"]
                yield Said(row["extra_info"]["question"], truth["ground_truth"])
        case "verifiers":
            for row in lines(folder, "*/*.jsonl"):
                yield Said(row["question"], json.loads(row["answer"])["text"])
        case "inspect":
            for row in lines(folder, "*.jsonl"):
                yield Said(row["input"], row["target"][0])
        case "paper":
            for row in lines(folder, "*-tasks.jsonl"):
                yield Said(row["query"], row["golden_answer"])
        case "hub":
            for row in parquet(folder, "tasks/*.parquet"):
                yield Said(row["question"], row["answer"])


def lines(folder: Path, files: str, but: str = "\n") -> Iterator[Row]:
    for file in sorted(folder.glob(files)):
        if but not in file.name:
            with file.open("rb") as source:
                yield from map(json.loads, source)


def parquet(folder: Path, files: str, but: str = "\n") -> Iterator[Row]:
    for file in sorted(folder.glob(files)):
        if but not in file.name:
            table: Any = pq.ParquetFile(file)
            for group in range(int(table.num_row_groups)):
                yield from cast(list[Row], table.read_row_group(group).to_pylist())


def described(file: Path, tasks: list[Task]) -> dict[str, Any]:
    """What the card has: its sections, and its counts against the tasks."""
    _, head, text = file.read_text("utf-8").split("---\n", 2)
    metadata = yaml.safe_load(head)
    kept = [task for task in tasks if not task.flags]
    named = [entry["path"] for config in metadata["configs"] for entry in config["data_files"]]
    return {
        "characters": len(text),
        "missing": [section for section in SECTIONS if f"\n## {section}\n" not in text],
        "counts": f"{len(kept):,} verified tasks" in text,
        "files": sorted(named) == sorted(str(one.relative_to(file.parent)) for one in file.parent.rglob("*.parquet")),
        "license": metadata["license"],
        "size": metadata["size_categories"],
        "configurations": [config["config_name"] for config in metadata["configs"]],
    }


if __name__ == "__main__":
    main()
