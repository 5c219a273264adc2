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
from taskloom.tools.web import WebAccess
from taskloom.tools.web_fetch import WebFetchTool
from taskloom.tools.web_search import WebSearchTool


class Toolbox:
    """search, open, find, look and python, and the web's tools where it is given.

    Use it as a context manager, or close it, to end the sandbox.
    """

    def __init__(self, corpus: Corpus, web: WebAccess | None = None) -> None:
        self._sandbox = Sandbox()
        tools: list[Tool] = [
            SearchTool(corpus),
            OpenTool(corpus),
            FindTool(corpus),
            LookTool(corpus),
            PythonTool(self._sandbox),
        ]
        if web is not None:
            tools += [] if web.search is None else [WebSearchTool(web.frozen, web.search)]
            tools.append(WebFetchTool(corpus, web.frozen))
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
