"""A run as the pages see it: its record, its index, its frozen corpus, and what is known of it at the moment.

A thread follows the record: whenever something was committed it brings the index up and takes a new snapshot. It reads
only; reviews lie in a file of their own.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple, cast

import yaml
from pydantic import JsonValue

from taskloom.schema.document import Document
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory, Usage
from taskloom.store import SourceCounts, Store
from taskloom.store.packing import task_of, trajectory_of, unpack
from taskloom.store.reviews import Reviews
from taskloom.store.timeline import Mark
from taskloom.view.index import TaskIndex
from taskloom.view.ledger import Spending, spending
from taskloom.view.picture import Pictures

_PAUSE = 0.7
"""Seconds between two looks at the record, at least."""
_REST = 8
"""A look is followed by a pause this many times as long as it took."""


class Rejected(NamedTuple):
    """A candidate that was dropped."""

    id: str
    kind: str
    stage: str
    check: str
    reason: str
    candidate: Mapping[str, JsonValue]
    usage: Usage


class Snapshot(NamedTuple):
    """What is known of a run; `version` rises when any of it changes."""

    version: int
    status: str
    indexed: int
    rows: int
    """How many results there are to index."""
    sources: SourceCounts
    meta: Mapping[str, JsonValue]
    marks: tuple[Mark, ...]
    spending: Spending
    settings: Mapping[str, JsonValue]

    @property
    def running(self) -> bool:
        """Whether the run goes on, by its own word."""
        return self.status == "running"

    def noted(self, name: str) -> dict[str, JsonValue]:
        """A group of values of the record; {} where there is none."""
        return mapping(self.meta.get(name))


class Run:
    """One run. Use it in a `with` block, or `start` and `close` it."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        """`name` stands for the run in addresses and on pages: its folder's name if left out."""
        self.folder = folder
        self.name = name or folder.resolve().name
        self.index = TaskIndex(folder)
        self.pictures = Pictures(folder)
        self.reviews = Reviews(folder)
        with self.store() as store:
            self._snapshot = self._look(store, 0)
        self.ready = Event()
        """Set once everything that was in the record when the pages were opened is in the index."""
        self._ending = Event()
        self._thread = Thread(target=self._follow, name=f"view {self.name}", daemon=True)

    def start(self) -> None:
        """Begin to follow the record."""
        self._thread.start()

    def close(self) -> None:
        """Stop following."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.index.close()

    def __enter__(self) -> Run:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def snapshot(self) -> Snapshot:
        """What is known now."""
        return self._snapshot

    def store(self) -> Store:
        """The record, opened for reading by the thread that calls."""
        return Store.read_only(self.folder)

    def follow_once(self) -> None:
        """Bring the index and the snapshot up to the record now: for a copy, which is made of one moment."""
        with self.store() as store:
            self.index.sync(store, self._indexed)
            self._snapshot = self._look(store, self._snapshot.version + 1)
        self.ready.set()

    def tasks(self, rows: tuple[int, ...]) -> list[Task]:
        """The tasks of rows that are still there, in the order of the rows."""
        with self.store() as store:
            found = _records(store, rows)
        return [task_of(unpack(found[row])) for row in rows if row in found]

    def rejected(self, rows: tuple[int, ...]) -> list[Rejected]:
        """The rejected candidates of rows that are still there, in the order of the rows."""
        with self.store() as store:
            found = [_rejected(store, row) for row in rows]
        return [one for one in found if one is not None]

    def task_ids(self, rows: tuple[int, ...]) -> list[str]:
        """The ids of the tasks of rows, in the order of the rows."""
        with self.store() as store:
            found = dict(
                store.connection.execute(
                    "SELECT rowid, task_id FROM results WHERE status = 'accepted'"
                    " AND rowid IN (SELECT value FROM json_each(?))",
                    (json.dumps(rows),),
                )
            )
        return [found[row] for row in rows if row in found]

    def task(self, identity: str) -> Task | None:
        """An accepted task."""
        with self.store() as store:
            return store.results.task(identity)

    def candidate(self, identity: str) -> Rejected | None:
        """A rejected candidate by its id."""
        row = self.index.row_of(identity)
        with self.store() as store:
            return None if row is None else _rejected(store, row)

    def trajectories(self, identity: str) -> list[Trajectory]:
        """Every recorded try at a task: the replay, then those of solvers, in their order."""
        with self.store() as store:
            lines = [*store.results.trajectories_of(identity), *store.tries.trajectories_of(identity)]
        return [trajectory_of(line) for line in lines]

    def documents(self, uris: set[str]) -> dict[str, Document]:
        """The documents of these uris that were read."""
        with self.store() as store:
            found = {uri: store.document(uri) for uri in uris}
            return {uri: document for uri, document in found.items() if document is not None}

    def _follow(self) -> None:
        seen = -1
        with self.store() as store:
            while not self._ending.is_set():
                started = time.monotonic()
                version: int = store.connection.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    seen = version
                    try:
                        self.index.sync(store, self._indexed)
                        self._snapshot = self._look(store, self._snapshot.version + 1)
                    except sqlite3.OperationalError:
                        # Another process had the file for itself; it is looked at again a moment later.
                        seen = -1
                    else:
                        self.ready.set()
                self._ending.wait(max(_PAUSE, _REST * (time.monotonic() - started)))

    def _indexed(self, done: int, total: int) -> None:
        last = self._snapshot
        self._snapshot = last._replace(version=last.version + 1, indexed=done, rows=total)
        if self._ending.is_set():
            raise SystemExit

    def _look(self, store: Store, version: int) -> Snapshot:
        rows: int = store.connection.execute("SELECT count(*) FROM results").fetchone()[0]
        return Snapshot(
            version=version,
            status=str(store.meta.get("status") or "unknown"),
            indexed=len(self.index),
            rows=rows,
            sources=store.documents.counts(),
            meta=store.meta.all(),
            marks=tuple(store.timeline.marks()),
            spending=spending(store),
            settings=_settings(self.folder / "config.yaml"),
        )


def mapping(value: JsonValue) -> dict[str, JsonValue]:
    """A JSON object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def _settings(file: Path) -> dict[str, JsonValue]:
    try:
        value: object = yaml.safe_load(file.read_bytes())
    except (OSError, yaml.YAMLError):
        return {}
    return cast("dict[str, JsonValue]", value) if isinstance(value, dict) else {}


def _records(store: Store, rows: tuple[int, ...]) -> dict[int, bytes]:
    places = ", ".join("?" * len(rows))
    return dict(
        store.connection.execute(
            f"SELECT rowid, record FROM results WHERE status <> 'rejected' AND rowid IN ({places})", rows
        )
    )


def _rejected(store: Store, row: int) -> Rejected | None:
    found = store.connection.execute(
        "SELECT kind, stage, check_name, reason, record, usage FROM results WHERE rowid = ? AND status = 'rejected'",
        (row,),
    ).fetchone()
    if found is None:
        return None
    kind, stage, check, reason, record, usage = found
    candidate = mapping(json.loads(unpack(record)))
    spent = Usage() if usage is None else Usage.model_validate_json(usage)
    return Rejected(str(candidate.get("id") or ""), kind, stage, check, reason, candidate, spent)
