"""A lane: one kind's work units, begun ahead of their turn and decided in order.

What a unit holds depends on the draw alone, and a decision only on those before it in its lane. So a run that was
killed, or that meets an endpoint at another pace, asks the same questions and makes the same tasks.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, Protocol

from pydantic import JsonValue

from taskloom.craft.draft import Draft
from taskloom.schema.task import Kind, Task
from taskloom.schema.trajectory import Usage
from taskloom.schema.verdict import Verdict

SURE = 32
"""The more, the longer it takes until what was seen counts."""


class Proposal(NamedTuple):
    """A task that passed the checks that cost nothing."""

    key: str
    """The content key of everything that shaped it."""
    task: Task
    trajectories: tuple[bytes, ...] = ()
    """Their lines."""
    draft: Draft | None = None
    """What its checks can be run again from; None for a task a model made."""
    usage: Usage = Usage()


class Settled(NamedTuple):
    """What became of a candidate: a task, or the stage and the verdict that rejected it."""

    key: str
    kind: Kind
    usage: Usage
    proposal: Proposal | None
    """The task as it is after its checks; None when it was rejected."""
    stage: str = ""
    failed: Verdict | None = None
    check: str = ""
    """Named apart from the verdict where the ledger's word is no check's name ('facts', 'budget')."""
    told: tuple[tuple[str, str], ...] = ()
    """What a rejected candidate was: its question, its answer, the detail."""
    hits: tuple[dict[str, JsonValue], ...] = ()
    """Where it stands in benchmarks."""


def dropped(proposal: Proposal, stage: str, check: str, reason: str, detail: str = "") -> Settled:
    """A proposal that falls for what no check of a task says: a cap, a twin, a reply that cannot be used."""
    task = proposal.task
    told = (("id", task.id), ("question", task.question), ("answer", task.answer.text), ("reason", reason))
    return Settled(
        proposal.key, task.kind, proposal.usage, None, stage, None, check, (*told, ("detail", detail or reason))
    )


class Hope:
    """How many tasks a unit can give. Its work says so as soon as it knows better, so that others are begun in time."""

    def __init__(self, size: int) -> None:
        self.size = self.left = size
        """How many candidates it holds, about; and how many of them did not fall."""
        self.changed: Callable[[], None] = lambda: None

    def holds(self, size: int) -> None:
        """It is known to hold so many."""
        self.size = self.left = size
        self.changed()

    def keeps(self, left: int) -> None:
        """So many did not fall so far."""
        if left != self.left:
            self.left = left
            self.changed()


class Unit(NamedTuple):
    """Some candidates that go through together, and those before them that fell for nothing."""

    hope: Hope
    work: Callable[[], Awaitable[Sequence[Settled]]]
    free: tuple[Settled, ...] = ()


class Decide(Protocol):
    """Records what became of a candidate; returns the task when it is admitted."""

    def __call__(self, one: Settled, *, wanted: bool) -> Task | None:
        """`wanted` is False for a candidate more than was asked for."""
        ...


@dataclass(slots=True)
class Lane:
    """The state of one kind's work."""

    kind: Kind
    source: AsyncIterator[Unit]
    window: int
    """The most candidates under way."""
    target: int | None
    patience: int
    """Candidates in a row that cost something and came to nothing, after which no unit is begun."""
    decide: Decide
    accepted: list[Task] = field(default_factory=list[Task])
    dry: bool = False
    """No unit is left to begin."""
    idle: bool = False
    """Nothing is under way and nothing more is wanted, or nothing is left."""
    _in_vain: int = 0
    _decided: int = 0
    """The candidates of the units that are through."""
    _running: deque[tuple[Unit, asyncio.Task[Sequence[Settled]]]] = field(
        default_factory=deque[tuple[Unit, "asyncio.Task[Sequence[Settled]]"]]
    )
    _drawing: "asyncio.Task[None] | None" = None
    """Begins units."""
    _kept: Unit | None = None
    """Drawn when no more was to be begun; begun first if more is."""
    _news: asyncio.Future[None] | None = None
    """Done when a unit is begun, or turns out to give another number of tasks."""
    _grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def missing(self) -> int | None:
        """Tasks still wanted; None for as many as there are."""
        return None if self.target is None else max(0, self.target - len(self.accepted))

    @property
    def _share(self) -> float:
        """Of candidates begun, those that become tasks, by what was seen so far; 1 at first.

        As many are begun as it takes at this rate, lest the last tasks come one round of calls after another.
        """
        return (len(self.accepted) + SURE) / (max(self._decided, len(self.accepted)) + SURE)

    async def run(self) -> None:
        """Go on until the target is met or the source is dry.

        When a unit fails nothing more is begun; what was begun is awaited and decided, then the failure is raised.
        """
        self.idle = False
        failure: Exception | None = None
        try:
            while self.missing != 0 and await self._happened():
                if self._drawing is not None and self._drawing.done():
                    self._drawing.result()
                    self._drawing = None
                if not (self._running and self._running[0][1].done()):
                    continue
                unit, work = self._running.popleft()
                try:
                    settled = work.result()
                except Exception as error:
                    failure, self.dry = failure or error, True
                    settled = ()
                self._decide_on(unit, settled)
                await self._announce()
        finally:
            self.idle = True
            await self._announce()
        if failure is not None:
            raise failure

    async def stop(self) -> None:
        """Wait for what was begun, whose answers are kept, and begin nothing more."""
        self.dry = True
        if self._drawing is not None:
            self._drawing.cancel()
        begun = (work for _, work in self._running)
        await asyncio.gather(*begun, *filter(None, [self._drawing]), return_exceptions=True)
        await self._announce()

    async def nth(self, number: int) -> Task | None:
        """The accepted task of this number, from 0, once there is one; None when there will be none."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.accepted) > number or self.idle)
        return self.accepted[number] if len(self.accepted) > number else None

    async def _happened(self) -> bool:
        """Wait until the first unit is through, others are begun, or one turns out to give another number of tasks.

        False when nothing is under way, and nothing more to begin.
        """
        awaited: set[asyncio.Future[Any]] = {work for _, work in islice(self._running, 1)}
        if self._has_room:
            self._drawing = self._drawing or asyncio.create_task(self._draw())
            awaited.add(self._drawing)
        if awaited and not any(one.done() for one in awaited):
            self._news = asyncio.get_running_loop().create_future()
            await asyncio.wait((*awaited, self._news), return_when=asyncio.FIRST_COMPLETED)
        return bool(awaited)

    @property
    def _has_room(self) -> bool:
        """Whether the window, and what is missing, leave room for another unit."""
        if self.dry or not self._running:
            return not self.dry
        hopes = [unit.hope for unit, _ in self._running]
        enough = self.missing is not None and sum(one.left for one in hopes) >= self.missing / self._share
        return not enough and sum(one.size for one in hopes) < self.window

    async def _draw(self) -> None:
        """Begin units for as long as there is room. Others are decided on meanwhile: a source may take its time."""
        while self._has_room:
            unit, self._kept = self._kept or await anext(self.source, None), None
            if unit is None:
                self.dry = True
                return
            if self.missing == 0 or self.dry:
                self._kept = unit
                return
            unit.hope.changed = self._told
            work = asyncio.ensure_future(unit.work())
            work.add_done_callback(_looked_at)
            self._running.append((unit, work))
            self._told()

    def _told(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    def _decide_on(self, unit: Unit, settled: Sequence[Settled]) -> None:
        self._decided += unit.hope.size
        for one in (*unit.free, *settled):
            task = self.decide(one, wanted=self.missing != 0)
            if task is not None:
                self.accepted.append(task)
                self._in_vain = 0
            elif one.usage.model_calls:
                self._in_vain += 1
        if self._in_vain >= self.patience:
            self.dry = True

    async def _announce(self) -> None:
        async with self._grown:
            self._grown.notify_all()


def _looked_at(work: "asyncio.Future[Sequence[Settled]]") -> None:
    """Take note of a failure that nobody waits for any more when a run is ended at once."""
    if not work.cancelled():
        work.exception()
