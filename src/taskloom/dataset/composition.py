"""What a dataset is made of: its tasks counted by kind, hops, modality, tools and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.dataset.licences import UNSTATED, Licences, Stated, StatedBy
from taskloom.schema.task import Task


class Group(NamedTuple):
    """How many tasks share their kind, hops, modalities and tools."""

    kind: str
    hops: int
    modalities: str
    """Joined with '+', sorted ('html+table')."""
    tools: str
    """Joined with '+', in the order of their first use."""
    tasks: int


class Licence(NamedTuple):
    """The terms some of the evidence stands under; '' where none are known."""

    licence: str
    stated_by: StatedBy
    attribution: str
    documents: int


@dataclass(frozen=True, slots=True)
class Composition:
    """Counts of tasks; a task with several modalities or tools counts under each of them."""

    total: int
    by_kind: Mapping[str, int]
    by_hops: Mapping[int, int]
    by_modality: Mapping[str, int]
    by_answer_type: Mapping[str, int]
    by_operation: Mapping[str, int]
    """Of the tasks that have one."""
    by_tool: Mapping[str, int]
    by_language: Mapping[str, int]
    by_split: Mapping[str, int]
    by_kind_and_hops: Mapping[tuple[str, int], int]
    groups: tuple[Group, ...]
    """Kind × hops × modalities × tools, sorted."""
    documents: int
    """Different documents that evidence lies in."""
    licences: tuple[Licence, ...]
    """Of those documents, the most frequent first."""


class Tally:
    """The counts, filled task by task."""

    def __init__(self, licences: Licences = UNSTATED) -> None:
        """`licences` are those that the user states."""
        self._licences = licences
        self._total = 0
        self._kinds: Counter[str] = Counter()
        self._hops: Counter[int] = Counter()
        self._modalities: Counter[str] = Counter()
        self._types: Counter[str] = Counter()
        self._operations: Counter[str] = Counter()
        self._tools: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._splits: Counter[str] = Counter()
        self._kinds_and_hops: Counter[tuple[str, int]] = Counter()
        self._groups: Counter[tuple[str, int, str, str]] = Counter()
        self._terms: dict[str, tuple[Stated, str]] = {}

    def add(self, task: Task) -> None:
        """Count one task."""
        self._total += 1
        self._kinds[task.kind] += 1
        self._hops[task.hops] += 1
        self._modalities.update(set(task.modalities))
        self._types[task.answer.type] += 1
        if task.operation is not None:
            self._operations[task.operation] += 1
        self._tools.update(set(task.tools))
        self._languages[task.language] += 1
        self._splits[task.split] += 1
        self._kinds_and_hops[task.kind, task.hops] += 1
        self._groups[task.kind, task.hops, "+".join(sorted(task.modalities)), "+".join(task.tools)] += 1
        for evidence in task.evidence:
            self._terms[evidence.document] = (self._licences.of(evidence), evidence.attribution or "")

    def composition(self) -> Composition:
        """The counts of the tasks so far."""
        terms = Counter(self._terms.values())
        return Composition(
            total=self._total,
            by_kind=_sorted(self._kinds),
            by_hops=dict(sorted(self._hops.items())),
            by_modality=_sorted(self._modalities),
            by_answer_type=_sorted(self._types),
            by_operation=_sorted(self._operations),
            by_tool=_sorted(self._tools),
            by_language=_sorted(self._languages),
            by_split=_sorted(self._splits),
            by_kind_and_hops=dict(sorted(self._kinds_and_hops.items())),
            groups=tuple(Group(*key, tasks=count) for key, count in sorted(self._groups.items())),
            documents=len(self._terms),
            licences=tuple(
                Licence(*stated, attribution, documents=count)
                for (stated, attribution), count in sorted(terms.items(), key=lambda item: (-item[1], item[0]))
            ),
        )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
