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
        typer.Argument(metavar="SOURCE", help="Files, folders, globs or http(s) addresses.", show_default=False),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder.", metavar="RUN")] = None,
    tasks: Annotated[int | None, typer.Option(help="How many tasks; left out, as many as there are.")] = None,
    max_hops: Annotated[int | None, typer.Option(help="The most hops a task may take; 4 if left out.")] = None,
    mix: Annotated[
        str | None, typer.Option(help="Shares of the kinds; 'atomic=.5,depth=.3,width=.2' if left out.")
    ] = None,
    test_share: Annotated[
        float | None,
        typer.Option(help="Keep this share of documents and tasks for testing; the splits have nothing in common."),
    ] = None,
    decontaminate: Annotated[
        list[str] | None,
        typer.Option(
            help="A benchmark to keep out: JSON, JSON lines, CSV, TSV or Parquet. May be repeated.", metavar="FILE"
        ),
    ] = None,
    licence: Annotated[
        list[str] | None,
        typer.Option(
            help="The licence of the documents that state none, or of those whose path matches. May be repeated.",
            metavar="[GLOB=]LICENCE",
        ),
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
    model: Annotated[
        str | None, typer.Option(help="A model that reads, words, solves and refutes.", metavar="PROVIDER:NAME")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Where the model is served, if not at its provider's.", metavar="URL")
    ] = None,
    judge: Annotated[
        str | None, typer.Option(help="Another model to compare answers.", metavar="PROVIDER:NAME")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that calls of models may cost.", metavar="USD")
    ] = None,
    tries: Annotated[int | None, typer.Option(help="An agent's tries at each task; 1 if left out.")] = None,
    difficulty: Annotated[
        str | None,
        typer.Option(
            help="Keep tasks of which this share of the tries succeeds, or a mix of bands, '0.1-0.4=1,0.4-0.8=2'; needs"
            " --tries 8.",
            metavar="LOW-HIGH",
        ),
    ] = None,
    refute: Annotated[
        str | None, typer.Option(help="How another answer is looked for: batch, agent or off.", metavar="HOW")
    ] = None,
    concurrency: Annotated[int | None, typer.Option(help="Calls of the model at once; 16 if left out.")] = None,
    solver_command: Annotated[
        str | None, typer.Option(help="A program that solves instead of the model.", metavar="CMD")
    ] = None,
    prompts: Annotated[Path | None, typer.Option(help="Prompt files that stand for ours.", metavar="DIR")] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Tell calls, tokens and price before spending; then stop.")
    ] = False,
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
            "test_share": test_share,
            "decontaminate": tuple(decontaminate) if decontaminate else None,
            "licences": tuple(licence) if licence else None,
            "seed": seed,
            "workers": workers,
            "distractors": tuple(distractors) if distractors else None,
            "limits": _group(seconds=max_seconds_per_file),
            "model": _group(name=model, base_url=base_url, concurrency=concurrency),
            "judge": judge,
            "budget": budget,
            "workflow": _group(
                tries=tries,
                difficulty=difficulty,
                refute=refute,
                prompts=prompts,
                solving=_group(command=solver_command),
            ),
        }
        settings = Settings.resolve(given, config)
        asking = {
            "--tries": tries, "--refute": refute, "--prompts": prompts, "--concurrency": concurrency,
            "--solver-command": solver_command,
        }  # fmt: skip
        _model_for(settings, [name for name, value in asking.items() if value is not None])
        if estimate:
            _estimate(settings)
            return
        started = time.monotonic()
        outcome = _run(settings)
        _tell(outcome, time.monotonic() - started)


def _tell(outcome: Outcome, seconds: float) -> None:
    """Say what was made, what was dropped for its difficulty, and what ended the run before its time."""
    if outcome.short is not None and outcome.stopped is None:
        asked = f" of {outcome.requested:,}" if outcome.requested is not None else ""
        say(f"warning: {outcome.accepted:,}{asked} tasks: {outcome.short}")
    if outcome.unreadable:
        run = outcome.dataset.parent
        say(f"{outcome.unreadable:,} of {outcome.files:,} files could not be read; `taskloom stats {run}` names them")
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in outcome.by_kind.items())
    in_all = f"{outcome.accepted:,} tasks" + (f" ({kinds})" if kinds else "")
    typer.echo(f"{in_all} in {seconds:.1f} s: {outcome.dataset}")
    if outcome.too_hard_or_easy:
        dropped = ", ".join(f"{reason} {count:,}" for reason, count in outcome.too_hard_or_easy.items())
        typer.echo(f"dropped for their difficulty: {dropped}")
    if outcome.stopped is not None:
        _stopped(outcome)


def _model_for(settings: Settings, options: list[str]) -> None:
    """Raise UsageError for options that only a run with a model has a use for."""
    from taskloom.errors import UsageError

    if settings.model is None and options:
        raise UsageError(f"{', '.join(options)}: a run without a model asks nobody; give --model too, or leave it out")


def _group(**given: object) -> dict[str, object] | None:
    """The settings of a group that were given; None when none was."""
    return {name: value for name, value in given.items() if value is not None} or None


def _stopped(outcome: Outcome) -> None:
    """Say what ended the run before its time and what remains, and exit with the status that says so."""
    assert outcome.stopped is not None
    remain = f"{outcome.requested - outcome.accepted:,} tasks remain; " if outcome.requested is not None else ""
    say(f"stopped: {outcome.stopped}; {remain}what is done is kept: the same command goes on from there")
    raise typer.Exit(outcome.stopped.exit_status)


def _estimate(settings: Settings) -> None:
    from taskloom.cli.estimate import show
    from taskloom.cli.progress import watching
    from taskloom.pipeline.estimate import estimate

    with watching() as on_progress:
        found = estimate(settings, on_progress)
    show(found)


def _run(settings: Settings) -> Outcome:
    from taskloom.cli.progress import watching
    from taskloom.errors import UsageError
    from taskloom.ingest.sources import SourceMissing
    from taskloom.pipeline import generate as run
    from taskloom.pipeline.heap import one_heap

    one_heap()
    try:
        with watching() as on_progress:
            return run(settings, on_progress)
    except SourceMissing as error:
        raise UsageError(str(error)) from error
