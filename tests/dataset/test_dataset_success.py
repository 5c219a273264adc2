"""pass@k and its interval, and what the figures of a solver say by kind, hops, modality and tool."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_builder import atomic, chain

from taskloom.dataset.interval import mean_share, wilson
from taskloom.dataset.success import Solvers, Tally, pass_at
from taskloom.store import Try


def tries(task: str, *right: bool, cost: float | None = 0.25, solver: str = "local:a") -> list[Try]:
    return [
        Try(
            task,
            solver,
            "k",
            at,
            "right" if one else "wrong",
            float(one),
            True,
            at,
            2,
            90,
            10,
            cost,
            2 if one else None,
        )
        for at, one in enumerate(right)
    ]


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_pass_at_k_is_the_share_of_draws_of_k_tries_with_a_success(made: list[bool], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(made)))
    draws = list(combinations(made, k))
    assert pass_at(k, len(made), sum(made)) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_the_figures_of_two_tasks() -> None:
    tally = Tally()
    tally.add(tries("t_1", True, False, False, False))
    tally.add(tries("t_2", True, True, False, False))
    found = tally.success()
    assert (found.tasks, found.tries, found.right) == (2, 8, 3)
    assert {k: round(mean.share, 4) for k, mean in found.pass_at.items()} == {1: 0.375, 2: 0.6667, 3: 0.875, 4: 1.0}
    assert (found.tool_calls, found.input_tokens, found.output_tokens, found.cost) == (1.5, 90, 10, 2.0)
    assert (found.answer_shown, found.answer_seen_at, found.seen_at) == (0.375, 2.0, {2: 3})


def test_only_tasks_that_were_tried_so_often_count_for_a_larger_k() -> None:
    tally = Tally()
    tally.add(tries("t_1", False))
    tally.add(tries("t_2", True, True))
    means = tally.success().pass_at
    assert (means[1].share, means[1].tasks) == (0.5, 2)
    assert (means[2].share, means[2].tasks) == (1.0, 1)


def test_what_is_no_success_is_told_apart_and_an_unknown_price_stays_unknown() -> None:
    right, wrong = tries("t_1", True, False, cost=None)
    tally = Tally()
    tally.add([right, right._replace(number=2, evidence_used=False), wrong._replace(number=3, outcome="undecided")])
    found = tally.success()
    assert (found.right, found.unseen, found.undecided, found.cost) == (1, 1, 1, None)


def test_each_solver_has_its_figures_by_kind_hops_modality_and_tool() -> None:
    found = Solvers()
    found.add(atomic(id="t_1"), [*tries("t_1", True, True), *tries("t_1", False, solver="other")])
    found.add(chain(id="t_2"), tries("t_2", False, True))
    first, second = found.to_json()
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["solver"], first["tasks"], second["solver"], second["tasks"]) == ("local:a", 2, "other", 1)
    by = first["by"]
    assert isinstance(by, dict)
    assert list(by) == ["kind", "hops", "modality", "tool"]
    kinds = by["kind"]
    assert isinstance(kinds, dict)
    shares = {name: one["pass"]["1"]["share"] for name, one in kinds.items()}  # pyright: ignore
    assert shares == {"atomic": 1.0, "depth": 0.5}
    assert found.to_json("no such key") == []


def test_few_tasks_count_once_each_whatever_their_tries() -> None:
    mean = mean_share({0.5: 4}, tries=400)
    one_each = wilson(2, 4)
    assert mean is not None
    assert one_each is not None
    assert (mean.low, mean.high) == pytest.approx((one_each.low, one_each.high))


def test_tasks_that_are_alike_leave_their_tries_as_observations() -> None:
    alike, mixed = mean_share({0.5: 40}, tries=320), mean_share({0.0: 20, 1.0: 20}, tries=320)
    assert alike is not None
    assert mixed is not None
    assert (alike.share, mixed.share) == (0.5, 0.5)
    by_tries, by_tasks = wilson(160, 320), wilson(20, 40)
    assert by_tries is not None
    assert by_tasks is not None
    assert (alike.low, alike.high) == pytest.approx((by_tries.low, by_tries.high))
    assert (mixed.low, mixed.high) == pytest.approx((by_tasks.low, by_tasks.high))


@given(st.lists(st.integers(0, 8), min_size=1, max_size=60))
def test_a_mean_lies_in_its_interval_and_the_interval_between_0_and_1(successes: list[int]) -> None:
    mean = mean_share(Counter(one / 8 for one in successes), 8 * len(successes))
    assert mean is not None
    assert mean.share == pytest.approx(sum(successes) / 8 / len(successes))
    assert 0 <= mean.low <= mean.share + 1e-12
    assert mean.share - 1e-12 <= mean.high <= 1
    assert mean.high - mean.low > 0


def test_no_task_has_no_mean() -> None:
    assert mean_share({}, 0) is None
