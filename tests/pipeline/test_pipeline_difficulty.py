"""`generate --difficulty` keeps a band of difficulty, or a mix of bands, and says what it dropped."""

from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_run import TASKS, Runs, rejections_of, rows, tasks_of
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.dataset.read import read_tasks
from taskloom.errors import UsageError
from taskloom.pipeline.bands import BETWEEN, EASIER, FULL, HARDER, Bands
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


MIX = "0.1-0.4=1,0.4-0.7=3"


@pytest.fixture(scope="module")
def mixed(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a mix of two bands. Only to be read."""
    out = tmp_path_factory.mktemp("mixed") / "run"
    workflow = {"difficulty": MIX, "tries": TRIES, "facts": "structure", "extensions": "structure"}
    with ModelServer(WaveringModel()) as server:
        outcome = runs.make(out, server, workflow=workflow)
        assert (outcome.accepted, outcome.short) == (TASKS, None)
        assert outcome.too_hard_or_easy == _dropped(out)
        first = tasks_of(out), rejections_of(out)
        asked = server.seen.requests
        runs.make(out, server, workflow=workflow)
        assert ((tasks_of(out), rejections_of(out)), server.seen.requests) == (first, asked)
    return out


def _dropped(out: Path) -> dict[str, int]:
    dropped = Counter[str]()
    for one in rows(rejections_of(out)):
        if one["check"] in ("difficulty", "solved"):
            dropped["solved by no try" if one["check"] == "solved" else str(one["reason"])] += 1
    return dict(dropped)


def test_a_mix_is_kept_to_the_task(mixed: Path) -> None:
    successes = [task.difficulty.successes for task in read_tasks(mixed / "dataset" / "tasks.jsonl")]
    hard = sum(one is not None and 0.1 <= one / TRIES < 0.4 for one in successes)
    easy = sum(one is not None and 0.4 <= one / TRIES <= 0.7 for one in successes)
    assert (hard, easy) == (TASKS // 4, TASKS - TASKS // 4)


def test_what_a_mix_has_enough_of_is_rejected_with_what_was_measured(mixed: Path) -> None:
    full = [one for one in rows(rejections_of(mixed)) if one["reason"] == FULL]
    assert full
    for one in full:
        assert (one["stage"], one["check"]) == ("verify", "difficulty")
        detail = cast("dict[str, str]", one["candidate"])["detail"]
        assert detail.startswith("success ")
        assert detail.endswith(f"in {TRIES} tries, asked for 0.1 to 0.4 or 0.4 to 0.7")


def test_a_resolved_mix_means_the_same(mixed: Path) -> None:
    again = Settings.resolve({}, mixed / "config.yaml").workflow.difficulty
    assert again is not None and again == Bands.model_validate(MIX)
    assert [band.share for band in again.bands] == [0.25, 0.75]


def test_the_bounds_belong_to_the_band() -> None:
    band = Bands.model_validate("0.25-0.75")
    assert [band.beside(*counts) for counts in ((2, 8), (6, 8))] == [None, None]
    assert [band.beside(*counts) for counts in ((1, 8), (7, 8))] == [HARDER, EASIER]
    mix = Bands.model_validate("0.75-1=1, 0-0.25=1")
    assert [mix.beside(*counts) for counts in ((1, 8), (4, 8), (7, 8))] == [None, BETWEEN, None]
    touching = Bands.model_validate("0-0.5=1,0.5-1=1")
    assert [touching.holding(*counts) for counts in ((3, 8), (4, 8), (5, 8))] == [(0,), (0, 1), (1,)]


@given(
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    groups=st.lists(st.integers(0, 30), min_size=1, max_size=3),
)
def test_places_fill_every_group_and_keep_to_the_shares(weights: list[int], groups: list[int]) -> None:
    step = 1 / len(weights)
    mix = Bands.model_validate(",".join(f"{at * step}-{(at + 1) * step}={one}" for at, one in enumerate(weights)))
    places = mix.places(groups)
    assert [sum(one) for one in places] == groups
    for band, dealt in zip(mix.bands, zip(*places, strict=True), strict=True):
        assert min(dealt) >= 0
        assert abs(sum(dealt) - band.share * sum(groups)) <= len(weights)


@pytest.mark.parametrize(
    ("workflow", "complaint"),
    [
        ({"difficulty": "0.2-0.8"}, "difficulty: 1 tries say too little; give --tries 8 or more"),
        ({"difficulty": "0.8-0.2", "tries": 8}, "0.8-0.2 is no band; give LOW-HIGH between 0 and 1"),
        ({"difficulty": "0-0", "tries": 8}, "0-0 is no band"),
        ({"difficulty": "some", "tries": 8}, r"workflow\.difficulty: 'some' is no band; give LOW-HIGH"),
        ({"difficulty": "0.2-0.3=x", "tries": 8}, "'0.2-0.3=x' is no band"),
        ({"difficulty": "0.2-0.3=0", "tries": 8}, "0 is no share of 0.2-0.3; a share is more than 0"),
        ({"difficulty": "0.2-0.5=1,0.4-0.8=1", "tries": 8}, "0.2-0.5 and 0.4-0.8 overlap"),
        ({"difficulty": "0.2-0.5=1,0.5-0.8=1", "tries": 8}, "a mix of bands is a mix of so many tasks; give --tasks"),
        ({"difficulty": [0.2, 0.5, 0.8], "tries": 8}, r"workflow\.difficulty: \[0.2, 0.5, 0.8\] is no band"),
    ],
)
def test_a_band_that_cannot_be_meant_is_named(workflow: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        Settings.resolve({"sources": ("a",), "out": Path("r"), "model": "local:m", "workflow": workflow})


def test_a_band_needs_a_model() -> None:
    settings = {"sources": ("a",), "out": Path("r"), "workflow": {"difficulty": "0.2-0.8", "tries": 8}}
    with pytest.raises(UsageError, match="--difficulty is measured by a model's tries; give --model"):
        Settings.resolve(settings)
    assert Settings.resolve({**settings, "model": "local:m"}).workflow.difficulty == Bands.model_validate([0.2, 0.8])
