"""`taskloom show`: tasks for reading, each with its hops, their evidence and what the checks found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from taskloom.cli.ending import ending
from taskloom.errors import TaskloomError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from taskloom.schema.task import Evidence, Subtask, Task
    from taskloom.schema.verdict import Verdict
    from taskloom.store import Store

Kind = Literal["atomic", "depth", "width"]
"""As in `taskloom.schema.task`, which is loaded only when there is a task to show."""


def show(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    kind: Annotated[Kind | None, typer.Option(help="Only tasks of this kind.")] = None,
    hops: Annotated[int, typer.Option(help="Only tasks of at least this many hops.", min=1)] = 1,
    task: Annotated[str | None, typer.Option(help="The one task of this id.", metavar="ID")] = None,
    number: Annotated[int, typer.Option("--number", "-n", help="How many tasks.", min=1)] = 3,
) -> None:
    """Show tasks of a run: the question, every hop with its answer and evidence, and what was checked.

    They come in the order of the dataset, one of each kind in turn.
    """
    with ending():
        from rich.console import Console

        from taskloom.store import Store

        with Store.read_only(run) as store:
            console = Console(highlight=False)
            for at, one in enumerate(_selected(store, run, kind, hops, task, number)):
                if at:
                    console.print()
                show_task(one, console)


def _selected(store: Store, run: Path, kind: Kind | None, hops: int, identity: str | None, number: int) -> list[Task]:
    if identity is not None:
        found = [one for one in store.results.tasks() if one.id == identity]
        if not found:
            raise TaskloomError(f"{run}: no task has the id {identity!r}; dataset/tasks.jsonl lists them")
        return found
    kinds: tuple[Kind, ...] = get_args(Kind) if kind is None else (kind,)
    streams = [(one for one in store.results.tasks(name) if one.hops >= hops) for name in kinds]
    chosen = [one for one, _ in zip(_in_turn(streams), range(number), strict=False)]
    if not chosen:
        wanted = f"{kind or 'task'} of {hops} hops or more" if hops > 1 else f"{kind or 'accepted'} task"
        raise TaskloomError(f"{run}: holds no {wanted}; `taskloom stats` counts what there is")
    return chosen


def _in_turn(streams: Iterable[Iterator[Task]]) -> Iterator[Task]:
    """The first of every stream, then the second, and so on."""
    return (one for one in chain.from_iterable(zip_longest(*streams)) if one is not None)


def show_task(task: Task, console: Console) -> None:
    """Print one task."""
    evidence = {piece.id: piece for piece in task.evidence}
    traits = (task.kind, task.operation, _count(task.hops, "hop"), " + ".join(task.modalities))
    calls = f"{_count(task.difficulty.tool_calls, 'call')} of {', '.join(task.tools)}"
    rows = [
        ("question", _text(task.question)),
        ("answer", _text(task.answer.text, "green")),
        ("replayed", _text(calls)),
        *((f"fact {subtask.id}", _fact(subtask, evidence)) for subtask in task.subtasks),
        *((_passed(verdict), _verdict(verdict)) for verdict in task.verdicts),
    ]
    console.print(_text(f"{task.id}  {', '.join(filter(None, traits))}", "bold"))
    console.print(_grid(rows))


def _fact(subtask: Subtask, evidence: Mapping[str, Evidence]) -> RenderableType:
    from rich.console import Group

    after = f" (after {', '.join(subtask.uses)})" if subtask.uses else ""
    lines = [_text(f"{subtask.question}{after}"), _text(f"→ {subtask.answer.text}", "green")]
    for piece in (evidence[name] for name in subtask.evidence):
        lines.append(_text(f"“{piece.quote}” at {piece.locator} of {piece.uri}", "dim"))
    return Group(*lines)


def _passed(verdict: Verdict) -> str:
    return {True: "passed", False: "failed", None: "not run"}[verdict.passed]


def _verdict(verdict: Verdict) -> RenderableType:
    detail = verdict.detail.removeprefix("not run: ")
    return _text(f"{verdict.check}: {detail}" if detail else verdict.check)


def _grid(rows: Iterable[tuple[str, RenderableType]]) -> RenderableType:
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=9, no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(_text(name, "dim"), value)
    return table


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(text: str, style: str = "") -> RenderableType:
    """The text without what would steer a terminal or turn its writing direction: documents are untrusted."""
    from rich.text import Text

    return Text("".join(sign if sign.isprintable() else " " for sign in text), style=style)
