"""What of a dataset an export takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from pydantic import JsonValue

from taskloom.schema.task import Task

Row = Mapping[str, JsonValue]
"""One row of an export: what a consumer's format calls an example."""

Split = Literal["train", "test", "all"]

Amend = Callable[[Task], Task | None]
"""What people made of a task: the task, the task corrected, or None for one they rejected."""


class Selection(NamedTuple):
    """The choices that every format shares."""

    split: Split = "all"
    """Splits never share a file, so 'all' writes a file for each."""
    include_replay: bool = False
    """Whether replayed trajectories count as tries: they know the plan and have no thoughts."""
    failed: bool = False
    """Whether wrong tries are written too, for training on preferences."""


def as_made(task: Task) -> Task:
    """The `Amend` of a run that nobody reviewed."""
    return task
