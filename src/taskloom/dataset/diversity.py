"""Caps that keep a dataset from being about one document, relation, bridge or template."""

from __future__ import annotations

import math
from collections import Counter

from pydantic import Field

from taskloom.dataset.traits import Traits, traits
from taskloom.schema.model import Record
from taskloom.schema.task import Task


class Variety(Record):
    """How much of a dataset one thing may take. Shares are of the tasks asked for."""

    document: float = Field(default=0.05, gt=0, le=1)
    """Share of the tasks whose evidence lies in one document."""
    relation: float = Field(default=0.05, gt=0, le=1)
    """Share of the tasks that ask for one relation."""
    template: float = Field(default=0.4, gt=0, le=1)
    """Share of the tasks worded by one template."""
    answer: float = Field(default=0.005, gt=0, le=1)
    """Share of the tasks that one name may answer: what half the rows hold is guessed."""
    pair: float = Field(default=0.02, gt=0, le=1)
    """Share of the tasks that go from one document to the same other one."""
    bridge: int = Field(default=4, ge=1)
    """Tasks that go through one hidden entity."""
    start: int = Field(default=8, ge=1)
    """Tasks of several hops that start from one row of a table."""
    slack: float = Field(default=4.0, ge=1)
    """A document or relation may always take this many times its even share: a small corpus has few of
    them.
    """
    least: int = Field(default=4, ge=1)
    """A document, relation or template may always take this many tasks."""


class Caps:
    """The counts so far against the caps.

    What it admits depends on the order of the tasks and on nothing else.
    """

    def __init__(
        self, variety: Variety, requested: int | None, *, documents: int = 0, relations: int = 0, bridges: int = 0
    ) -> None:
        """`documents`, `relations`, `bridges`: how many there are to draw from, 0 if unknown.

        When no number of tasks is requested only bridges are capped.
        """
        self._most = {
            "document": self._cap(variety, variety.document, requested, documents),
            "relation": self._cap(variety, variety.relation, requested, relations),
            "template": self._cap(variety, variety.template, requested, 0),
            "answer": self._cap(variety, variety.answer, requested, 0),
            "pair": self._cap(variety, variety.pair, requested, 0),
            "start": float(variety.start),
        }
        even = variety.slack / 2 * requested / bridges if requested is not None and bridges else 0
        self._most["bridge"] = float(max(variety.bridge, math.ceil(even)))
        self._taken: dict[str, Counter[str]] = {aspect: Counter() for aspect in self._most}

    @staticmethod
    def _cap(variety: Variety, share: float, requested: int | None, available: int) -> float:
        if requested is None:
            return math.inf
        even = variety.slack / available if available else 0.0
        return max(variety.least, math.ceil(max(share, even) * requested))

    def admit(self, task: Task) -> str | None:
        """Count the task and return None, or, if a cap is reached, leave it uncounted and return the reason.

        There are few reasons, so that they can be counted.
        """
        keys = _aspects(traits(task))
        for aspect, reason in REASONS.items():
            if any(self._taken[aspect][key] >= self._most[aspect] for key in keys[aspect]):
                return reason
        for aspect, found in keys.items():
            self._taken[aspect].update(found)
        return None

    def widen(self, factor: float) -> None:
        """Raise the caps by a factor and keep the counts: for a corpus too small to be even.

        Those on rows and names stay: a small corpus is no reason to ask the same again.
        """
        self._most = {
            aspect: math.ceil(most * factor) if math.isfinite(most) and aspect not in FIXED else most
            for aspect, most in self._most.items()
        }


FIXED = frozenset({"start", "answer"})
"""Aspects whose caps are never raised."""

REASONS = {
    "document": "enough tasks from one document",
    "relation": "enough tasks about one relation",
    "bridge": "enough tasks through one hidden entity",
    "start": "enough tasks that start from one row",
    "pair": "enough tasks from one document to another",
    "answer": "enough tasks that one name answers",
    "template": "enough tasks of one wording",
}
LASTING = frozenset(REASONS[aspect] for aspect in FIXED)
"""Reasons for which a task is never admitted later: counts do not fall."""


def _aspects(keys: Traits) -> dict[str, tuple[str, ...]]:
    """What a task takes a share of, by aspect."""
    return {
        "document": keys.documents,
        "relation": (keys.relation,),
        "bridge": keys.bridges,
        "start": keys.starts,
        "pair": keys.pairs,
        "answer": (keys.answer,) if keys.named else (),
        "template": (keys.template,),
    }
