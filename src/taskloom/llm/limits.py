"""How many calls may be under way at once, found out from what the endpoint does; and a pause when nothing works.

Additive increase, multiplicative decrease (D. Chiu and R. Jain, 1989), between 1 and the setting: the limit falls when
the endpoint says that it is too much and when calls take much longer than calls for the same purpose lately did, and
grows by one for each round of successes. When a whole round fails, all calls pause; then one of them probes.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from math import log

from taskloom.llm.errors import ModelUnavailable, Stopped
from taskloom.llm.fault import Fault
from taskloom.llm.retry import Patience

Pause = Callable[[str, float], None]
"""Told why all calls pause, and for how many seconds."""

_CROWDED = 0.6
"""What is left of the limit after the endpoint said that it is too much."""
_SLOWER = 0.85
"""What is left of it after calls became slow."""
_SLOW = log(2.0)
"""Calls are slow when they take twice as long as they did."""
_LATELY, _BEFORE = 0.1, 0.01
"""The weight of the last call in the two averages that are compared."""
_ROUND = 4
"""So many failures in a row make a pause, or as many as there were calls under way."""


class Limits:
    """The calls to one endpoint. `name` is the model's, for messages."""

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
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._usual: dict[str, float] = {}
        self._slowness = 0.0
        self._since_fall = 0
        self._fell_at = self._well_at = clock()
        self._failures = 0
        self._pauses = 0
        self._paused_until: float | None = None
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

    async def enter(self) -> float:
        """Wait for a place; returns the time, for `succeeded` and `failed`. Every `enter` has its `leave`.

        Raises Stopped, and ModelUnavailable when the endpoint is given up.
        """
        self._check()
        if not self._waiting and self._room():
            self._under_way += 1
            return self._clock()
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.leave()
            raise
        return self._clock()

    def leave(self) -> None:
        """The call is over, well or not."""
        self._under_way -= 1
        self._wake()

    def succeeded(self, kind: str, seconds: float) -> None:
        """A call of this kind was answered within so many seconds."""
        self._failures = self._pauses = 0
        self._paused_until = None
        self._well_at = self._clock()
        self._since_fall += 1
        took = log(max(seconds, 1e-6))
        usual = self._usual.setdefault(kind, took)
        self._usual[kind] = usual + _BEFORE * (took - usual)
        self._slowness += _LATELY * (took - usual - self._slowness)
        if self._slowness > _SLOW and self._since_fall > self._limit:
            self._fall(_SLOWER)
            self._slowness = 0.0
        elif self._under_way >= self._limit - 1.0:
            self._limit = min(float(self._most), self._limit + 1.0 / self._limit)
        self._wake()

    def failed(self, fault: Fault, began: float) -> None:
        """A call that `began` then met a fault that another try may not meet."""
        if fault.crowded and began >= self._fell_at:
            self._fall(_CROWDED)
        self._failures += 1
        if self.paused or self._failures > max(_ROUND, self._under_way):
            self._pause(fault)

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
        return self._under_way == 0 and self._clock() >= self._paused_until

    def _wake(self) -> None:
        while self._waiting and self._room():
            place = self._waiting.popleft()
            if not place.done():
                self._under_way += 1
                place.set_result(None)

    def _fall(self, left: float) -> None:
        self._limit = max(1.0, self._limit * left)
        self._fell_at = self._clock()
        self._since_fall = 0

    def _pause(self, fault: Fault) -> None:
        now = self._clock()
        if self._paused_until is not None and now < self._paused_until:
            return  # of the same round
        if now - self._well_at > self._patience.longest_s:
            self._over = ModelUnavailable(
                f"{self._name}: no reply for {now - self._well_at:.0f} s, last {fault};"
                " see that the endpoint is up, then run the same command again"
            )
            self._refuse(self._over)
            return
        seconds = max(min(self._patience.most_s, self._patience.pause_s * 2.0**self._pauses), fault.retry_after or 0.0)
        self._pauses += 1
        self._paused_until = now + seconds
        self._fall(0.5)
        asyncio.get_running_loop().call_later(seconds, self._wake)
        if self._on_pause is not None:
            self._on_pause(f"{self._name}: {self._failures} failures in a row, last {fault}", seconds)

    def _refuse(self, error: Stopped | ModelUnavailable) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(error)
