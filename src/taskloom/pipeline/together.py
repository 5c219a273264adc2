"""Work done at once, of which all ends before any failure is raised.

A call that is under way when another one finds the budget used up, or the run being stopped, is paid for: its answer
is awaited and kept.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

from taskloom.errors import TaskloomError

T = TypeVar("T")


async def together(works: Iterable[Awaitable[T]]) -> list[T]:
    """The results, in order. Raises the first failure once all have ended; one that nobody foresaw goes first."""
    results: list[T] = []
    failures: list[BaseException] = []
    for ended in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(ended, BaseException):
            failures.append(ended)
        else:
            results.append(ended)
    if failures:
        raise min(failures, key=lambda failure: isinstance(failure, TaskloomError))
    return results
