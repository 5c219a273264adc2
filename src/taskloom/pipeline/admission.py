"""Candidates are drawn, judged and admitted until exactly what was asked for is in the dataset.

A decision depends only on those before it, in the order of the draw. Judgements are kept, decisions are
made again from them when a run resumes: the same seed gives the same tasks with any number of workers, and
wherever a run was killed. A candidate that is drawn but not needed is put back.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from taskloom.craft.draft import Draft
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.diversity import LASTING, Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.stream import Stream, Worth
from taskloom.pipeline.worker import Candidate, Judged, judge
from taskloom.schema.task import Kind, Provenance, Task
from taskloom.store import Judgement, ResultRow, Store
from taskloom.store.results import described

ORDER: tuple[Kind, ...] = ("depth", "width", "atomic")
"""Kinds as they are filled: what is rare takes its share of documents and relations first."""

CHUNK = 4
"""Candidates that a worker judges at a time."""
AHEAD = 8
"""Chunks for each worker that are drawn while one is decided on: some chains take long to find."""
BATCH = 64
"""Decisions in a transaction."""

WIDENINGS = 4


class Drawn(NamedTuple):
    """Candidates in the order of the draw, and what an earlier process found of some, by their keys."""

    candidates: list[Candidate]
    earlier: dict[str, Judgement]


class Deferred(NamedTuple):
    """A candidate that passed its checks and for which a cap leaves no room."""

    key: str
    kind: Kind
    reason: str


@dataclass(slots=True)
class Admission:
    """The state of a run's crafting."""

    store: Store
    key: str
    caps: Caps
    near: NearDuplicates
    workers: Workers
    provenance: Provenance
    on_progress: OnProgress
    counts: Mapping[str, int]
    requested: int | None
    wanted: dict[Kind, int | None]
    """How many tasks of each kind to make; None for all there are."""
    benchmarks: Benchmarks | None = None
    """What no task may ask again."""
    accepted: dict[Kind, int] = field(default_factory=dict[Kind, int])
    rejected: dict[str, int] = field(default_factory=dict[str, int])
    deferred: list[Deferred] = field(default_factory=list[Deferred])
    twins: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Deferred candidates that turned out to ask the same as a task, and that task."""
    decided: int = 0
    _passed: list[Deferred] = field(default_factory=list[Deferred])
    _rows: list[ResultRow] = field(default_factory=list[ResultRow])

    def run(self, drafts: Mapping[Kind, Iterator[Draft]]) -> None:
        """Draw, judge and admit until every target is met or every stream is dry.

        A kind that gives next to nothing waits for the others to fill what it leaves, and is drawn on only
        when that is not enough.
        """
        streams: dict[Kind, Stream] = {kind: Stream(drafts[kind], self.key) for kind in ORDER}
        widenings = WIDENINGS
        while True:
            for kind, stream in streams.items():
                if not stream.poor:
                    self._fill(kind, stream)
            if self.requested is None or self.total >= self.requested:
                break
            left = [stream for stream in streams.values() if not stream.dry]
            if widenings and any(self._wants(one.kind) for one in self.deferred):
                widenings -= 1
                self._readmit()
            elif left or self._held_back():
                missing = self.requested - self.total
                self.wanted = {kind: self.accepted.get(kind, 0) + missing for kind in ORDER}
                if all(stream.poor for stream in left):
                    for stream in left:
                        stream.poor = False
            else:
                break

    def turn_to(self, caps: Caps, requested: int | None, wanted: Mapping[Kind, int | None]) -> None:
        """Go on with another split: its caps, and how many tasks there shall be with those before it."""
        self._passed += self.deferred
        self.deferred = []
        self.caps, self.requested, self.wanted = caps, requested, dict(wanted)

    def give_up(self) -> None:
        """Reject what was deferred and not admitted since, for the cap or the twin that kept it out.

        Only now: a run that resumes decides on every candidate as if for the first time.
        """
        for one in (*self._passed, *self.deferred):
            self.store.results.refuse(one.key, stage="dataset", check="variety", reason=one.reason)
        for key, twin in self.twins:
            self._refuse_twin(key, twin)
        self._passed.clear()
        self.deferred.clear()
        self.twins.clear()

    @property
    def total(self) -> int:
        """Tasks accepted so far."""
        return sum(self.accepted.values())

    def _held_back(self) -> bool:
        """Whether something waits only because its kind's share is full."""
        return any(not self._wants(one.kind) for one in self.deferred)

    def _wants(self, kind: Kind) -> bool:
        """Whether one more task of the kind is needed."""
        if self.requested is not None and self.total >= self.requested:
            return False
        target = self.wanted[kind]
        return target is None or self.accepted.get(kind, 0) < target

    def _fill(self, kind: Kind, stream: Stream) -> None:
        """Draw and decide, in order, for as long as the kind needs more; what was drawn beyond that is put back."""
        worth = Worth()
        ahead: deque[Drawn] = deque()

        def needed() -> bool:
            return self._wants(kind) and not worth.lost

        def fresh() -> Iterator[list[Candidate]]:
            while needed() and (candidates := stream.take(CHUNK)):
                earlier = {one.key: known for one in candidates if (known := self.store.results.judged(one.key))}
                ahead.append(Drawn(candidates, earlier))
                yield [one for one in candidates if one.key not in earlier]

        rest: list[Candidate] = []
        work = partial(judge, provenance=self.provenance)
        for judged in self.workers.map(work, fresh(), chunk=1, ahead=AHEAD):
            rest = self._decide_on(ahead.popleft(), iter(judged), needed, worth)
            if not needed():
                break
        stream.put_back([*rest, *(one for drawn in ahead for one in drawn.candidates)])
        stream.poor = worth.lost
        self._commit()

    def _decide_on(
        self, drawn: Drawn, judged: Iterator[Judged], needed: Callable[[], bool], worth: Worth
    ) -> list[Candidate]:
        """Decide on candidates in order for as long as they are needed; returns those that are not."""
        for at, candidate in enumerate(drawn.candidates):
            if not needed():
                return drawn.candidates[at:]
            before = self.total
            known = drawn.earlier.get(candidate.key)
            if known is None:
                self._decide(candidate, next(judged))
            else:
                self._decide_again(candidate, known)
            worth.note(self.total > before)
            self.decided += 1
            self._tell()
        return []

    def _decide(self, candidate: Candidate, judged: Judged) -> None:
        """What becomes of a candidate that was judged just now."""
        row, task = judged
        if task is not None:
            twin = self.near.twin(task)
            hits = [] if self.benchmarks is None else list(self.benchmarks.hits(task))
            if hits:
                row = ResultRow.rejected(
                    row.candidate_key, row.position, row.kind, stage="dataset", check=CONTAMINATION,
                    reason=f"{hits[0].by} in {hits[0].file}",
                    candidate={**described(task, hits[0].matched), "hits": [hit.to_json() for hit in hits]},
                )  # fmt: skip
            elif twin is not None:
                row = ResultRow.rejected(
                    row.candidate_key, row.position, row.kind, stage="dataset", check="near_duplicate",
                    reason=TWIN, candidate=described(task, twin),
                )  # fmt: skip
            elif (full := self._admitted(candidate, task)) is not None:
                row = row._replace(status="deferred", reason=full)
        if row.status == "rejected":
            self._count(f"{row.check_name}: {row.reason}")
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._commit()

    def _decide_again(self, candidate: Candidate, known: Judgement) -> None:
        """What becomes of a candidate that an earlier process judged."""
        if known.task is None:
            self._count(f"{known.check}: {known.reason}")
            return
        twin = self.near.twin(known.task)
        if twin is not None:
            self._count(f"near_duplicate: {TWIN}")
            self._refuse_twin(candidate.key, twin)
            return
        full = self._admitted(candidate, known.task)
        if (known.status, known.reason) != ("deferred" if full else "accepted", full):
            self.store.results.settle(candidate.key, "deferred" if full else "accepted", full)

    def _admitted(self, candidate: Candidate, task: Task) -> str | None:
        """Admit a task, or defer it; returns the cap that leaves it no room."""
        full = self.caps.admit(task)
        if full is not None:
            self.deferred.append(Deferred(candidate.key, task.kind, full))
            return full
        self.near.seen(task)
        self.accepted[task.kind] = self.accepted.get(task.kind, 0) + 1
        return None

    def _readmit(self) -> None:
        """Admit deferred tasks of the kinds that are short, in order, under caps twice as wide."""
        self.caps.widen(2.0)
        waiting, self.deferred = self.deferred, []
        with self.store.transaction():
            for one in waiting:
                hopeful = self._wants(one.kind) and one.reason not in LASTING
                known = self.store.results.judged(one.key) if hopeful else None
                if known is None or known.task is None:
                    self.deferred.append(one)
                elif (twin := self.near.twin(known.task)) is not None:
                    self._count(f"near_duplicate: {TWIN}")
                    self.twins.append((one.key, twin))
                elif (full := self.caps.admit(known.task)) is not None:
                    self.deferred.append(one._replace(reason=full))
                else:
                    self.near.seen(known.task)
                    self.accepted[one.kind] = self.accepted.get(one.kind, 0) + 1
                    self.store.results.settle(one.key, "accepted")
        self._tell()

    def _refuse_twin(self, key: str, twin: str) -> None:
        self.store.results.refuse(key, stage="dataset", check="near_duplicate", reason=TWIN, detail=twin)

    def _count(self, reason: str) -> None:
        self.rejected[reason] = self.rejected.get(reason, 0) + 1

    def _commit(self) -> None:
        self.store.results.put(self._rows)
        self._rows.clear()

    def _tell(self) -> None:
        counts = {**self.counts, "candidates": self.decided}
        self.on_progress(
            Progress("making tasks", self.total, self.requested, counts, {**self.accepted}, dict(self.rejected))
        )


TWIN = "the same as a task before it"
CONTAMINATION = "contamination"
"""The check that a task stands in no benchmark that was named."""
