"""What a piece of work costs: every call made inside a `with spending()` block, in whatever tasks it starts."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from taskloom.llm.request import Reply
from taskloom.schema.trajectory import Usage


class Spending:
    """A tally of calls; `usage` may be read at any time.

    A reply from the cache counts with what it cost when it was made: a run that was killed and resumed gives a
    candidate the same price as one that was not. What was really paid is the ledger's to say.
    """

    def __init__(self, outer: "Spending | None" = None) -> None:
        self._outer = outer
        self._calls = self._input_tokens = self._output_tokens = 0
        self._cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self._input_tokens + self._output_tokens

    @property
    def usage(self) -> Usage:
        """What was counted so far; one unknown price makes the sum unknown."""
        return Usage(
            model_calls=self._calls,
            input_tokens=self._input_tokens,
            output_tokens=self._output_tokens,
            cost=self._cost,
        )

    def add(self, reply: Reply) -> None:
        """Count one call, here and in the block around."""
        self._calls += 1
        self._input_tokens += reply.input_tokens
        self._output_tokens += reply.output_tokens
        self._cost = None if self._cost is None or reply.cost is None else self._cost + reply.cost
        if self._outer is not None:
            self._outer.add(reply)


_CURRENT: ContextVar[Spending | None] = ContextVar("spending", default=None)


@contextmanager
def spending() -> Generator[Spending]:
    """Tally the calls made in this block and in tasks started from it; blocks nest."""
    tally = Spending(_CURRENT.get())
    token = _CURRENT.set(tally)
    try:
        yield tally
    finally:
        _CURRENT.reset(token)


def spend(reply: Reply) -> None:
    """Add a reply to the tally that is open here, if one is."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.add(reply)
