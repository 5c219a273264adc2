"""Near-duplicates: tasks that ask the same thing twice.

Two tasks are one when they read the same answer at the same evidence, or when their questions speak of the
same names and numbers, have the same answer, and differ in no more than filler. Questions of one template
that differ in an entity, a number or what is asked of it are different tasks, however alike they look: that
is why questions are compared exactly, among those with equal names and answer only, and not by sketches
over the whole wording.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from taskloom.dataset.traits import answer_key
from taskloom.dataset.wording import FILLER, stem
from taskloom.dataset.wording import words as words_of
from taskloom.grade.name import fold
from taskloom.schema.task import Task

ALIKE = 0.6
"""Least Jaccard similarity of the pairs of neighbouring words of two wordings of one question."""


class _Wording(NamedTuple):
    task: str
    content: frozenset[str]
    pairs: frozenset[tuple[str, str]]


class _Keys(NamedTuple):
    evidence: tuple[object, ...] | None
    names: tuple[object, ...]
    wording: _Wording


class NearDuplicates:
    """The tasks added so far. What it says depends on the order of the tasks and on nothing else."""

    def __init__(self) -> None:
        self._by_evidence: dict[tuple[object, ...], str] = {}
        self._by_names: dict[tuple[object, ...], list[_Wording]] = {}
        self._last: tuple[Task, _Keys] | None = None
        """What was looked for last is added next."""

    def seen(self, task: Task) -> str | None:
        """The id of an earlier task that asks the same; if there is none, the task is added."""
        keys = self._keys(task)
        twin = self._twin(keys)
        if twin is None:
            self._add(keys)
        return twin

    def twin(self, task: Task) -> str | None:
        """The id of an added task that asks the same."""
        return self._twin(self._keys(task))

    def _keys(self, task: Task) -> _Keys:
        if self._last is None or self._last[0] is not task:
            self._last = (task, _keys(task))
        return self._last[1]

    def _twin(self, keys: _Keys) -> str | None:
        earlier = self._by_evidence.get(keys.evidence) if keys.evidence else None
        if earlier is not None:
            return earlier
        others = self._by_names.get(keys.names, ())
        return next((other.task for other in others if _alike(keys.wording, other)), None)

    def _add(self, keys: _Keys) -> None:
        self._by_names.setdefault(keys.names, []).append(keys.wording)
        if keys.evidence:
            self._by_evidence[keys.evidence] = keys.wording.task


def _keys(task: Task) -> _Keys:
    answer = answer_key(task.answer)
    places = frozenset((evidence.document, evidence.locator, evidence.quote) for evidence in task.evidence)
    words = words_of(task.question)
    return _Keys(
        (task.operation, answer, places) if places else None,
        (task.operation, answer, _names(task, words)),
        _wording(task, words),
    )


def _names(task: Task, words: list[str]) -> tuple[str, ...]:
    """What tells a question from its siblings: numbers, capitalised words, and the words of what it starts
    from.
    """
    start = set(fold(task.identifier).split())
    found: list[str] = []
    for place, word in enumerate(words):
        folded = fold(word)
        sharp = any(map(str.isdigit, word)) or folded in start or (place > 0 and word[0].isupper())
        if sharp and folded not in FILLER:
            found.append(folded)
    return tuple(sorted(found))


def _wording(task: Task, words: list[str]) -> _Wording:
    folded = [stem(fold(word)) for word in words]
    return _Wording(
        task=task.id,
        content=frozenset(word for word in folded if word not in FILLER),
        pairs=frozenset(pairwise(["", *folded, ""])),
    )


def _alike(one: _Wording, other: _Wording) -> bool:
    if not (one.content <= other.content or other.content <= one.content):
        return False
    both = len(one.pairs & other.pairs)
    return both >= ALIKE * (len(one.pairs) + len(other.pairs) - both)
