"""What was decided in a run with a model: rows for the ledger, counts for the progress, and what keeps it varied."""

from collections import Counter
from dataclasses import dataclass, field

from pydantic import JsonValue

from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.admission import TWIN
from taskloom.pipeline.bands import FULL, Bands
from taskloom.pipeline.drawing import contaminated
from taskloom.pipeline.lane import Settled, dropped
from taskloom.pipeline.recipe import recipe_of
from taskloom.pipeline.worker import reason_of
from taskloom.schema.task import Kind, Task
from taskloom.store import ResultRow, Store

COMMIT = 128
"""Decisions in a transaction, at most; the replies behind them are committed already."""


@dataclass(slots=True)
class Books:
    """The decisions of a run, in the order of each kind."""

    store: Store
    near: dict[Kind, NearDuplicates]
    caps: dict[Kind, Caps]
    """For what models make; what structure makes was held to its caps before."""
    benchmarks: Benchmarks | None = None
    bands: Bands | None = None
    """A mix of difficulty to keep; None where there is none."""
    places: dict[Kind, list[int]] = field(default_factory=dict[Kind, list[int]])
    """With a mix: tasks that are still wanted, by kind and band."""
    positions: Counter[Kind] = field(default_factory=Counter[Kind])
    accepted: dict[str, int] = field(default_factory=dict[str, int])
    rejected: dict[str, int] = field(default_factory=dict[str, int])
    decided: int = 0
    ids: set[str] = field(default_factory=set[str])
    _rows: list[ResultRow] = field(default_factory=list[ResultRow])

    def decide(self, one: Settled, *, wanted: bool) -> Task | None:
        """Record what became of a candidate; returns the task when it is admitted."""
        band: int | None = None
        if one.proposal is not None:
            if wanted and self.bands is not None and (band := self._band(one.proposal.task)) is None:
                one = self._too_many(one, self.bands)
            elif (fallen := self._kept_out(one)) is not None:
                one = fallen
        row = self._row(one, wanted)
        self.positions[one.kind] += 1
        self.decided += 1
        self._rows.append(row)
        if len(self._rows) >= COMMIT:
            self.commit()
        if row.status != "accepted":
            if row.status == "rejected":
                reason = f"{row.check_name}: {row.reason}"
                self.rejected[reason] = self.rejected.get(reason, 0) + 1
            return None
        assert one.proposal is not None
        self.accepted[one.kind] = self.accepted.get(one.kind, 0) + 1
        if band is not None:
            self.places[one.kind][band] -= 1
        return one.proposal.task

    def hand_on(self, kind: Kind) -> None:
        """Let a kind take the places that the others left, when they have ended."""
        if self.bands is None:
            return
        left = [sum(places) for places in zip(*self.places.values(), strict=True)]
        self.places = {one: left if one == kind else [0] * len(left) for one in self.places}

    def commit(self) -> None:
        """Write what was decided."""
        if not self._rows:
            return
        self.store.results.put(self._rows)
        self._rows.clear()

    def _band(self, task: Task) -> int | None:
        """The band that a measured task counts for; None where those that it lies in have no room."""
        assert self.bands is not None and task.difficulty.tries and task.difficulty.successes is not None
        holding = self.bands.holding(task.difficulty.successes, task.difficulty.tries)
        return next((band for band in holding if self.places[task.kind][band] > 0), None)

    def _too_many(self, one: Settled, bands: Bands) -> Settled:
        """The rejection of a task whose bands have no room."""
        assert one.proposal is not None
        known = one.proposal.task.difficulty
        told = bands.told(known.successes or 0, known.tries or 0)
        return dropped(one.proposal._replace(usage=one.usage), "verify", "difficulty", FULL, told)

    def _kept_out(self, one: Settled) -> Settled | None:
        """The rejection of a task that is like another or one too many of its sort."""
        assert one.proposal is not None
        task = one.proposal.task
        proposal = one.proposal._replace(usage=one.usage)
        if task.id in self.ids:
            return dropped(proposal, "dataset", "near_duplicate", TWIN, task.id)
        if (known := contaminated(proposal, self.benchmarks)) is not None:
            return known
        if one.proposal.draft is None:
            twin = self.near[one.kind].twin(task)
            if twin is not None:
                return dropped(proposal, "dataset", "near_duplicate", TWIN, twin)
            full = self.caps[one.kind].admit(task)
            if full is not None:
                return dropped(proposal, "dataset", "variety", full)
            self.near[one.kind].seen(task)
        self.ids.add(task.id)
        return None

    def _row(self, one: Settled, wanted: bool) -> ResultRow:
        position = self.positions[one.kind]
        if one.proposal is not None:
            made = one.proposal
            recipe = recipe_of(made.draft) if made.draft is not None else None
            beyond = None if wanted else "more than was asked for"
            return ResultRow.accepted(
                one.key, position, made.task, made.trajectories, recipe, one.usage, deferred=beyond
            )
        told: dict[str, JsonValue] = dict(one.told)
        if one.hits:
            told["hits"] = list(one.hits)
        if one.failed is not None:
            told["detail"] = one.failed.detail
            check, reason = one.failed.check, reason_of(one.failed)
        else:
            check, reason = one.check, str(told.pop("reason", one.check))
        return ResultRow.rejected(
            one.key, position, one.kind,
            stage=one.stage, check=check, reason=reason, candidate=told, usage=one.usage,
        )  # fmt: skip
