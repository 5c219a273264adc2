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
    from taskloom.pipeline.outcome import Failure, Verification
    from taskloom.pipeline.refresh import Live, Refreshed

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
    """Check every task of a run again, on what its frozen bytes give. Exit status 1 if anything fails.

    The folder is enough: it may lie on another machine, and the sources may be gone. Documents, search index
    and facts are made anew from the frozen bytes, every check is run again on them, and record and dataset are
    compared with what comes out. What may come from a newer taskloom is said, and is no failure.

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
            _show_refreshed(found) if isinstance(found, Refreshed) else _show(found)
        if not found.sound:
            raise typer.Exit(1)


def _show_refreshed(found: Refreshed) -> None:
    """Documents that are not as they were, and the tasks that no longer rest on them."""
    _list_documents(found.documents)
    _list([f"{one.task}: {one.check}: {one.detail}" for one in found.failures])
    _count(found.failures, f"{found.passed:,} of {found.checked:,} tasks still rest on what their sources say")


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


def _show(found: Verification) -> None:
    """What was found, in lines; what a newer taskloom explains stands apart."""
    rebuilt = f"{found.documents:,} documents read again, {found.facts:,} facts mined from them"
    typer.echo(f"{rebuilt}: {len(found.differences):,} differ from the record" if found.differences else rebuilt)
    lines = [one.detail for one in found.differences if not one.explained]
    lines += [f"{one.task}: {one.check}: {one.detail}" for one in found.failures if not one.explained]
    _list(lines)
    explained = sum(one.explained for one in (*found.differences, *found.failures))
    if explained:
        stages = ", ".join(found.changed)
        typer.echo(f"{explained:,} differences may come from a newer taskloom ({stages}); generate again to be sure")
    _count(found.failures, f"{found.passed:,} of {found.checked:,} tasks pass every check")


def _list(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        typer.echo(printable(line))
    if len(lines) > SHOWN:
        typer.echo(f"… and {len(lines) - SHOWN:,} more; --json lists all")


def _count(failures: Sequence[Failure], told: str) -> None:
    by_check = Counter(failure.check for failure in failures)
    lost = ", ".join(f"{check} {count:,}" for check, count in by_check.most_common())
    typer.echo(f"{told}; failures: {lost}" if lost else told)
