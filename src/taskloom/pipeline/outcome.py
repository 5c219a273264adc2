"""What came of a run, and of checking one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from taskloom.errors import TaskloomError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `generate` made."""

    requested: int | None
    """Tasks asked for; None for as many as there are."""
    accepted: int
    by_kind: Mapping[str, int]
    short: str | None
    """Why there are fewer than asked for; None when there are not."""
    dataset: Path
    stopped: TaskloomError | None = None
    """What ended the run before its time: the budget, an interrupt, a model that is out of reach."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that a task of the dataset no longer passes."""

    task: str
    check: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found."""

    checked: int
    passed: int
    failures: tuple[Failure, ...]
    """In the dataset's order."""
