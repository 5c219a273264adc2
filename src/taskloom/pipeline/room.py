"""What caps leave room for among proposals, before a model is paid to go on with them.

Caps count what is proposed, not what a model lets through, so that what goes on is the same however fast the endpoint
is. What they have no room for waits, until wider caps have: a small corpus has few documents and relations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from taskloom.dataset.diversity import Caps
from taskloom.pipeline.lane import Proposal, Settled, dropped

WIDENINGS = 6


@dataclass(slots=True)
class Room:
    """The caps on one kind's proposals from one source."""

    caps: Caps
    widenings: int = WIDENINGS
    """How often the caps may still be widened."""
    _waiting: list[Proposal] = field(default_factory=list[Proposal])

    def take(self, proposal: Proposal) -> bool:
        """Whether there is room; a proposal for which there is none waits."""
        if self.caps.admit(proposal.task) is None:
            return True
        self._waiting.append(proposal)
        return False

    @property
    def may_widen(self) -> bool:
        """Whether something waits for wider caps that may come."""
        return self.widenings > 0 and bool(self._waiting)

    def widened(self) -> list[Proposal]:
        """Widen the caps; returns, in order, what they now have room for."""
        self.widenings -= 1
        self.caps.widen(2.0)
        waiting, self._waiting = self._waiting, []
        return [proposal for proposal in waiting if self.take(proposal)]

    def refused(self) -> Iterator[Settled]:
        """The rejections of what there is no room for after all."""
        for proposal in self._waiting:
            yield dropped(proposal, "dataset", "variety", self.caps.admit(proposal.task) or "no room")
