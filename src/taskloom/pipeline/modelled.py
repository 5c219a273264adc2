"""Crafting with a model: a lane for each kind, all at once, until what was asked for is there.

Everything is decided anew when a run goes on: the replies are kept, so asking again costs nothing, and what comes
out is the same.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.admission import ORDER, TWIN
from taskloom.pipeline.drawing import Drawing, dropped
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.gate import Gate
from taskloom.pipeline.lane import Lane, Settled, Unit
from taskloom.pipeline.recipe import recipe_of
from taskloom.pipeline.spent import Spent
from taskloom.pipeline.worker import reason_of
from taskloom.schema.task import Kind, Task
from taskloom.store import ResultRow, Store

COMMIT = 16
"""Decisions in a transaction; the replies behind them are committed already."""
EVERY = 0.25
"""Seconds between two looks at the progress."""


@dataclass(slots=True)
class Books:
    """What was decided: rows for the ledger, counts for the progress, and what keeps a dataset varied."""

    store: Store
    near: dict[Kind, NearDuplicates]
    caps: dict[Kind, Caps]
    """For what models make; what structure makes was held to its caps before."""
    positions: Counter[Kind] = field(default_factory=Counter[Kind])
    accepted: dict[str, int] = field(default_factory=dict[str, int])
    rejected: dict[str, int] = field(default_factory=dict[str, int])
    decided: int = 0
    ids: set[str] = field(default_factory=set[str])
    _rows: list[ResultRow] = field(default_factory=list[ResultRow])

    def decide(self, lane: Lane, one: Settled) -> Task | None:
        """Record what became of a candidate; returns the task when it is admitted."""
        if one.proposal is not None and (fallen := self._kept_out(one)) is not None:
            one = fallen
        row = self._row(one, lane)
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
        return one.proposal.task

    def commit(self) -> None:
        """Write what was decided."""
        self.store.results.put(self._rows)
        self._rows.clear()

    def _kept_out(self, one: Settled) -> Settled | None:
        """The rejection of a task that is like another or one too many of its sort."""
        assert one.proposal is not None
        task = one.proposal.task
        proposal = one.proposal._replace(usage=one.usage)
        if task.id in self.ids:
            return dropped(proposal, "dataset", "near_duplicate", TWIN, task.id)
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

    def _row(self, one: Settled, lane: Lane) -> ResultRow:
        position = self.positions[one.kind]
        if one.proposal is not None:
            made = one.proposal
            recipe = recipe_of(made.draft) if made.draft is not None else None
            beyond = "more than was asked for" if lane.missing == 0 else None
            return ResultRow.accepted(
                one.key, position, made.task, made.trajectories, recipe, one.usage, deferred=beyond
            )
        told: dict[str, JsonValue] = dict(one.told)
        if one.failed is not None:
            told["detail"] = one.failed.detail
            check, reason = one.failed.check, reason_of(one.failed)
        else:
            check, reason = one.check, str(told.pop("reason", one.check))
        return ResultRow.rejected(
            one.key, position, one.kind,
            stage=one.stage, check=check, reason=reason, candidate=told, usage=one.usage,
        )  # fmt: skip


@dataclass(slots=True)
class Looms:
    """The lanes of a run."""

    lanes: dict[Kind, Lane]
    books: Books
    requested: int | None
    counts: Mapping[str, int]
    spent: Callable[[], Spent]
    on_progress: OnProgress

    async def run(self) -> None:
        """All lanes at once; what one cannot give the others make up for."""
        ticker = asyncio.create_task(self._tick())
        try:
            await self._together(list(self.lanes.values()))
            if self.requested is not None:
                for kind in ORDER:
                    lane = self.lanes[kind]
                    missing = self.requested - self.total
                    if missing > 0 and not lane.dry:
                        lane.target = len(lane.accepted) + missing
                        await self._together([lane])
        finally:
            ticker.cancel()
            self.books.commit()
            self._tell()

    @property
    def total(self) -> int:
        """Tasks accepted so far."""
        return sum(len(lane.accepted) for lane in self.lanes.values())

    async def _together(self, lanes: list[Lane]) -> None:
        """Run lanes; when one fails the others finish what they began, and the first failure is raised."""
        running = [asyncio.create_task(lane.run()) for lane in lanes]
        try:
            await asyncio.gather(*running)
        except BaseException:
            for lane in lanes:
                lane.dry = True
            await asyncio.gather(*running, return_exceptions=True)
            raise

    async def _tick(self) -> None:
        while True:
            self._tell()
            await asyncio.sleep(EVERY)

    def _tell(self) -> None:
        counts = {**self.counts, "candidates": self.books.decided}
        self.on_progress(
            Progress(
                "making tasks", self.total, self.requested, counts,
                dict(self.books.accepted), dict(self.books.rejected), self.spent(),
            )
        )  # fmt: skip


async def structural(drawing: Drawing, gate: Gate, size: int) -> AsyncIterator[Unit]:
    """Blocks of what structure makes, as units."""
    async for block in drawing.blocks(size):
        proposals = block.proposals

        async def work(proposals=proposals):  # noqa: ANN001, ANN202
            return await gate.block(await gate.worded(proposals))

        yield Unit(len(block.proposals), work, block.fallen)


async def in_turn(*sources: AsyncIterator[Unit]) -> AsyncIterator[Unit]:
    """Units of each source in turn, for as long as any has one."""
    active = list(sources)
    while active:
        for source in list(active):
            unit = await anext(source, None)
            if unit is None:
                active.remove(source)
            else:
                yield unit
