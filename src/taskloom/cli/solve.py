"""`taskloom solve`: a model, or an outside agent, tries the tasks of a run; how hard they are is measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taskloom.cli.ending import ending, say
from taskloom.cli.show import Kind

if TYPE_CHECKING:
    from taskloom.pipeline.solving import Attempted


def solve(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    model: Annotated[
        str | None, typer.Option(help="Who solves; the run's own model if left out.", metavar="PROVIDER:NAME")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Where the model is served, if not at its provider's.", metavar="URL")
    ] = None,
    solver_command: Annotated[
        str | None, typer.Option(help="A program that solves instead of a model.", metavar="CMD")
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            help="Another model to compare answers, where the typed grader is undecided.", metavar="PROVIDER:NAME"
        ),
    ] = None,
    tries: Annotated[int, typer.Option("--tries", "-k", help="Tries at each task.", min=1, max=1000)] = 8,
    kind: Annotated[Kind | None, typer.Option(help="Only tasks of this kind.")] = None,
    hops: Annotated[int, typer.Option(help="Only tasks of at least this many hops.", min=1)] = 1,
    split: Annotated[Literal["train", "test"] | None, typer.Option(help="Only tasks of this split.")] = None,
    number: Annotated[int | None, typer.Option("--number", "-n", help="Only so many, drawn at random.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="With -n: another seed draws others.")] = 0,
    budget: Annotated[
        float | None,
        typer.Option(
            help="US dollars that calls of models may cost, those made for this run before included.",
            metavar="USD",
            min=0,
        ),
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option(help="Calls of the model, or programs, at once.", min=1, max=4096)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that run the tools.", min=1)] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings of models and of solving that stand for the run's own.", metavar="FILE"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Let a solver try tasks of a run k times each, and tell how often it succeeds, at what cost.

    The tries are kept, the dataset is written again with each task's measured difficulty and the trajectories. The same
    command again goes on where it was stopped.
    """
    with ending("interrupted; what is done is kept: the same command goes on from there"):
        from taskloom.cli.progress import watching
        from taskloom.pipeline import solve as try_tasks
        from taskloom.pipeline.solving import Asked, Selection

        asked = Asked(model, base_url, judge, solver_command, tries, budget, concurrency, workers, config)
        with watching() as on_progress:
            found = try_tasks(run, asked, Selection(kind, hops, split, number, seed), on_progress)
        _tell(run, found, json_output)


def _tell(run: Path, found: Attempted, json_output: bool) -> None:
    """Print what was measured, what failed and what remains; exits with the status that says so."""
    from taskloom.dataset.success import Solvers
    from taskloom.store import Store

    with Store.read_only(run) as store:
        figures = Solvers.of(store).to_json(found.key)
    if json_output:
        typer.echo(json.dumps(figures[0] if figures else None, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from taskloom.cli.solved import show

        for one in figures:
            show(one, Console())
    if found.failed:
        task, why = next(iter(found.failed.items()))
        say(f"warning: {len(found.failed):,} tasks got no usable reply, such as {task}: {why}; run the command again")
    if found.unanswered:
        times = sum(found.unanswered.values())
        why = max(found.unanswered, key=lambda reason: (found.unanswered[reason], reason))
        say(f"warning: {times:,} tries ended without an answer and count as wrong, most often by {why}")
    if found.stopped is not None:
        left = found.tasks - found.tried
        say(f"stopped: {found.stopped}; {left:,} tasks remain; what is done is kept: the same command goes on")
        raise typer.Exit(found.stopped.exit_status)
