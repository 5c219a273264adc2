"""Everything that is said of a dataset's tasks, gathered in one pass over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from pydantic import JsonValue

from taskloom.dataset.baseline import Baseline, Effective, Spread
from taskloom.dataset.composition import Composition, Tally
from taskloom.dataset.hardness import Hardness, Hardnesses
from taskloom.dataset.licences import UNSTATED, Licences
from taskloom.dataset.limits import Unclaimed
from taskloom.schema.task import Task


@dataclass(frozen=True, slots=True)
class Report:
    """Composition, guess baselines, effective numbers, difficulty and known limits of a dataset."""

    composition: Composition
    baseline: Baseline
    effective: Effective
    difficulty: Hardness
    limits: tuple[str, ...]

    @classmethod
    def of(cls, tasks: Iterable[Task], licences: Licences = UNSTATED) -> Report:
        """Read the tasks once; `licences` are those that the user states."""
        tally, spread, hardnesses, unclaimed = Tally(licences), Spread(), Hardnesses(), Unclaimed()
        for task in tasks:
            tally.add(task)
            spread.add(task)
            hardnesses.add(task)
            unclaimed.add(task)
        made_of, difficulty = tally.composition(), hardnesses.hardness()
        limits = unclaimed.limits(made_of, difficulty)
        return cls(made_of, spread.baseline(), spread.effective(), difficulty, limits)

    def to_json(self) -> dict[str, JsonValue]:
        """`{"tasks": {"total", "by_kind", …}, "baseline", "effective", "difficulty", "licences", "limits"}`."""
        made_of = self.composition
        return {
            "tasks": {
                "total": made_of.total,
                "documents": made_of.documents,
                "by_kind": _counts(made_of.by_kind),
                "by_hops": _counts(made_of.by_hops),
                "by_modality": _counts(made_of.by_modality),
                "by_answer_type": _counts(made_of.by_answer_type),
                "by_operation": _counts(made_of.by_operation),
                "by_tool": _counts(made_of.by_tool),
                "by_language": _counts(made_of.by_language),
                "by_split": _counts(made_of.by_split),
                "groups": [dict(group._asdict()) for group in made_of.groups],
            },
            "baseline": asdict(self.baseline),
            "effective": asdict(self.effective),
            "difficulty": _difficulty(self.difficulty),
            "licences": [dict(licence._asdict()) for licence in made_of.licences],
            "limits": list(self.limits),
        }


def _difficulty(found: Hardness) -> dict[str, JsonValue]:
    groups: list[JsonValue] = [{**one._asdict(), "success": dict(one.success._asdict())} for one in found.groups]
    interval: list[JsonValue] | None = None if found.interval is None else [*found.interval]
    return {**asdict(found), "interval": interval, "solvers": list(found.solvers), "groups": groups}


def _counts(counts: Mapping[str, int] | Mapping[int, int]) -> dict[str, JsonValue]:
    return {str(name): count for name, count in counts.items()}
