"""`taskloom verify`: every check of a run's tasks, again, on its frozen corpus, or on its live sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taskloom.cli.ending import ending, printable

if TYPE_CHECKING:
    from taskloom.pipeline.outcome import Failure
    from taskloom.pipeline.refresh import Live

SHOWN = 20
"""Failures, and documents, that are listed on the terminal; --json has them all."""


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch and read the live sources instead of the frozen bytes.")
    ] = False,
    workers: Annotated[int | None, typer.Option(help="Processes to use; one a core if left out.", min=1)] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every task of a run again, on its frozen corpus. Exit status 1 if any fails.

    The folder is enough: it may lie on another machine, and the sources may be gone. The frozen bytes are
    hashed and read again, every check is run again, and the dataset is compared with what comes out.

    With --refresh, whether the evidence still stands in the sources as they are now: addresses are fetched, files
    read again. The run is not changed.
    """
    with ending():
        from taskloom.cli.progress import watching
        from taskloom.pipeline.refresh import Refreshed
        from taskloom.pipeline.refresh import refresh as look
        from taskloom.pipeline.verify import verify as check

        with watching() as on_progress:
            found = look(run, on_progress, workers) if refresh else check(run, on_progress, workers)
        if json_output:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        else:
            if isinstance(found, Refreshed):
                _list_documents(found.documents)
            _list_failures(found.failures)
            by_check = Counter(failure.check for failure in found.failures)
            lost = ", ".join(f"{check} {count:,}" for check, count in by_check.most_common())
            what = "still rest on what their sources say" if refresh else "pass every check"
            told = f"{found.passed:,} of {found.checked:,} tasks {what}"
            typer.echo(f"{told}; failures: {lost}" if lost else told)
        if found.failures:
            raise typer.Exit(1)


def _list_failures(failures: Sequence[Failure]) -> None:
    for failure in failures[:SHOWN]:
        typer.echo(printable(f"{failure.task}: {failure.check}: {failure.detail}"))
    if len(failures) > SHOWN:
        typer.echo(f"… and {len(failures) - SHOWN:,} more; --json lists all")


def _list_documents(documents: Sequence[Live]) -> None:
    """Those that are not as they were, and how many are."""
    others = [one for one in documents if one.state != "unchanged"]
    for one in others[:SHOWN]:
        typer.echo(printable(f"{one.uri}: {_told(one)}"))
    if len(others) > SHOWN:
        typer.echo(f"… and {len(others) - SHOWN:,} more documents; --json lists all")
    states = Counter(one.state for one in documents)
    counted = ", ".join(f"{state} {count:,}" for state, count in states.most_common())
    typer.echo(f"{len(documents):,} documents: {counted}")


def _told(one: Live) -> str:
    if one.state != "changed":
        return f"{one.state}: {one.detail}; {one.tasks:,} tasks rest on it"
    if one.failing:
        return f"changed: {one.failing:,} of {one.tasks:,} tasks fail"
    return f"changed, but the evidence of all {one.tasks:,} tasks still stands there"
