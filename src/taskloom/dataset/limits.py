"""What a dataset does not claim, told from its tasks: checks that were not run, wording, licences, difficulty."""

from __future__ import annotations

from collections import Counter

from taskloom.dataset.composition import Composition
from taskloom.dataset.hardness import Hardness
from taskloom.schema.task import Task


class Unclaimed:
    """Counts of what was not checked or not written by a model, filled task by task."""

    def __init__(self) -> None:
        self._total = 0
        self._not_run: Counter[str] = Counter()
        self._templated = 0

    def add(self, task: Task) -> None:
        """Count one task."""
        self._total += 1
        self._templated += task.provenance.writer == "template"
        self._not_run.update(verdict.check for verdict in task.verdicts if verdict.passed is None)

    def limits(self, composition: Composition, hardness: Hardness) -> tuple[str, ...]:
        """One sentence each."""
        said: list[str] = []
        if not self._total:
            return ()
        if self._not_run:
            checks = ", ".join(f"{check} {times:,}" for check, times in sorted(self._not_run.items()))
            said.append(f"Checks that were not run, by tasks: {checks}.")
        if self._not_run["closed_book"]:
            said.append("That a model without tools fails is not shown where closed_book was not run.")
        if self._templated:
            said.append(f"{self._templated:,} questions are worded by templates, not by a person or a model.")
        if hardness.measured < self._total:
            said.append(f"Difficulty is counted, not measured, for {self._total - hardness.measured:,} tasks.")
        unknown = sum(one.documents for one in composition.licences if not one.licence)
        if unknown:
            said.append(f"The licence of {unknown:,} documents is not known.")
        said.append("An answer is what the frozen document says: it may be out of date, or wrong there.")
        return tuple(said)
