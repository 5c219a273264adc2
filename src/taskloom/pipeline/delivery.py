"""Writing a run's dataset from its record, whenever what is accepted, or known of it, has changed."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import taskloom
from taskloom.dataset.card import card
from taskloom.dataset.funnel import Funnel
from taskloom.dataset.licences import Licences
from taskloom.dataset.report import Report
from taskloom.dataset.write import Contents, Written, write_dataset
from taskloom.pipeline.admission import CONTAMINATION
from taskloom.schema.task import Task
from taskloom.store import Store


class Delivered(NamedTuple):
    """What is in the dataset, and where it lies."""

    report: Report
    written: Written


def write(
    store: Store, run: Path, seed: int, *, decontaminated: bool, note: Callable[[Task], object] | None = None
) -> Delivered:
    """Write the dataset whole: tasks, the trajectories made with them and the tries after them, rejections, card.

    `note` is told of every task on the way.
    """
    tasks = store.results.tasks()
    report = Report.of(tasks if note is None else _noted(tasks, note), Licences.of_run(store))
    contents = Contents(
        tasks=store.results.task_lines(),
        trajectories=chain(store.results.trajectory_lines(), store.tries.trajectory_lines()),
        rejections=store.results.rejection_lines(),
        card=card(report, version=taskloom.__version__, seed=seed, funnel=Funnel.of_run(store)),
        contamination=store.results.rejection_lines(CONTAMINATION) if decontaminated else None,
    )
    return Delivered(report, write_dataset(run, contents))


def _noted(tasks: Iterator[Task], note: Callable[[Task], object]) -> Iterator[Task]:
    for task in tasks:
        note(task)
        yield task
