"""What the SOURCEs give, each file once, and what their uris begin with: on disk, for there may be very many."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from weakref import finalize


class Entry(NamedTuple):
    """A file that a SOURCE gives, and where it stands in it."""

    root: str
    """Absolute: the SOURCE's folder, a file's folder, or the one in which a glob's wildcards start."""
    parts: tuple[str, ...]
    """The path below `root`."""
    refusal: str | None
    """Why it may not be read."""
    linked: bool = False
    """Whether it is a symbolic link to a file."""

    @property
    def path(self) -> str:
        """Where it lies."""
        return os.path.join(self.root, *self.parts)  # noqa: PTH118  (speed: tens of thousands of files)


_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE entries (place BLOB PRIMARY KEY, root BLOB NOT NULL, parts BLOB NOT NULL, depth INTEGER NOT NULL,
    refusal TEXT, uri BLOB) WITHOUT ROWID;
CREATE TABLE links (parts BLOB NOT NULL, root BLOB NOT NULL, PRIMARY KEY (parts, root)) WITHOUT ROWID;
CREATE TABLE real (place BLOB PRIMARY KEY) WITHOUT ROWID;
BEGIN;
"""
_KEEP = """
INSERT INTO entries (place, root, parts, depth, refusal) VALUES (?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE
SET (root, parts, depth, refusal) = (excluded.root, excluded.parts, excluded.depth, excluded.refusal)
WHERE excluded.depth > depth
"""


class Named(NamedTuple):
    """An entry and the beginning of its uri."""

    entry: Entry
    prefix: tuple[str, ...]
    """What goes in front of its path in its uri."""


class Entries:
    """Each file once, by where it really lies: under the widest SOURCE, by its own name before a link's."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._file.close)
        self._file.executescript(_TABLES)
        for entry in entries:
            if entry.linked:
                row = (os.fsencode("\0".join(entry.parts)), os.fsencode(entry.root))
                self._file.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", row)
            else:
                self._keep(entry)
        self._settle()
        self._prefixes = self._told_apart()

    def __iter__(self) -> Iterator[Named]:
        for root, parts, refusal in self._file.execute("SELECT root, parts, refusal FROM entries ORDER BY place"):
            entry = Entry(os.fsdecode(root), tuple(os.fsdecode(parts).split("/")), refusal)
            yield Named(entry, self._prefixes[root])

    def _keep(self, entry: Entry) -> None:
        named = (entry.path, entry.root, "/".join(entry.parts))
        self._file.execute(_KEEP, (*map(os.fsencode, named), len(entry.parts), entry.refusal))

    def _settle(self) -> None:
        """Keep the links, those to a file that is read already with that as the reason not to read them."""
        if self._file.execute("SELECT 1 FROM links").fetchone() is None:
            return
        places = self._file.execute("SELECT place FROM entries")
        self._file.executemany(
            "INSERT OR IGNORE INTO real VALUES (?)", ((os.path.realpath(place),) for (place,) in places)
        )
        for parts, root in self._file.execute("SELECT parts, root FROM links ORDER BY parts, root"):
            entry = Entry(os.fsdecode(root), tuple(os.fsdecode(parts).split("\0")), None)
            target = (os.fsencode(os.path.realpath(entry.path)),)
            if not self._file.execute("INSERT OR IGNORE INTO real VALUES (?)", target).rowcount:
                entry = entry._replace(refusal="a symbolic link to a file that is read under another name")
            self._keep(entry)

    def _told_apart(self) -> dict[bytes, tuple[str, ...]]:
        """What goes in front of each root's paths: nothing, or as many of its last names as tell uris apart."""
        roots = [root for (root,) in self._file.execute("SELECT DISTINCT root FROM entries")]
        names = {root: Path(os.fsdecode(root)).parts[1:] for root in roots}
        depth = dict.fromkeys(roots, 0)

        def named(root: bytes, parts: bytes) -> bytes:
            return b"/".join((*map(os.fsencode, _last(names[root], depth[root])), parts))

        self._file.create_function("named", 2, named)
        while len(roots) > 1:
            self._file.execute("UPDATE entries SET uri = named(root, parts)")
            collided = self._file.execute(
                "SELECT DISTINCT root FROM entries WHERE uri IN"
                " (SELECT uri FROM entries GROUP BY uri HAVING count(DISTINCT root) > 1)"
            )
            deeper = [root for (root,) in collided if depth[root] < len(names[root])]
            if not deeper:
                break
            for root in deeper:
                depth[root] += 1
        return {root: _last(names[root], depth[root]) for root in roots}


def _last(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    return names[len(names) - count :]
