"""A kind's candidates in the order of the draw, and whether it is still worth drawing them."""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import Candidate
from taskloom.store import content_key

PATIENCE = 1000
"""Decisions after which a kind must have given something, else caps are widened and others come first."""
LEAST = 10
"""Tasks that are something."""


class Worth:
    """Whether drawing from a stream is still worth it."""

    def __init__(self) -> None:
        self._decided = 0
        self._gained = 0
        self.lost = False

    def note(self, gained: bool) -> None:
        """Take note of a decision."""
        self._decided += 1
        self._gained += gained
        if self._decided == PATIENCE:
            self.lost = self._gained < LEAST
            self._decided = self._gained = 0


class Stream:
    """A kind's candidates in the order of the draw."""

    def __init__(self, drafts: Iterator[Draft], key: str) -> None:
        self._numbered = (
            Candidate(position, content_key("candidate", 1, [key, draft.id]), draft)
            for position, draft in enumerate(drafts)
        )
        self._back: deque[Candidate] = deque()
        self.dry = False
        self.poor = False
        """It gave next to nothing when it was drawn from last."""

    def take(self, count: int) -> list[Candidate]:
        """The next candidates, at most `count`; none when the stream is dry."""
        taken = [self._back.popleft() for _ in range(min(count, len(self._back)))]
        taken.extend(islice(self._numbered, count - len(taken)))
        self.dry = len(taken) < count
        return taken

    def put_back(self, candidates: list[Candidate]) -> None:
        """Have these drawn again, in the same order."""
        self._back.extendleft(reversed(candidates))
        self.dry = self.dry and not candidates
