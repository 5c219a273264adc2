"""One toolbox for many callers at once: agents and servers, which are asynchronous.

The corpus is read in the event loop's own thread: a call takes about a millisecond, and a second thread would wait
for the interpreter's lock longer than that. Python runs beside it, because a calculation may take seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from pydantic import JsonValue

from taskloom.tools.toolbox import Toolbox

_APART = "python"
"""The tool that does not read the corpus, and that several threads may call."""
_CALCULATIONS = 2
"""Python calls that run at once, as many as the sandbox has processes."""


class SharedToolbox:
    """A toolbox whose calls are awaited, in the thread that opened its corpus. Use it as a context manager."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.schemas = toolbox.schemas
        """The tools in the form of OpenAI's function calling."""
        self._toolbox = toolbox
        self._calculating = ThreadPoolExecutor(_CALCULATIONS, "python")

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> str:
        """The observation, as `Toolbox.call` gives it."""
        if name != _APART:
            return self._toolbox.call(name, arguments)
        return await asyncio.get_running_loop().run_in_executor(self._calculating, self._toolbox.call, name, arguments)

    def __enter__(self) -> SharedToolbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._calculating.shutdown()
