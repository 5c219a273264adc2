"""Candidates are drawn, judged and admitted until exactly what was asked for is in the dataset.

A decision depends only on those before it, in the order of the draw. Judgements are kept, decisions are
made again from them when a run resumes: the same seed gives the same tasks with any number of workers, and
wherever a run was killed. A candidate that is drawn but not needed is put back.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from taskloom.craft.draft import Draft
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.worker import Candidate, Judged, Workers, judge
from taskloom.schema.task import Kind, Provenance, Task
from taskloom.store import Judgement, ResultRow, Store, content_key
from taskloom.store.results import described

ORDER: tuple[Kind, ...] = ("depth", "width", "atomic")
"""Kinds as they are filled: what is rare takes its share of documents and relations first."""

WAVE = 256
BATCH = 64
"""Decisions in a transaction."""

WIDENINGS = 4

PATIENCE = 1000
"""Decisions after which a kind must have given something, else caps are widened and others come first."""
LEAST = 10
"""Tasks that are something."""


class Patience:
    """Whether drawing from a stream is still worth it."""

    def __init__(self) -> None:
        self._decided = 0
        self._gained = 0
        self.lost = False

    def note(self, gained: bool) -> None:
        """Take note of a decision."""
        self._decided += 1
        self._gained += gained
        if self._decided == PATIENCE:
            self.lost = self._gained < LEAST
            self._decided = self._gained = 0


class Stream:
    """A kind's candidates in the order of the draw."""

    def __init__(self, drafts: Iterator[Draft], key: str) -> None:
        self._numbered = (
            Candidate(position, content_key("candidate", 1, [key, draft.id]), draft)
            for position, draft in enumerate(drafts)
        )
        self._back: deque[Candidate] = deque()
        self.dry = False

    def take(self, count: int) -> list[Candidate]:
        """The next candidates, at most `count`; none when the stream is dry."""
        taken = [self._back.popleft() for _ in range(min(count, len(self._back)))]
        taken.extend(islice(self._numbered, count - len(taken)))
        self.dry = len(taken) < count
        return taken

    def put_back(self, candidates: list[Candidate]) -> None:
        """Have these drawn again, in the same order."""
        self._back.extendleft(reversed(candidates))
        self.dry = self.dry and not candidates


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
                self._fill(kind, stream)
            if self.requested is None or self.total >= self.requested:
                break
            if widenings and any(self._wants(one.kind) for one in self.deferred):
                widenings -= 1
                self._readmit()
            elif not all(stream.dry for stream in streams.values()) or self._held_back():
                missing = self.requested - self.total
                self.wanted = {kind: self.accepted.get(kind, 0) + missing for kind in ORDER}
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
        patience = Patience()
        size = max(WAVE, 32 * self.workers.count)
        while self._wants(kind) and not patience.lost and (wave := stream.take(size)):
            stream.put_back(self._judge(kind, wave, patience))
            self._commit()

    def _judge(self, kind: Kind, wave: list[Candidate], patience: Patience) -> list[Candidate]:
        """Decide on candidates in order for as long as they are needed; returns those that are not."""

        def needed() -> bool:
            return self._wants(kind) and not patience.lost

        earlier = {one.key: known for one in wave if (known := self.store.results.judged(one.key))}
        fresh = (one for one in wave if one.key not in earlier and needed())
        results = self.workers.map(partial(judge, provenance=self.provenance), fresh, chunk=4)
        for at, candidate in enumerate(wave):
            if not needed():
                return wave[at:]
            before = self.total
            known = earlier.get(candidate.key)
            if known is None:
                self._decide(candidate, next(results))
            else:
                self._decide_again(candidate, known)
            patience.note(self.total > before)
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
                known = self.store.results.judged(one.key) if self._wants(one.kind) else None
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
