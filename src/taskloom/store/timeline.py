"""When a run was how far: a mark every few seconds while it goes, for rates over time. Shapes no task."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from taskloom.store.database import transaction

EVERY = 2.0
"""Seconds between two marks of one stage."""


class Mark(NamedTuple):
    """How far the run was at a time."""

    at: float
    """Seconds since 1970."""
    stage: str
    done: int
    total: int | None
    accepted: int
    rejected: int


class Timeline:
    """The table `timeline`. A record written before there was one reads as empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: Mark | None = None

    def note(self, mark: Mark) -> None:
        """Keep a mark, unless one of its stage was kept a moment ago."""
        last = self._last
        if last is not None and last.stage == mark.stage and 0 <= mark.at - last.at < EVERY and mark.done != mark.total:
            return
        if last is None:
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS timeline (at REAL NOT NULL, stage TEXT NOT NULL, done INTEGER NOT NULL,"
                " total INTEGER, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL)"
            )
        self._last = mark
        with transaction(self._connection):
            self._connection.execute("INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?)", mark)

    def marks(self) -> Iterator[Mark]:
        """Every mark, the earliest first."""
        there = self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'timeline'").fetchone()
        if there is None:
            return
        for row in self._connection.execute("SELECT * FROM timeline ORDER BY at, rowid"):
            yield Mark(*row)
