"""Accepted atomic tasks -> depth and width tasks by a model, then the gate.

A depth unit lengthens one task hop by hop; when a hop fails, the task as it was before goes on. A width unit merges
tasks that share what they ask, or what they ask it of.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from taskloom.corpus.corpus import Corpus
from taskloom.craft.extension import Extended, extend
from taskloom.craft.merging import Companions, merge
from taskloom.craft.proposal import ARGUMENTS, Search
from taskloom.craft.rejection import Rejection
from taskloom.llm.errors import ModelFailed, ModelUnavailable, Unusable
from taskloom.llm.spending import spending
from taskloom.mine.witness import witnesses
from taskloom.pipeline.extraction import ONE_HOP, checked
from taskloom.pipeline.gate import Gate
from taskloom.pipeline.lane import Hope, Lane, Proposal, Settled, Unit
from taskloom.pipeline.worker import bypass_of
from taskloom.schema.task import Kind, Provenance, Task
from taskloom.schema.trajectory import Usage
from taskloom.schema.verdict import Verdict
from taskloom.store import content_key

LENGTHS = (2, 3, 2, 4, 3, 5, 2, 6)
"""The hops aimed at, turn by turn; an extension that fails leaves a shorter chain."""

T = TypeVar("T")
UNUSABLE = "the model gave no usable reply"


@dataclass(frozen=True, slots=True)
class Extending:
    """What extensions work with."""

    gate: Gate
    corpus: Corpus
    provenance: Provenance
    key: str

    async def depth_units(self, atomic: Lane, max_hops: int) -> AsyncIterator[Unit]:
        """A unit for each accepted atomic task, in the order of acceptance."""
        number = 0
        while (task := await atomic.nth(number)) is not None:
            hops = min(max_hops, LENGTHS[number % len(LENGTHS)])
            yield Unit(Hope(1), partial(self._deepened, task, hops))
            number += 1

    async def width_units(self, atomic: Lane) -> AsyncIterator[Unit]:
        """A unit for each two accepted atomic tasks that belong together."""
        number = 0
        companions = Companions()
        while (task := await atomic.nth(number)) is not None:
            for parts in companions.of(task):
                yield Unit(Hope(1), partial(self._widened, parts))
            number += 1

    async def _deepened(self, task: Task, hops: int) -> Sequence[Settled]:
        """One task made deeper until it has `hops`, or until a hop fails; then what it is goes through the gate."""
        search = Search(
            [name for name in ARGUMENTS if name in self.gate.tool_names], self.gate.solver.call, witnesses(self.corpus)
        )
        key = content_key("depth", 1, [self.key, task.id])
        fallen: list[Settled] = []
        usage = Usage()
        while task.hops < hops:
            deeper, spent = await _spending(
                partial(
                    extend, self.gate.model, task, search, self.provenance,
                    judge=self.gate.judge, folder=self.gate.folder,
                )
            )  # fmt: skip
            made = deeper if isinstance(deeper, Rejection) else await self._verified(deeper)
            if isinstance(made, Task):
                task, usage = made, usage + spent
                continue
            fallen.append(_fallen(f"{key}|{task.hops}", "depth", (task,), made, spent))
            break
        if task.kind == "atomic":
            return fallen
        return [*fallen, *(await self.gate.block([self._proposal(task, usage)]))]

    async def _verified(self, extended: Extended) -> Task | Verdict:
        """The extended task with the verdicts that no model is needed for, or the one that rejects it."""
        judged = "; ".join(f"{one.about}: {' '.join(one.reason.split())[:200]}" for one in extended.judgements)
        name = (self.gate.judge or self.gate.model).name
        alone = Verdict(check="unique", passed=True, score=1.0, detail=f"every hop judged by {name}: {judged}")
        shortcut = await self.gate.workers.do(bypass_of, extended.task)
        task = checked(extended.task, alone, shortcut)
        return next((verdict for verdict in task.verdicts if verdict.passed is False), task)

    async def _widened(self, parts: Sequence[Task]) -> Sequence[Settled]:
        """Some tasks merged, and through the gate."""
        made, spent = await _spending(
            partial(
                merge, self.gate.model, parts, self.provenance, judge=self.gate.judge, folder=self.gate.folder
            )
        )  # fmt: skip
        if isinstance(made, Task):
            task = checked(made, None, Verdict(check="shortcut", passed=None, detail=ONE_HOP))
            failed = next((verdict for verdict in task.verdicts if verdict.passed is False), None)
            if failed is None:
                return await self.gate.block([self._proposal(task, spent)])
            made = failed
        key = content_key("width", 1, [self.key, *(task.id for task in parts)])
        return [_fallen(key, "width", parts, made, spent)]

    def _proposal(self, task: Task, usage: Usage) -> Proposal:
        return Proposal(content_key("candidate", 1, [self.key, task.id]), task, usage=usage)


class _Made(NamedTuple, Generic[T]):
    """What a model made of tasks, or why nothing, and what that cost."""

    result: T | Rejection
    usage: Usage


async def _spending(work: Callable[[], Awaitable[T | Rejection]]) -> _Made[T]:
    with spending() as spent:
        try:
            made = await work()
        except ModelUnavailable:
            raise
        except (Unusable, ModelFailed) as error:
            made = Rejection("proposal", UNUSABLE, str(error))
    return _Made(made, spent.usage)


def _fallen(key: str, kind: Kind, parts: Sequence[Task], why: Rejection | Verdict, usage: Usage) -> Settled:
    """The rejection of an extension; the tasks it started from stay."""
    told = (("from", " + ".join(task.id for task in parts)), ("question", " | ".join(task.question for task in parts)))
    if isinstance(why, Verdict):
        return Settled(key, kind, usage, None, "verify", why, told=told)
    return Settled(
        key, kind, usage, None, "craft", None, why.check, (*told, ("reason", why.reason), ("detail", why.detail))
    )
