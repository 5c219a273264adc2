"""A model over a real server: cached, joined, tried again, stopped; and what is told when it fails."""

import asyncio
import sqlite3
import threading
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from scripted import all_of, ask, contents, echo, opened

from taskloom.errors import UsageError
from taskloom.llm.access import Access, open_models
from taskloom.llm.errors import BudgetReached, ModelUnknown, Stopped
from taskloom.llm.name import ModelSettings
from taskloom.llm.request import Reply
from taskloom.llm.spending import spending
from taskloom.schema.trajectory import Usage
from taskloom.store import Calls, StoreError
from taskloom.testing import ChatRequest, Faults, ModelServer, ScriptReply


def test_a_reply_with_what_it_cost(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(server, tmp_path) as model:
            reply = await model.complete(ask("hello"))
            assert (reply.content, reply.finish, reply.cached) == ("echo hello", "stop", False)
            assert (reply.input_tokens, reply.output_tokens) == (server.seen.input_tokens, server.seen.output_tokens)
            assert reply.cost == pytest.approx((reply.input_tokens + 2 * reply.output_tokens) / 1e6)
            counters = model.counters
            assert (counters.calls, counters.hits, counters.under_way, counters.held) == (1, 0, 0, 0.0)
            assert counters.spent == pytest.approx(reply.cost, abs=1e-9)

    asyncio.run(run())


def test_the_record_answers_the_same_request_and_try(server: ModelServer, tmp_path: Path) -> None:
    async def once() -> list[Reply]:
        async with opened(server, tmp_path) as model:
            return [await model.complete(ask("a", attempt)) for attempt in (0, 1, 0, 1, 2)]

    first = asyncio.run(once())
    assert [reply.cached for reply in first] == [False, False, True, True, False]
    again = asyncio.run(once())
    assert [reply.cached for reply in again] == [True] * 5
    assert [reply.content for reply in again] == ["echo a"] * 5
    assert [reply.cost for reply in again] == [reply.cost for reply in first]
    assert server.seen.requests == 3
    with Calls.open(tmp_path) as calls:
        (row,) = calls.summary()
        assert (row.calls, row.hits) == (3, 7)
        assert calls.spent() == pytest.approx(sum(reply.cost or 0 for reply in first if not reply.cached))


def test_other_settings_are_another_request(server: ModelServer, tmp_path: Path) -> None:
    async def run(other: AbstractAsyncContextManager[Access]) -> bool:
        async with other as model:
            return (await model.complete(ask("a"))).cached

    assert not asyncio.run(run(opened(server, tmp_path)))
    assert not asyncio.run(run(opened(server, tmp_path, temperature=0.5)))
    assert not asyncio.run(run(opened(server, tmp_path, name="local:other")))
    assert asyncio.run(run(opened(server, tmp_path, concurrency=3)))


def test_the_same_asked_at_once_is_sent_once(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path) as model:
            replies = await all_of(*(model.complete(ask("same")) for _ in range(20)))
            assert contents(replies) == ["echo same"] * 20
            assert (model.counters.calls, model.counters.hits) == (1, 19)

    with ModelServer(echo, latency_s=0.02) as server:
        asyncio.run(run(server))
        assert server.seen.requests == 1


def test_whoever_waits_for_a_call_that_was_cancelled_asks_itself(tmp_path: Path) -> None:
    here, go = threading.Event(), threading.Event()

    def held(request: ChatRequest) -> ScriptReply:
        here.set()
        go.wait()
        return "late"

    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path) as model:
            first = asyncio.create_task(model.complete(ask("same")))
            await asyncio.to_thread(here.wait)
            second = asyncio.create_task(model.complete(ask("same")))
            await asyncio.sleep(0)
            first.cancel()
            go.set()
            assert (await second).content == "late"
            assert first.cancelled()
            assert model.counters.spent > 2 * 100 * 2e-6  # the one given up counts with its highest price

    with ModelServer(held) as server:
        asyncio.run(run(server))
        assert server.seen.requests == 2


def test_stopping_lets_what_is_under_way_finish(tmp_path: Path) -> None:
    here, go = threading.Event(), threading.Event()

    def held(request: ChatRequest) -> ScriptReply:
        here.set()
        go.wait()
        return "finished"

    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path, concurrency=1) as model:
            first = asyncio.create_task(model.complete(ask("a")))
            await asyncio.to_thread(here.wait)
            second = asyncio.create_task(model.complete(ask("b")))
            await asyncio.sleep(0)
            model.stop()
            with pytest.raises(Stopped):
                await second
            with pytest.raises(Stopped):
                await model.complete(ask("c"))
            go.set()
            assert (await first).content == "finished"

    with ModelServer(held) as server:
        asyncio.run(run(server))
        assert server.seen.requests == 1
    with Calls.open(tmp_path) as calls:
        (row,) = calls.summary()
        assert (row.calls, row.answered, row.lost) == (1, 1, 0)


