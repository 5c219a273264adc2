"""A run whose endpoint fails at every fifth request makes the same tasks as one that is answered well."""

from pathlib import Path
from typing import Literal

import pytest
from model_run import TASKS, Runs, Undisturbed, tasks_of

from taskloom.testing import Faults, ModelServer
from taskloom.testing.perfect import PerfectModel


@pytest.mark.parametrize("calls_tools", ["native", "schema"])
def test_faults_of_every_kind_change_no_task(
    runs: Runs, undisturbed: Undisturbed, tmp_path: Path, calls_tools: Literal["native", "schema"]
) -> None:
    model = {"calls_tools": calls_tools, "concurrency": 32}
    expected = tasks_of(undisturbed.out)
    if calls_tools == "schema":
        with ModelServer(PerfectModel()) as server:
            runs.make(tmp_path / "calm", server, model=model)
        expected = tasks_of(tmp_path / "calm")
    with ModelServer(PerfectModel(), faults=Faults.every(0.2, seed=1)) as server:
        outcome = runs.make(tmp_path / "run", server, model=model)
        seen = server.seen
    assert (outcome.accepted, outcome.short) == (TASKS, None)
    assert tasks_of(tmp_path / "run") == expected
    assert seen.requests > seen.answered
