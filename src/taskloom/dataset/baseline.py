"""What guessing would score on a dataset, and how many different things it is effectively about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taskloom.dataset.traits import traits
from taskloom.schema.task import Task


@dataclass(frozen=True, slots=True)
class Baseline:
    """Shares of tasks that guesses without reading get right; None where there is nothing to guess from."""

    most_frequent: float | None
    """Guessing the most frequent answer of all other tasks."""
    most_frequent_of_relation: float | None
    """Guessing the most frequent answer of the other tasks that ask for the same relation."""
    candidate: float | None
    """Guessing among the candidate values, as each task records it; mean over the tasks that record it."""
    candidate_known: int
    """How many tasks record it."""


@dataclass(frozen=True, slots=True)
class Effective:
    """Effective numbers: exp of the entropy, the number of equally frequent things that would be as
    diverse.
    """

    documents: float
    relations: float
    bridges: float
    templates: float
    answers: float


class Spread:
    """Counts of what tasks rest on, filled task by task."""

    def __init__(self) -> None:
        self._documents: Counter[str] = Counter()
        self._bridges: Counter[str] = Counter()
        self._templates: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()
        self._by_relation: dict[str, Counter[str]] = {}
        self._guesses: list[float] = []

    def add(self, task: Task) -> None:
        """Count one task."""
        keys = traits(task)
        self._documents.update(keys.documents)
        self._bridges.update(keys.bridges)
        self._templates[keys.template] += 1
        self._answers[keys.answer] += 1
        self._by_relation.setdefault(keys.relation, Counter())[keys.answer] += 1
        if task.difficulty.guess is not None:
            self._guesses.append(task.difficulty.guess)

    def baseline(self) -> Baseline:
        """The baselines of the tasks so far."""
        total = self._answers.total()
        guesses = self._guesses
        of_relation = math.fsum(_right(answers.values()) for answers in self._by_relation.values())
        return Baseline(
            most_frequent=_right(self._answers.values()) / total if total else None,
            most_frequent_of_relation=of_relation / total if total else None,
            candidate=math.fsum(guesses) / len(guesses) if guesses else None,
            candidate_known=len(guesses),
        )

    def effective(self) -> Effective:
        """The effective numbers of the tasks so far."""
        return Effective(
            documents=effective_number(self._documents),
            relations=effective_number({key: one.total() for key, one in self._by_relation.items()}),
            bridges=effective_number(self._bridges),
            templates=effective_number(self._templates),
            answers=effective_number(self._answers),
        )


def effective_number(counts: Mapping[str, int]) -> float:
    """The exponential of the Shannon entropy of the counts (Hill number of order 1); 0.0 for none."""
    total = sum(counts.values())
    if total == 0:
        return 0.0
    return math.exp(-math.fsum(n / total * math.log(n / total) for n in counts.values() if n))


def _right(counts: Iterable[int]) -> float:
    """How many tasks are right when each is guessed as the most frequent answer of the others, ties by lot.

    Only the most frequent answer can win once the task itself is left out.
    """
    first, *others = sorted(counts, reverse=True)
    second = others[0] if others else 0
    if first - 1 > second:
        return float(first)
    if first - 1 == second and second:
        return first / (1 + others.count(second))
    return 0.0
