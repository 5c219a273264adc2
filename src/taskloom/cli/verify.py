"""`taskloom verify`: every check of a run's tasks, again, on its frozen corpus."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from taskloom.cli.ending import ending, printable

SHOWN = 20
"""Failures that are listed on the terminal; --json has them all."""


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    workers: Annotated[int | None, typer.Option(help="Processes to use; one a core if left out.", min=1)] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every task of a run again, on its frozen corpus. Exit status 1 if any fails.

    The folder is enough: it may lie on another machine, and the sources may be gone. The frozen bytes are
    hashed and read again, every check is run again, and the dataset is compared with what comes out.
    """
    with ending():
        from taskloom.cli.progress import watching
        from taskloom.pipeline import verify as check

        with watching() as on_progress:
            found = check(run, on_progress, workers)
        if json_output:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        else:
            for failure in found.failures[:SHOWN]:
                typer.echo(printable(f"{failure.task}: {failure.check}: {failure.detail}"))
            if len(found.failures) > SHOWN:
                typer.echo(f"… and {len(found.failures) - SHOWN:,} more; --json lists all")
            by_check = Counter(failure.check for failure in found.failures)
            lost = ", ".join(f"{check} {count:,}" for check, count in by_check.most_common())
            told = f"{found.passed:,} of {found.checked:,} tasks pass every check"
            typer.echo(f"{told}; failures: {lost}" if lost else told)
        if found.failures:
            raise typer.Exit(1)
