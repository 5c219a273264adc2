"""The record of all calls of a run: the cache, what was spent, and the promise that both survive any end.

Commits happen in one thread, many calls at once: what arrives while one is written goes into the next. Reading is
done where it is asked for, over a second connection.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import Error
from types import TracebackType
from typing import NamedTuple, Self

from taskloom.llm.budget import Budget
from taskloom.llm.seen import Seen
from taskloom.store.calls import Answered, Calls, Change, Failed, Hit, Reserved, StoredReply
from taskloom.store.errors import StoreError

_GATHER_S = 0.002
"""How long a commit waits for company."""


class _Waiting(NamedTuple):
    change: Change
    done: asyncio.Future[None] | None


class Ledger:
    """One a run, for all its models. Use it in an `async with` block; the run's folder is there.

    Raises StoreError when the record cannot be opened or written.
    """

    budget: Budget

    def __init__(self, run: Path, budget: float | None = None) -> None:
        self._run = run
        self._most = budget
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._pending: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._freed = asyncio.Event()

    def answered(self, key: bytes) -> StoredReply | None:
        """The recorded answer to a call."""
        if key not in self._seen:
            return None
        try:
            return self._reader.answered(key)
        except Error as error:
            raise self._explained(error) from error

    async def commit(self, change: Change) -> None:
        """Record a change; it is on disk when this returns."""
        done = asyncio.get_running_loop().create_future()
        self._add(_Waiting(change, done))
        await done

    def note(self, change: Change) -> None:
        """Record a change with the next commit."""
        self._add(_Waiting(change, None))

    def reservation(self, key: bytes, model: str, purpose: str, highest: float | None) -> Reservation:
        """The money and the record of one call that is about to be sent."""
        return Reservation(self, Reserved(key, model, purpose, highest))

    def settle(self, held: float | None, price: float | None) -> None:
        """What was held for a call becomes what it cost; whoever waits for money looks again."""
        self.budget.settle(held, price)
        self._freed.set()
        self._freed = asyncio.Event()

    async def freed(self) -> None:
        """Wait until a call that holds money is settled."""
        await self._freed.wait()

    def _add(self, waiting: _Waiting) -> None:
        if isinstance(waiting.change, Answered):
            self._seen.add(waiting.change.key)
        self._pending.append(waiting)
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(_GATHER_S)
        while self._pending:
            batch, self._pending = self._pending, []
            wrong: Exception | None = None
            try:
                await loop.run_in_executor(self._thread, self._writer.record, [one.change for one in batch])
            except Error as error:
                wrong = self._explained(error)
            except Exception as error:
                wrong = error
            for _, done in batch:
                if done is None or done.done():
                    continue
                if wrong is None:
                    done.set_result(None)
                else:
                    done.set_exception(wrong)
        self._writing = None

    def _explained(self, error: Error) -> StoreError:
        return StoreError(f"{self._run / 'run.sqlite'}: {error}; see that the disk is writable and not full")

    async def __aenter__(self) -> Self:
        self._writer = Calls.open(self._run)
        self._reader = Calls.open(self._run)
        self.budget = Budget(self._most, self._reader.spent())
        self._seen = Seen(self._reader.keys())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._writing is not None:
            await asyncio.shield(self._writing)
        self._thread.shutdown()
        self._writer.close()
        self._reader.close()


class Reservation:
    """One call's price while it is not known yet: held in the budget, and on disk before anything is sent."""

    def __init__(self, ledger: Ledger, reserved: Reserved) -> None:
        self._ledger = ledger
        self._reserved = reserved
        self._held = False
        self._recorded = False

    async def room(self) -> None:
        """Wait until the budget has room beside the calls in flight. Raises BudgetReached when it never will."""
        while not self._held and not self._ledger.budget.fits(self._reserved.price):
            await self._ledger.freed()

    async def hold(self) -> bool:
        """Before each request that is sent: hold its price, on disk. False when another call took the room."""
        if self._held:
            return True
        if not self._ledger.budget.fits(self._reserved.price):
            return False
        self._ledger.budget.hold(self._reserved.price)
        self._held = self._recorded = True
        await self._ledger.commit(self._reserved)
        return True

    def lost(self) -> None:
        """A request was sent and nobody saw its end: it may have cost its highest price."""
        self._ledger.settle(self._reserved.price, self._reserved.price)
        self._held = False

    async def answered(self, answered: Answered) -> None:
        """The call is over; on disk when this returns."""
        price = self._reserved.price if answered.price is None else answered.price
        self._ledger.settle(self._reserved.price, price)
        self._held = False
        await self._ledger.commit(answered)

    def failed(self, error: str, tries: int) -> None:
        """The call is given up: what it holds is free again."""
        if self._held:
            self._ledger.settle(self._reserved.price, 0.0)
        if self._recorded:
            self._ledger.note(Failed(self._reserved.key, error, tries, lost=not self._held))
        self._held = False


__all__ = ["Answered", "Hit", "Ledger", "Reservation"]
