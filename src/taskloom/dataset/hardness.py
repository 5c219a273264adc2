"""How hard a dataset's tasks are: as counted when they were made, and as measured by solvers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.dataset.interval import Mean, mean_share
from taskloom.schema.task import Task


class Measured(NamedTuple):
    """How the last solver fared at tasks of one kind and number of hops."""

    kind: str
    hops: int
    success: Mean
    """Mean over the tasks of the share of tries that succeeded."""
    never: int
    """Tasks that no try solved."""
    always: int
    """Tasks that every try solved."""


@dataclass(frozen=True, slots=True)
class Hardness:
    """Means and shares over the tasks; None where there is nothing to tell from."""

    tool_calls: float | None
    """Mean calls of the try that the task was made with."""
    most_tool_calls: int
    listed: float | None
    """Share of tasks whose answer's document is listed when the whole question is searched for."""
    measured: int
    """Tasks that a solver tried."""
    success: float | None
    """Mean over the measured tasks of the share of tries that succeeded."""
    interval: tuple[float, float] | None
    """Bounds of its 95 % interval."""
    solvers: tuple[str, ...]
    groups: tuple[Measured, ...]
    """Of the measured tasks, sorted by kind and hops."""


class Hardnesses:
    """The counts, filled task by task."""

    def __init__(self) -> None:
        self._calls: Counter[int] = Counter()
        self._listed = 0
        self._measured: dict[tuple[str, int], Counter[tuple[int, int]]] = {}
        """By kind and hops, how many tasks have so many tries and so many successes."""
        self._solvers: set[str] = set()

    def add(self, task: Task) -> None:
        """Count one task."""
        known = task.difficulty
        self._calls[known.tool_calls] += 1
        self._listed += known.search_rank is not None
        if known.tries:
            self._measured.setdefault((task.kind, task.hops), Counter())[known.tries, known.successes or 0] += 1
        if known.solver is not None:
            self._solvers.add(known.solver)

    def hardness(self) -> Hardness:
        """Of the tasks so far."""
        total = self._calls.total()
        whole = _mean(sum(self._measured.values(), Counter[tuple[int, int]]()))
        return Hardness(
            tool_calls=sum(calls * times for calls, times in self._calls.items()) / total if total else None,
            most_tool_calls=max(self._calls, default=0),
            listed=self._listed / total if total else None,
            measured=0 if whole is None else whole.tasks,
            success=None if whole is None else whole.share,
            interval=None if whole is None else (whole.low, whole.high),
            solvers=tuple(sorted(self._solvers)),
            groups=tuple(
                Measured(
                    kind, hops, mean,
                    never=sum(times for (_, successes), times in counts.items() if not successes),
                    always=sum(times for (tries, successes), times in counts.items() if successes == tries),
                )
                for (kind, hops), counts in sorted(self._measured.items())
                if (mean := _mean(counts)) is not None
            ),
        )  # fmt: skip


def _mean(counts: Counter[tuple[int, int]]) -> Mean | None:
    """The mean share of successes; None for no task."""
    shares: Counter[float] = Counter()
    for (tries, successes), times in counts.items():
        shares[successes / tries] += times
    return mean_share(shares, sum(tries * times for (tries, _), times in counts.items()))
