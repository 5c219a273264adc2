"""Reading a dataset that was written."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from taskloom.errors import TaskloomError
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory
from taskloom.store.packing import task_of, trajectory_of


class DatasetError(TaskloomError):
    """A dataset is not there, or not what it should be."""


def read_tasks(file: Path) -> Iterator[Task]:
    """The tasks of a `tasks.jsonl`, one at a time. Raises DatasetError, which names file and line."""
    for number, line in _lines(file):
        try:
            yield task_of(line)
        except ValueError as error:
            raise DatasetError(f"{file}:{number}: not a task of schema 1: {_reason(error)}") from error


def read_trajectories(file: Path) -> Iterator[Trajectory]:
    """The trajectories of a `trajectories.jsonl`, one at a time.

    Raises DatasetError, which names file and line.
    """
    for number, line in _lines(file):
        try:
            yield trajectory_of(line)
        except ValueError as error:
            raise DatasetError(f"{file}:{number}: not a trajectory: {_reason(error)}") from error


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with file.open("rb") as source:
            for number, line in enumerate(source, start=1):
                yield number, line.rstrip(b"\r\n")
    except OSError as error:
        raise DatasetError(f"{file}: {error.strerror}; a run's tasks lie in RUN/dataset/tasks.jsonl") from error


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]).replace("schema_version", "schema")
    return f"{place}: {first['msg']}" if place else first["msg"]
