"""What the web gave: every page and every search of a run, asked once, frozen, and asked of the record ever after."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Literal, NamedTuple

from taskloom.schema.document import Document
from taskloom.store.database import transaction
from taskloom.store.packing import pack_document, unpack_document

_TABLE = """
CREATE TABLE IF NOT EXISTS web (
    kind          TEXT NOT NULL CHECK (kind IN ('source', 'page', 'search')),
    asked         TEXT NOT NULL,
    digest        TEXT,
    final         TEXT,
    name          TEXT,
    charset       TEXT,
    retrieved_at  TEXT,
    reason        TEXT,
    record        BLOB,
    PRIMARY KEY (kind, asked),
    CHECK ((digest IS NULL) <= (reason IS NOT NULL)),
    CHECK (kind <> 'page' OR (record IS NULL) = (reason IS NOT NULL))
) WITHOUT ROWID
"""

WebKind = Literal["source", "page", "search"]
"""A SOURCE; a page that a tool fetched; a search that a tool made."""


class WebRow(NamedTuple):
    """What came of asking the web for one thing."""

    kind: WebKind
    asked: str
    """The address, or the words that were searched for."""
    digest: str | None = None
    """Of the frozen bytes; None where none came."""
    final: str | None = None
    """The address that redirects led to."""
    name: str | None = None
    """The name its bytes are read by."""
    charset: str | None = None
    retrieved_at: str | None = None
    reason: str | None = None
    """Why there is nothing; None where there is something."""


class WebRecord:
    """The table `web`. A record written before there was one reads as empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, row: WebRow, document: Document | None = None) -> None:
        """Keep what came, over what came before; of a page the document that was read in it."""
        record = None if document is None else pack_document(document)
        places = ", ".join("?" * (len(WebRow._fields) + 1))
        with transaction(self._connection):
            self._connection.execute(_TABLE)
            self._connection.execute(f"INSERT OR REPLACE INTO web VALUES ({places})", (*row, record))

    def get(self, kind: WebKind, asked: str) -> WebRow | None:
        """What came of asking for something; None where it was not asked for."""
        if not self._there():
            return None
        columns = ", ".join(WebRow._fields)
        found = self._connection.execute(f"SELECT {columns} FROM web WHERE kind = ? AND asked = ?", (kind, asked))
        row = found.fetchone()
        return None if row is None else WebRow(*row)

    def rows(self, kind: WebKind) -> Iterator[WebRow]:
        """All that was asked for, by address or words."""
        if not self._there():
            return iter(())
        columns = ", ".join(WebRow._fields)
        found = self._connection.execute(f"SELECT {columns} FROM web WHERE kind = ? ORDER BY asked", (kind,))
        return (WebRow(*row) for row in found)

    def page(self, address: str) -> Document | None:
        """The document that was read in a page a tool fetched; None where there is none."""
        if not self._there():
            return None
        found = self._connection.execute("SELECT record FROM web WHERE kind = 'page' AND asked = ?", (address,))
        row = found.fetchone()
        return None if row is None or row[0] is None else unpack_document(row[0])

    def _there(self) -> bool:
        return self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'web'").fetchone() is not None
