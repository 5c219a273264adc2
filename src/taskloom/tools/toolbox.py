"""The tools a solver gets over one corpus: their schemas, and calls that always answer with a text."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.tools.find import FindTool
from taskloom.tools.look import LookTool
from taskloom.tools.open import OpenTool
from taskloom.tools.python import PythonTool
from taskloom.tools.sandbox import Sandbox
from taskloom.tools.search import SearchTool
from taskloom.tools.tool import BadArguments, Tool, checked, function_schema


class Toolbox:
    """search, open, find, look and python. Use it as a context manager, or close it, to end the sandbox."""

    def __init__(self, corpus: Corpus) -> None:
        self._sandbox = Sandbox()
        tools: tuple[Tool, ...] = (
            SearchTool(corpus),
            OpenTool(corpus),
            FindTool(corpus),
            LookTool(corpus),
            PythonTool(self._sandbox),
        )
        self._tools = {tool.name: tool for tool in tools}
        self.schemas: tuple[dict[str, JsonValue], ...] = tuple(map(function_schema, tools))
        """The tools in the form of OpenAI's function calling."""

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> str:
        """The observation; for arguments that do not fit, a line 'error: …' that tells the remedy."""
        tool = self._tools.get(name)
        if tool is None:
            return f"error: there is no tool {name[:100]!r}; the tools are {', '.join(self._tools)}"
        try:
            return tool.call(checked(tool, arguments))
        except BadArguments as error:
            return f"error: {error}"

    def close(self) -> None:
        """Ends the sandbox's processes."""
        self._sandbox.close()

    def __enter__(self) -> Toolbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
