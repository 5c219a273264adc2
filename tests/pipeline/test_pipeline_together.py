"""Work done at once: all of it ends before a failure is raised."""

import asyncio

import pytest

from taskloom.llm.errors import BudgetReached
from taskloom.pipeline.together import together


async def reached() -> str:
    raise BudgetReached("--budget: reached")


async def wrong() -> str:
    raise ZeroDivisionError


def test_results_stand_in_the_order_of_the_works() -> None:
    async def main() -> list[str]:
        first = asyncio.Event()

        async def waits() -> str:
            await first.wait()
            return "waits"

        async def lets_it_go() -> str:
            first.set()
            return "lets it go"

        return await together((waits(), lets_it_go()))

    assert asyncio.run(main()) == ["waits", "lets it go"]


def test_what_is_under_way_when_one_fails_is_awaited() -> None:
    kept: list[str] = []

    async def main() -> None:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def under_way() -> str:
            kept.append(await answer)
            return kept[0]

        async def both() -> None:
            await together((reached(), under_way()))

        made = asyncio.create_task(both())
        for _ in range(10):
            await asyncio.sleep(0)
        assert not made.done()
        answer.set_result("answered")
        with pytest.raises(BudgetReached):
            await made

    asyncio.run(main())
    assert kept == ["answered"]


def test_a_failure_that_nobody_foresaw_goes_before_one_of_our_own() -> None:
    async def both() -> None:
        await together((reached(), wrong()))

    with pytest.raises(ZeroDivisionError):
        asyncio.run(both())
