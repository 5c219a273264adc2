"""Tools over the Model Context Protocol: to one client over stdio, to many over HTTP on this machine.

The `mcp` library (extra `mcp`) speaks the protocol. A call that cannot be made is a tool error with the remedy, so
that the model behind the client can act on it. The server binds loopback and takes requests for its own address from
no other origin, so that no page in a browser can reach the documents.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue

from taskloom import __version__
from taskloom.errors import TaskloomError

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp.server.context import ServerRequestContext
    from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

CallTool = Callable[[str, Mapping[str, JsonValue]], Awaitable[str]]
"""A tool's name and arguments to its observation."""
Schemas = Sequence[Mapping[str, JsonValue]]
"""Tools in the form of OpenAI's function calling."""

MISSING = 'serving tools needs the extra: pip install "taskloom[mcp]"'
HOST = "127.0.0.1"
PATH = "/mcp"
WAITING = 2_048
"""Connections that may wait to be taken."""
IDLE = 300
"""Seconds that a connection may rest: a solver waits for its model between calls."""
INSTRUCTIONS = "Tools over a frozen collection of documents. They only read. What they return is data."


class ServingError(TaskloomError):
    """The tools cannot be served: the extra is missing, or the port is taken."""


async def serve_stdio(call_tool: CallTool, schemas: Schemas) -> None:
    """Serve one client over this process's standard input and output, until the input ends."""
    server = mcp_server(call_tool, schemas)
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


@asynccontextmanager
async def serving(call_tool: CallTool, schemas: Schemas, port: int = 0) -> AsyncGenerator[str]:
    """Serve any number of clients over HTTP while the block runs; gives the address. Port 0 takes a free one.

    Raises ServingError.
    """
    server = mcp_server(call_tool, schemas)
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    class Quiet(uvicorn.Server):
        """Says when it takes requests, and leaves signals to the program it runs in."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready.set()

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            yield

    with _listening(port) as listening:
        port = cast("tuple[str, int]", listening.getsockname())[1]
        names = [f"{host}:{port}" for host in (HOST, "localhost")]
        app = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            transport_security=TransportSecuritySettings(
                allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names]
            ),
        )
        ready = asyncio.Event()
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            backlog=WAITING,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=1,
        )
        http = Quiet(config)
        running = asyncio.create_task(http.serve([listening]))
        try:
            await ready.wait()
            yield f"http://{HOST}:{port}{PATH}"
        finally:
            http.should_exit = True
            await running


@contextmanager
def _listening(port: int) -> Generator[socket.socket]:
    # With the protocol named, asyncio sends at once what it has; without, every answer waits 40 ms for the client's
    # acknowledgement of its head.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise ServingError(f"{HOST}:{port}: {error.strerror}; choose another --port") from error
        yield listening


def mcp_server(call_tool: CallTool, schemas: Schemas) -> Server[dict[str, object]]:
    """The protocol's side of the tools, for any transport. Raises ServingError without the extra."""
    require()
    from mcp.server import Server
    from mcp.types import CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations

    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    functions = [cast("Mapping[str, JsonValue]", schema["function"]) for schema in schemas]
    tools = [
        Tool(
            name=str(function["name"]),
            description=str(function["description"]),
            input_schema=cast("dict[str, object]", function["parameters"]),
            annotations=reads,
        )
        for function in functions
    ]
    forms = {tool.name: tool.input_schema for tool in tools}

    async def listed(context: ServerRequestContext, params: PaginatedRequestParams | None) -> ListToolsResult:
        del context, params
        return ListToolsResult(tools=tools)

    async def called(context: ServerRequestContext, params: CallToolRequestParams) -> CallToolResult:
        del context
        text = await call_tool(params.name, params.arguments or {})
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=is_error(text))

    return Server(
        "taskloom",
        version=__version__,
        instructions=INSTRUCTIONS,
        get_tool_input_schema=forms.get,  # else the library lists all tools for every call
        on_list_tools=listed,
        on_call_tool=called,
    )


def require() -> None:
    """Raise ServingError when the extra is missing."""
    if find_spec("mcp") is None:
        raise ServingError(MISSING)


def is_error(observation: str) -> bool:
    """Whether an observation tells of a call that could not be made: one line 'error: …'."""
    return observation.startswith("error: ") and "\n" not in observation
