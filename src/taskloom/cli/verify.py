"""`taskloom verify`: every check of a run's tasks, again, on its frozen corpus."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from taskloom.cli.ending import ending

SHOWN = 20
"""Failures that are listed on the terminal; --json has them all."""


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every task of a run again, on its frozen corpus. Exit status 1 if any fails."""
    with ending():
        from taskloom.cli.progress import watching
        from taskloom.pipeline import verify as check

        with watching() as on_progress:
            found = check(run, on_progress)
        if json_output:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        else:
            for failure in found.failures[:SHOWN]:
                typer.echo(f"{failure.task}: {failure.check}: {failure.detail}")
            if len(found.failures) > SHOWN:
                typer.echo(f"… and {len(found.failures) - SHOWN:,} more; --json lists all")
            typer.echo(f"{found.passed:,} of {found.checked:,} tasks pass every check")
        if found.failures:
            raise typer.Exit(1)
