"""The corpus as read: one row a source, readable or not, with its record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.schema.document import Document, Modality, Unreadable
from taskloom.store.database import transaction
from taskloom.store.errors import StoreError
from taskloom.store.packing import json_line, pack, pack_document, unpack, unpack_document


class Header(NamedTuple):
    """What is known of a document without unpacking it."""

    position: int
    uri: str
    digest: str
    title: str
    modality: Modality
    media_type: str
    language: str | None
    names: tuple[str, ...]
    address: str | None
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
    names: str
    address: str | None
    aside: bool
    distractor: bool
    read_key: str | None
    folder: str | None
    status: str
    reason: str | None
    record: bytes | None

    @classmethod
    def of(
        cls,
        position: int,
        outcome: Document | Unreadable,
        *,
        distractor: bool = False,
        read_key: str | None = None,
        folder: str | None = None,
    ) -> DocumentRow:
        """The row of a source, read or not. `position` is its place in the corpus.

        `read_key` is the content key of all that shaped the reading; `folder` that of what lay beside it.
        """
        shaped = (distractor, read_key, folder)
        if isinstance(outcome, Unreadable):
            unknown = (None, None, None, None, "[]", None, False, *shaped)
            return cls(position, outcome.uri, outcome.digest, *unknown, "unreadable", outcome.reason, None)
        known = (outcome.title, outcome.modality, outcome.media_type, outcome.language)
        called = (json_line(list(outcome.names)).decode(), outcome.address, outcome.aside)
        record = pack_document(outcome)
        return cls(position, outcome.uri, outcome.digest, *known, *called, *shaped, "read", None, record)


class StoredReading(NamedTuple):
    """How a source was read."""

    uri: str
    digest: str | None
    read_key: str | None
    folder: str | None
    status: str
    """'read' or 'unreadable'."""


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How many sources there are, and why some could not be read (most frequent reason first)."""

    total: int
    read: int
    unreadable: int
    reasons: Mapping[str, int]


_THROUGH = "EXISTS (SELECT 1 FROM stages WHERE stage = ? AND key = uri AND stages.status = 'done')"
_PAGE = 1000
"""Uris that are looked up at a time."""
_HEADERS = f"SELECT {', '.join(Header._fields)} FROM documents"


def _header(row: Sequence[object]) -> Header:
    one = Header._make(row)
    names = tuple(json.loads(str(one.names)))
    return one._replace(names=names, aside=bool(one.aside), distractor=bool(one.distractor))


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
                f"INSERT INTO documents ({columns}) VALUES ({places}) ON CONFLICT (uri) DO UPDATE SET {changes}",
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

    def readings(self) -> Iterator[StoredReading]:
        """How every source was read, in order; light."""
        rows = self._connection.execute(
            "SELECT uri, digest, read_key, folder, status FROM documents ORDER BY position, uri"
        )
        return (StoredReading(*row) for row in rows)

    def reading(self, uri: str) -> StoredReading | None:
        """How one source was read."""
        row = self._connection.execute(
            "SELECT uri, digest, read_key, folder, status FROM documents WHERE uri = ?", (uri,)
        ).fetchone()
        return None if row is None else StoredReading(*row)

    def headers(self) -> Iterator[Header]:
        """The documents that were read, in order."""
        rows = self._connection.execute(f"{_HEADERS} WHERE status = 'read' ORDER BY position, uri")
        return map(_header, rows)

    def header(self, uri: str) -> Header | None:
        """One document that was read; None when there is none of that uri."""
        row = self._connection.execute(f"{_HEADERS} WHERE status = 'read' AND uri = ?", (uri,)).fetchone()
        return None if row is None else _header(row)

    def uris(self) -> list[str]:
        """The documents that were read, in order."""
        rows = self._connection.execute("SELECT uri FROM documents WHERE status = 'read' ORDER BY position, uri")
        return [uri for (uri,) in rows]

    def through(self, stage: str) -> int:
        """How many of them a stage is through with."""
        query = f"SELECT count(*) FROM documents WHERE status = 'read' AND {_THROUGH}"
        return int(self._connection.execute(query, (stage,)).fetchone()[0])

    def without(self, stage: str) -> Iterator[str]:
        """Those of them that a stage is not through with, in order; it may go on with them meanwhile."""
        last = (-1, "")
        while rows := self._connection.execute(
            f"SELECT position, uri FROM documents WHERE status = 'read' AND NOT {_THROUGH}"
            " AND (position, uri) > (?, ?) ORDER BY position, uri LIMIT ?",
            (stage, *last, _PAGE),
        ).fetchall():
            yield from (uri for _, uri in rows)
            last = rows[-1]

    def load(self, uri: str) -> Document:
        """A document's record. Raises StoreError when no source of that uri was read."""
        row = self._connection.execute("SELECT record FROM documents WHERE uri = ?", (uri,)).fetchone()
        if row is None or row[0] is None:
            raise StoreError(f"{uri}: no document of this run; `taskloom stats RUN` lists what could not be read")
        return unpack_document(row[0])

    def row(self, uri: str) -> DocumentRow | None:
        """A source as the database keeps it; None when there is none of that uri."""
        columns = ", ".join(DocumentRow._fields)
        row = self._connection.execute(f"SELECT {columns} FROM documents WHERE uri = ?", (uri,)).fetchone()
        if row is None:
            return None
        kept = DocumentRow(*row)
        return kept._replace(aside=bool(kept.aside), distractor=bool(kept.distractor))

    def put_folder(self, key: str, record: JsonValue) -> None:
        """Keep what lay beside files when they were read."""
        packed = pack(json_line(record))
        self._connection.execute("INSERT OR IGNORE INTO folders VALUES (?, ?)", (key, packed))

    def folder(self, key: str) -> JsonValue:
        """What was kept under the key; None when there is nothing."""
        row = self._connection.execute("SELECT record FROM folders WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(unpack(row[0]))

    def other_languages(self, known: Iterable[str]) -> dict[str, int]:
        """How many documents are in each language but those `known`; the most frequent first."""
        listed = json.dumps(sorted(known))
        return dict(
            self._connection.execute(
                "SELECT language, count(*) FROM documents WHERE status = 'read' AND NOT aside"
                " AND NOT distractor AND language NOT IN (SELECT value FROM json_each(?))"
                " GROUP BY language ORDER BY count(*) DESC, language",
                (listed,),
            )
        )

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
