"""How many calls may be under way: falling when it is too much, growing when it is well, pausing when nothing works."""

import asyncio
from collections.abc import Callable

import pytest

from taskloom.llm.errors import ModelUnavailable, Stopped
from taskloom.llm.fault import Fault, FaultKind
from taskloom.llm.limits import Limits
from taskloom.llm.retry import Patience

QUICK = Patience(pause_s=0.001, most_s=0.01)
Endpoint = Callable[[int], tuple[FaultKind | None, float]]
"""What a call meets when so many are under way, and the seconds it takes."""


def fault(kind: FaultKind) -> Fault:
    return Fault(kind, f"it is {kind}")


async def use(limits: Limits, endpoint: Endpoint, rounds: int) -> list[int]:
    """Keep every place taken for some rounds; returns how many calls were let in at once in each."""
    seen: list[int] = []
    for _ in range(rounds):
        places: list[bool] = []
        while limits.under_way < limits.at_once:
            places.append(await limits.enter())
        seen.append(len(places))
        for probe in places:
            kind, seconds = endpoint(len(places))
            if kind is None:
                limits.succeeded("solve", seconds)
            else:
                limits.failed(fault(kind), probe)
            limits.leave(probe)
    return seen


def test_a_crowded_endpoint_is_left_room_and_taken_again() -> None:
    async def run() -> None:
        limits = Limits("m", 64, QUICK)
        rest = iter(range(10**9))

        def takes(most: int) -> Endpoint:
            return lambda at_once: ("limited" if next(rest) % at_once >= most else None, 1.0)

        crowded = await use(limits, takes(20), 60)
        assert crowded[0] == 64
        assert 15 <= min(crowded[20:]) <= max(crowded[20:]) <= 32
        free = await use(limits, takes(64), 60)
        assert max(free) == 64
        assert free == sorted(free)

    asyncio.run(run())


def test_it_never_falls_below_one() -> None:
    async def run() -> None:
        limits = Limits("m", 8, QUICK._replace(longest_s=1e9))
        for _ in range(100):
            probe = await limits.enter()
            limits.failed(fault("limited"), probe)
            limits.leave(probe)
            limits.succeeded("solve", 1.0)
            limits.failed(fault("limited"), False)
        assert limits.at_once == 1

    asyncio.run(run())


def test_now_and_then_a_refusal_costs_little() -> None:
    async def run() -> None:
        limits = Limits("m", 64, QUICK)
        count = iter(range(10**9))
        seen = await use(limits, lambda at_once: ("limited" if next(count) % 50 == 0 else None, 1.0), 100)
        assert min(seen) >= 48

    asyncio.run(run())


def test_calls_that_become_slow_make_it_fall_once_and_the_new_pace_is_learned() -> None:
    async def run() -> None:
        limits = Limits("m", 32, QUICK)
        assert await use(limits, lambda at_once: (None, 1.0), 20) == [32] * 20
        slow = await use(limits, lambda at_once: (None, 5.0), 12)
        assert min(slow) < 25
        later = await use(limits, lambda at_once: (None, 5.0), 100)
        assert later[-1] == 32

    asyncio.run(run())


def test_purposes_that_take_longer_are_no_slowness() -> None:
    async def run() -> None:
        limits = Limits("m", 16, QUICK)
        for _ in range(20):
            for kind, seconds in (("word", 1.0), ("solve", 40.0)) * 8:
                probe = await limits.enter()
                limits.succeeded(kind, seconds)
                limits.leave(probe)
        assert limits.at_once == 16

    asyncio.run(run())


def test_a_round_of_failures_pauses_all_and_one_probes() -> None:
    told: list[tuple[str, float]] = []

    async def run() -> None:
        limits = Limits("m", 2, QUICK, lambda why, seconds: told.append((why, seconds)))
        for _ in range(4):
            probe = await limits.enter()
            limits.failed(fault("failing"), probe)
            limits.leave(probe)
        assert not limits.paused
        late = await limits.enter()
        first = await limits.enter()
        limits.failed(fault("failing"), first)
        limits.leave(first)
        assert limits.paused
        assert limits.at_once == 0
        one, other = asyncio.create_task(limits.enter()), asyncio.create_task(limits.enter())
        assert await one
        assert not other.done()
        limits.failed(fault("failing"), late)  # it began before the pause: no news
        assert len(told) == 1
        limits.failed(fault("unreachable"), True)
        limits.leave(True)
        assert await other
        limits.succeeded("solve", 1.0)
        limits.leave(True)
        assert not limits.paused
        assert limits.at_once > 0

    asyncio.run(run())
    assert told == [
        ("m: 5 failures in a row, last it is failing", 0.001),
        ("m: 7 failures in a row, last it is unreachable", 0.002),
    ]


def test_an_endpoint_that_stays_away_is_given_up() -> None:
    async def run() -> None:
        now = 0.0
        limits = Limits("m", 4, QUICK._replace(longest_s=100.0), clock=lambda: now)
        for _ in range(5):
            probe = await limits.enter()
            limits.failed(fault("unreachable"), probe)
            limits.leave(probe)
        waiting = asyncio.create_task(limits.enter())
        await asyncio.sleep(0)
        now = 101.0
        probe = await limits.enter() if not limits.paused else True
        limits.failed(fault("unreachable"), probe)
        with pytest.raises(
            ModelUnavailable, match="m: no reply for 101 s, last it is unreachable; see that the endpoint"
        ):
            await waiting
        with pytest.raises(ModelUnavailable):
            await limits.enter()

    asyncio.run(run())


@pytest.mark.parametrize(("answered", "given_up"), [(False, True), (True, False)])
def test_an_endpoint_that_never_was_there_is_given_up_soon(answered: bool, given_up: bool) -> None:
    async def run() -> None:
        now = 0.0
        limits = Limits("m", 1, QUICK._replace(longest_s=100.0, absent_s=10.0), clock=lambda: now)
        if answered:
            await use(limits, lambda under_way: (None, 0.1), 1)
        for moment in (0.0, 5.0, 6.0, 7.0, 8.0, 11.0):
            now = moment
            if limits.paused:
                await asyncio.sleep(0.02)
            limits.failed(fault("unreachable"), probe=limits.paused)
        waiting = asyncio.create_task(limits.enter())
        await asyncio.sleep(0.05)
        assert (waiting.done() and isinstance(waiting.exception(), ModelUnavailable)) == given_up
        waiting.cancel()

    asyncio.run(run())


def test_a_place_given_to_a_call_that_was_cancelled_goes_to_the_next() -> None:
    async def run() -> None:
        limits = Limits("m", 1, QUICK)
        probe = await limits.enter()
        one, other = asyncio.create_task(limits.enter()), asyncio.create_task(limits.enter())
        await asyncio.sleep(0)
        limits.leave(probe)  # the place is handed to `one`, which is cancelled before it runs
        one.cancel()
        assert await asyncio.wait_for(other, 5.0) is False
        assert limits.under_way == 1

    asyncio.run(run())


def test_stopping_turns_away_whoever_waits() -> None:
    async def run() -> None:
        limits = Limits("m", 1, QUICK)
        await limits.enter()
        place, rest = asyncio.create_task(limits.enter()), asyncio.create_task(limits.rest(500.0))
        await asyncio.sleep(0)
        limits.stop()
        for waiting in (place, rest):
            with pytest.raises(Stopped, match="m: the run is being stopped"):
                await waiting
        assert limits.under_way == 1

    asyncio.run(run())
