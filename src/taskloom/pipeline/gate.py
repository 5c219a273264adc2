"""The checks that need a model, from cheap to expensive: closed book, refute, solved; and the judge behind them.

A block of proposals goes through together, so that they can share a call where calls can be shared.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from taskloom.craft.reworded import reword
from taskloom.llm.errors import ModelFailed, ModelUnavailable, Unusable
from taskloom.llm.request import Model
from taskloom.llm.spending import Spending, spending
from taskloom.pipeline.lane import Hope, Proposal, Settled
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.together import together
from taskloom.pipeline.trying import Solver
from taskloom.pipeline.worker import examine_words, passages_of
from taskloom.pipeline.workflow import Workflow
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Usage
from taskloom.schema.verdict import Check, Verdict
from taskloom.store.packing import asked_anew, trajectory_line
from taskloom.verify.closed_book import closed_book
from taskloom.verify.judge import Graded, Grader, judged
from taskloom.verify.record import in_words
from taskloom.verify.refute import Referee, refute, refute_with_agent
from taskloom.verify.solved import solved

ORDER: tuple[Check, ...] = ("leak", "unique", "shortcut", "replay", "closed_book", "solved", "refute", "judge")


@dataclass(slots=True)
class _Passing:
    """A proposal on its way."""

    proposal: Proposal
    task: Task
    usage: Usage
    verdicts: dict[Check, Verdict]
    trajectories: list[bytes]
    graded: list[Graded] = field(default_factory=list[Graded])
    failed: Verdict | None = None
    """The verdict that rejects it."""
    broken: tuple[Check, str] | None = None
    """The check that could not be done, and why."""
    beside: tuple[str, str] | None = None
    """Where beside the bands of difficulty it lies, and what was measured."""

    @classmethod
    def of(cls, proposal: Proposal) -> "_Passing":
        reached: dict[Check, Verdict] = {verdict.check: verdict for verdict in proposal.task.verdicts}
        return cls(proposal, proposal.task, proposal.usage, reached, list(proposal.trajectories))

    @property
    def through(self) -> bool:
        return self.failed is None and self.broken is None and self.beside is None

    def found(self, verdict: Verdict) -> None:
        """Take a verdict; one that did not pass ends it."""
        self.verdicts[verdict.check] = verdict
        if verdict.passed is False:
            self.failed = verdict

    def settled(self) -> Settled:
        """What became of it."""
        task = self.task
        if self.through:
            self.verdicts["judge"] = judged(self.graded)
            verdicts = tuple(self.verdicts[name] for name in ORDER if name in self.verdicts)
            made = task.model_copy(update={"verdicts": verdicts})
            proposal = self.proposal._replace(task=made, trajectories=tuple(self.trajectories))
            return Settled(self.proposal.key, task.kind, self.usage, proposal)
        told = (("id", task.id), ("question", task.question), ("answer", task.answer.text))
        if self.broken is not None:
            check, reason = self.broken
            told = (*told, ("reason", "the model gave no usable reply"), ("detail", reason))
            return Settled(self.proposal.key, task.kind, self.usage, None, "model", None, check, told)
        if self.beside is not None:
            reason, detail = self.beside
            told = (*told, ("reason", reason), ("detail", detail))
            return Settled(self.proposal.key, task.kind, self.usage, None, "verify", None, "difficulty", told)
        return Settled(self.proposal.key, task.kind, self.usage, None, "verify", self.failed, told=told)


@dataclass(slots=True)
class Gate:
    """What the checks work with."""

    model: Model
    judge: Model | None
    grader: Grader
    workflow: Workflow
    workers: Workers
    solver: Solver
    provenance: Provenance
    """Of tasks that structure found and templates word."""

    @property
    def folder(self) -> Path | None:
        """The folder of prompts that stand for ours."""
        return self.workflow.prompts

    @property
    def tool_names(self) -> tuple[str, ...]:
        """The names of the tools."""
        functions = (schema["function"] for schema in self.solver.schemas)
        return tuple(str(function["name"]) for function in functions if isinstance(function, dict))

    @property
    def referee(self) -> Referee:
        """Who checks what a refuter brings."""
        return Referee(self.judge or self.model, self.grader, self.solver.rendering_of, self.folder)

    async def worded(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """Proposals in a model's words, in one call for all; where a check fails the template's wording stays."""
        drafts = [proposal.draft for proposal in proposals if proposal.draft is not None]
        if self.workflow.wording == "template" or not drafts or len(drafts) < len(proposals):
            return list(proposals)
        with spending() as spent:
            try:
                reworded = await reword(self.model, drafts, folder=self.folder)
            except ModelUnavailable:
                raise
            except (Unusable, ModelFailed):
                # Template wordings are good: a reply that cannot be used costs nothing but the better words.
                reworded = ()
        shares = spent.usage.divided(len(proposals))
        proposals = [one._replace(usage=one.usage + share) for one, share in zip(proposals, shares, strict=True)]
        changed = {at: one.draft for at, one in enumerate(reworded) if one.draft is not drafts[at]}
        provenance = self.provenance.model_copy(update={"writer": "model", "model": self.model.name})
        found = await self.workers.do(examine_words, list(changed.values())) if changed else []
        for (at, draft), said in zip(changed.items(), found, strict=True):
            if said.failed is None:
                before = proposals[at]
                task = in_words(before.task, draft.question, said, provenance)
                replay = asked_anew(before.trajectories[0], draft.question)
                proposals[at] = before._replace(task=task, draft=draft, trajectories=(replay,))
        return list(proposals)

    async def block(self, proposals: Sequence[Proposal], hope: Hope | None = None) -> list[Settled]:
        """The proposals through every check, in their order; `hope` is told how many are left on the way."""
        passing = [_Passing.of(proposal) for proposal in proposals]
        hope = hope or Hope(len(passing))
        await _each(passing, self._closed_book, "closed_book")
        hope.keeps(sum(one.through for one in passing))
        if self.workflow.refute == "batch":
            await self._refuted([one for one in passing if one.through])
        elif self.workflow.refute == "agent":
            await _each(passing, self._refuted_by_agent, "refute")
        else:
            for one in passing:
                one.verdicts["refute"] = Verdict(check="refute", passed=None, detail="not run: --refute off")
        hope.keeps(sum(one.through for one in passing))
        await _each(passing, self._solved, "solved")
        hope.keeps(sum(one.through for one in passing))
        return [one.settled() for one in passing]

    async def _closed_book(self, one: _Passing) -> None:
        found = await closed_book(self.model, one.task, self.grader, self.workflow.closed_book, self.folder)
        one.graded.extend(found.graded)
        one.found(found.verdict)

    async def _refuted(self, passing: Sequence[_Passing]) -> None:
        """One call for all of them; what it cost is shared."""
        if not passing:
            return
        with spending() as spent:
            try:
                tasks = [one.task for one in passing]
                found = await refute(self.model, tasks, partial(self.workers.do, passages_of), self.referee)
            except ModelUnavailable:
                raise
            except (Unusable, ModelFailed) as error:
                for one in passing:
                    one.broken = ("refute", str(error))
                return
            finally:
                shared(spent, passing)
        for one, verdict in zip(passing, found, strict=True):
            one.found(verdict)
            if verdict.passed is None:
                one.broken = ("refute", verdict.detail)

    async def _refuted_by_agent(self, one: _Passing) -> None:
        solver = self.solver
        found = await refute_with_agent(self.model, one.task, solver.schemas, solver.call, solver.limits, self.referee)
        one.found(found)

    async def _solved(self, one: _Passing) -> None:
        tries = range(self.workflow.tries)
        attempts = await together(self.solver.solve(one.task.question, number) for number in tries)
        found = await solved(one.task, attempts, self.solver.name, self.grader)
        one.graded.extend(found.graded)
        # A plan names its tools; a task without one needs those that solved it.
        one.task = one.task.model_copy(update={"difficulty": found.difficulty, "tools": one.task.tools or found.tools})
        one.found(found.verdict)
        bands = self.workflow.difficulty
        if one.through and bands is not None:
            counts = len(found.positive), len(found.tries)
            said = bands.told(*counts)
            one.found(found.verdict.model_copy(update={"detail": f"{said}; {found.verdict.detail}"}))
            one.beside = (side, said) if (side := bands.beside(*counts)) is not None else None
        told = (made.trajectory(one.task, self.solver.name) for made in found.tries)
        one.trajectories.extend(map(trajectory_line, told))


def shared(spent: Spending, passing: Sequence[_Passing]) -> None:
    """Divide what a call for several cost; what does not divide goes to the first."""
    for one, part in zip(passing, spent.usage.divided(len(passing)), strict=True):
        one.usage = one.usage + part


async def _each(passing: Iterable[_Passing], work: Callable[[_Passing], Awaitable[None]], check: Check) -> None:
    """Do it for all that are still on their way, at once; one that cannot be done falls alone."""

    async def one_of_them(one: _Passing) -> None:
        with spending() as spent:
            try:
                await work(one)
            except ModelUnavailable:
                raise
            except (Unusable, ModelFailed) as error:
                one.broken = (check, str(error))
            finally:
                one.usage = one.usage + spent.usage

    await together(one_of_them(one) for one in passing if one.through)
