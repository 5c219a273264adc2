"""The tries of solvers at accepted tasks: how each ended, what it cost, and its trajectory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from taskloom.schema.trajectory import Trajectory
from taskloom.store.database import transaction
from taskloom.store.packing import pack, trajectory_line, unpack

if TYPE_CHECKING:
    from taskloom.grade.outcome import Outcome

_TABLE = """
CREATE TABLE IF NOT EXISTS tries (
    task_id        TEXT NOT NULL,
    solver         TEXT NOT NULL,
    key            TEXT NOT NULL,
    number         INTEGER NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('right', 'wrong', 'undecided')),
    score          REAL NOT NULL,
    evidence_used  INTEGER NOT NULL,
    tool_calls     INTEGER NOT NULL,
    model_calls    INTEGER NOT NULL,
    input_tokens   INTEGER NOT NULL,
    output_tokens  INTEGER NOT NULL,
    cost           REAL,
    answer_seen_at INTEGER,
    record         BLOB NOT NULL,
    PRIMARY KEY (task_id, solver, key, number)
)
"""
_OF_TASKS = (
    " FROM tries JOIN results USING (task_id) WHERE results.status = 'accepted'"
    " ORDER BY results.position, results.kind, results.candidate_key, tries.solver, tries.key, tries.number"
)


class Try(NamedTuple):
    """A try as it is counted."""

    task_id: str
    solver: str
    """A model's name, or the command of a program."""
    key: str
    """The content key of what shapes the solver's tries; those of one key are tries at the same."""
    number: int
    """Among the tries of the key at the task, from 0."""
    outcome: Outcome
    score: float
    evidence_used: bool
    """Whether it saw every piece of the task's evidence."""
    tool_calls: int
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    """US dollars; None when the price is unknown."""
    answer_seen_at: int | None
    """The number of the tool result in which the answer first appears."""

    @property
    def success(self) -> bool:
        """Whether it is right and used the evidence."""
        return self.outcome == "right" and self.evidence_used


class Tries:
    """The table `tries`. A record written before there was one reads as empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, tries: Iterable[tuple[Try, Trajectory]]) -> None:
        """Keep tries with their trajectories, in one transaction."""
        rows = [(*one, pack(trajectory_line(trajectory))) for one, trajectory in tries]
        places = ", ".join("?" * (len(Try._fields) + 1))
        with transaction(self._connection):
            self._connection.execute(_TABLE)
            self._connection.executemany(f"INSERT OR REPLACE INTO tries VALUES ({places})", rows)

    def of(self, task_id: str, key: str) -> list[Try]:
        """The tries of a key at a task, in order."""
        if not self._there():
            return []
        columns = ", ".join(Try._fields)
        rows = self._connection.execute(
            f"SELECT {columns} FROM tries WHERE task_id = ? AND key = ? ORDER BY number", (task_id, key)
        )
        return [_try(row) for row in rows]

    def all(self) -> Iterator[Try]:
        """The tries at accepted tasks, a task's together, in the dataset's order."""
        if not self._there():
            return iter(())
        columns = ", ".join(f"tries.{name}" for name in Try._fields)
        return map(_try, self._connection.execute(f"SELECT {columns}{_OF_TASKS}"))

    def trajectories_of(self, task_id: str) -> tuple[bytes, ...]:
        """The lines in `trajectories.jsonl` of the tries at a task."""
        if not self._there():
            return ()
        rows = self._connection.execute(
            "SELECT record FROM tries WHERE task_id = ? ORDER BY solver, key, number", (task_id,)
        )
        return tuple(unpack(record) for (record,) in rows)

    def trajectory_lines(self) -> Iterator[bytes]:
        """The tries at accepted tasks as lines of `trajectories.jsonl`, without line feeds, in the order of `all`."""
        if not self._there():
            return iter(())
        return (unpack(record) for (record,) in self._connection.execute(f"SELECT tries.record{_OF_TASKS}"))

    def clear(self) -> None:
        """Forget every try: the tasks may be others now."""
        if self._there():
            self._connection.execute("DELETE FROM tries")

    def _there(self) -> bool:
        return self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'tries'").fetchone() is not None


def _try(row: tuple[object, ...]) -> Try:
    made = Try._make(row)
    return made._replace(evidence_used=bool(made.evidence_used))
