"""A run's database as a whole: who may write it, and its tables by name."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from taskloom.schema.document import Document
from taskloom.store import database
from taskloom.store.calls import Calls
from taskloom.store.documents import Documents
from taskloom.store.errors import StoreError
from taskloom.store.lock import WriterLock
from taskloom.store.meta import Meta
from taskloom.store.results import Results
from taskloom.store.stages import Stages
from taskloom.store.timeline import Timeline
from taskloom.store.tries import Tries
from taskloom.store.web import WebRecord


class Store:
    """`RUN/run.sqlite`, the record of everything. Use it in a `with` block, in the thread that opened it.

    A batch that was committed survives any end of the process; one that was not leaves no trace.
    """

    connection: sqlite3.Connection
    """For tables that other packages keep here. In autocommit mode: use `transaction`."""

    def __init__(self, run: Path, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.run = run
        self.connection = connection
        self.documents = Documents(connection)
        self.stages = Stages(connection)
        self.results = Results(connection)
        self.tries = Tries(connection)
        self.meta = Meta(connection)
        self.calls = Calls(connection)
        self.timeline = Timeline(connection)
        self.web = WebRecord(connection)
        self._lock = lock

    @classmethod
    def create_or_open(cls, run: Path) -> Store:
        """The one writer of a run, whose folder is made when it is not there.

        Raises RunLocked while another process writes it, StoreError when the folder cannot be written, or the file is
        not a run's database.
        """
        try:
            run.mkdir(parents=True, exist_ok=True)
            lock = WriterLock(run)
        except OSError as error:
            why = "a file, not a folder" if isinstance(error, FileExistsError) else error.strerror
            raise StoreError(f"{run}: no folder that a run can be written to ({why}); choose another --out") from error
        try:
            return cls(run, database.open_for_writing(run / "run.sqlite"), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read_only(cls, run: Path) -> Store:
        """A reader, beside any writer. Raises StoreError when there is no run in the folder."""
        return cls(run, database.open_for_reading(run / "run.sqlite"), None)

    def document(self, uri: str) -> Document | None:
        """The document that was read in a source, or in a page that a tool fetched; None where none was."""
        reading = self.documents.reading(uri)
        return self.documents.load(uri) if reading is not None and reading.status == "read" else self.web.page(uri)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; may stand inside another one."""
        return database.transaction(self.connection)

    def close(self) -> None:
        """Close the database and let the next writer in."""
        self.connection.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
