"""What a run will ask and cost, told before anything is asked."""

from pathlib import Path

import pytest
from model_run import MODEL, TASKS, Runs, Undisturbed
from pydantic import JsonValue

from taskloom.errors import UsageError
from taskloom.pipeline.estimate import Estimate, estimate
from taskloom.pipeline.settings import Settings

HERE: dict[str, JsonValue] = {**MODEL, "base_url": "http://127.0.0.1:9/v1"}


def estimated(runs: Runs, out: Path, **settings: JsonValue) -> Estimate:
    given: dict[str, object] = {"sources": [str(runs.sources)], "out": out, "workers": 1, "model": HERE, **settings}
    return estimate(Settings.resolve({"tasks": TASKS, **given}), lambda _: None)


def costs(found: Estimate) -> dict[str, float | None]:
    return {share.purpose: share.cost for share in found.shares}


@pytest.fixture(scope="module")
def out(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return runs.fresh(tmp_path_factory.mktemp("estimated") / "run")


def test_each_purpose_has_its_share_and_a_price(runs: Runs, out: Path) -> None:
    found = estimated(runs, out)
    purposes = [share.purpose for share in found.shares]
    assert len(purposes) == len(set(purposes))
    assert {"extract", "word", "extend", "verify", "merge", "split", "closed_book", "refute", "solve"} < {*purposes}
    for share in (*found.shares, found.total):
        assert share.cost == pytest.approx((share.input_tokens + 2 * share.output_tokens) / 1e6)
    assert found.total.calls == sum(share.calls for share in found.shares)


def test_it_is_of_the_size_of_what_a_run_asks(runs: Runs, out: Path, undisturbed: Undisturbed) -> None:
    assert undisturbed.seen.requests < estimated(runs, out).total.calls < 8 * undisturbed.seen.requests


def test_what_the_judge_is_asked_costs_what_the_judge_costs(runs: Runs, out: Path) -> None:
    alone = costs(estimated(runs, out))
    dear = costs(estimated(runs, out, judge={**HERE, "input_price": 10.0, "output_price": 20.0}))
    assert {purpose for purpose, cost in dear.items() if cost != alone[purpose]} == {"verify", "judge"}
    assert dear["verify"] == pytest.approx(10 * (alone["verify"] or 0.0))


def test_more_tries_ask_more_and_a_program_that_solves_asks_nothing(runs: Runs, out: Path) -> None:
    one, four = (estimated(runs, out, workflow={"tries": tries}).total.calls for tries in (1, 4))
    assert four > 2 * one
    assert "solve" not in costs(estimated(runs, out, workflow={"solving": {"command": "true"}}))


def test_an_unknown_price_makes_the_sum_unknown(runs: Runs, out: Path) -> None:
    found = estimated(runs, out, judge={**HERE, "input_price": None, "output_price": None})
    assert found.total.cost is None
    assert costs(found)["solve"] is not None


@pytest.mark.parametrize("given", [{"model": None}, {"tasks": None}])
def test_it_needs_a_model_and_a_number_of_tasks(runs: Runs, out: Path, given: dict[str, JsonValue]) -> None:
    with pytest.raises(UsageError, match="--estimate: needs --model and --tasks"):
        estimated(runs, out, **given)
