"""The ledger's promises: on disk when told so, many calls in one transaction, everything written at the end."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from taskloom.llm.errors import BudgetReached
from taskloom.llm.ledger import Ledger
from taskloom.store import Calls
from taskloom.store.calls import Answered, Hit


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def answered(number: int) -> Answered:
    return Answered(key(number), b'{"content":"x"}', 1, 1, 0.001, 0.1, 1)


def count(run: Path, status: str) -> int:
    with sqlite3.connect(run / "run.sqlite") as connection:
        found: int = connection.execute("SELECT count(*) FROM calls WHERE status = ?", (status,)).fetchone()[0]
    connection.close()
    return found


def test_a_reservation_is_on_disk_before_it_is_held(tmp_path: Path) -> None:
    async def run() -> None:
        async with Ledger(tmp_path, 1.0) as ledger:
            reservation = ledger.reservation(key(1), "m", "word", 0.5)
            await reservation.hold()
            assert (count(tmp_path, "reserved"), ledger.budget.held) == (1, 0.5)
            await reservation.hold()
            assert ledger.budget.held == 0.5
            with pytest.raises(BudgetReached):
                await ledger.reservation(key(2), "m", "word", 1.1).hold()
            assert not await ledger.reservation(key(2), "m", "word", 0.6).hold()
            assert count(tmp_path, "reserved") == 1
            await reservation.answered(answered(1))
            assert (count(tmp_path, "answered"), ledger.budget.held, ledger.budget.spent) == (1, 0.0, 0.001)
            stored = ledger.answered(key(1))
            assert stored is not None
            assert stored.reply == b'{"content":"x"}'

    asyncio.run(run())


def test_many_calls_are_few_transactions(tmp_path: Path) -> None:
    async def run() -> int:
        async with Ledger(tmp_path) as ledger:
            with sqlite3.connect(tmp_path / "run.sqlite") as other:

                def version() -> int:
                    # the position in the write-ahead log moves with every commit
                    return int((tmp_path / "run.sqlite-wal").stat().st_size)

                before, seen = version(), set[int]()

                async def call(number: int) -> None:
                    reservation = ledger.reservation(key(number), "m", "word", 0.0)
                    await reservation.hold()
                    seen.add(version())
                    await reservation.answered(answered(number))
                    seen.add(version())

                await asyncio.gather(*(call(number) for number in range(500)))
            other.close()
            assert before not in seen
            return len(seen)

    assert asyncio.run(run()) < 100
    assert count(tmp_path, "answered") == 500


def test_the_end_waits_for_what_was_noted(tmp_path: Path) -> None:
    async def run() -> None:
        async with Ledger(tmp_path) as ledger:
            reservation = ledger.reservation(key(1), "m", "word", None)
            await reservation.hold()
            await reservation.answered(answered(1))
            for _ in range(10):
                ledger.note(Hit(key(1)))

    asyncio.run(run())
    with Calls.open(tmp_path) as calls:
        assert calls.summary()[0].hits == 10


def test_what_earlier_sessions_spent_counts(tmp_path: Path) -> None:
    async def run(most: float) -> float:
        async with Ledger(tmp_path, most) as ledger:
            reservation = ledger.reservation(key(ord("a")), "m", "word", 0.4)
            before = ledger.budget.spent
            await reservation.hold()
            return before

    assert asyncio.run(run(1.0)) == 0.0
    assert asyncio.run(run(1.0)) == pytest.approx(0.4)  # still reserved: nobody knows its end
    with pytest.raises(BudgetReached, match=r"spent 0\.8"):
        asyncio.run(run(1.0))
    assert asyncio.run(run(1.3)) == pytest.approx(0.8)


def test_what_a_call_may_have_cost_stays(tmp_path: Path) -> None:
    async def run() -> None:
        async with Ledger(tmp_path, 1.0) as ledger:
            reservation = ledger.reservation(key(1), "m", "word", 0.3)
            await reservation.hold()
            reservation.lost()
            assert (ledger.budget.spent, ledger.budget.held) == (0.3, 0.0)
            await reservation.hold()
            reservation.failed("given up", 2)
            assert (ledger.budget.spent, ledger.budget.held) == (0.3, 0.0)

    asyncio.run(run())
    with Calls.open(tmp_path) as calls:
        (row,) = calls.summary()
        assert (row.failed, row.lost, calls.spent()) == (1, 1, pytest.approx(0.3))
