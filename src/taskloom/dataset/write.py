"""The dataset's folder: written whole beside its place, then renamed into it.

A program that reads `RUN/dataset` never sees half of one. The lines come ready made (`taskloom.store`): the
same tasks give the same bytes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.snapshot import sync

TASKS = "tasks.jsonl"
TRAJECTORIES = "trajectories.jsonl"
REJECTIONS = "rejections.jsonl"
CONTAMINATION = "contamination.jsonl"

_UNFINISHED = ".dataset-"


class Contents(NamedTuple):
    """What goes into the folder; lines are compact JSON without line feeds, in the order they are to stand
    in.
    """

    tasks: Iterable[bytes]
    trajectories: Iterable[bytes]
    rejections: Iterable[bytes]
    card: str
    """The text of `README.md`."""
    contamination: Iterable[bytes] | None = None
    """Rejections of what stands in a benchmark; None where none was named."""


class Written(NamedTuple):
    """Where the dataset lies and how many lines each file has."""

    folder: Path
    tasks: int
    trajectories: int
    rejections: int


def write_dataset(run: Path, contents: Contents) -> Written:
    """Write `run/dataset`, in place of what is there. Only one process may do so at a time (the run's
    writer).

    Whenever the process dies, `dataset` is whole, the old one or the new one, or, between two renames,
    missing; writing again removes what was left behind.
    """
    place = run / "dataset"
    for left in run.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=run))
    try:
        folder.chmod(0o755)
        written = Written(
            folder=place,
            tasks=_write_lines(folder / TASKS, contents.tasks),
            trajectories=_write_lines(folder / TRAJECTORIES, contents.trajectories),
            rejections=_write_lines(folder / REJECTIONS, contents.rejections),
        )
        if contents.contamination is not None:
            _write_lines(folder / CONTAMINATION, contents.contamination)
        _write_lines(folder / "README.md", [contents.card.removesuffix("\n").encode()])
    except BaseException:
        shutil.rmtree(folder)
        raise
    old = folder.with_name(f"{folder.name}.old")
    if place.exists():
        place.rename(old)
    folder.rename(place)
    sync(run)
    if old.exists():
        shutil.rmtree(old)
    return written


def _write_lines(file: Path, lines: Iterable[bytes]) -> int:
    """Write each line with a line feed, sync the file, and return how many there are."""
    count = 0
    with file.open("wb", buffering=1 << 20) as target:
        for line in lines:
            target.write(line)
            target.write(b"\n")
            count += 1
        target.flush()
        os.fsync(target.fileno())
    return count
