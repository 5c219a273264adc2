"""Caps that keep a dataset from being about one document, relation, bridge or template."""

from __future__ import annotations

import math
from collections import Counter

from pydantic import Field

from taskloom.dataset.traits import traits
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
    bridge: int = Field(default=4, ge=1)
    """Tasks that go through one hidden entity."""
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
        self._document = self._cap(variety, variety.document, requested, documents)
        self._relation = self._cap(variety, variety.relation, requested, relations)
        self._template = self._cap(variety, variety.template, requested, 0)
        even = variety.slack / 2 * requested / bridges if requested is not None and bridges else 0
        self._bridge = float(max(variety.bridge, math.ceil(even)))
        self._documents: Counter[str] = Counter()
        self._relations: Counter[str] = Counter()
        self._bridges: Counter[str] = Counter()
        self._templates: Counter[str] = Counter()

    @staticmethod
    def _cap(variety: Variety, share: float, requested: int | None, available: int) -> float:
        if requested is None:
            return math.inf
        even = variety.slack / available if available else 0.0
        return max(variety.least, math.ceil(max(share, even) * requested))

    def admit(self, task: Task) -> str | None:
        """Count the task and return None, or, if a cap is reached, leave it uncounted and return the reason.

        There are four reasons, so that they can be counted.
        """
        keys = traits(task)
        if any(self._documents[document] >= self._document for document in keys.documents):
            return "enough tasks from one document"
        if self._relations[keys.relation] >= self._relation:
            return "enough tasks about one relation"
        if any(self._bridges[bridge] >= self._bridge for bridge in keys.bridges):
            return "enough tasks through one hidden entity"
        if self._templates[keys.template] >= self._template:
            return "enough tasks of one wording"
        self._documents.update(keys.documents)
        self._relations[keys.relation] += 1
        self._bridges.update(keys.bridges)
        self._templates[keys.template] += 1
        return None

    def widen(self, factor: float) -> None:
        """Raise every cap by a factor and keep the counts: for a corpus too small to be even."""
        self._document = math.ceil(self._document * factor) if math.isfinite(self._document) else math.inf
        self._relation = math.ceil(self._relation * factor) if math.isfinite(self._relation) else math.inf
        self._template = math.ceil(self._template * factor) if math.isfinite(self._template) else math.inf
        self._bridge = math.ceil(self._bridge * factor)
