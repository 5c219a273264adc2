"""A worker process: opens the frozen run for reading and does the parts of the work that need a processor."""

import asyncio
import gc
import multiprocessing
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.rendering import Part, Rendering
from taskloom.craft.draft import Draft
from taskloom.errors import TaskloomError
from taskloom.llm.loop import SELDOM
from taskloom.mine.index import FactIndex, StoredFact, stored
from taskloom.mine.reading import Reading, Said, parts_to_read, proved_of, shown
from taskloom.mine.structure import mine
from taskloom.mine.witness import Witness
from taskloom.pipeline.kept_web import web_access
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.recipe import recipe_of
from taskloom.schema.fact import Fact
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.store import ResultRow, Store
from taskloom.tools.toolbox import Toolbox
from taskloom.verify.bypass import bypass
from taskloom.verify.check import check
from taskloom.verify.passage import Passage, passages, read
from taskloom.verify.record import record

INDEX = Path("corpus") / "index"
AHEAD = 2
"""Batches a process may have: the one it does, and the next."""

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


class WorkersEnded(TaskloomError):
    """A worker process died."""


class MinedDocument(NamedTuple):
    """A document's facts as the index holds them, and what was dropped."""

    uri: str
    facts: tuple[StoredFact, ...]
    dropped: Counter[str]


class Checkup(NamedTuple):
    """What the checks make of a draft: a task and its trajectory, or the verdict that rejects it."""

    task: Task | None
    trajectory: Trajectory | None
    failed: Verdict | None


class Candidate(NamedTuple):
    """A draft that was drawn: its place in its kind's order, and its content key."""

    position: int
    key: str
    draft: Draft


class Reworded(NamedTuple):
    """A draft that passed every check, in other words, and the replay of its plan."""

    draft: Draft
    replay: tuple[Message, ...]


class Judged(NamedTuple):
    """A candidate's row for the ledger, and its task if it passed every check."""

    row: ResultRow
    task: Task | None


class Opened:
    """A run opened for reading: its corpus, its facts, its tools."""

    def __init__(self, run: Path) -> None:
        self.store = Store.read_only(run)
        self.corpus = Corpus(StoreLibrary(self.store), run / INDEX)
        self.facts = FactIndex(self.store.connection)
        self.tools = Toolbox(self.corpus, web_access(self.store))
        self.witness = lru_cache(maxsize=2)(self._witness)
        """The document of a uri as a witness; a model is asked about its parts one after another."""

    def mine(self, uri: str, seed: int) -> MinedDocument:
        """A document's facts."""
        document = self.corpus.document(uri)
        mined = mine(document, lambda target: self.corpus.resolve(uri, target), self.corpus.by_name)
        return MinedDocument(uri, tuple(stored(fact, seed) for fact in mined.facts), mined.dropped)

    def check(self, draft: Draft, provenance: Provenance, known: tuple[Message, ...] = ()) -> Checkup:
        """A draft through every check; `known` is the replay of the same plan for other words, where there is one."""
        checked = check(draft, self.facts, self.corpus, self.tools.call, known)
        if checked.failed is not None:
            return Checkup(None, None, checked.failed)
        made = record(draft, checked, provenance, self.tools.schemas)
        # All facts of a draft are of one split: crafting draws them so.
        task = made.task.model_copy(update={"split": self.facts.split_of(draft.facts[0])})
        return Checkup(task, made.trajectory, None)

    def fact(self, identity: str) -> Fact:
        """The fact of this id. Raises KeyError for one that is not in the index."""
        row = self.store.connection.execute("SELECT record FROM facts WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise KeyError(identity)
        return Fact.model_validate_json(row[0])

    def _witness(self, uri: str) -> Witness:
        return Witness.of(self.corpus.document(uri), self.corpus.rendering(uri))

    def close(self) -> None:
        """End the sandbox and close the database."""
        self.tools.close()
        self.store.close()


def mine_document(opened: Opened, uri: str, seed: int) -> MinedDocument:
    """A document's facts."""
    return opened.mine(uri, seed)


def judge(opened: Opened, candidates: Sequence[Candidate], provenance: Provenance) -> list[Judged]:
    """Candidates through every check, their rows packed."""
    return [_judge(opened, candidate, provenance) for candidate in candidates]


def _judge(opened: Opened, candidate: Candidate, provenance: Provenance) -> Judged:
    draft = candidate.draft
    found = opened.check(draft, provenance)
    if found.task is not None:
        steps = (found.trajectory,) if found.trajectory else ()
        row = ResultRow.accepted(candidate.key, candidate.position, found.task, steps, recipe_of(draft))
        return Judged(row, found.task)
    assert found.failed is not None
    return Judged(rejection(candidate, found.failed), None)


def rejection(candidate: Candidate, failed: Verdict) -> ResultRow:
    """The row of a candidate that a check rejects."""
    draft = candidate.draft
    told = {"id": draft.id, "question": draft.question, "answer": draft.answer.text, "detail": failed.detail}
    return ResultRow.rejected(
        candidate.key, candidate.position, draft.kind,
        stage="verify", check=failed.check, reason=reason_of(failed), candidate=told,
    )  # fmt: skip


def examine(opened: Opened, candidates: Sequence[Candidate], provenance: Provenance) -> list[Checkup]:
    """Candidates through every check, for a model to go on with those that pass."""
    return [opened.check(candidate.draft, provenance) for candidate in candidates]


def examine_again(opened: Opened, reworded: Sequence[Reworded], provenance: Provenance) -> list[Checkup]:
    """Drafts in other words through every check."""
    return [opened.check(one.draft, provenance, one.replay) for one in reworded]


def bypass_of(opened: Opened, task: Task) -> Verdict:
    """The check for shortcuts on a task that a model extended."""
    return bypass(task, opened.corpus)


def passages_of(opened: Opened, task: Task) -> tuple[Passage, ...]:
    """What a refuter is shown for a task."""
    return passages(task, opened.corpus)


def parts_of(opened: Opened, uri: str) -> tuple[Part, ...]:
    """The parts of a document that are worth a call."""
    return parts_to_read(opened.corpus.document(uri), opened.corpus.rendering(uri))


def text_of(opened: Opened, uri: str, part: Part) -> str:
    """A part of a document as a model is shown it."""
    return shown(opened.corpus.rendering(uri), part)


def facts_of(opened: Opened, uri: str, part: Part, said: Sequence[Said], most: int) -> Reading:
    """Of what a model said of a part, the facts that the document proves."""
    return proved_of(said, opened.witness(uri), part, most)


def rendering_of(opened: Opened, document: str) -> Rendering | None:
    """The document of a uri or title as text; None when there is none."""
    return read(document, opened.corpus)


def call_tool(opened: Opened, name: str, arguments: Mapping[str, JsonValue]) -> str:
    """A tool's observation."""
    return opened.tools.call(name, arguments)


_opened: Opened | None = None


def _start(run: str) -> None:
    global _opened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(SELDOM)
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGKILL), 0, 0, 0)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)  # it died before the system was told to end this process with it
    _opened = Opened(Path(run))


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


def reason_of(verdict: Verdict) -> str:
    """A verdict's detail with what is particular taken out, so that rejections can be counted."""
    text = re.sub(r"(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|\"[^\"]*\"|\b\d[\d.,]*\b", "…", verdict.detail)
    return re.split(r"(?<!^\w): (?:try )?…", text)[0][:100]
