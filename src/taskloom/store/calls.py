"""Every call of a model: what was asked by its key, what it cost, what came back.

A call is *reserved* before it is sent and *answered* or *failed* after. One that was sent and whose end nobody saw (the
process died, the connection broke off) is *lost*: its highest price stays counted. Prices are US dollars; NULL is
unknown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from taskloom.store import database
from taskloom.store.packing import pack, unpack

_PATIENCE_MS = 60_000
"""How long a commit waits for the other writer of the same run, the pipeline's."""


class Reserved(NamedTuple):
    """A call is about to be sent. One that is still reserved was lost, and is sent again."""

    key: bytes
    model: str
    purpose: str
    price: float | None
    """The most it can cost."""


class Answered(NamedTuple):
    """A call was answered."""

    key: bytes
    reply: bytes
    """One line of JSON."""
    input_tokens: int | None
    output_tokens: int | None
    price: float | None
    latency_s: float
    """Of the request that was answered."""
    tries: int
    """HTTP requests it took."""


class Failed(NamedTuple):
    """A call is given up."""

    key: bytes
    error: str
    tries: int
    lost: bool
    """Whether its last request may have cost something."""


class Hit(NamedTuple):
    """A call was answered from the record."""

    key: bytes


Change = Reserved | Answered | Failed | Hit

_STATEMENTS: dict[type[Change], str] = {
    Reserved: (
        "INSERT INTO calls (key, model, purpose, status, reserved) VALUES (?1, ?2, ?3, 'reserved', ?4)"
        " ON CONFLICT (key) DO UPDATE SET"
        " lost = lost + (status = 'reserved'),"
        " lost_price = lost_price + CASE status WHEN 'reserved' THEN coalesce(reserved, 0) ELSE 0 END,"
        " status = 'reserved', reserved = excluded.reserved, error = NULL WHERE status <> 'answered'"
    ),
    Answered: (
        "UPDATE calls SET status = 'answered', reply = ?2, input_tokens = ?3, output_tokens = ?4, price = ?5,"
        " latency_s = ?6, tries = tries + ?7 WHERE key = ?1"
    ),
    Failed: (
        "UPDATE calls SET status = 'failed', error = ?2, tries = tries + ?3, lost = lost + ?4,"
        " lost_price = lost_price + CASE ?4 WHEN 1 THEN coalesce(reserved, 0) ELSE 0 END WHERE key = ?1"
    ),
    Hit: "UPDATE calls SET hits = hits + 1 WHERE key = ?1",
}


class StoredReply(NamedTuple):
    """A call's answer as it was recorded."""

    reply: bytes
    input_tokens: int | None
    output_tokens: int | None
    price: float | None


class CallSummary(NamedTuple):
    """The calls of one model for one purpose."""

    model: str
    purpose: str
    calls: int
    """Different ones; hits are not counted here."""
    answered: int
    failed: int
    hits: int
    tries: int
    input_tokens: int
    output_tokens: int
    price: float
    """Of those answered whose price is known."""
    unpriced: int
    """Answered ones whose price is unknown."""
    lost: int
    """Requests that were sent and whose end nobody saw."""
    lost_price: float
    """The most these can have cost."""
    latency_s: float | None
    """The mean of those answered."""


class Calls:
    """The table `calls`, over a connection of the caller's or one of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, run: Path) -> Self:
        """A connection of its own, to be used by one thread at a time. The run's folder is there.

        Raises StoreError when the file is no run's database.
        """
        connection = database.open_for_writing(run / "run.sqlite", one_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        return cls(connection)

    def record(self, changes: Iterable[Change]) -> None:
        """Commit changes, in order and all at once."""
        with database.transaction(self._connection):
            for kind, group in groupby(changes, type):
                self._connection.executemany(_STATEMENTS[kind], map(_row, group))

    def answered(self, key: bytes) -> StoredReply | None:
        """The answer to a call; None when it has none."""
        row = self._connection.execute(
            "SELECT reply, input_tokens, output_tokens, price FROM calls WHERE key = ? AND status = 'answered'", (key,)
        ).fetchone()
        return None if row is None else StoredReply(unpack(row[0]), *row[1:])

    def keys(self) -> Iterator[bytes]:
        """Of the calls that have an answer."""
        return (key for (key,) in self._connection.execute("SELECT key FROM calls WHERE status = 'answered'"))

    def spent(self) -> float:
        """US dollars that all calls can have cost, those reserved and lost at their highest price."""
        total: float = self._connection.execute(
            "SELECT total(lost_price) + total(CASE status WHEN 'answered' THEN coalesce(price, reserved)"
            " WHEN 'reserved' THEN reserved END) FROM calls"
        ).fetchone()[0]
        return total

    def summary(self) -> list[CallSummary]:
        """The ledger by model and purpose, the dearest first. What is reserved now counts as lost."""
        rows = self._connection.execute(
            "SELECT model, purpose, count(*), sum(status = 'answered'), sum(status = 'failed'), sum(hits), sum(tries),"
            " coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), total(price),"
            " sum(status = 'answered' AND price IS NULL), sum(lost) + sum(status = 'reserved'),"
            " total(lost_price) + total(CASE status WHEN 'reserved' THEN reserved END), avg(latency_s)"
            " FROM calls GROUP BY model, purpose ORDER BY total(price) DESC, model, purpose"
        )
        return [CallSummary(*row) for row in rows]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _row(change: Change) -> Change:
    return change._replace(reply=pack(change.reply)) if isinstance(change, Answered) else change
