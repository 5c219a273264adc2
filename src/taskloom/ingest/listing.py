"""The files that a run reads, each once and in the order of their uris: on disk, for there may be very many."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from weakref import finalize


class Found(NamedTuple):
    """A file to read, or the reason why it may not be."""

    uri: str
    """The path within its SOURCE, '/' between its parts."""
    path: str
    """Where it lies."""
    refusal: str | None = None
    readme: str | None = None
    """The README in the same folder, unless this is it."""
    readme_uri: str | None = None
    name: str | None = None
    """The name it is read by; None for that of `path`, which says nothing where frozen bytes of a page lie."""
    charset: str | None = None
    """The encoding that a server declared."""

    @property
    def read_path(self) -> Path:
        """The path whose name tells a reader what it is; beside a page there are no other files."""
        return Path(self.path) if self.name is None else Path(self.path, self.name)


_TABLE = """
PRAGMA journal_mode = OFF;
CREATE TABLE found (uri TEXT PRIMARY KEY, path BLOB NOT NULL, refusal TEXT, readme BLOB, readme_uri TEXT, name TEXT,
    charset TEXT, hidden INTEGER NOT NULL) WITHOUT ROWID;
BEGIN;
"""


_PUT = """
INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO UPDATE SET
(path, refusal, readme, readme_uri, name, charset, hidden) = (excluded.path, excluded.refusal, excluded.readme,
excluded.readme_uri, excluded.name, excluded.charset, excluded.hidden)
WHERE excluded.refusal IS NULL AND found.refusal IS NOT NULL
"""


class Listing(Collection[Found]):
    """Files under their uris; what is `hidden` is searched and never asked about."""

    def __init__(self, found: Iterable[Found] = ()) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._file.close)
        self._file.executescript(_TABLE)
        self.add(found)

    def add(self, found: Iterable[Found], *, hidden: bool = False) -> None:
        """Put files to those that are there; of two with one uri the one that may be read stays, else the first."""
        rows = (
            (one.uri, os.fsencode(one.path), one.refusal, one.readme and os.fsencode(one.readme), *one[4:], hidden)
            for one in found
        )
        self._file.executemany(_PUT, rows)

    def hides(self, uri: str) -> bool:
        """Whether the file of this uri is there and hidden."""
        return self._one("SELECT 1 FROM found WHERE uri = ? AND hidden", uri)

    def reaches(self, path: str) -> bool:
        """Whether one of the files that were there when this was first asked lies where the path leads."""
        return self._one(f"SELECT 1 FROM {self._real} WHERE path = ?", os.fsencode(os.path.realpath(path)))

    @cached_property
    def _real(self) -> str:
        self._file.execute("CREATE TABLE real (path BLOB PRIMARY KEY) WITHOUT ROWID")
        real = ((os.fsencode(os.path.realpath(one.path)),) for one in self)
        self._file.executemany("INSERT OR IGNORE INTO real VALUES (?)", real)
        return "real"

    def _one(self, query: str, value: str | bytes) -> bool:
        return self._file.execute(query, (value,)).fetchone() is not None

    def __contains__(self, uri: object) -> bool:
        return isinstance(uri, str) and self._one("SELECT 1 FROM found WHERE uri = ?", uri)

    def __iter__(self) -> Iterator[Found]:
        rows = self._file.execute(f"SELECT {', '.join(Found._fields)} FROM found ORDER BY uri")
        for uri, path, refusal, readme, *rest in rows:
            yield Found(uri, os.fsdecode(path), refusal, readme and os.fsdecode(readme), *rest)

    def __len__(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM found").fetchone()[0])
