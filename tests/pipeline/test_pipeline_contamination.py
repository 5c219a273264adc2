"""A run keeps out what stands in a benchmark, and says what that was."""

import json
from pathlib import Path

from killable_run import Ended, Maker

from taskloom.dataset import read_tasks
from taskloom.pipeline import generate
from taskloom.pipeline.events import Progress
from taskloom.pipeline.settings import Settings


def quiet(progress: Progress) -> None:
    del progress


def test_what_a_benchmark_asks_is_not_asked_again(finished: tuple[Path, Ended], maker: Maker, tmp_path: Path) -> None:
    asked = list(read_tasks(finished[0] / "dataset" / "tasks.jsonl"))[:8]
    benchmark = tmp_path / "benchmark.jsonl"
    rows = [{"id": task.id, "question": task.question.lower(), "answer": task.answer.text} for task in asked]
    benchmark.write_text("".join(json.dumps(row) + "\n" for row in rows))
    given = json.loads(maker.command(tmp_path / "run")[2]) | {"decontaminate": [str(benchmark)]}
    generate(Settings.resolve(given), quiet)
    dataset = tmp_path / "run" / "dataset"
    assert not {task.id for task in asked} & {task.id for task in read_tasks(dataset / "tasks.jsonl")}
    ledger = [json.loads(line) for line in (dataset / "contamination.jsonl").read_text().splitlines()]
    hit = {row["candidate"]["id"]: row["candidate"]["hits"][0]["item"] for row in ledger}
    assert {task.id for task in asked} <= set(hit)
    assert all(hit[task.id] == task.id for task in asked)
    rejected = (dataset / "rejections.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in rejected if json.loads(line)["check"] == "contamination"] == ledger


def test_without_a_benchmark_there_is_no_ledger(finished: tuple[Path, Ended]) -> None:
    assert not (finished[0] / "dataset" / "contamination.jsonl").exists()
