"""The corpus as read: one row a source, readable or not, with its record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.schema.document import Document, Modality, Unreadable
from taskloom.store.database import transaction
from taskloom.store.errors import StoreError
from taskloom.store.packing import pack_document, unpack_document


class Header(NamedTuple):
    """What is known of a document without unpacking it."""

    position: int
    uri: str
    digest: str
    title: str
    modality: Modality
    media_type: str
    language: str | None
    aside: bool
    """A README, licence or manifest: searched, never asked about."""
    distractor: bool
    """Searched, never asked about: it makes search hard."""


class DocumentRow(NamedTuple):
    """A source as the database keeps it; made with `of`, in a worker, so that packing is shared out."""

    position: int
    uri: str
    digest: str | None
    title: str | None
    modality: str | None
    media_type: str | None
    language: str | None
    aside: bool
    distractor: bool
    status: str
    reason: str | None
    record: bytes | None

    @classmethod
    def of(cls, position: int, outcome: Document | Unreadable, *, distractor: bool = False) -> DocumentRow:
        """The row of a source, read or not. `position` is its place in the corpus."""
        if isinstance(outcome, Unreadable):
            unknown = (None, None, None, None, False, distractor)
            return cls(position, outcome.uri, outcome.digest, *unknown, "unreadable", outcome.reason, None)
        known = (outcome.title, outcome.modality, outcome.media_type, outcome.language)
        marks = (outcome.aside, distractor, "read", None)
        return cls(position, outcome.uri, outcome.digest, *known, *marks, pack_document(outcome))


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How many sources there are, and why some could not be read (most frequent reason first)."""

    total: int
    read: int
    unreadable: int
    reasons: Mapping[str, int]


class Documents:
    """The table `documents`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, batch: Iterable[DocumentRow]) -> None:
        """Store sources in one transaction; a uri that is there already is replaced."""
        columns = ", ".join(DocumentRow._fields)
        changes = ", ".join(f"{name} = excluded.{name}" for name in DocumentRow._fields if name != "uri")
        places = ", ".join("?" * len(DocumentRow._fields))
        with transaction(self._connection):
            self._connection.executemany(
                f"INSERT INTO documents ({columns}) VALUES ({places})"
                f" ON CONFLICT (uri) DO UPDATE SET {changes}",
                batch,
            )

    def arrange(self, uris: Iterable[str]) -> int:
        """Give the sources the positions 0, 1, … in the order of `uris`, and forget those not among them.

        Returns how many were forgotten. A uri that is not stored is passed over: it keeps its position free.
        """
        with transaction(self._connection):
            self._connection.execute("UPDATE documents SET position = -1")
            self._connection.executemany(
                "UPDATE documents SET position = ? WHERE uri = ?",
                ((place, uri) for place, uri in enumerate(uris)),
            )
            return self._connection.execute("DELETE FROM documents WHERE position = -1").rowcount

    def digests(self) -> dict[str, str | None]:
        """The hash of the bytes of every stored source by its uri, in order: what need not be read again."""
        return dict(self._connection.execute("SELECT uri, digest FROM documents ORDER BY position, uri"))

    def headers(self) -> Iterator[Header]:
        """The documents that were read, in order."""
        rows = self._connection.execute(
            "SELECT position, uri, digest, title, modality, media_type, language, aside, distractor"
            " FROM documents WHERE status = 'read' ORDER BY position, uri"
        )
        for *fields, aside, distractor in rows:
            yield Header(*fields, aside=bool(aside), distractor=bool(distractor))

    def load(self, uri: str) -> Document:
        """A document's record. Raises StoreError when no source of that uri was read."""
        row = self._connection.execute("SELECT record FROM documents WHERE uri = ?", (uri,)).fetchone()
        if row is None or row[0] is None:
            raise StoreError(
                f"{uri}: no document of this run; `taskloom stats RUN` lists what could not be read"
            )
        return unpack_document(row[0])

    def unreadable(self) -> Iterator[Unreadable]:
        """The sources that gave no document, in order."""
        rows = self._connection.execute(
            "SELECT uri, digest, reason FROM documents WHERE status = 'unreadable' ORDER BY position, uri"
        )
        for uri, digest, reason in rows:
            yield Unreadable(uri=uri, digest=digest, reason=reason)

    def counts(self) -> SourceCounts:
        """How many sources there are."""
        by_status: dict[str, int] = dict(
            self._connection.execute("SELECT status, count(*) FROM documents GROUP BY status")
        )
        reasons: dict[str, int] = dict(
            self._connection.execute(
                "SELECT reason, count(*) FROM documents WHERE status = 'unreadable'"
                " GROUP BY reason ORDER BY count(*) DESC, reason"
            )
        )
        read, unreadable = by_status.get("read", 0), by_status.get("unreadable", 0)
        return SourceCounts(total=read + unreadable, read=read, unreadable=unreadable, reasons=reasons)
