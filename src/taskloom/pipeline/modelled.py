"""Crafting with a model: a lane for each kind, all at once, until what was asked for is there.

Everything is decided anew when a run goes on: the replies are kept, so asking again costs nothing, and what comes
out is the same.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import NamedTuple

from taskloom.craft.draft import Draft
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.errors import TaskloomError
from taskloom.llm.errors import BudgetReached, ModelUnavailable, Stopped
from taskloom.llm.loop import run
from taskloom.pipeline.admission import ORDER
from taskloom.pipeline.books import Books
from taskloom.pipeline.drawing import Drawing
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.extending import Extending
from taskloom.pipeline.extraction import Extraction
from taskloom.pipeline.folder import DOCUMENTS
from taskloom.pipeline.gate import Gate
from taskloom.pipeline.lane import Hope, Lane, Proposal, Settled, Unit
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.room import Room
from taskloom.pipeline.session import EVERY, session
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.spent import Spent
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Kind, Provenance
from taskloom.store import Store

AHEAD = 4
"""Candidates under way for each call that may be, so that those that wait for others leave no place empty."""
WRITTEN = 8
"""Looks at the progress between two that have what was decided written."""


class Given(NamedTuple):
    """What a split has to draw from, and how many tasks it shall give."""

    drafts: Mapping[Kind, Iterator[Draft]]
    caps: Callable[[], Caps]
    tasks: int | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Modelled:
    """Crafting with the model of the settings."""

    store: Store
    settings: Settings
    key: str
    """The content key of all that shapes what is crafted."""
    workers: Workers
    provenance: Provenance
    benchmarks: Benchmarks | None
    on_progress: OnProgress

    def craft(
        self,
        drafts: Mapping[Kind, Iterator[Draft]],
        caps: Callable[[], Caps],
        tasks: int | None,
        counts: Mapping[str, int],
    ) -> TaskloomError | None:
        """Make so many tasks, of which all that is decided is committed; returns what stopped it before the end."""
        try:
            run(self._crafted(Given(drafts, caps, tasks, counts)))
        except (BudgetReached, ModelUnavailable, Stopped) as error:
            return error
        return None

    async def _crafted(self, given: Given) -> None:
        async with session(self.settings, self.store, self.workers, self.key) as open_:
            assert open_.model is not None
            gate = Gate(
                model=open_.model, judge=open_.judge, grader=open_.grader, workflow=self.settings.workflow,
                workers=self.workers, solver=open_.solver, provenance=self.provenance,
            )  # fmt: skip
            bands = self.settings.workflow.difficulty
            books = Books(
                self.store, {kind: NearDuplicates() for kind in ORDER}, {kind: given.caps() for kind in ORDER},
                self.benchmarks, bands if bands is not None and bands.mixed else None,
            )  # fmt: skip
            lanes = self._lanes(given, gate, open_.opened, books)
            looms = Looms(lanes, books, given.tasks, given.counts, open_.spent, open_.ask_no_more, self.on_progress)
            await looms.run()

    def _lanes(self, given: Given, gate: Gate, opened: Opened, books: Books) -> dict[Kind, Lane]:
        """The lanes, each with its sources."""
        settings, workflow = self.settings, self.settings.workflow
        assert settings.model is not None
        targets: Mapping[Kind, int | None] = (
            {kind: None if settings.mix.share(kind) else 0 for kind in ORDER}
            if given.tasks is None
            else settings.mix.targets(given.tasks)
        )
        if books.bands is not None:
            wanted = [targets[kind] or 0 for kind in ORDER]
            books.places = dict(zip(ORDER, books.bands.places(wanted), strict=True))
        by_model = self.provenance.model_copy(update={"miner": "model", "writer": "model", "model": gate.model.name})
        window = AHEAD * settings.model.concurrency
        extending = Extending(gate, opened.corpus, by_model, self.key)
        lanes: dict[Kind, Lane] = {}

        def source(kind: Kind) -> AsyncIterator[Unit]:
            made: list[AsyncIterator[Unit]] = []
            target = targets[kind]
            size = workflow.block if target is None else max(1, min(workflow.block, target))
            who = workflow.facts if kind == "atomic" else workflow.extensions
            if who != "model":
                drawing = Drawing(
                    given.drafts[kind], self.key, self.workers, self.provenance, Room(given.caps()), NearDuplicates(),
                    self.benchmarks,
                )  # fmt: skip
                made.append(structural(drawing, gate, size))
            if who != "structure":
                if kind == "atomic":
                    frozen = settings.out / "corpus" / DOCUMENTS
                    extraction = Extraction(
                        opened.corpus, frozen, gate, by_model, self.key, workflow.facts_per_call, size,
                        Room(given.caps()), NearDuplicates(),
                    )  # fmt: skip
                    made.append(extraction.units())
                elif settings.max_hops > 1 and kind == "depth":
                    made.append(extending.depth_units(lanes["atomic"], settings.max_hops))
                elif kind == "width":
                    made.append(extending.width_units(lanes["atomic"]))
            return in_turn(*made)

        for kind in reversed(ORDER):
            lanes[kind] = Lane(kind, source(kind), window, targets[kind], workflow.patience, books.decide)
        return lanes


@dataclass(slots=True)
class Looms:
    """The lanes of a run."""

    lanes: dict[Kind, Lane]
    books: Books
    requested: int | None
    counts: Mapping[str, int]
    spent: Callable[[], Spent]
    ask_no_more: Callable[[], None]
    """Has every further call refused."""
    on_progress: OnProgress

    async def run(self) -> None:
        """All lanes at once; what one cannot give the others make up for.

        Calls that are under way when the last task is there are awaited: they are paid for, and their answers kept.
        """
        ticker = asyncio.create_task(self._tick())
        failure: Exception | None = None
        try:
            try:
                await self._filled()
            except Exception as error:
                failure = error
            self.ask_no_more()
            await asyncio.gather(*(lane.stop() for lane in self.lanes.values()))
        finally:
            ticker.cancel()
            self.books.commit()
            self._tell()
        if failure is not None:
            raise failure

    async def _filled(self) -> None:
        await self._together(list(self.lanes.values()))
        if self.requested is not None:
            for kind in ORDER:
                lane = self.lanes[kind]
                missing = self.requested - self.total
                if missing > 0 and not lane.dry:
                    lane.target = len(lane.accepted) + missing
                    self.books.hand_on(kind)
                    await self._together([lane])

    @property
    def total(self) -> int:
        """Tasks accepted so far."""
        return sum(len(lane.accepted) for lane in self.lanes.values())

    async def _together(self, lanes: list[Lane]) -> None:
        """Run lanes and raise what ended one.

        Where calls cannot be made any more each lane goes on to the first that it needs, so that a run which is
        resumed in vain ends with no less than it had; after any other failure nothing more is begun.
        """
        running = {asyncio.create_task(lane.run()) for lane in lanes}
        failures: list[BaseException] = []
        try:
            while running:
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
                failures += (error for one in done if (error := one.exception()) is not None)
                for lane in lanes:
                    lane.dry = lane.dry or not all(map(_out_of_calls, failures))
        except asyncio.CancelledError:
            for one in running:
                one.cancel()
            raise
        if failures:
            raise min(failures, key=_out_of_calls)

    async def _tick(self) -> None:
        for tick in count():
            self._tell()
            if tick % WRITTEN == 0:
                self.books.commit()
            await asyncio.sleep(EVERY)

    def _tell(self) -> None:
        counts = {**self.counts, "candidates": self.books.decided}
        self.on_progress(
            Progress(
                "making tasks", self.total, self.requested, counts,
                dict(self.books.accepted), dict(self.books.rejected), self.spent(),
            )
        )  # fmt: skip


def _out_of_calls(error: BaseException) -> bool:
    """Whether it only says that the model cannot be asked."""
    return isinstance(error, BudgetReached | ModelUnavailable)


async def structural(drawing: Drawing, gate: Gate, size: int) -> AsyncIterator[Unit]:
    """Blocks of what structure makes, as units."""
    async for block in drawing.blocks(size):
        hope = Hope(len(block.proposals))
        yield Unit(hope, partial(_worded, gate, block.proposals, hope), block.fallen)


async def _worded(gate: Gate, proposals: Sequence[Proposal], hope: Hope) -> Sequence[Settled]:
    return await gate.block(await gate.worded(proposals), hope)


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
