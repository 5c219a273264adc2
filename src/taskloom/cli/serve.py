"""`taskloom serve`: the frozen corpus' tools as an MCP server."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from taskloom.cli.ending import INTERRUPTED, ending, say

PORT = 8765


def serve(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    http: Annotated[bool, typer.Option("--http", help="Serve many clients over HTTP, on this machine only.")] = False,
    port: Annotated[int, typer.Option(help="With --http: the port; 0 for a free one.", min=0, max=65535)] = PORT,
) -> None:
    """Serve a run's tools (search, open, find, look, python) to any agent, over MCP.

    One client over standard input and output, or with --http any number of them at the address that is printed.
    The run is only read. Needs the extra `mcp`.
    """
    with ending("stopped"):
        try:
            asyncio.run(_serve(run, port if http else None))
        except asyncio.CancelledError as error:
            if not http:
                # The thread that waits for input cannot be woken, and an orderly exit would wait for it.
                say("stopped")
                os._exit(INTERRUPTED)
            raise KeyboardInterrupt from error


async def _serve(run: Path, port: int | None) -> None:
    from taskloom.pipeline.toolbox import open_toolbox
    from taskloom.tools.serving import serve_stdio, serving
    from taskloom.tools.shared import SharedToolbox

    with open_toolbox(run) as toolbox, SharedToolbox(toolbox) as tools:
        if port is None:
            # Every task, because the one that reads input is shielded from an orderly end.
            _when_stopped(lambda: [task.cancel() for task in asyncio.all_tasks()])
            await serve_stdio(tools.call, tools.schemas)
            return
        async with serving(tools.call, tools.schemas, port) as address:
            typer.echo(address)
            say(f"serving the tools of {run}; Ctrl-C ends it")
            forever = asyncio.get_running_loop().create_future()
            _when_stopped(forever.cancel)
            await forever


def _when_stopped(stop: Callable[[], object]) -> None:
    """Let Ctrl-C and the system's request to end do this, in place of breaking off wherever the loop is."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
