"""What the tests of `verify` share: the lines of a dataset, and changes behind a run's back."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from taskloom.pipeline.events import Progress
from taskloom.pipeline.outcome import Verification
from taskloom.store import Store
from taskloom.store.packing import pack, unpack

Changed = Callable[[dict[str, object]], None]


def quiet(progress: Progress) -> None:
    del progress


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def write(file: Path, records: list[dict[str, object]]) -> None:
    text = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
    file.write_text("".join(f"{line}\n" for line in text))


def about(found: Verification, task: str) -> list[tuple[str, str]]:
    return [(failure.check, failure.detail) for failure in found.failures if failure.task == task]


def as_dict(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value  # pyright: ignore[reportUnknownVariableType]


def as_list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value  # pyright: ignore[reportUnknownVariableType]


def resting_on(run: Path, uri: str) -> set[str]:
    return {
        str(task["id"])
        for task in lines(run / "dataset" / "tasks.jsonl")
        if uri in {as_dict(one)["uri"] for one in as_list(task["evidence"])}
    }


def change(run: Path, statement: str, *values: object) -> None:
    """Change the run's record behind its back."""
    with sqlite3.connect(run / "run.sqlite") as database:
        assert database.execute(statement, values).rowcount > 0
    database.close()


def altered(record: bytes, alter: Changed) -> bytes:
    """A packed record with something changed."""
    fields = json.loads(unpack(record))
    alter(fields)
    return pack(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())


def alter_record(run: Path, task: str, alter: Changed) -> None:
    with Store.read_only(run) as store:
        (record,) = store.connection.execute("SELECT record FROM results WHERE task_id = ?", (task,)).fetchone()
    change(run, "UPDATE results SET record = ? WHERE task_id = ?", altered(record, alter), task)


def other_answer(task: dict[str, object]) -> None:
    task["answer"] = {**as_dict(task["answer"]), "text": "42"}


def other_verdict(task: dict[str, object]) -> None:
    task["verdicts"] = [{**as_dict(one), "detail": "trust me"} for one in as_list(task["verdicts"])]
