"""What is done already: the content keys of finished stages, so that a rerun does only what is not."""

import sqlite3
from collections.abc import Iterator
from typing import Literal

Status = Literal["done", "failed"]


class Stages:
    """The table `stages`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def mark(self, stage: str, key: str, status: Status = "done", detail: str = "") -> None:
        """Record that `stage` is through with `key`; call it in the transaction that stores the result."""
        self._connection.execute(
            "INSERT INTO stages VALUES (?, ?, ?, ?)"
            " ON CONFLICT (stage, key) DO UPDATE SET status = excluded.status, detail = excluded.detail",
            (stage, key, status, detail),
        )

    def done(self, stage: str, key: str) -> bool:
        """Whether the stage finished with this key; a failure does not count."""
        found = self._connection.execute("SELECT status FROM stages WHERE stage = ? AND key = ?", (stage, key))
        return found.fetchone() == ("done",)

    def keys(self, stage: str, status: Status = "done") -> set[str]:
        """All keys the stage is through with."""
        rows = self._connection.execute("SELECT key FROM stages WHERE stage = ? AND status = ?", (stage, status))
        return {key for (key,) in rows}

    def detail(self, stage: str, key: str) -> str | None:
        """What was noted with a key the stage is through with; None when it is not."""
        row = self._connection.execute(
            "SELECT detail FROM stages WHERE stage = ? AND key = ? AND status = 'done'", (stage, key)
        ).fetchone()
        return None if row is None else str(row[0])

    def details(self, stage: str) -> Iterator[str]:
        """What was noted with each key the stage is through with."""
        rows = self._connection.execute(
            "SELECT detail FROM stages WHERE stage = ? AND status = 'done' AND detail <> ''", (stage,)
        )
        return (detail for (detail,) in rows)

    def forget(self, stage: str) -> None:
        """Have the stage done again."""
        self._connection.execute("DELETE FROM stages WHERE stage = ?", (stage,))
