"""How well solvers do at tasks: pass@k with its interval, by kind, hops, modality and tool, and what that cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.dataset.interval import Mean, mean_share
from taskloom.schema.task import Task
from taskloom.store import Store, Try

INTERVAL = "Wilson's for 95 %, at an effective number of observations that follows from how much the tasks differ"
"""What the intervals are."""


def pass_at(k: int, tries: int, successes: int) -> float:
    """The chance that of k tries, drawn from these without putting back, one at least succeeded.

    The unbiased estimator of Chen et al. 2021 (arXiv 2107.03374): 1 − C(n − c, k) / C(n, k). Takes 1 ≤ k ≤ tries.
    """
    return 1.0 - math.comb(tries - successes, k) / math.comb(tries, k)


@dataclass(frozen=True, slots=True)
class Success:
    """A solver's tries at some tasks. Means are over tries; None where there is nothing to tell from."""

    tasks: int
    tries: int
    right: int
    """Tries that are right and used the evidence: the successes."""
    unseen: int
    """Right ones that never saw the evidence, which are no successes."""
    undecided: int
    pass_at: Mapping[int, Mean]
    """By k, over the tasks that were tried so often at least."""
    tool_calls: float | None
    input_tokens: float | None
    output_tokens: float | None
    cost: float | None
    """US dollars of all tries; None when the price of any is unknown."""
    answer_shown: float | None
    """The share of tries that were shown the answer by some tool."""
    answer_seen_at: float | None
    """Of those, the mean number of the tool result in which it first appeared."""
    seen_at: Mapping[int, int]
    """How many tries first saw it in the result of this number."""

    def to_json(self) -> dict[str, JsonValue]:
        """The same; `pass` is `{"1": {"share", "low", "high", "tasks"}, …}`."""
        return {
            "tasks": self.tasks,
            "tries": self.tries,
            "right": self.right,
            "right_without_evidence": self.unseen,
            "undecided": self.undecided,
            "pass": {str(k): dict(mean._asdict()) for k, mean in self.pass_at.items()},
            "tool_calls": self.tool_calls,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost": self.cost,
            "answer_shown": self.answer_shown,
            "answer_first_seen_at_step": self.answer_seen_at,
            "first_seen_at": {str(step): times for step, times in self.seen_at.items()},
        }


class Tally:
    """The counts behind a `Success`, filled task by task."""

    def __init__(self) -> None:
        self._tasks: Counter[tuple[int, int]] = Counter()
        """How many tasks have so many tries and so many successes."""
        self._seen_at: Counter[int] = Counter()
        self._tries = self._right = self._unseen = self._undecided = 0
        self._calls = self._given = self._made = 0
        self._cost: float | None = 0.0

    def add(self, tries: Iterable[Try]) -> None:
        """Count the tries at one task."""
        made = list(tries)
        self._tasks[len(made), sum(one.success for one in made)] += 1
        for one in made:
            self._tries += 1
            self._right += one.success
            self._unseen += one.outcome == "right" and not one.success
            self._undecided += one.outcome == "undecided"
            self._calls += one.tool_calls
            self._given += one.input_tokens
            self._made += one.output_tokens
            self._cost = None if self._cost is None or one.cost is None else self._cost + one.cost
            if one.answer_seen_at is not None:
                self._seen_at[one.answer_seen_at] += 1

    def success(self) -> Success:
        """Of the tasks so far."""
        shown = self._seen_at.total()

        def each(total: int) -> float | None:
            return total / self._tries if self._tries else None

        return Success(
            tasks=self._tasks.total(),
            tries=self._tries,
            right=self._right,
            unseen=self._unseen,
            undecided=self._undecided,
            pass_at=self._passes(),
            tool_calls=each(self._calls),
            input_tokens=each(self._given),
            output_tokens=each(self._made),
            cost=self._cost,
            answer_shown=each(shown),
            answer_seen_at=sum(step * times for step, times in self._seen_at.items()) / shown if shown else None,
            seen_at=dict(sorted(self._seen_at.items())),
        )

    def _passes(self) -> dict[int, Mean]:
        found: dict[int, Mean] = {}
        for k in range(1, max((tries for tries, _ in self._tasks), default=0) + 1):
            shares: Counter[float] = Counter()
            tried = 0
            for (tries, successes), times in self._tasks.items():
                if tries >= k:
                    shares[pass_at(k, tries, successes)] += times
                    tried += tries * times
            mean = mean_share(shares, tried)
            if mean is not None:
                found[k] = mean
        return found


GROUPS: Mapping[str, Callable[[Task], Iterable[str | int]]] = {
    "kind": lambda task: (task.kind,),
    "hops": lambda task: (task.hops,),
    "modality": lambda task: set(task.modalities),
    "tool": lambda task: set(task.tools),
}
"""What tasks are told apart by; one with several modalities or tools counts under each of them."""


class Solver(NamedTuple):
    """A solver's tries under one set of settings."""

    name: str
    key: str
    """The content key of what shapes its tries."""


class Solvers:
    """The tries of all solvers, filled task by task."""

    def __init__(self) -> None:
        self._tallies: dict[Solver, dict[tuple[str, str | int], Tally]] = {}

    @classmethod
    def of(cls, store: Store) -> Solvers:
        """The tries of a run."""
        found = cls()
        for identity, tries in groupby(store.tries.all(), lambda one: one.task_id):
            task = store.results.task(identity)
            assert task is not None
            found.add(task, tries)
        return found

    def add(self, task: Task, tries: Iterable[Try]) -> None:
        """Count the tries at one task, those of each solver together."""
        for (name, key), group in groupby(tries, lambda one: (one.solver, one.key)):
            tallies = self._tallies.setdefault(Solver(name, key), {})
            made = list(group)
            places = [("", ""), *((by, value) for by, values in GROUPS.items() for value in values(task))]
            for place in places:
                tallies.setdefault(place, Tally()).add(made)

    def to_json(self, key: str | None = None) -> list[JsonValue]:
        """One object for each solver, or for the one of a key: `solver`, `interval`, the figures, and `by`."""
        found: list[JsonValue] = []
        for solver, tallies in sorted(self._tallies.items()):
            if key not in (None, solver.key):
                continue
            groups: dict[str, dict[str, JsonValue]] = {by: {} for by in GROUPS}
            for (by, value), tally in sorted(tallies.items(), key=lambda one: (str(one[0][0]), str(one[0][1]))):
                if by:
                    groups[by][str(value)] = tally.success().to_json()
            whole = tallies["", ""].success().to_json()
            found.append({"solver": solver.name, "interval": INTERVAL, **whole, "by": {**groups}})
        return found
