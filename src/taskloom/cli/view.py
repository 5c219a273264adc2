"""`taskloom view`: the web pages over a run, or a copy of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taskloom.cli.ending import ending, say

if TYPE_CHECKING:
    from taskloom.view.run import Run


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

        runs = [Run(folder, name) for folder, name in _named([run, *(compare or ())])]
        if static is not None:
            _write(runs, static)
            return
        from taskloom.view.server import bind

        shown, *others = [stack.enter_context(one) for one in runs]
        serving = bind(shown, others, port)
        say(f"{run}: {serving.address} (stop with Ctrl-C)")
        if open_browser:
            typer.launch(serving.address)
        serving.run()


def _write(runs: list[Run], folder: Path) -> None:
    from taskloom.view.copy import write_copy

    for one in runs:
        one.follow_once()

    def told(done: int) -> None:
        if done % 500 == 0:
            say(f"{done:,} tasks written")

    copied = write_copy(runs[0], runs[1:], folder, told)
    typer.echo(f"{copied.tasks:,} tasks, {copied.files:,} files: {folder / 'index.html'}")


def _named(folders: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each run with a name of its own: its folder's, with what is above it where two are called alike."""
    names: set[str] = set()
    for folder in folders:
        parts = folder.resolve().parts
        name = next(("/".join(parts[-n:]) for n in range(1, len(parts)) if "/".join(parts[-n:]) not in names), "")
        names.add(name)
        yield folder, name
