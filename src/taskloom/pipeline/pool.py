"""Worker processes over one run: each opens it for reading, and does what it is asked (see `worker`)."""

import asyncio
import atexit
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from taskloom.errors import TaskloomError
from taskloom.llm.loop import SELDOM
from taskloom.pipeline.worker import Opened

AHEAD = 2
"""Batches a process may have: the one it does, and the next."""
T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


class WorkersEnded(TaskloomError):
    """A worker process died."""


_POLITE = 5
"""What workers give way by: the driver keeps them, and the calls of a model, going."""

_opened: Opened | None = None


def _start(run: str) -> None:
    global _opened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(SELDOM)
    atexit.register(_end)
    if sys.platform != "win32":
        os.nice(_POLITE)
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGKILL), 0, 0, 0)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)  # it died before the system was told to end this process with it
    _opened = Opened(Path(run))


def _end() -> None:
    """Leave at once: taking apart all that a worker holds would cost a second or two, and nothing is left to write."""
    if _opened is not None:
        _opened.close()
    os._exit(0)


def _run(work: Callable[[Opened, T], R], items: list[T]) -> list[R]:
    assert _opened is not None
    return [work(_opened, item) for item in items]


class _Task(NamedTuple):
    """Something a worker is to do."""

    work: Callable[..., object]
    arguments: tuple[object, ...]
    named: Mapping[str, object]


class _Done(NamedTuple):
    value: object
    error: Exception | None = None


def _each(tasks: Sequence[_Task]) -> list[_Done]:
    """Do them one after another; one that fails leaves the others alone."""
    assert _opened is not None
    done: list[_Done] = []
    for task in tasks:
        try:
            done.append(_Done(task.work(_opened, *task.arguments, **task.named)))
        except Exception as error:
            done.append(_Done(None, error))
    return done


class _Asked(NamedTuple):
    task: _Task
    answer: asyncio.Future[object]


class Workers:
    """A pool of worker processes over one run. Results come in the order of the work, whatever its size."""

    def __init__(self, run: Path, count: int) -> None:
        self.count = count
        self._pool = ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(str(run),)
        )
        self._asked: list[_Asked] = []
        self._sent = 0
        """Batches that the processes have and did not answer yet."""

    def map(self, work: Callable[[Opened, T], R], items: Iterable[T], chunk: int = 8, ahead: int = 3) -> Iterator[R]:
        """`work`, a module's function, done on each item by some worker; `ahead` chunks a worker are under way.

        What was begun and is no longer wanted when the iterator ends is dropped. Raises WorkersEnded.
        """
        waiting: list[Future[list[R]]] = []
        try:
            for part in _chunks(items, chunk):
                waiting.append(self._pool.submit(_run, work, part))
                if len(waiting) > ahead * self.count:
                    yield from waiting.pop(0).result()
            while waiting:
                yield from waiting.pop(0).result()
        except BrokenProcessPool as error:
            raise _ended() from error
        finally:
            for future in waiting:
                future.cancel()

    async def do(self, work: Callable[Concatenate[Opened, P], R], *arguments: P.args, **named: P.kwargs) -> R:
        """`work`, a module's function, done by some worker. Raises WorkersEnded.

        What is asked for while the workers are busy goes to them together: a round trip to a process costs the
        event loop more than most of the work does the process.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[object] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._send)
        self._asked.append(_Asked(_Task(work, arguments, named), answer))
        return cast(R, await answer)

    def _send(self) -> None:
        """Give what was asked for to those processes that have no batch waiting, in equal shares."""
        self._asked = [one for one in self._asked if not one.answer.done()]
        while self._asked and (free := AHEAD * self.count - self._sent) > 0:
            share = -(-len(self._asked) // free)
            batch, self._asked = self._asked[:share], self._asked[share:]
            try:
                sent = asyncio.wrap_future(self._pool.submit(_each, [one.task for one in batch]))
            except BrokenProcessPool as error:
                _failed(batch, error)
                continue
            self._sent += 1
            sent.add_done_callback(partial(self._answered, batch))

    def _answered(self, batch: Sequence[_Asked], sent: asyncio.Future[list[_Done]]) -> None:
        self._sent -= 1
        if sent.cancelled():
            for one in batch:
                one.answer.cancel()
        elif (error := sent.exception()) is not None:
            _failed(batch, error)
        else:
            for one, done in zip(batch, sent.result(), strict=True):
                if one.answer.done():
                    continue
                if done.error is None:
                    one.answer.set_result(done.value)
                else:
                    one.answer.set_exception(done.error)
        self._send()

    def close(self) -> None:
        """End the processes; work not yet begun is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _failed(batch: Sequence[_Asked], error: BaseException) -> None:
    told = _ended() if isinstance(error, BrokenProcessPool) else error
    for one in batch:
        if not one.answer.done():
            one.answer.set_exception(told)


def _ended() -> WorkersEnded:
    return WorkersEnded(
        "a worker process was ended by the system, most likely for want of memory;"
        " what is done is kept: run the same command again with fewer --workers"
    )


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
