"""The ledger of candidates: every one that was drawn, accepted or rejected, with what it cost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from taskloom.schema.task import Kind, Task
from taskloom.schema.trajectory import Trajectory, Usage
from taskloom.store.database import transaction
from taskloom.store.packing import (
    json_line,
    pack,
    task_line,
    task_of,
    trajectory_of,
    unpack,
    usage_text,
)

_NOTHING = Usage()

Status = Literal["accepted", "deferred", "rejected"]


class ResultRow(NamedTuple):
    """A candidate as the database keeps it; made with `accepted` or `rejected`, in a worker.

    `position` is where it was drawn, the order of the dataset. `candidate_key` is the content key of
    everything that shaped the candidate and its checks. `recipe` is what its checks can be run again from.
    """

    candidate_key: str
    kind: Kind
    position: int
    status: str
    task_id: str | None
    stage: str | None
    check_name: str | None
    reason: str | None
    record: bytes
    trajectory: bytes | None
    recipe: bytes | None
    usage: str | None

    @classmethod
    def accepted(
        cls,
        key: str,
        position: int,
        task: Task,
        trajectories: Sequence[bytes] = (),
        recipe: bytes | None = None,
        usage: Usage = _NOTHING,
        *,
        deferred: str | None = None,
    ) -> ResultRow:
        """The row of a candidate that passed every check, with the lines of its trajectories.

        `deferred` says why it is not in the dataset.
        """
        steps = pack(b"\n".join(trajectories)) if trajectories else None
        made_from = None if recipe is None else pack(recipe)
        return cls(
            key, task.kind, position, "deferred" if deferred else "accepted", task.id, None, None, deferred,
            pack(task_line(task)), steps, made_from, usage_text(usage),
        )  # fmt: skip

    @classmethod
    def rejected(
        cls,
        key: str,
        position: int,
        kind: Kind,
        *,
        stage: str,
        check: str,
        reason: str,
        candidate: Mapping[str, JsonValue],
        usage: Usage = _NOTHING,
    ) -> ResultRow:
        """The row of a candidate that was dropped: by which stage, at which check, why; and what it was."""
        record = pack(json_line(dict(candidate)))
        return cls(key, kind, position, "rejected", None, stage, check, reason, record, None, None, usage_text(usage))


class Judgement(NamedTuple):
    """What was found of a candidate: a task where it passed every check, else the check and reason."""

    status: Status
    task: Task | None
    check: str | None
    reason: str | None


class RejectionCount(NamedTuple):
    """How many candidates of a kind fell at a check for one reason."""

    kind: Kind
    stage: str
    check: str
    reason: str
    times: int


class Results:
    """The table `results`. Everything comes in the order of positions, then kinds, then keys."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, batch: Iterable[ResultRow]) -> int:
        """Store results in one transaction. Returns how many were new: a candidate keeps its first result.

        Raises sqlite3.IntegrityError, with nothing stored, when two candidates make the same task.
        """
        places = ", ".join("?" * len(ResultRow._fields))
        columns = ", ".join(ResultRow._fields)
        statement = f"INSERT INTO results ({columns}) VALUES ({places}) ON CONFLICT (candidate_key) DO NOTHING"
        before = self._connection.total_changes
        with transaction(self._connection):
            self._connection.executemany(statement, batch)
        return self._connection.total_changes - before

    def judged(self, key: str) -> Judgement | None:
        """What was found of a candidate; None when it was not checked yet."""
        row = self._connection.execute(
            "SELECT status, record, check_name, reason FROM results WHERE candidate_key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        status, record, check, reason = row
        task = None if status == "rejected" else task_of(unpack(record))
        return Judgement(status, task, check, reason)

    def settle(self, key: str, status: Literal["accepted", "deferred"], reason: str | None = None) -> None:
        """Admit a candidate that passed its checks to the dataset, or keep it waiting for a reason."""
        self._connection.execute(
            "UPDATE results SET status = ?, reason = ? WHERE candidate_key = ? AND status <> 'rejected'",
            (status, reason, key),
        )

    def measure(self, task: Task) -> None:
        """Keep an accepted task's record with the difficulty that was measured."""
        self._connection.execute(
            "UPDATE results SET record = ? WHERE task_id = ? AND status = 'accepted'", (pack(task_line(task)), task.id)
        )

    def refuse(self, key: str, *, stage: str, check: str, reason: str, detail: str = "") -> None:
        """Reject a candidate that passed its checks: what it was stays, its task does not."""
        found = self.judged(key)
        if found is None or found.task is None:
            return
        task = found.task
        row = ResultRow.rejected(
            key, 0, task.kind, stage=stage, check=check, reason=reason, candidate=described(task, detail)
        )
        self._connection.execute(
            "UPDATE results SET status = 'rejected', task_id = NULL, stage = ?, check_name = ?, reason = ?,"
            " record = ?, trajectory = NULL, recipe = NULL WHERE candidate_key = ?",
            (stage, check, reason, row.record, key),
        )

    def recipe(self, task_id: str) -> bytes | None:
        """What an accepted task's checks can be run again from; None for a task that is not in the record."""
        row = self._connection.execute(
            "SELECT recipe FROM results WHERE task_id = ? AND status = 'accepted'", (task_id,)
        ).fetchone()
        return None if row is None or row[0] is None else unpack(row[0])

    def task(self, task_id: str) -> Task | None:
        """An accepted task by its id; None for one that is not in the record."""
        row = self._connection.execute(
            "SELECT record FROM results WHERE task_id = ? AND status = 'accepted'", (task_id,)
        ).fetchone()
        return None if row is None else task_of(unpack(row[0]))

    def trajectories_of(self, task_id: str) -> tuple[bytes, ...]:
        """The lines in `trajectories.jsonl` of an accepted task: its replay, then the tries of agents."""
        row = self._connection.execute(
            "SELECT trajectory FROM results WHERE task_id = ? AND status = 'accepted'", (task_id,)
        ).fetchone()
        return () if row is None or row[0] is None else tuple(unpack(row[0]).split(b"\n"))

    def task_ids(self) -> Iterator[str]:
        """The accepted tasks' ids."""
        rows = self._connection.execute(
            "SELECT task_id FROM results WHERE status = 'accepted' ORDER BY position, kind, candidate_key"
        )
        return (task_id for (task_id,) in rows)

    def tasks(self, kind: Kind | None = None) -> Iterator[Task]:
        """The accepted tasks, of one kind or all."""
        return (task_of(line) for line in self.task_lines(kind))

    def task_lines(self, kind: Kind | None = None) -> Iterator[bytes]:
        """The accepted tasks as the lines of `tasks.jsonl`, without line feeds."""
        for (record,) in self._connection.execute(
            "SELECT record FROM results WHERE status = 'accepted' AND (?1 IS NULL OR kind = ?1)"
            " ORDER BY position, kind, candidate_key",
            (kind,),
        ):
            yield unpack(record)

    def trajectories(self) -> Iterator[Trajectory]:
        """The accepted tasks' trajectories."""
        return (trajectory_of(line) for line in self.trajectory_lines())

    def trajectory_lines(self) -> Iterator[bytes]:
        """The accepted tasks' trajectories as the lines of `trajectories.jsonl`, without line feeds."""
        for (steps,) in self._connection.execute(
            "SELECT trajectory FROM results WHERE status = 'accepted' AND trajectory IS NOT NULL"
            " ORDER BY position, kind, candidate_key"
        ):
            yield from unpack(steps).split(b"\n")

    def rejection_lines(self, at: str | None = None) -> Iterator[bytes]:
        """The rejections, at one check or all, as the lines of `rejections.jsonl`, without line feeds."""
        for stage, check, reason, record, usage in self._connection.execute(
            "SELECT stage, check_name, reason, record, usage FROM results WHERE status = 'rejected'"
            " AND (?1 IS NULL OR check_name = ?1) ORDER BY position, kind, candidate_key",
            (at,),
        ):
            head = json_line({"stage": stage, "check": check, "reason": reason})[:-1]
            cost = (usage or _NOTHING.model_dump_json()).encode()
            yield b'%s,"candidate":%s,"usage":%s}' % (head, unpack(record), cost)

    def accepted_counts(self) -> dict[Kind, int]:
        """How many tasks were accepted of each kind."""
        return dict(
            self._connection.execute(
                "SELECT kind, count(*) FROM results WHERE status = 'accepted' GROUP BY kind ORDER BY kind"
            )
        )

    def total(self) -> int:
        """How many tasks were accepted."""
        return sum(self.accepted_counts().values())

    def rejection_counts(self) -> list[RejectionCount]:
        """How many candidates fell, by kind, stage, check and reason; the most frequent first."""
        rows = self._connection.execute(
            "SELECT kind, stage, check_name, reason, count(*) FROM results WHERE status = 'rejected'"
            " GROUP BY kind, stage, check_name, reason"
            " ORDER BY count(*) DESC, kind, stage, check_name, reason"
        )
        return [RejectionCount(*row) for row in rows]

    def usage(self) -> Usage:
        """What all candidates cost together; the cost is None when the price of any is unknown."""
        total = Usage()
        for (text,) in self._connection.execute("SELECT usage FROM results WHERE usage IS NOT NULL ORDER BY rowid"):
            total = total + Usage.model_validate_json(text)
        return total

    def clear(self) -> None:
        """Forget every candidate: what shaped them has changed."""
        self._connection.execute("DELETE FROM results")


def described(task: Task, detail: str) -> dict[str, JsonValue]:
    """A task as the ledger keeps it when it is dropped."""
    return {"id": task.id, "question": task.question, "answer": task.answer.text, "detail": detail}
