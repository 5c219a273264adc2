"""How hard a dataset's tasks are: as counted when they were made, and as measured by solvers."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from taskloom.schema.task import Task


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
    """Mean over the measured tasks of the share of tries that were right."""
    solvers: tuple[str, ...]


class Hardnesses:
    """The counts, filled task by task."""

    def __init__(self) -> None:
        self._calls: Counter[int] = Counter()
        self._listed = 0
        self._shares: list[float] = []
        self._solvers: set[str] = set()

    def add(self, task: Task) -> None:
        """Count one task."""
        known = task.difficulty
        self._calls[known.tool_calls] += 1
        self._listed += known.search_rank is not None
        if known.tries:
            self._shares.append((known.successes or 0) / known.tries)
        if known.solver is not None:
            self._solvers.add(known.solver)

    def hardness(self) -> Hardness:
        """Of the tasks so far."""
        total = self._calls.total()
        return Hardness(
            tool_calls=sum(calls * times for calls, times in self._calls.items()) / total if total else None,
            most_tool_calls=max(self._calls, default=0),
            listed=self._listed / total if total else None,
            measured=len(self._shares),
            success=math.fsum(self._shares) / len(self._shares) if self._shares else None,
            solvers=tuple(sorted(self._solvers)),
        )
