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
        self.usage = Usage()

    def add(self, reply: Reply) -> None:
        """Count one call, here and in the block around."""
        so_far = self.usage
        self.usage = Usage(
            model_calls=so_far.model_calls + 1,
            input_tokens=so_far.input_tokens + reply.input_tokens,
            output_tokens=so_far.output_tokens + reply.output_tokens,
            cost=None if so_far.cost is None or reply.cost is None else so_far.cost + reply.cost,
        )
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
