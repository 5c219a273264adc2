"""A worker process: opens the frozen run for reading and does the parts of the work that need a processor."""

import multiprocessing
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from taskloom.corpus.corpus import Corpus
from taskloom.craft.draft import Draft
from taskloom.mine.index import FactIndex
from taskloom.mine.structure import mine
from taskloom.pipeline.library import StoreLibrary
from taskloom.schema.fact import Fact
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.store import Store
from taskloom.tools.toolbox import Toolbox
from taskloom.verify.check import check
from taskloom.verify.record import record

INDEX = Path("corpus") / "index"

T = TypeVar("T")


class MinedDocument(NamedTuple):
    """A document's facts, and what was dropped."""

    uri: str
    facts: tuple[Fact, ...]
    dropped: Counter[str]


class Judged(NamedTuple):
    """What became of a draft: a task and its trajectory, or the verdict that rejects it."""

    draft: Draft
    task: Task | None
    trajectory: Trajectory | None
    failed: Verdict | None


class Opened:
    """A run opened for reading: its corpus, its facts, its tools."""

    def __init__(self, run: Path) -> None:
        self.store = Store.read_only(run)
        self.corpus = Corpus(StoreLibrary(self.store), run / INDEX)
        self.facts = FactIndex(self.store.connection)
        self.tools = Toolbox(self.corpus)

    def mine(self, uri: str) -> MinedDocument:
        """A document's facts."""
        document = self.corpus.document(uri)
        mined = mine(document, lambda target: self.corpus.resolve(uri, target), self.corpus.by_name)
        return MinedDocument(uri, mined.facts, mined.dropped)

    def judge(self, draft: Draft, provenance: Provenance) -> Judged:
        """A draft through every check."""
        checked = check(draft, self.facts, self.corpus, self.tools.call)
        if checked.failed is not None:
            return Judged(draft, None, None, checked.failed)
        made = record(draft, checked, self.corpus, provenance, self.tools.schemas)
        return Judged(draft, made.task, made.trajectory, None)

    def close(self) -> None:
        """End the sandbox and close the database."""
        self.tools.close()
        self.store.close()


_opened: Opened | None = None


def _start(run: str) -> None:
    global _opened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGKILL), 0, 0, 0)
    _opened = Opened(Path(run))


def _mine(uris: list[str]) -> list[MinedDocument]:
    assert _opened is not None
    return [_opened.mine(uri) for uri in uris]


def _judge(drafts: list[Draft], provenance: Provenance) -> list[Judged]:
    assert _opened is not None
    return [_opened.judge(draft, provenance) for draft in drafts]


class Workers:
    """A pool of worker processes over one run. Results come in the order of the work, whatever their number."""

    def __init__(self, run: Path, count: int) -> None:
        self._count = count
        self._pool = ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(str(run),)
        )

    def mine(self, uris: Iterable[str], chunk: int = 4) -> Iterator[MinedDocument]:
        """Documents to facts."""
        for batch in self._ordered((self._pool.submit(_mine, part) for part in _chunks(uris, chunk))):
            yield from batch

    def judge(self, drafts: Iterable[Draft], provenance: Provenance, chunk: int = 8) -> Iterator[Judged]:
        """Drafts to tasks or rejections."""
        parts = _chunks(drafts, chunk)
        for batch in self._ordered((self._pool.submit(_judge, part, provenance) for part in parts)):
            yield from batch

    def close(self) -> None:
        """End the processes; work not yet begun is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _ordered(self, futures: Iterator[Future[T]]) -> Iterator[T]:
        waiting: list[Future[T]] = []
        for future in futures:
            waiting.append(future)
            if len(waiting) > 3 * self._count:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


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
    text = re.sub(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|\b\d[\d.,]*\b", "…", verdict.detail)
    return text.split(": …")[0][:100]
