"""Waves of candidates until exactly what was asked for is accepted.

What comes next depends only on what was decided before, in the order of the draw, never on which worker was faster:
the same seed gives the same tasks with any number of workers.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from taskloom.craft.draft import Draft
from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.worker import Judged, Workers, reason_of
from taskloom.schema.task import Kind, Provenance, Task
from taskloom.store import ResultRow, Store, content_key

WAVE = 1024
WIDENINGS = 4


@dataclass(slots=True)
class Admission:
    """The state of a run's crafting."""

    store: Store
    key: str
    caps: Caps
    near: NearDuplicates
    on_progress: OnProgress
    counts: Mapping[str, int]
    requested: int | None
    positions: dict[Kind, int] = field(default_factory=dict[Kind, int])
    accepted: dict[Kind, int] = field(default_factory=dict[Kind, int])
    rejected: dict[str, int] = field(default_factory=dict[str, int])
    deferred: deque[tuple[int, str, Judged, str]] = field(default_factory=deque[tuple[int, str, Judged, str]])
    drawn: int = 0

    def run(
        self,
        streams: Mapping[Kind, Iterator[Draft]],
        targets: Mapping[Kind, int | None],
        workers: Workers,
        provenance: Provenance,
    ) -> None:
        """Draw, judge and admit until every target is met or every stream is dry."""
        wanted = dict(targets)
        flowing = set(streams)
        widenings = WIDENINGS
        while self.requested is None or self.total < self.requested:
            missing = {kind: self._missing(kind, wanted) for kind in sorted(flowing)}
            wave: list[tuple[int, Draft]] = []
            for kind, count in missing.items():
                size = min(WAVE, 8 + count * 3 // 2) if count else 0
                drawn = self._draw(kind, streams[kind], size)
                wave.extend(drawn)
                if len(drawn) < size:
                    flowing.discard(kind)
            if wave:
                self._judge(wave, wanted, workers, provenance)
                continue
            if self.requested is None:
                break
            if self.deferred and widenings:
                widenings -= 1
                self._readmit()
            elif flowing:
                wanted = {kind: self.accepted.get(kind, 0) + self.requested - self.total for kind in streams}
            else:
                break
        self._give_up()

    def _missing(self, kind: Kind, wanted: Mapping[Kind, int | None]) -> int:
        target = wanted[kind]
        return WAVE if target is None else max(0, target - self.accepted.get(kind, 0))

    @property
    def total(self) -> int:
        """Tasks accepted so far."""
        return sum(self.accepted.values())

    def _draw(self, kind: Kind, stream: Iterator[Draft], size: int) -> list[tuple[int, Draft]]:
        drawn: list[tuple[int, Draft]] = []
        for draft in stream:
            position = self.positions.get(kind, 0)
            self.positions[kind] = position + 1
            drawn.append((position, draft))
            if len(drawn) == size:
                break
        return drawn

    def _judge(
        self,
        wave: list[tuple[int, Draft]],
        wanted: Mapping[Kind, int | None],
        workers: Workers,
        provenance: Provenance,
    ) -> None:
        rows: list[ResultRow] = []
        fresh = [(position, draft) for position, draft in wave if not self._known(draft, wanted)]
        self.drawn += len(fresh)
        judged = workers.judge((draft for _, draft in fresh), provenance)
        for (position, draft), result in zip(fresh, judged, strict=True):
            target = wanted[draft.kind]
            if target is not None and self.accepted.get(draft.kind, 0) >= target:
                continue
            if self.requested is not None and self.total >= self.requested:
                continue
            row = self._decide(position, self._key(draft), result)
            if row is not None:
                rows.append(row)
            if len(rows) >= WAVE:
                self.store.results.put(rows)
                rows.clear()
            self._tell()
        self.store.results.put(rows)

    def _known(self, draft: Draft, wanted: Mapping[Kind, int | None]) -> bool:
        """Whether an earlier run decided the candidate; what it accepted is admitted again."""
        task = self.store.results.decided(self._key(draft))
        if task is False:
            return False
        if isinstance(task, Task):
            self.near.seen(task)
            self.caps.admit(task)
            self.accepted[draft.kind] = self.accepted.get(draft.kind, 0) + 1
        return True

    def _key(self, draft: Draft) -> str:
        return content_key("candidate", 1, [self.key, draft.id])

    def _decide(self, position: int, key: str, result: Judged) -> ResultRow | None:
        draft = result.draft
        if result.task is None:
            assert result.failed is not None
            return self._reject(
                position,
                key,
                result,
                "verify",
                result.failed.check,
                reason_of(result.failed),
                result.failed.detail,
            )
        twin = self.near.seen(result.task)
        if twin is not None:
            return self._reject(
                position, key, result, "dataset", "near_duplicate", "the same as a task before it", twin
            )
        full = self.caps.admit(result.task)
        if full is not None:
            self.deferred.append((position, key, result, full))
            return None
        self.accepted[draft.kind] = self.accepted.get(draft.kind, 0) + 1
        return ResultRow.accepted(key, position, result.task, result.trajectory)

    def _reject(
        self, position: int, key: str, result: Judged, stage: str, check: str, reason: str, detail: str
    ) -> ResultRow:
        name = f"{check}: {reason}"
        self.rejected[name] = self.rejected.get(name, 0) + 1
        draft = result.draft
        return ResultRow.rejected(
            key, position, draft.kind, stage=stage, check=check, reason=reason,
            candidate={"id": draft.id, "question": draft.question, "answer": draft.answer.text, "detail": detail},
        )  # fmt: skip

    def _readmit(self) -> None:
        """Admit deferred tasks, in order, under caps twice as wide."""
        assert self.requested is not None
        self.caps.widen(2.0)
        rows: list[ResultRow] = []
        for _ in range(len(self.deferred)):
            position, key, result, full = self.deferred.popleft()
            assert result.task is not None
            still = self.caps.admit(result.task) if self.total < self.requested else full
            if still is not None:
                self.deferred.append((position, key, result, still))
                continue
            self.accepted[result.draft.kind] = self.accepted.get(result.draft.kind, 0) + 1
            rows.append(ResultRow.accepted(key, position, result.task, result.trajectory))
        self.store.results.put(rows)

    def _give_up(self) -> None:
        """What is still deferred is rejected for the cap that kept it out."""
        rows = [
            self._reject(position, key, result, "dataset", "variety", full, "")
            for position, key, result, full in self.deferred
        ]
        self.deferred.clear()
        self.store.results.put(rows)

    def _tell(self) -> None:
        total = self.requested
        counts = {**self.counts, "candidates": self.drawn}
        self.on_progress(
            Progress("making tasks", self.total, total, counts, dict(self.accepted), dict(self.rejected))
        )
