"""`taskloom export`: a run's dataset in the format of a trainer or an evaluator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taskloom.cli.ending import ending, say

if TYPE_CHECKING:
    from taskloom.export.acting import Acting

Format = Literal["messages", "sharegpt", "verl", "skyrl", "verifiers", "inspect", "paper", "hub"]
"""As in `taskloom.export.exporting`, which is loaded only when there is something to export."""


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    form: Annotated[Format, typer.Option("--format", help="Whose format to write.")],
    out: Annotated[Path, typer.Option(help="The folder to write; it must be empty or not there.", metavar="DIR")],
    split: Annotated[
        Literal["train", "test", "all"], typer.Option(help="Which tasks; each split has files of its own.")
    ] = "all",
    include_replay: Annotated[
        bool, typer.Option("--include-replay", help="Take replayed trajectories too: they have no thoughts.")
    ] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="Write wrong tries too, for training on preferences.")
    ] = False,
    actions: Annotated[
        bool,
        typer.Option(
            "--actions",
            help="With --format messages: for a model without native tool calls, as solve asks it for a JSON action.",
        ),
    ] = False,
    name: Annotated[
        str | None, typer.Option(help="What the dataset is called there; the run's folder name if left out.")
    ] = None,
    decontaminate: Annotated[
        list[str] | None,
        typer.Option(help="Leave out what stands in this benchmark's file. May be repeated.", metavar="FILE"),
    ] = None,
    push: Annotated[
        str | None, typer.Option(help="With --format hub: upload it, private unless it exists.", metavar="OWNER/NAME")
    ] = None,
) -> None:
    """Write the tasks of a run, and the tries that solve them, for training or evaluating agents.

    Of a task's tries the shortest right one is taken. The run's reviews are honoured. What is left out is counted.
    """
    with ending():
        from taskloom.dataset.contamination import Benchmarks
        from taskloom.errors import UsageError
        from taskloom.export.exporting import export as write
        from taskloom.export.selection import Selection

        if push is not None:
            if form != "hub":
                raise UsageError(f"--push uploads a dataset folder: give --format hub, not {form}")
            from taskloom.export.hub import check_push

            check_push(push)
        if actions and form != "messages":
            raise UsageError(f"--actions is how messages are written: give --format messages, not {form}")
        benchmarks = Benchmarks.of(decontaminate or ())
        selection = Selection(split, include_replay, failed, _acting(run) if actions else None)
        found = write(run, form, out, selection, name=name, benchmarks=benchmarks)
        for file, rows in found.rows.items():
            typer.echo(f"{rows:>9,}  {out / file}")
        for outcome, times in found.reviewed.items():
            typer.echo(f"{times:>9,}  {outcome} by readers")
        for reason, times in found.left_out.items():
            typer.echo(f"{times:>9,}  left out: {reason}")
        if not any(found.rows.values()):
            say("warning: nothing was written: no task or try fits the selection")
        if push is not None:
            from taskloom.export.hub import push as upload

            typer.echo(upload(out, push))


def _acting(run: Path) -> Acting:
    """How the run's settings ask a solver without native calls."""
    from taskloom.export.acting import Acting
    from taskloom.pipeline.settings import Settings
    from taskloom.pipeline.toolbox import open_toolbox

    workflow = Settings.resolve({"out": run}, run / "config.yaml").workflow
    with open_toolbox(run) as toolbox:
        tools = workflow.solving.given(toolbox.schemas)
    return Acting(tools, workflow.solving.limits, workflow.prompts)
