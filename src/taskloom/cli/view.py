"""`taskloom view`: the web pages over a run, or a copy of them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from taskloom.cli.ending import ending, say


def view(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, finished or going on.")],
    port: Annotated[
        int, typer.Option(help="The port of 127.0.0.1 to serve at; 0 for any free one.", min=0, max=65535)
    ] = 8765,
    static: Annotated[
        Path | None,
        typer.Option("--static", metavar="DIR", help="Write the pages there instead, to be opened from a disk."),
    ] = None,
    compare: Annotated[
        list[Path] | None, typer.Option(metavar="RUN", help="Another run to compare with. May be repeated.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser, too.")] = False,
) -> None:
    """Look at a run: its funnel and plots, every task with its evidence, what was rejected and why, and reviews.

    The pages are served on this machine only, and follow a run that is going on. --static writes them as files that
    need no server.
    """
    with ending("closed"), ExitStack() as stack:
        from taskloom.view.run import Run
        from taskloom.view.server import bind

        shown, *others = [stack.enter_context(Run(folder)) for folder in (run, *(compare or ()))]
        serving = bind(shown, others, port)
        say(f"{run}: {serving.address} (stop with Ctrl-C)")
        if open_browser:
            typer.launch(serving.address)
        serving.run()
