"""Solving a run's tasks: k tries of a model, or of an outside program, at each; graded, kept, and told in the dataset.

What a solver saw while tasks were made is not used: those tasks were kept because it succeeded. A task's tries are
recorded when all of them are graded, so a command that is run again goes on with the tasks that are left.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from taskloom.errors import TaskloomError, UsageError
from taskloom.llm.errors import BudgetReached, ModelFailed, ModelUnavailable, Stopped, Unusable
from taskloom.pipeline.asked import Asked, Selection, key_of, selected, settings_of
from taskloom.pipeline.beforehand import check
from taskloom.pipeline.delivery import write
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.session import EVERY, Session, session
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.together import together
from taskloom.schema.task import Difficulty, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.store import Store, Try
from taskloom.store.packing import trajectory_of
from taskloom.verify.evidence_used import answer_seen
from taskloom.verify.solved import Tried, measured, tried

FIRST = 100
"""The number of the first try; those below were made while the tasks were, and chose them."""
AHEAD = 2
"""Tries under way for each call that may be."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of it."""

    solver: str
    key: str
    """Of the solver's tries in the record."""
    tasks: int
    """Selected ones."""
    tried: int
    """Of those, the ones whose tries are all in the record."""
    failed: Mapping[str, str]
    """Tasks that the model gave no usable reply for, by id, and why; they are tried again next time."""
    stopped: TaskloomError | None
    """What ended it before its time: the budget, an interrupt, a model that is out of reach."""
    unanswered: Mapping[str, int]
    """Tries made now that ended without an answer, by what ended them."""


def solve(run: Path, asked: Asked, selection: Selection, on_progress: OnProgress) -> Attempted:
    """Try the selected tasks, or go on trying them, and write the dataset with what was measured.

    Raises StoreError when there is no run, UsageError when nobody solves or no task is selected, what
    `beforehand.check` does, RunLocked, and KeyboardInterrupt for a second interrupt.
    """
    Store.read_only(run).close()
    settings = settings_of(run, asked)
    check(settings)
    with Store.create_or_open(run) as store:
        chosen = selected(store, selection)
        if not chosen:
            raise UsageError(f"{run}: no task fits the selection; `taskloom stats` counts what there is")
        key = key_of(settings, str(store.meta.get("facts")))
        todo = [one for one in chosen if len(store.tries.of(one, key)) < settings.workflow.tries]
        workers = Workers(run, settings.workers)
        try:
            made = _Round(store, settings, key, todo, len(chosen), on_progress)
            name = asyncio.run(made.run(workers, asked.concurrency))
        finally:
            workers.close()
        on_progress(Progress("writing the dataset", len(chosen), len(chosen)))
        measure(store, name, key)
        write(store, run, settings.seed, decontaminated=bool(settings.decontaminate))
    through = len(chosen) - len(todo) + made.done
    return Attempted(name, key, len(chosen), through, made.failed, made.stopped, dict(made.unanswered))


def measure(store: Store, solver: str, key: str) -> None:
    """Write the difficulty of every task that has tries of this key into its record."""
    with store.transaction():
        for identity in list(store.results.task_ids()):
            if tries := store.tries.of(identity, key):
                task = store.results.task(identity)
                assert task is not None
                difficulty = measured(counted(store, task), solver, tries)
                store.results.measure(task.model_copy(update={"difficulty": difficulty}))


def counted(store: Store, task: Task) -> Difficulty:
    """The task's difficulty as it was before any solver tried: by the shortest right try that it was made with."""
    made = map(trajectory_of, store.results.trajectories_of(task.id))
    right = [one for one in made if one.score >= 1]
    if not right:
        return task.difficulty
    shortest = min(right, key=_calls)
    first = answer_seen(task, shortest.messages)
    return task.difficulty.model_copy(update={"tool_calls": _calls(shortest), "answer_first_seen_at_step": first})


def _calls(trajectory: Trajectory) -> int:
    return sum(len(message.tool_calls or ()) for message in trajectory.messages)


@dataclass(slots=True)
class _Round:
    """The tasks that are left, some of them under way."""

    store: Store
    settings: Settings
    key: str
    todo: list[str]
    tasks: int
    on_progress: OnProgress
    done: int = 0
    tries: int = 0
    right: int = 0
    failed: dict[str, str] = field(default_factory=dict[str, str])
    stopped: TaskloomError | None = None
    unanswered: Counter[str] = field(default_factory=Counter[str])

    async def run(self, workers: Workers, programs: int | None) -> str:
        """Try them all, or as many as can be; returns the solver's name."""
        at_once = programs or (self.settings.model.concurrency if self.settings.model else self.settings.workers)
        side_by_side = max(1, AHEAD * at_once // self.settings.workflow.tries)
        async with session(self.settings, self.store, workers, self.key, programs) as open_:
            left = iter(self.todo)
            ticker = asyncio.create_task(self._tick(open_))
            try:
                await asyncio.gather(*(self._tasks(left, open_) for _ in range(min(side_by_side, len(self.todo)))))
            finally:
                ticker.cancel()
                self._tell(open_)
            return open_.solver.name

    async def _tasks(self, left: Iterator[str], open_: Session) -> None:
        """One after the other, until none is left or nothing more can be asked."""
        for identity in left:
            if self.stopped is not None:
                return
            task = self.store.results.task(identity)
            assert task is not None
            try:
                await self._task(task, open_)
            except (BudgetReached, ModelUnavailable, Stopped) as error:
                self.stopped = self.stopped or error
            except (ModelFailed, Unusable) as error:
                self.failed[identity] = str(error)

    async def _task(self, task: Task, open_: Session) -> None:
        known = {one.number for one in self.store.tries.of(task.id, self.key)}
        numbers = [number for number in range(self.settings.workflow.tries) if number not in known]

        async def one_try(number: int) -> Tried:
            return await tried(task, await open_.solver.solve(task.question, FIRST + number), open_.grader)

        made = await together(map(one_try, numbers))
        solver = open_.solver.name
        self.store.tries.put(
            (_kept(task, solver, self.key, number, one), one.trajectory(task, solver))
            for number, one in zip(numbers, made, strict=True)
        )
        self.done += 1
        self.tries += len(made)
        self.right += sum(one.success for one in made)
        ends = (one.attempt for one in made if one.attempt.answer is None)
        self.unanswered.update(f"{one.ended}: {one.detail}" if one.detail else one.ended for one in ends)

    async def _tick(self, open_: Session) -> None:
        while True:
            self._tell(open_)
            await asyncio.sleep(EVERY)

    def _tell(self, open_: Session) -> None:
        counts = {"tasks": self.tasks, "tries": self.tries, "right": self.right}
        before = self.tasks - len(self.todo)
        spent = None if open_.model is open_.judge is None else open_.spent()
        self.on_progress(Progress("solving tasks", before + self.done, self.tasks, counts, spent=spent))


def _kept(task: Task, solver: str, key: str, number: int, one: Tried) -> Try:
    """A try as the record keeps it."""
    usage = one.attempt.usage
    return Try(
        task.id, solver, key, number, one.graded.outcome, one.trajectory(task, solver).score, not one.unseen,
        one.tool_calls, usage.model_calls, usage.input_tokens, usage.output_tokens, usage.cost, one.answer_seen_at,
    )  # fmt: skip
