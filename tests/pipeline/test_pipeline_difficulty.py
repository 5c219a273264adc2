"""`generate --difficulty` keeps the tasks whose tries succeed as often as asked for, and says what it dropped."""

from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import cast

import pytest
from model_run import Runs, rejections_of, rows, tasks_of
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.dataset.read import read_tasks
from taskloom.errors import UsageError
from taskloom.pipeline.gate import beside
from taskloom.pipeline.settings import Settings
from taskloom.testing import ChatRequest, ModelServer, ScriptReply
from taskloom.testing.perfect import PerfectModel

BAND = (0.4, 0.7)
TRIES = 8


class WaveringModel:
    """A perfect model, but for its answers with tools: some questions it finds hard, others easy."""

    def __init__(self) -> None:
        self._perfect = PerfectModel()
        self._answered: Counter[str] = Counter()

    def __call__(self, request: ChatRequest) -> ScriptReply:
        said = self._perfect(request)
        if not isinstance(said, str) or not said.startswith("Answer: "):
            return said
        question = str(request["messages"])
        self._answered[question] += 1
        chance = _drawn(question)
        return said if _drawn(f"{self._answered[question]} {question}") < chance else "Answer: Nobody Inparticular"


def _drawn(text: str) -> float:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) / 2**32


@pytest.fixture(scope="module")
def banded(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a band. Only to be read."""
    out = tmp_path_factory.mktemp("banded") / "run"
    workflow = {"difficulty": list(BAND), "tries": TRIES, "facts": "structure", "extensions": "structure"}
    with ModelServer(WaveringModel()) as server:
        runs.make(out, server, workflow=workflow)
        first = tasks_of(out)
        asked = server.seen.requests
        runs.make(out, server, workflow=workflow)
        assert (tasks_of(out), server.seen.requests) == (first, asked)
    return out


def test_every_task_lies_in_the_band_and_says_so(banded: Path) -> None:
    tasks = list(read_tasks(banded / "dataset" / "tasks.jsonl"))
    assert tasks
    for task in tasks:
        assert task.difficulty.tries == TRIES
        assert task.difficulty.successes is not None
        assert BAND[0] <= task.difficulty.successes / TRIES <= BAND[1]
        (verdict,) = (one for one in task.verdicts if one.check == "solved")
        assert verdict.passed is True
        share = f"success {task.difficulty.successes / TRIES:.2f} (95 % interval "
        assert verdict.detail.startswith(share)
        assert f"in {TRIES} tries, asked for 0.4 to 0.7; {task.difficulty.successes} of {TRIES} tries" in verdict.detail


def test_what_lies_beside_it_is_rejected_with_what_was_measured(banded: Path) -> None:
    dropped = [one for one in rows(rejections_of(banded)) if one["check"] == "difficulty"]
    reasons = {str(one["reason"]) for one in dropped}
    assert reasons == {"harder than asked for", "easier than asked for"}
    for one in dropped:
        candidate = cast("dict[str, str]", one["candidate"])
        usage = cast("dict[str, int]", one["usage"])
        assert candidate["question"] and candidate["answer"]
        assert candidate["detail"].startswith("success ")
        assert usage["model_calls"] >= TRIES
    checks = Counter(str(one["check"]) for one in rows(rejections_of(banded)))
    assert checks["solved"] > 0, "what no try solves falls at the check before"


def test_stats_counts_them(banded: Path) -> None:
    shown = CliRunner().invoke(app, ["stats", str(banded)])
    assert shown.exit_code == 0
    assert "verify: difficulty" in shown.stdout


def test_the_bounds_belong_to_the_band() -> None:
    assert (beside((0.25, 0.75), 2, 8), beside((0.25, 0.75), 6, 8)) == (None, None)
    assert beside((0.25, 0.75), 1, 8) == "harder than asked for"
    assert beside((0.25, 0.75), 7, 8) == "easier than asked for"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"difficulty": "0.2-0.8"}, "difficulty: 1 tries say too little; give --tries 8 or more"),
        ({"difficulty": "0.8-0.2", "tries": 8}, "difficulty: 0.8-0.2 is no band; give LOW-HIGH between 0 and 1"),
        ({"difficulty": "0-0", "tries": 8}, "difficulty: 0-0 is no band"),
        ({"difficulty": "some", "tries": 8}, r"workflow\.difficulty"),
    ],
)
def test_a_band_that_cannot_be_meant_is_named(given: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        Settings.resolve({"sources": ("a",), "out": Path("r"), "model": "local:m", "workflow": given})


def test_a_band_needs_a_model() -> None:
    given = {"sources": ("a",), "out": Path("r"), "workflow": {"difficulty": "0.2-0.8", "tries": 8}}
    with pytest.raises(UsageError, match="--difficulty is measured by a model's tries; give --model"):
        Settings.resolve(given)
    assert Settings.resolve({**given, "model": "local:m"}).workflow.difficulty == (0.2, 0.8)
