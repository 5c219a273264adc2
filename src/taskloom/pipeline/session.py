"""A session with models: they, the solver and the tools opened together, interruptible, with what is spent told."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from taskloom.llm.access import Access, open_models
from taskloom.llm.retry import Patience
from taskloom.pipeline.browsing import browsing
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.spent import Spent
from taskloom.pipeline.trying import Solver
from taskloom.pipeline.worker import Opened
from taskloom.store import Store
from taskloom.verify.judge import Grader

PATIENCE = Patience()
"""How long an endpoint that gives nothing is waited for."""
EVERY = 0.25
"""Seconds between two looks at the progress."""


class Notes:
    """What the run has to say while it goes."""

    def __init__(self) -> None:
        self.text = ""

    def pause(self, reason: str, seconds: float) -> None:
        """All calls pause."""
        self.text = f"pausing {seconds:.0f} s: {reason}" if seconds > 0 else ""


@dataclass(frozen=True, slots=True)
class Session:
    """What is open."""

    model: Access | None
    """None where an outside program solves and nothing is asked of a model."""
    judge: Access | None
    """The model itself where no other judges."""
    grader: Grader
    solver: Solver
    opened: Opened
    notes: Notes
    budget: float | None

    def ask_no_more(self) -> None:
        """Let calls under way finish, and no other begin."""
        for one in (self.model, self.judge):
            if one is not None:
                one.stop()

    def spent(self) -> Spent:
        """What the models were asked so far."""
        models = [one for one in dict.fromkeys((self.model, self.judge)) if one is not None]
        counters = [model.counters for model in models]
        priced = all(one.unpriced == 0 for one in counters) and any(one.priced for one in counters)
        return Spent(
            calls=sum(one.calls for one in counters),
            hits=sum(one.hits for one in counters),
            tokens=sum(one.input_tokens + one.output_tokens for one in counters),
            cost=max((one.spent for one in counters), default=0.0) if priced else None,
            in_flight=sum(one.under_way for one in counters),
            at_once=sum(one.at_once for one in counters),
            budget=self.budget,
            note=self.notes.text,
        )


@contextlib.asynccontextmanager
async def session(
    settings: Settings, store: Store, workers: Workers, key: str, programs: int | None = None
) -> AsyncGenerator[Session]:
    """Open the models of the settings, the tools and the solver.

    What a program that solves does is kept under `key`; `programs` of them run at once, as many as the model may be
    asked calls if left out.

    Raises ModelUnknown, StoreError, UsageError as `open_models` does, and KeyboardInterrupt for a second interrupt.
    """
    notes, workflow = Notes(), settings.workflow
    wanted = [one for one in (settings.model, settings.judge) if one is not None]
    opened = Opened(settings.out)
    try:
        async with open_models(
            wanted, settings.out, settings.budget, notes.pause, patience=PATIENCE, seed=settings.seed
        ) as models:
            model, judge = (models[0], models[-1]) if models else (None, None)
            async with browsing(store, settings, opened.corpus) as browser:
                solver = Solver(model, settings, workers, opened.tools.schemas, store, key, programs, browser)
                grader = Grader(judge, workflow.votes, workflow.prompts)
                with interruptible([*models, solver], notes):
                    yield Session(model, judge, grader, solver, opened, notes, settings.budget)
    finally:
        opened.close()


class Stoppable(Protocol):
    """Something that makes calls."""

    def stop(self) -> None:
        """Let what is under way finish; anything else raises Stopped."""
        ...


@contextlib.contextmanager
def interruptible(callers: Sequence[Stoppable], notes: Notes) -> Generator[None]:
    """The first interrupt lets calls that are under way finish; the second one ends the run at once.

    Raises KeyboardInterrupt for the second.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    asked = 0

    def interrupt() -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            task.cancel()
            return
        notes.text = "stopping when the calls under way are answered; once more ends at once"
        for one in callers:
            one.stop()

    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for one in signals:
            loop.add_signal_handler(one, interrupt)
    except (NotImplementedError, RuntimeError, ValueError):
        # Windows, or not the main thread: an interrupt then ends the run at once, and nothing answered is lost.
        signals = ()
    try:
        yield
    except asyncio.CancelledError:
        if asked > 1:
            raise KeyboardInterrupt from None
        raise
    finally:
        for one in signals:
            loop.remove_signal_handler(one)
