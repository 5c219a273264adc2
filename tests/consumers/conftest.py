"""Exports of one run, for the tests that hand them to their real consumers (`make test-exports`).

Every consumer has an environment of its own, because they contradict each other in what they need.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from taskloom.dataset import read_tasks
from taskloom.export.exporting import Exported, Format, export
from taskloom.export.selection import Selection
from taskloom.schema.task import Task

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "CUDA_VISIBLE_DEVICES": ""}

Export = Callable[[Format], tuple[Path, Exported]]


@pytest.fixture(scope="session")
def run() -> Path:
    """A run with tasks for training and testing; `make test-exports` makes it."""
    return Path(os.environ["EXPORT_RUN"])


@pytest.fixture(scope="session")
def tasks(run: Path) -> list[Task]:
    return list(read_tasks(run / "dataset" / "tasks.jsonl"))


@pytest.fixture(scope="session")
def exported(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Writes an export, replayed trajectories included."""

    def write(form: Format) -> tuple[Path, Exported]:
        folder = tmp_path_factory.mktemp("exports") / form
        return folder, export(run, form, folder, Selection(include_replay=True), name="real")

    return write
