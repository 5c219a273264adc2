"""`taskloom generate`: documents in, a dataset of verified tasks out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taskloom.cli.ending import ending, say

if TYPE_CHECKING:
    from taskloom.pipeline.outcome import Outcome
    from taskloom.pipeline.settings import Settings


def generate(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Files, folders or globs.", show_default=False),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder.", metavar="RUN")] = None,
    tasks: Annotated[int | None, typer.Option(help="How many tasks; left out, as many as there are.")] = None,
    max_hops: Annotated[int | None, typer.Option(help="The most hops a task may take; 4 if left out.")] = None,
    mix: Annotated[
        str | None, typer.Option(help="Shares of the kinds; 'atomic=.5,depth=.3,width=.2' if left out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed, other tasks; 0 if left out.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes to use; one a core if left out.")] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="A YAML file of settings; options given here win over it.", metavar="FILE"),
    ] = None,
    distractors: Annotated[
        list[str] | None,
        typer.Option(help="Documents that are searched but never asked about. May be repeated.", metavar="DIR"),
    ] = None,
    max_seconds_per_file: Annotated[
        float | None, typer.Option(help="Give up reading a file after this many seconds.")
    ] = None,
) -> None:
    """Make a dataset of verified tasks from documents.

    The same command again resumes where it stopped; with the same documents and settings it makes the same
    tasks, to the byte. Every setting can also stand in a --config file; RUN/config.yaml is one, as resolved.
    """
    with ending("interrupted; what is done is kept: the same command goes on from there"):
        from taskloom.pipeline.settings import Settings

        given = {
            "sources": tuple(sources) if sources else None,
            "out": out,
            "tasks": tasks,
            "max_hops": max_hops,
            "mix": mix,
            "seed": seed,
            "workers": workers,
            "distractors": tuple(distractors) if distractors else None,
            "limits": None if max_seconds_per_file is None else {"seconds": max_seconds_per_file},
        }
        settings = Settings.resolve(given, config)
        started = time.monotonic()
        outcome = _run(settings)
        if outcome.short is not None:
            asked = f" of {outcome.requested:,}" if outcome.requested is not None else ""
            say(f"warning: {outcome.accepted:,}{asked} tasks: {outcome.short}")
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in outcome.by_kind.items())
        in_all = f"{outcome.accepted:,} tasks" + (f" ({kinds})" if kinds else "")
        typer.echo(f"{in_all} in {time.monotonic() - started:.1f} s: {outcome.dataset}")


def _run(settings: Settings) -> Outcome:
    from taskloom.cli.progress import watching
    from taskloom.errors import UsageError
    from taskloom.ingest.sources import SourceMissing
    from taskloom.pipeline import generate as run

    try:
        with watching() as on_progress:
            return run(settings, on_progress)
    except SourceMissing as error:
        raise UsageError(str(error)) from error
