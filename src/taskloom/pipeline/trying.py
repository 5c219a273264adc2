"""A solver's tries: the run's model as an agent, or an outside program.

A model's replies are kept by the record of calls; what a program did is kept here, so that a run that goes on does
not run it again.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from taskloom.corpus.rendering import Rendering
from taskloom.llm.errors import Stopped
from taskloom.llm.request import Model
from taskloom.pipeline.browsing import Browser
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.worker import call_tool, rendering_of
from taskloom.solve.agent import solve
from taskloom.solve.attempt import Attempt
from taskloom.store import Store, content_key
from taskloom.tools import web_fetch

STAGE = "attempt"


class Solver:
    """Who solves, with which tools, within which limits."""

    def __init__(
        self,
        model: Model | None,
        settings: Settings,
        workers: Workers,
        schemas: tuple[dict[str, JsonValue], ...],
        store: Store,
        key: str,
        programs: int | None = None,
        browser: Browser | None = None,
    ) -> None:
        """`model` may be None where the settings name a program; `programs` are run at once; `browser` is the web."""
        solving = settings.workflow.solving
        self.model = model
        self.schemas = solving.given(schemas)
        self.limits = solving.limits
        self._tools = solving.tools
        self.folder: Path | None = settings.workflow.prompts
        assert solving.command is not None or model is not None
        self.name = solving.command or (model.name if model is not None else "")
        """As verdicts and trajectories call it."""
        self._command = solving.command
        self._workers = workers
        self._store = store
        self._key = key
        self._room = asyncio.Semaphore(programs or (settings.model.concurrency if settings.model else settings.workers))
        self._browser = browser
        self._stopping = False

    def stop(self) -> None:
        """Let what is under way finish; any other try of a program raises Stopped."""
        self._stopping = True

    async def solve(self, question: str, number: int) -> Attempt:
        """The try of this number at a question. Raises ModelFailed, BudgetReached, Stopped."""
        if self._command is None:
            assert self.model is not None
            return await solve(self.model, question, self.schemas, self.call, self.limits, number, self.folder)
        key = content_key(STAGE, 1, [self._key, self._command, question, str(number)], self.limits.model_dump())
        if (known := self._store.stages.detail(STAGE, key)) is not None:
            return Attempt.model_validate_json(known)
        from taskloom.solve.command import command_of, solve_by_command

        async with self._room:
            if self._stopping:
                raise Stopped(f"{self.name}: the run is being stopped")
            made = await solve_by_command(command_of(self._command), question, self.schemas, self.call, self.limits)
        self._store.stages.mark(STAGE, key, detail=made.model_dump_json())
        return made

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> str:
        """A tool's observation; a refusal for one that the solver is not given."""
        if self._tools is not None and name not in self._tools:
            return f"error: there is no tool {name!r} here; the tools are {', '.join(self._tools)}"
        if self._browser is not None:
            await self._browser.provide(name, arguments)
        return await self._workers.do(call_tool, name, arguments)

    async def rendering_of(self, document: str) -> Rendering | None:
        """The document of a uri or title, or the page of an address, as text; None when there is none."""
        if self._browser is not None:
            # Fetched whether or not some agent has read it by now, so that what comes of it does not hang on others.
            await self._browser.provide(web_fetch.NAME, {"url": document})
        return await self._workers.do(rendering_of, document)
