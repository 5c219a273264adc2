"""What lists are filtered by: each facet a few values, read off a task or a rejected candidate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from taskloom.schema.task import Task
from taskloom.schema.verdict import Verdict


class Facet(NamedTuple):
    """A filter by name; `several` is true where one record may have several of its values."""

    name: str
    title: str
    several: bool = False


TASK_FACETS = (
    Facet("kind", "Kind"),
    Facet("hops", "Hops"),
    Facet("operation", "Operation"),
    Facet("modality", "Modality", several=True),
    Facet("answer", "Answer"),
    Facet("tool", "Tools", several=True),
    Facet("calls", "Tool calls"),
    Facet("guess", "Right by guessing"),
    Facet("success", "Measured success"),
    Facet("cost", "Cost"),
    Facet("verdict", "Checks", several=True),
    Facet("language", "Language"),
    Facet("split", "Split"),
    Facet("flag", "Flags", several=True),
)
REJECTION_FACETS = (
    Facet("check", "Check"),
    Facet("reason", "Reason"),
    Facet("kind", "Kind"),
    Facet("stage", "Stage"),
    Facet("cost", "Cost"),
)
FACETS = tuple(dict.fromkeys(facet.name for facet in (*TASK_FACETS, *REJECTION_FACETS)))
"""The name of every facet."""

_GUESS = ((0.01, "under 1 %"), (0.05, "1 to 5 %"), (0.2, "5 to 20 %"))
_COST = ((0.001, "under 0.1 ¢"), (0.01, "0.1 to 1 ¢"), (0.1, "1 to 10 ¢"))
_CALLS = ((3, "1 to 2"), (5, "3 to 4"), (9, "5 to 8"))

ORDERED = {
    "guess": [label for _, label in _GUESS] + ["20 % and more", "not known"],
    "cost": ["nothing", *(label for _, label in _COST), "10 ¢ and more", "not known"],
    "calls": ["none", *(label for _, label in _CALLS), "9 and more"],
    "success": ["always", "sometimes", "never", "not tried"],
}
"""Facets whose values have an order of their own; hops are numbers, the rest go by how many there are."""


def of_task(task: Task, cost: float | None) -> dict[str, list[str]]:
    """The values of a task; `cost` in US dollars, None when no price is known."""
    return {
        "kind": [task.kind],
        "hops": [str(task.hops)],
        "operation": [task.operation] if task.operation else [],
        "modality": list(dict.fromkeys(task.modalities)),
        "answer": [task.answer.type],
        "tool": list(dict.fromkeys(task.tools)),
        "calls": [_calls(task.difficulty.tool_calls)],
        "guess": [_band(task.difficulty.guess, _GUESS, "20 % and more")],
        "success": [success(task.difficulty.tries, task.difficulty.successes)],
        "cost": [_cost(cost)],
        "verdict": [told(verdict) for verdict in task.verdicts],
        "language": [task.language],
        "split": [task.split],
        "flag": list(dict.fromkeys(task.flags)),
    }


def of_rejection(kind: str, stage: str, check: str, reason: str, cost: float | None) -> Mapping[str, list[str]]:
    """The values of a rejected candidate."""
    return {"kind": [kind], "stage": [stage], "check": [check], "reason": [reason], "cost": [_cost(cost)]}


def told(verdict: Verdict) -> str:
    """A verdict in two or three words ('leak passed', 'judge not run')."""
    return f"{verdict.check} {({True: 'passed', False: 'failed', None: 'not run'})[verdict.passed]}"


def success(tries: int | None, successes: int | None) -> str:
    """How a solver fared."""
    if not tries or successes is None:
        return "not tried"
    return "always" if successes >= tries else "sometimes" if successes else "never"


def _calls(calls: int) -> str:
    return _band(float(calls), _CALLS, "9 and more") if calls else "none"


def _cost(cost: float | None) -> str:
    return "nothing" if cost == 0 else _band(cost, _COST, "10 ¢ and more")


def _band(value: float | None, bands: tuple[tuple[float, str], ...], above: str) -> str:
    if value is None:
        return "not known"
    at = bisect_right([limit for limit, _ in bands], value)
    return bands[at][1] if at < len(bands) else above
