"""What is known of a run as a whole: settings as resolved, the corpus' hash, counters, rates, the status."""

import json
import sqlite3

from pydantic import JsonValue

from taskloom.store.packing import json_line


class Meta:
    """The table `meta`: JSON values by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, key: str, value: JsonValue) -> None:
        """Set a value."""
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json_line(value).decode()),
        )

    def get(self, key: str) -> JsonValue:
        """A value; None when it was not set."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def remove(self, key: str) -> None:
        """Unset a value."""
        self._connection.execute("DELETE FROM meta WHERE key = ?", (key,))

    def all(self) -> dict[str, JsonValue]:
        """Every value by name, sorted."""
        return {key: json.loads(value) for key, value in self._connection.execute("SELECT * FROM meta ORDER BY key")}
