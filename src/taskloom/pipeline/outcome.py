"""What came of a run, and of checking one again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    too_hard_or_easy: Mapping[str, int] = field(default_factory=dict[str, int])
    """With a difficulty asked for: candidates that its tries dropped, by reason."""
    files: int = 0
    """Files and pages that the sources gave."""
    unreadable: int = 0
    """Those of them that could not be read."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that a task of the dataset no longer passes."""

    task: str
    check: str
    detail: str
    explained: bool = False
    """Whether it may come from a stage that means something else now."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the run's record that its frozen bytes do not give."""

    document: str
    """The document's uri; `corpus` for what concerns all of them."""
    check: str
    """'bytes': missing or changed. 'read': the bytes give another document. 'facts': the documents give another fact.
    'corpus': the list of documents is another one.
    """
    detail: str
    explained: bool = False
    """Whether it may come from a stage that means something else now."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found."""

    checked: int
    passed: int
    failures: tuple[Failure, ...]
    """In the dataset's order."""
    documents: int
    """Documents that were read again."""
    facts: int
    """Facts that they give."""
    differences: tuple[Difference, ...]
    """Between the record and what the frozen bytes give, by document."""
    changed: tuple[str, ...]
    """Stages that mean something else in this taskloom than in the one that made the run ('structure 2 → 3').

    What may come from them is marked as explained.
    """

    @property
    def sound(self) -> bool:
        """Whether nothing was found that only a change of the run's folder can explain."""
        return all(one.explained for one in (*self.failures, *self.differences))
