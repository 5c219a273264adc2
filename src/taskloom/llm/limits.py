"""How many calls may be under way at once, found out from what the endpoint does; and a pause when nothing works.

Additive increase, multiplicative decrease, once a round and between 1 and the setting: the limit falls by half the
share of calls that were too much for the endpoint (as in M. Alizadeh et al., 'Data Center TCP', 2010: refusals that
come now and then cost little, a wall of them halves it), and when calls take much longer than calls for the same
purpose did before; else it grows. When a whole round fails, all calls pause; then one of them probes.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from math import inf, log

from taskloom.llm.errors import ModelUnavailable, Stopped
from taskloom.llm.fault import Fault
from taskloom.llm.retry import Patience

Pause = Callable[[str, float], None]
"""Told why all calls pause, and for how many seconds."""

_GROWTH = 32
"""The limit grows by this part of the setting, or by 1."""
_SLOWER = 0.85
"""What is left of it after calls became slow."""
_SLOW = log(2.0)
"""Calls are slow when they take twice as long as they did."""
_LATELY, _BEFORE = 0.1, 0.01
"""The weight of the last call in the two averages that are compared."""
_ROUND = 4
"""More failures in a row make a pause, if they are also more than the calls that were under way at the first."""


class Limits:
    """The calls to one endpoint. `name` is the model's with its place, for messages."""

    def __init__(
        self,
        name: str,
        most: int,
        patience: Patience,
        on_pause: Pause | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._most = most
        self._patience = patience
        self._on_pause = on_pause
        self._clock = clock
        self._limit = float(most)
        self._under_way = 0
        self._waiting: deque[asyncio.Future[bool]] = deque()
        self._usual: dict[str, float] = {}
        self._slowness = 0.0
        self._told = self._crowded = 0
        self._full = False
        self._well_at = clock()
        self._failures = self._pauses = 0
        self._answered = False
        self._round = _ROUND
        self._paused_until: float | None = None
        self._probing = False
        self._over: ModelUnavailable | None = None
        self._stopping = asyncio.Event()

    @property
    def at_once(self) -> int:
        """How many calls may be under way now; 0 in a pause."""
        return 0 if self._paused_until is not None else max(1, int(self._limit))

    @property
    def under_way(self) -> int:
        """How many calls are."""
        return self._under_way

    @property
    def paused(self) -> bool:
        """Whether nothing is sent but a probe: a failure then is the endpoint's, not the call's."""
        return self._paused_until is not None

    async def enter(self) -> bool:
        """Wait for a place; true when it is the one that probes in a pause. Every `enter` has its `leave`.

        Raises Stopped, and ModelUnavailable when the endpoint is given up.
        """
        self._check()
        if not self._waiting and self._room():
            return self._take()
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.leave(place.result())
            raise

    def leave(self, probe: bool) -> None:
        """The call is over, well or not."""
        self._under_way -= 1
        if probe:
            self._probing = False
        self._wake()

    def succeeded(self, kind: str, seconds: float) -> None:
        """A call of this kind was answered within so many seconds."""
        self._failures = self._pauses = 0
        self._answered = True
        self._paused_until = None
        self._well_at = self._clock()
        took = log(max(seconds, 1e-6))
        usual = self._usual.setdefault(kind, took)
        self._usual[kind] = usual + _BEFORE * (took - usual)
        self._slowness += _LATELY * (took - usual - self._slowness)
        self._learn(crowded=False)
        self._wake()

    def failed(self, fault: Fault, probe: bool) -> None:
        """A call met a fault that another try may not meet."""
        self._learn(fault.crowded)
        if self._failures == 0:
            self._round = max(_ROUND, self._under_way)
        self._failures += 1
        if probe if self.paused else self._failures > self._round:
            self._pause(fault)

    def _learn(self, crowded: bool) -> None:
        self._told += 1
        self._crowded += crowded
        if self._told < self._limit:
            return
        slow = self._slowness > _SLOW
        left = 1.0 - self._crowded / self._told / 2.0
        grown = max(1.0, self._most / _GROWTH) if self._full and not slow else 0.0
        self._limit = min(float(self._most), max(1.0, self._limit * left * (_SLOWER if slow else 1.0) + grown))
        self._told = self._crowded = 0
        self._full = False
        if slow:
            self._slowness = 0.0

    async def rest(self, seconds: float) -> None:
        """Wait before another try. Raises Stopped as soon as the run is being stopped."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        self._check()

    def stop(self) -> None:
        """Let nothing in any more; what is under way goes on."""
        self._stopping.set()
        self._refuse(Stopped(f"{self._name}: the run is being stopped"))

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Stopped(f"{self._name}: the run is being stopped")
        if self._over is not None:
            raise self._over

    def _room(self) -> bool:
        if self._paused_until is None:
            return self._under_way < max(1, int(self._limit))
        return not self._probing and self._clock() >= self._paused_until

    def _take(self) -> bool:
        self._under_way += 1
        self._full = self._full or self._under_way >= int(self._limit)
        self._probing = self.paused
        return self._probing

    def _wake(self) -> None:
        while self._waiting and self._room():
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(self._take())

    def _pause(self, fault: Fault) -> None:
        now = self._clock()
        absent = fault.kind == "unreachable" and not self._answered
        if now - self._well_at > min(self._patience.longest_s, self._patience.absent_s if absent else inf):
            self._over = ModelUnavailable(
                f"{self._name}: no reply for {now - self._well_at:.0f} s, last {fault};"
                " see that the endpoint is up, then run the same command again"
            )
            self._refuse(self._over)
            return
        seconds = max(min(self._patience.most_s, self._patience.pause_s * 2.0**self._pauses), fault.retry_after or 0.0)
        self._pauses += 1
        self._paused_until = now + seconds
        self._limit = max(1.0, self._limit / 2.0)
        asyncio.get_running_loop().call_later(seconds, self._rested, self._paused_until)
        if self._on_pause is not None:
            self._on_pause(f"{self._name}: {self._failures} failures in a row, last {fault}", seconds)

    def _rested(self, until: float) -> None:
        """A pause is over; a timer may go off a moment early, and nothing would wake the calls after it."""
        if self._paused_until == until:
            self._paused_until = min(until, self._clock())
        self._wake()

    def _refuse(self, error: Stopped | ModelUnavailable) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(error)
