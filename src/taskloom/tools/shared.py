"""One toolbox for many callers at once: agents and servers, which are asynchronous.

The corpus is read in one thread, the one that opened it; Python runs beside it, because a calculation may take
seconds. An event loop that awaits a call goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager

from pydantic import JsonValue

from taskloom.tools.toolbox import Toolbox

_APART = "python"
"""The tool that does not read the corpus, and that several threads may call."""
_CALCULATIONS = 2
"""Python calls that run at once, as many as the sandbox has processes."""


class SharedToolbox:
    """The tools' schemas, and a call that is awaited. Made by `shared`."""

    def __init__(self, toolbox: Toolbox, reading: ThreadPoolExecutor, calculating: ThreadPoolExecutor) -> None:
        self.schemas = toolbox.schemas
        """The tools in the form of OpenAI's function calling."""
        self._toolbox = toolbox
        self._reading = reading
        self._calculating = calculating

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> str:
        """The observation, as `Toolbox.call` gives it."""
        thread = self._calculating if name == _APART else self._reading
        return await asyncio.get_running_loop().run_in_executor(thread, self._toolbox.call, name, arguments)


@asynccontextmanager
async def shared(opening: Callable[[], AbstractContextManager[Toolbox]]) -> AsyncGenerator[SharedToolbox]:
    """A toolbox that `opening` opens and closes, in the thread that will read its corpus."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "corpus") as reading, ThreadPoolExecutor(_CALCULATIONS, "python") as calculating:
        opened = opening()
        toolbox = await loop.run_in_executor(reading, opened.__enter__)
        try:
            yield SharedToolbox(toolbox, reading, calculating)
        finally:
            await loop.run_in_executor(reading, opened.__exit__, None, None, None)
