"""Drafts from the fact index -> proposals for a model to go on with, a block at a time.

What costs nothing comes first: the checks without a model, near-duplicates, caps.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice

from taskloom.craft.draft import Draft
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.admission import CONTAMINATION, TWIN
from taskloom.pipeline.lane import Proposal, Settled, dropped
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.room import Room
from taskloom.pipeline.worker import Candidate, Examined, examine
from taskloom.schema.task import Provenance
from taskloom.schema.trajectory import Usage
from taskloom.store import content_key

CHUNK = 4
"""Drafts that a worker examines at a time: a tool call of an agent waits no longer than they take."""
PATIENCE = 500
"""Proposals in a row for which caps leave no room, after which caps are widened."""


@dataclass(frozen=True, slots=True)
class Block:
    """Proposals that go through together, and what fell before them."""

    proposals: tuple[Proposal, ...]
    fallen: tuple[Settled, ...]


@dataclass(slots=True)
class Drawing:
    """One kind's drafts, examined ahead by the workers and taken in order."""

    drafts: Iterator[Draft]
    key: str
    workers: Workers
    provenance: Provenance
    room: Room
    near: NearDuplicates
    benchmarks: Benchmarks | None = None
    _position: int = 0

    async def blocks(self, size: int) -> AsyncIterator[Block]:
        """Blocks of `size` proposals; the last one may hold fewer."""
        held: list[Proposal] = []
        fallen: list[Settled] = []
        async for one in self._taken():
            if isinstance(one, Settled):
                fallen.append(one)
                continue
            held.append(one)
            if len(held) == size:
                yield Block(tuple(held), tuple(fallen))
                held, fallen = [], []
        if held or fallen:
            yield Block(tuple(held), tuple(fallen))

    async def _taken(self) -> AsyncIterator[Proposal | Settled]:
        """What the caps admit, in order; what they never admit, at the end."""
        passed_over = 0
        async for one in self._examined():
            if isinstance(one, Settled):
                yield one
            elif self.room.take(one):
                passed_over = 0
                yield one
            else:
                passed_over += 1
                if passed_over >= PATIENCE and self.room.may_widen:
                    passed_over = 0
                    for proposal in self.room.widened():
                        yield proposal
        while self.room.may_widen:
            for proposal in self.room.widened():
                yield proposal
        for one in self.room.refused():
            yield one

    async def _examined(self) -> AsyncIterator[Proposal | Settled]:
        """Every draft after the checks that cost nothing, in the order of the draw."""
        waiting: deque[tuple[list[Candidate], asyncio.Future[list[Examined]]]] = deque()
        try:
            while True:
                while len(waiting) <= 2 * self.workers.count and (chunk := self._drawn()):
                    work = self.workers.do(examine, chunk, self.provenance)
                    waiting.append((chunk, asyncio.ensure_future(work)))
                if not waiting:
                    return
                chunk, found = waiting.popleft()
                for candidate, checkup in zip(chunk, await found, strict=True):
                    yield self._judged(candidate, checkup)
        finally:
            for _, found in waiting:
                found.cancel()

    def _drawn(self) -> list[Candidate]:
        chunk: list[Candidate] = []
        for draft in islice(self.drafts, CHUNK):
            chunk.append(Candidate(self._position, content_key("candidate", 1, [self.key, draft.id]), draft))
            self._position += 1
        return chunk

    def _judged(self, candidate: Candidate, checkup: Examined) -> Proposal | Settled:
        draft = candidate.draft
        if checkup.task is None:
            assert checkup.failed is not None
            told = (("id", draft.id), ("question", draft.question), ("answer", draft.answer.text))
            return Settled(candidate.key, draft.kind, Usage(), None, "verify", checkup.failed, told=told)
        steps = (checkup.trajectory,) if checkup.trajectory else ()
        proposal = Proposal(candidate.key, checkup.task, steps, draft)
        if (known := contaminated(proposal, self.benchmarks)) is not None:
            return known
        twin = self.near.seen(checkup.task)
        return proposal if twin is None else dropped(proposal, "dataset", "near_duplicate", TWIN, twin)


def contaminated(proposal: Proposal, benchmarks: Benchmarks | None) -> Settled | None:
    """The rejection of a task that stands in a benchmark; None when it stands in none."""
    hits = [] if benchmarks is None else list(benchmarks.hits(proposal.task))
    if not hits:
        return None
    fallen = dropped(proposal, "dataset", CONTAMINATION, f"{hits[0].by} in {hits[0].file}", hits[0].matched)
    return fallen._replace(hits=tuple(hit.to_json() for hit in hits))
