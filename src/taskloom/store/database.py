"""The SQLite file under a run: opening it, its tables, and transactions. What rows mean is for other modules.

Write-ahead logging lets readers go on while the writer commits. Commits are synced in full: a committed
result may have cost money, so it survives a power cut too, and results come in batches, which makes the
sync cheap.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from taskloom.store.errors import StoreError

FORMAT = 1
"""Of the tables below, kept in `user_version`; raised when an older taskloom could not read them."""
_APPLICATION = 0x7461736B
"""'task', kept in `application_id`."""

_TABLES = """
CREATE TABLE documents (
    uri         TEXT PRIMARY KEY,
    position    INTEGER NOT NULL,
    digest      TEXT,
    title       TEXT,
    modality    TEXT,
    media_type  TEXT,
    language    TEXT,
    names       TEXT NOT NULL DEFAULT '[]',
    address     TEXT,
    aside       INTEGER NOT NULL DEFAULT 0,
    distractor  INTEGER NOT NULL DEFAULT 0,
    read_key    TEXT,
    folder      TEXT,
    status      TEXT NOT NULL CHECK (status IN ('read', 'unreadable')),
    reason      TEXT,
    record      BLOB,
    CHECK ((status = 'read') = (record IS NOT NULL)),
    CHECK ((status = 'unreadable') = (reason IS NOT NULL))
);
CREATE INDEX documents_in_order ON documents (position, uri);

CREATE TABLE folders (
    key    TEXT PRIMARY KEY,
    record BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE stages (
    stage   TEXT NOT NULL,
    key     TEXT NOT NULL,
    status  TEXT NOT NULL CHECK (status IN ('done', 'failed')),
    detail  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (stage, key)
) WITHOUT ROWID;

CREATE TABLE results (
    candidate_key TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('accepted', 'deferred', 'rejected')),
    task_id     TEXT UNIQUE,
    stage       TEXT,
    check_name  TEXT,
    reason      TEXT,
    record      BLOB NOT NULL,
    trajectory  BLOB,
    recipe      BLOB,
    usage       TEXT,
    CHECK ((status <> 'rejected') = (task_id IS NOT NULL)),
    CHECK ((status = 'rejected') = (stage IS NOT NULL AND check_name IS NOT NULL AND reason IS NOT NULL))
);
CREATE INDEX results_in_order ON results (status, position, kind, candidate_key);

CREATE TABLE meta (
    key    TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE calls (
    key            BLOB PRIMARY KEY,
    model          TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('reserved', 'answered', 'failed')),
    reserved       REAL,
    price          REAL,
    input_tokens   INTEGER,
    output_tokens  INTEGER,
    latency_s      REAL,
    tries          INTEGER NOT NULL DEFAULT 0,
    hits           INTEGER NOT NULL DEFAULT 0,
    lost           INTEGER NOT NULL DEFAULT 0,
    lost_price     REAL NOT NULL DEFAULT 0,
    error          TEXT,
    reply          BLOB,
    CHECK ((status = 'answered') = (reply IS NOT NULL)),
    CHECK ((status = 'failed') = (error IS NOT NULL))
);
"""


def open_for_writing(file: Path, *, one_thread: bool = True) -> sqlite3.Connection:
    """Open the database, made if there is none. The caller's process holds the run's writer lock.

    Without `one_thread` the caller sees to it that one thread at a time uses the connection.

    Raises StoreError when the file is no run's database or a newer one's.
    """
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=one_thread)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _prepare(connection)
        if _format(connection, file) == 0:
            script = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {FORMAT};"
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} {script} COMMIT;")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{file}: {error}; not a run's database, or damaged: choose another --out") from error
    except StoreError:
        connection.close()
        raise
    return connection


def open_for_reading(file: Path) -> sqlite3.Connection:
    """Open an existing database without the right to change it. Raises StoreError when there is none."""
    if not file.is_file():
        raise StoreError(f"{file}: no such file; name the folder that a run was written to (--out)")
    mode = "mode=ro" if os.access(file.parent, os.W_OK) else "immutable=1"
    # A database in write-ahead mode needs two files beside it; where they cannot be made, nobody else writes.
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
    try:
        _prepare(connection)
        if _format(connection, file) == 0:
            raise StoreError(f"{file}: empty; nothing was written to this run yet")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{file}: {error}; not a run's database, or damaged") from error
    except StoreError:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """All or nothing.

    Inside another transaction it is undone alone if it fails, and kept with the outer one.
    """
    nested = connection.in_transaction
    connection.execute("SAVEPOINT nested" if nested else "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if nested:
            connection.execute("ROLLBACK TO nested")
            connection.execute("RELEASE nested")
        elif connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("RELEASE nested" if nested else "COMMIT")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA cache_size = -4096")  # KiB; every sort may hold as much besides


def _format(connection: sqlite3.Connection, file: Path) -> int:
    """The format of the tables there; 0 when the database is empty."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if empty:
        return 0
    if application != _APPLICATION:
        raise StoreError(f"{file}: another program's database; choose another --out")
    if found > FORMAT:
        raise StoreError(
            f"{file}: written by a newer taskloom (format {found}, this one reads {FORMAT}); update taskloom"
        )
    return found
