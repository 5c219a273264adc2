"""Solving a run's tasks: k tries of a model, or of an outside program, at each; graded, kept, and told in the dataset.

What a solver saw while tasks were made is not used: those tasks were kept because it succeeded. A task's tries are
recorded when all of them are graded, so a command that is run again goes on with the tasks that are left.
"""

import asyncio
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from taskloom.errors import TaskloomError, UsageError
from taskloom.llm.errors import BudgetReached, ModelFailed, ModelUnavailable, Stopped, Unusable
from taskloom.llm.name import ModelSettings
from taskloom.llm.prompt import prompt
from taskloom.pipeline.delivery import write
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.generate import NOT_SHAPING
from taskloom.pipeline.session import EVERY, Session, session
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.worker import Workers
from taskloom.schema.task import Difficulty, Kind, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.store import Store, Try, content_key
from taskloom.store.packing import trajectory_of
from taskloom.verify.evidence_used import answer_seen
from taskloom.verify.solved import Tried, measured, tried

VERSION = 1
FIRST = 100
"""The number of the first try; those below were made while the tasks were, and chose them."""
AHEAD = 2
"""Tries under way for each call that may be."""


class Asked(NamedTuple):
    """Who solves, how often and at what price; what is None is the run's own, where the run has it."""

    model: str | None = None
    """'PROVIDER:NAME'."""
    base_url: str | None = None
    judge: str | None = None
    command: str | None = None
    """A program that solves instead of the model."""
    tries: int = 8
    budget: float | None = None
    """US dollars, what the run has cost before included; None for no bound."""
    concurrency: int | None = None
    workers: int | None = None
    config: Path | None = None
    """A file of settings that stands for the run's own."""


class Selection(NamedTuple):
    """Which tasks are tried."""

    kind: Kind | None = None
    hops: int = 1
    """At least so many."""
    split: str | None = None
    number: int | None = None
    """So many, drawn by `seed`; a larger number draws the same and more."""
    seed: int = 0


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


def solve(run: Path, asked: Asked, selection: Selection, on_progress: OnProgress) -> Attempted:
    """Try the selected tasks, or go on trying them, and write the dataset with what was measured.

    Raises StoreError when there is no run, UsageError when nobody solves or no task is selected, RunLocked, and
    KeyboardInterrupt for a second interrupt.
    """
    Store.read_only(run).close()
    settings = settings_of(run, asked)
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
    return Attempted(name, key, len(chosen), through, made.failed, made.stopped)


def settings_of(run: Path, asked: Asked) -> Settings:
    """The run's settings with the solver that is asked for. Raises UsageError when there is none."""
    made = Settings.resolve({"out": run}, run / "config.yaml")
    known = made if asked.config is None else Settings.resolve({"out": run, "sources": made.sources}, asked.config)
    model = _model(asked.model, known.model) if asked.model is not None or asked.command is None else None
    judge = _model(asked.judge, known.judge) if asked.judge is not None or model == known.model else None
    if model is None and asked.command is None:
        raise UsageError("nobody to solve: give --model PROVIDER:NAME or --solver-command CMD")
    if model is None and asked.budget is not None and judge is None:
        raise UsageError("--budget bounds what models cost, and none is asked: leave it out")
    if model is not None:
        given = {"base_url": asked.base_url, "concurrency": asked.concurrency}
        changed = {name: value for name, value in given.items() if value is not None}
        model = ModelSettings.model_validate({**model.model_dump(), **changed})
    solving = known.workflow.solving.model_copy(update={"command": asked.command})
    return made.model_copy(
        update={
            "model": model,
            "judge": judge,
            "budget": asked.budget,
            "workers": asked.workers or made.workers,
            "workflow": known.workflow.model_copy(update={"tries": asked.tries, "solving": solving}),
        }
    )


def _model(name: str | None, known: ModelSettings | None) -> ModelSettings | None:
    """The model of a name, with the settings that are known of it."""
    return known if name is None or (known is not None and known.name == name) else ModelSettings(name=name)


def selected(store: Store, selection: Selection) -> list[str]:
    """The ids of the accepted tasks that a selection takes, in the dataset's order."""
    found = [
        task.id
        for task in store.results.tasks(selection.kind)
        if task.hops >= selection.hops and selection.split in (None, task.split)
    ]
    if selection.number is None:
        return found
    drawn = sorted(found, key=lambda one: blake2b(f"{selection.seed} {one}".encode(), digest_size=8).digest())
    taken = set(drawn[: selection.number])
    return [one for one in found if one in taken]


def key_of(settings: Settings, facts: str) -> str:
    """The content key of what shapes a solver's tries and how they are graded; `facts` is that of the corpus."""
    workflow, command = settings.workflow, settings.workflow.solving.command
    texts = [prompt(name, workflow.prompts) for name in ("solve", "solve_step", "judge")]
    inputs = [facts, *(f"{one.version} {one.system} {one.user}" for one in texts)]
    inputs += _program(command) if command is not None else []
    shape = {
        name: None if one is None else one.model_dump(mode="json", exclude=NOT_SHAPING)
        for name, one in (("model", settings.model), ("judge", settings.judge))
    }
    return content_key(
        "solve", VERSION, inputs, {**shape, "votes": workflow.votes, **workflow.solving.model_dump(mode="json")}
    )


def _program(command: str) -> Iterator[str]:
    """The words of a command, and what the files among them hold: a program that was changed is another solver."""
    for word in shlex.split(command):
        yield word
        if Path(word).is_file():
            yield blake2b(Path(word).read_bytes(), digest_size=16).hexdigest()


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

        # All end before any failure is raised: what is under way when the run stops is answered, and kept.
        ended = await asyncio.gather(*map(one_try, numbers), return_exceptions=True)
        made = [one for one in ended if isinstance(one, Tried)]
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        solver = open_.solver.name
        self.store.tries.put(
            (_kept(task, solver, self.key, number, one), one.trajectory(task, solver))
            for number, one in zip(numbers, made, strict=True)
        )
        self.done += 1
        self.tries += len(made)
        self.right += sum(one.success for one in made)

    async def _tick(self, open_: Session) -> None:
        while True:
            self._tell(open_)
            await asyncio.sleep(EVERY)

    def _tell(self, open_: Session) -> None:
        counts = {"tasks": self.tasks, "tries": self.tries, "right": self.right}
        before = self.tasks - len(self.todo)
        self.on_progress(Progress("solving tasks", before + self.done, self.tasks, counts, spent=open_.spent()))


def _kept(task: Task, solver: str, key: str, number: int, one: Tried) -> Try:
    """A try as the record keeps it."""
    usage = one.attempt.usage
    return Try(
        task.id, solver, key, number, one.graded.outcome, one.trajectory(task, solver).score, not one.unseen,
        one.tool_calls, usage.model_calls, usage.input_tokens, usage.output_tokens, usage.cost, one.answer_seen_at,
    )  # fmt: skip
