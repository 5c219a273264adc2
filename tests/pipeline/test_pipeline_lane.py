"""A lane begins ahead as many candidates as it takes where some of them fall, and decides them in their order."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from taskloom.pipeline.lane import Hope, Lane, Settled, Unit
from taskloom.schema.answer import Answer
from taskloom.schema.task import Difficulty, Provenance, Task
from taskloom.schema.trajectory import Usage

TARGET = 200


def task(number: int) -> Task:
    return Task(
        id=f"t_{number}", kind="atomic", question="?", answer=Answer(text="1", type="number"), operation=None, hops=1,
        tools=(), modalities=("html",), language="en", identifier="a page", relation="a value", subtasks=(),
        evidence=(), verdicts=(), difficulty=Difficulty(hops=1, tool_calls=1),
        provenance=Provenance(miner="model", writer="model", model=None, seed=0, version="0", run="r"),
    )  # fmt: skip


class Rounds:
    """Candidates of which every second falls; those under way at once are answered in one round."""

    def __init__(self) -> None:
        self.begun = self.count = 0
        self.waiting: list[asyncio.Event] = []

    async def units(self) -> AsyncIterator[Unit]:
        for number in range(10 * TARGET):
            yield Unit(Hope(1), lambda number=number: self.work(number))

    async def work(self, number: int) -> Sequence[Settled]:
        self.begun += 1
        if not self.waiting:
            asyncio.get_running_loop().call_soon(self.answer)
        event = asyncio.Event()
        self.waiting.append(event)
        await event.wait()
        return [Settled(str(number), "atomic", Usage(), None)]

    def answer(self) -> None:
        self.count += 1
        for event in self.waiting:
            event.set()
        self.waiting.clear()


def decide(one: Settled, *, wanted: bool) -> Task | None:
    return task(int(one.key)) if int(one.key) % 2 and wanted else None


def test_half_falling_takes_few_rounds_and_little_more_than_needed() -> None:
    rounds = Rounds()

    async def through() -> Lane:
        lane = Lane("atomic", rounds.units(), 10 * TARGET, TARGET, 10 * TARGET, decide)
        await lane.run()
        return lane

    lane = asyncio.run(through())
    assert [one.id for one in lane.accepted] == [f"t_{2 * number + 1}" for number in range(TARGET)]
    assert rounds.begun <= 2 * TARGET + 16
    assert rounds.count <= 6


class Shrinking:
    """Units begun for four tasks each; the first one finds that it holds one, long before it is through."""

    def __init__(self) -> None:
        self.begun = 0
        self.others = asyncio.Event()

    async def units(self) -> AsyncIterator[Unit]:
        for number in range(100):
            hope = Hope(4)
            yield Unit(hope, lambda number=number, hope=hope: self.work(number, hope))

    async def work(self, number: int, hope: Hope) -> Sequence[Settled]:
        self.begun += 1
        if number:
            self.others.set()
        else:
            await asyncio.sleep(0)
            hope.holds(1)
            await self.others.wait()  # for good, if no other is begun before this one is through
        return [Settled(str(2 * at + 1), "atomic", Usage(), None) for at in range(number * 4, number * 4 + hope.size)]


def test_another_is_begun_as_soon_as_one_turns_out_to_give_less() -> None:
    units = Shrinking()

    async def through() -> Lane:
        lane = Lane("atomic", units.units(), 100, 4, 100, decide)
        async with asyncio.timeout(60):
            await lane.run()
        return lane

    assert len(asyncio.run(through()).accepted) == 4
    assert units.begun == 2


class Slow:
    """A source that gives its second unit when the first is decided on, and its third when the target is met."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.decided = asyncio.Event()
        self.met = asyncio.Event()

    async def units(self) -> AsyncIterator[Unit]:
        yield self.unit(0)
        await self.decided.wait()
        yield self.unit(1)
        await self.met.wait()
        yield self.unit(3)
        await asyncio.Event().wait()

    def unit(self, number: int) -> Unit:
        return Unit(Hope(1), lambda: self.work(number))

    async def work(self, number: int) -> Sequence[Settled]:
        self.begun.append(number)
        return [Settled(str(number), "atomic", Usage(), None)]

    def decide(self, one: Settled, *, wanted: bool) -> Task | None:
        self.decided.set()
        return decide(one, wanted=wanted)


def test_what_is_through_is_decided_on_while_the_source_takes_its_time() -> None:
    source = Slow()

    async def through() -> Lane:
        lane = Lane("atomic", source.units(), 10, 1, 10, source.decide)
        async with asyncio.timeout(60):
            await lane.run()
            source.met.set()
            for _ in range(20):
                await asyncio.sleep(0)
            assert source.begun == [0, 1], "no more is wanted"
            lane.target = 2
            await lane.run()
            await lane.stop()
        return lane

    assert [one.id for one in asyncio.run(through()).accepted] == ["t_1", "t_3"]
    assert source.begun == [0, 1, 3]


class Failing:
    """A source whose first unit fails, and that gives its second one a little later."""

    def __init__(self) -> None:
        self.failed, self.begun = asyncio.Event(), 0

    async def units(self) -> AsyncIterator[Unit]:
        yield Unit(Hope(1), self.fail)
        await self.failed.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        yield Unit(Hope(1), self.work)

    async def fail(self) -> Sequence[Settled]:
        self.failed.set()
        raise ValueError("no")

    async def work(self) -> Sequence[Settled]:
        self.begun += 1
        return []


def test_when_a_unit_fails_nothing_more_is_begun() -> None:
    source = Failing()

    async def through() -> None:
        lane = Lane("atomic", source.units(), 10, 2, 10, decide)
        with pytest.raises(ValueError, match="no"):
            await lane.run()
        for _ in range(40):
            await asyncio.sleep(0)
        await lane.stop()

    asyncio.run(through())
    assert source.begun == 0
