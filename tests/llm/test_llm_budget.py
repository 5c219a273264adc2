"""The bound on money: never passed, whatever calls cost, fail or are lost, at once and over sessions."""

import asyncio
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import ask, echo, opened

from taskloom.llm.budget import Budget
from taskloom.llm.errors import BudgetReached, ModelFailed
from taskloom.llm.request import Reply
from taskloom.store import Calls
from taskloom.testing import Faults, ModelServer

PRICES = st.floats(min_value=0.0, max_value=3.0, allow_nan=False)


@given(st.lists(st.tuples(PRICES, st.floats(min_value=0.0, max_value=1.0), st.booleans())), PRICES, PRICES)
def test_no_order_of_calls_passes_it(calls: list[tuple[float, float, bool]], most: float, spent: float) -> None:
    budget = Budget(most, spent)
    held: list[tuple[float, float]] = []
    for highest, share, over in calls:
        try:
            if budget.fits(highest):
                budget.hold(highest)
                held.append((highest, highest * share))
            else:
                assert budget.held > 0.0
        except BudgetReached:
            assert budget.spent + highest > most - 2e-9
        if over and held:
            budget.settle(*held.pop(0))
        assert budget.spent + budget.held <= max(most, spent) + 1e-8
    for one in held:
        budget.settle(*one)
    assert budget.held == 0.0


def test_sums_are_exact() -> None:
    budget = Budget(1.0)
    for _ in range(10):
        assert budget.fits(0.1)
        budget.hold(0.1)
    assert budget.left == 0.0
    assert not budget.fits(1e-9)
    for _ in range(9):
        budget.settle(0.1, 0.1)
    assert not budget.fits(0.1)
    with pytest.raises(
        BudgetReached, match=r"--budget: 1 USD; spent 0\.9, in flight up to 0\.1, the next call up to 0\.2"
    ):
        budget.fits(0.2)
    budget.settle(0.1, 0.0)
    assert budget.fits(0.1)


def test_without_a_bound_everything_is_counted() -> None:
    budget = Budget(None, 2.0)
    budget.hold(None)
    assert budget.fits(1e6)
    budget.hold(1e6)
    budget.settle(1e6, 10.0)
    assert (budget.spent, budget.left, budget.bounded) == (12.0, None, False)


def test_money_held_for_calls_in_flight_is_waited_for(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> None:
        # one reply costs 2 cents and is held with 50: the budget holds two at once, and pays for all
        async with opened(server, tmp_path, budget=1.2, input_price=0.0, output_price=1e4, concurrency=16) as model:
            replies = await asyncio.gather(*(model.complete(ask(f"{number}", max_tokens=50)) for number in range(30)))
            assert len(replies) == 30
            assert model.counters.spent == pytest.approx(0.6)

    with ModelServer(echo, latency_s=0.001) as server:
        asyncio.run(run(server))
        assert server.seen.most_at_once == 2


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    most=st.floats(min_value=0.0, max_value=0.02),
    at_once=st.integers(min_value=1, max_value=20),
    share=st.sampled_from([0.0, 0.2, 0.5]),
    seed=st.integers(min_value=0, max_value=1000),
)
def test_calls_at_once_over_sessions_never_pass_it(
    server: ModelServer, most: float, at_once: int, share: float, seed: int
) -> None:
    server.faults = Faults.every(share, seed, but=("hang",))
    before = server.seen
    chance = random.Random(seed)

    async def session(run: Path) -> list[Reply | BaseException]:
        texts = [f"{seed} {chance.random()} {'word ' * chance.randrange(400)}" for _ in range(15)]
        async with opened(server, run, budget=most, concurrency=at_once) as model:
            return await asyncio.gather(*(model.complete(ask(text)) for text in texts), return_exceptions=True)

    with TemporaryDirectory() as folder:
        outcomes = [one for _ in range(3) for one in asyncio.run(session(Path(folder)))]
        with Calls.open(Path(folder)) as calls:
            spent = calls.spent()
    assert all(isinstance(one, Reply | BudgetReached | ModelFailed) for one in outcomes)
    paid = sum(one.cost or 0.0 for one in outcomes if isinstance(one, Reply))
    after = server.seen
    charged = (after.input_tokens - before.input_tokens) + 2 * (after.output_tokens - before.output_tokens)
    assert max(paid, charged / 1e6) <= spent + 1e-7
    assert spent <= most + 1e-7
    if most > 0.015 and share == 0.0:
        assert any(isinstance(one, Reply) for one in outcomes)