def test_stopping_ends_the_wait_for_another_try(server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({"limited": 1.0}, retry_after="500")

    async def run() -> None:
        async with opened(server, tmp_path) as model:
            asked = asyncio.create_task(model.complete(ask("a")))
            while server.seen.requests == 0 or model.counters.under_way:
                await asyncio.sleep(0)
            model.stop()
            with pytest.raises(Stopped):
                await asked
            assert model.counters.held == 0.0

    asyncio.run(run())


def test_no_more_at_once_than_set(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path, concurrency=7) as model:
            await all_of(*(model.complete(ask(f"{number}")) for number in range(60)))

    with ModelServer(echo, latency_s=0.01) as server:
        asyncio.run(run(server))
        assert server.seen.most_at_once == 7


def test_each_piece_of_work_knows_what_it_cost(server: ModelServer, tmp_path: Path) -> None:
    async def piece(model: Access, texts: list[str]) -> Usage:
        with spending() as spent:
            await all_of(*(model.complete(ask(text)) for text in texts))
            return spent.usage

    async def run() -> None:
        async with opened(server, tmp_path) as model:
            with spending() as total:
                one, two = await asyncio.gather(piece(model, ["a", "b"]), piece(model, ["c"]))
            assert (one.model_calls, two.model_calls, total.usage.model_calls) == (2, 1, 3)
            assert one.cost is not None
            assert two.cost is not None
            assert total.usage.cost == pytest.approx(one.cost + two.cost)
            assert total.usage.input_tokens == one.input_tokens + two.input_tokens == server.seen.input_tokens
            before = model.counters.spent
            assert await piece(model, ["a", "b"]) == one  # from the record: the same price, and nothing paid
            assert model.counters.spent == before

    asyncio.run(run())


def test_an_unknown_price_stays_unknown(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(server, tmp_path, input_price=None) as model:
            with spending() as spent:
                reply = await model.complete(ask("a"))
            assert (reply.cost, spent.usage.cost, model.counters.unpriced) == (None, None, 1)

    asyncio.run(run())


def test_a_budget_needs_a_price(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(server, tmp_path, budget=1.0, output_price=None):
            raise AssertionError("it was opened")

    with pytest.raises(UsageError, match=r"local:m: its price is unknown.*give input_price and output_price"):
        asyncio.run(run())


def test_a_budget_counts_the_tokens_that_the_settings_add(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(
            server, tmp_path, budget=1.0, output_price=1_000.0, extra_body={"max_tokens": 9_000}
        ) as model:
            with pytest.raises(BudgetReached, match=r"the next call up to 9"):
                await model.complete(ask("a"))
        assert server.seen.requests == 0

    asyncio.run(run())


def test_a_budget_needs_a_bound_for_each_reply(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(server, tmp_path, budget=1.0, extra_body={"max_tokens": None}):
            raise AssertionError("it was opened")

    with pytest.raises(UsageError, match=r"local:m: extra_body takes out max_tokens, and --budget needs a bound"):
        asyncio.run(run())


def test_models_of_one_run_share_the_budget(server: ModelServer, tmp_path: Path) -> None:
    def settings(name: str) -> ModelSettings:
        return ModelSettings(name=name, base_url=server.url, input_price=0.0, output_price=10_000.0)

    async def run() -> None:
        wanted = [settings("local:solver"), settings("local:judge")]
        async with open_models(wanted, tmp_path, budget=1.5, environment={}) as (solver, judge):
            assert (await solver.complete(ask("a"))).cost == pytest.approx(0.02)
            with pytest.raises(BudgetReached, match=r"--budget: 1\.5 USD; spent 0\.02.* the next call up to 1\.49"):
                await judge.complete(ask("b", max_tokens=149))
            assert solver.counters.spent == judge.counters.spent

    asyncio.run(run())
    assert server.seen.requests == 1


def test_the_address_of_a_local_model_is_needed(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_models([ModelSettings(name="local:m")], tmp_path, environment={}):
            raise AssertionError("it was opened")

    with pytest.raises(ModelUnknown, match="local:m: no address; give --base-url or TASKLOOM_BASE_URL"):
        asyncio.run(run())


def test_a_record_that_cannot_be_written_fails_the_call(server: ModelServer, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(server, tmp_path) as model:
            with sqlite3.connect(tmp_path / "run.sqlite") as other:
                other.execute("DROP TABLE calls")
            other.close()
            with pytest.raises(StoreError, match="no such table: calls; see that the disk"):
                await model.complete(ask("a"))

    asyncio.run(run())
    assert server.seen.requests == 0
