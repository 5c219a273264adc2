"""Samples for review: drawn at random or stratified, by a seed; and what their readers found so far."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from taskloom.dataset.agreement import Agreement, agreement
from taskloom.dataset.interval import Share, weighted, wilson
from taskloom.store.reviews import Drawn, Review, Reviews, Sample, decision
from taskloom.view.filters import Filters
from taskloom.view.run import Run

STRATA = {
    "": "at random",
    "kind": "the same number of each kind",
    "hops": "of each number of hops",
    "answer": "of each answer type",
}
"""Ways to draw: facets of which a task has one value."""
LARGEST = 5000


class Draw(NamedTuple):
    """Tasks drawn, and how many there were in each stratum."""

    drawn: tuple[Drawn, ...]
    populations: Mapping[str, int]


class Pair(NamedTuple):
    """Two readers, and how far they agree."""

    readers: tuple[str, str]
    agreement: Agreement


class Line(NamedTuple):
    """A row of a sample's result."""

    name: str
    population: int
    drawn: int
    share: Share | None


class Result(NamedTuple):
    """What a sample's readers found: a task is valid when more than half of its readers accept it."""

    total: Line
    strata: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    readers: Mapping[str, int]
    """How many tasks each has read."""
    disputed: tuple[str, ...]
    """Tasks on which readers differ."""


def draw(run: Run, filters: Filters, stratum: str, size: int, seed: int) -> Draw:
    """Draw `size` tasks, or `size` of each stratum: the same ones for the same dataset, filters and seed."""
    chosen = filters._replace(sort="order", descending=False, page=1)
    lottery = random.Random(seed)
    if stratum not in STRATA or not stratum:
        return Draw(tuple(Drawn(task, "") for task in _drawn(run, chosen, size, lottery)), {"": _count(run, chosen)})
    drawn: list[Drawn] = []
    populations: dict[str, int] = {}
    for value in sorted(run.index.counts("accepted", chosen, [stratum])[stratum]):
        narrowed = chosen.without(stratum)
        narrowed = narrowed._replace(chosen=tuple(sorted({*narrowed.chosen, (stratum, value)})))
        if chosen.values(stratum) and value not in chosen.values(stratum):
            continue
        populations[value] = _count(run, narrowed)
        drawn += [Drawn(task, value) for task in _drawn(run, narrowed, size, lottery)]
    # Read one kind after another, a reader would learn what to expect.
    lottery.shuffle(drawn)
    return Draw(tuple(drawn), populations)


def result(sample: Sample, reviews: Reviews) -> Result:
    """What was found so far."""
    last = reviews.last(one.task for one in sample.drawn)
    valid = {task: decision(readers.values()).outcome == "accepted" for task, readers in last.items()}
    counts: dict[str, tuple[int, int]] = {}
    for one in sample.drawn:
        good, read = counts.get(one.stratum, (0, 0))
        counts[one.stratum] = (good + valid.get(one.task, False), read + (one.task in valid))
    strata = tuple(
        Line(
            name,
            sample.populations.get(name, 0),
            sum(one.stratum == name for one in sample.drawn),
            wilson(*counts.get(name, (0, 0))),
        )
        for name in sorted(sample.populations)
    )
    everything = sum(sample.populations.values())
    total = Line("all", everything, len(sample.drawn), weighted(counts, sample.populations))
    readers: dict[str, int] = {}
    for found in last.values():
        for reader in found:
            readers[reader] = readers.get(reader, 0) + 1
    disputed = [
        task
        for task, found in last.items()
        if len({(one.opinion, one.question, one.answer) for one in found.values()}) > 1
    ]
    return Result(
        total,
        strata if sample.stratum else (),
        _pairs(last, sorted(readers)),
        dict(sorted(readers.items())),
        tuple(disputed),
    )


def next_unread(sample: Sample, reviews: Reviews, reader: str, after: int) -> int | None:
    """The place, from 1, of the next task the reader has not judged, later ones first; None when all are."""
    last = reviews.last(one.task for one in sample.drawn)
    unread = [at for at, one in enumerate(sample.drawn, start=1) if reader not in last.get(one.task, {})]
    return next((at for at in unread if at > after), unread[0] if unread else None)


def _pairs(last: Mapping[str, Mapping[str, Review]], readers: list[str]) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    for one, other in combinations(readers, 2):
        both = [
            (found[one].opinion, found[other].opinion) for found in last.values() if one in found and other in found
        ]
        if both:
            pairs.append(Pair((one, other), agreement(both)))
    return tuple(pairs)


def _count(run: Run, filters: Filters) -> int:
    return run.index.slice("accepted", filters, 0, 1).total


def _drawn(run: Run, filters: Filters, size: int, lottery: random.Random) -> list[str]:
    rows = run.index.slice("accepted", filters, 0, max(_count(run, filters), 1)).rows
    chosen = lottery.sample(rows, min(size, len(rows)))
    return run.task_ids(tuple(chosen))
