"""A run's dataset, written in one format: the formats by name, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.write import CONTAMINATION
from taskloom.export.evaluation import write_inspect, write_verifiers
from taskloom.export.hub import write_hub
from taskloom.export.messages import write_messages
from taskloom.export.output import Output, written
from taskloom.export.paper import write_paper
from taskloom.export.reinforcement import write_skyrl, write_verl
from taskloom.export.selection import Row, Selection
from taskloom.export.sharegpt import write_sharegpt
from taskloom.export.source import Source
from taskloom.schema.task import Task
from taskloom.store.reviews import Outcome, Reviews

Format = Literal["messages", "sharegpt", "verl", "skyrl", "verifiers", "inspect", "paper", "hub"]

Write = Callable[[Source, Output, str], None]
"""Writes a source's tasks to an output; the text is the dataset's name."""

FORMATS: Mapping[Format, Write] = {
    "messages": write_messages,
    "sharegpt": write_sharegpt,
    "verl": write_verl,
    "skyrl": write_skyrl,
    "verifiers": write_verifiers,
    "inspect": write_inspect,
    "paper": write_paper,
    "hub": write_hub,
}
assert set(FORMATS) == set(get_args(Format))


CONTAMINATED = f"tasks that stand in a benchmark ({CONTAMINATION} lists the hits)"


class Exported(NamedTuple):
    """What an export wrote and what it left out."""

    rows: Mapping[str, int]
    """By file, as named in the folder."""
    left_out: Mapping[str, int]
    """By reason, in words."""
    reviewed: Mapping[Outcome, int]
    """Tasks that people read, by what became of them."""


def export(
    run: Path,
    form: Format,
    folder: Path,
    selection: Selection,
    *,
    name: str | None = None,
    benchmarks: Benchmarks | None = None,
) -> Exported:
    """Write `folder` from the dataset of a run; `name` is what it is called there, the run's folder name if None.

    The run's reviews are honoured: what readers rejected or do not agree on is left out, what they corrected is
    written as corrected. Tasks that stand in `benchmarks` are left out, each hit a line of `contamination.jsonl`.
    Raises DatasetError when the run has no dataset, UsageError when something is in the folder already.
    """
    with written(folder) as output:

        def refuse(task: Task) -> str | None:
            hits = [] if benchmarks is None else list(benchmarks.hits(task))
            for hit in hits:
                row: Row = {"task": task.id, "question": task.question, **hit.to_json()}
                output.line(CONTAMINATION, row, counted=False)
            return CONTAMINATED if hits else None

        with Source(run / "dataset", selection, Reviews(run).decisions(), refuse) as source:
            FORMATS[form](source, output, name or name_of(run))
    return Exported(dict(sorted(output.rows.items())), dict(source.left_out), dict(sorted(source.reviewed.items())))


def name_of(run: Path) -> str:
    """The run's folder name, in signs that every consumer takes."""
    return re.sub(r"[^\w-]+", "-", run.resolve().name).strip("-") or "tasks"
