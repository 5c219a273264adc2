"""What documents are filed under: uris, addresses, file names and names. Every process needs to know it of all of them.

It lies in a temporary file of the process, so that memory does not grow with the corpus. Texts are kept as 64-bit
hashes (BLAKE2b): of 10 million texts two have the same one with a chance of 1 in 370,000.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from threading import Lock
from typing import Literal
from urllib.parse import unquote, urlsplit
from weakref import finalize

from taskloom.corpus.cache import Cache
from taskloom.corpus.library import Header
from taskloom.grade.name import fold, plain

Shelf = Literal["uri", "fetched", "said", "folder", "tail", "name", "stem"]
"""By what a document is found: its uri; the address it was fetched from, or says that it was published at; the folder,
by path or address, whose index page it is; what a link's last segment may call it; a name of its own; such a name
without what tells it from others in brackets.
"""
PAGE = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$", re.IGNORECASE)
"""The end of a page's file name."""

_INDEX = re.compile(r"(?:^|/)index\.html?(?=\??$)", re.IGNORECASE)

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE documents (number INTEGER PRIMARY KEY, uri TEXT NOT NULL, key INTEGER NOT NULL, address TEXT);
CREATE TABLE filed (key INTEGER NOT NULL, number INTEGER NOT NULL);
BEGIN;
"""
_INDEXES = """
CREATE INDEX documents_by_key ON documents (key, uri);
CREATE INDEX filed_by_key ON filed (key, number);
"""
_HELD = 1 << 13
"""Places kept at hand: the links of a site's menus stand on each of its pages."""


class Catalogue:
    """The documents of a corpus by what they are filed under; safe to use from several threads."""

    def __init__(self, headers: Iterable[Header] = ()) -> None:
        """`headers` in the corpus' order."""
        self._lock = Lock()
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._file.close)
        self._file.executescript(_TABLES)
        self._count = 0
        for number, header in enumerate(headers):
            address = header.address or _fetched(header)
            row = (number, header.uri, document_key(header.uri, header.digest), address)
            self._file.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", row)
            keys = {_key(shelf, text) for shelf, text in _places(header)}
            self._file.executemany("INSERT INTO filed VALUES (?, ?)", ((key, number) for key in keys))
            self._count = number + 1
        self._file.executescript(_INDEXES)
        self._found: Cache[tuple[str, ...]] = Cache(_HELD)
        self._addresses: Cache[tuple[str | None, ...]] = Cache(_HELD)

    def __len__(self) -> int:
        return self._count

    def find(self, shelf: Shelf, text: str) -> tuple[str, ...]:
        """The uris of the first two documents that are filed under a text: whether there is none, one, or a tie."""
        key = _key(shelf, text)
        found = self._found.get(key)
        if found is None:
            found = self._filed(key, 2)
            self._found.put(key, found, 1)
        return found

    def every(self, shelf: Shelf, text: str) -> tuple[str, ...]:
        """The uris of all documents that are filed under a text, in the corpus' order."""
        found = self.find(shelf, text)
        return found if len(found) < 2 else self._filed(_key(shelf, text), -1)

    def address(self, uri: str) -> str | None:
        """Where a document of the corpus lies on the web; None for one that does not."""
        held = self._addresses.get(uri)
        if held is None:
            query = "SELECT address FROM filed JOIN documents USING (number) WHERE filed.key = ?"
            held = tuple(address for (address,) in self._rows(query, _key("uri", uri)))
            self._addresses.put(uri, held, 1)
        return held[0] if held else None

    def uris(self, keys: Iterable[int]) -> dict[int, str]:
        """Uris by `document_key`, of those that are there."""
        rows = self._rows(
            "SELECT key, uri FROM documents WHERE key IN (SELECT value FROM json_each(?))", json.dumps([*keys])
        )
        return {int(key): uri for key, uri in rows}

    def _filed(self, key: int, most: int) -> tuple[str, ...]:
        rows = self._rows(
            "SELECT uri FROM filed JOIN documents USING (number) WHERE filed.key = ? ORDER BY number LIMIT ?", key, most
        )
        return tuple(uri for (uri,) in rows)

    def _rows(self, query: str, *values: int | str) -> list[tuple[str, ...]]:
        with self._lock:
            return self._file.execute(query, values).fetchall()


def document_key(uri: str, digest: str) -> int:
    """The number the search index knows a document by, from its uri and its bytes' hash: 64 bits, signed."""
    return _hashed(f"{digest} {uri}")


def address_key(address: str) -> str:
    """What addresses of one page share: no scheme, fragment, percent-encoding or closing slash."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path = unquote(parts.path).rstrip("/")
    query = "&".join(sorted(unquote(parts.query).split("&"))) if parts.query else ""
    return f"{host}{path}?{query}"


def _places(header: Header) -> Iterator[tuple[Shelf, str]]:
    uri = header.uri
    yield "uri", uri
    if fetched := _fetched(header):
        yield "fetched", address_key(fetched)
    if address := header.address or fetched:
        yield "said", address_key(address)
    for place in {uri, address_key(address)} if address else {uri}:
        if _INDEX.search(place):
            yield "folder", _INDEX.sub("", place)
    file_name = unquote(uri.rsplit("/", 1)[-1])
    called = {header.title, *header.names}
    for key in map(fold, called | {file_name, PAGE.sub("", file_name).replace("_", " ")}):
        if key:
            yield "tail", key
    for name in called:
        if not (key := fold(name)):
            continue
        yield "name", key
        if "(" in name and (stem := fold(plain(name))) and stem != key:
            yield "stem", stem


def _fetched(header: Header) -> str | None:
    return header.uri if "://" in header.uri else None


def _key(shelf: Shelf, text: str) -> int:
    return _hashed(f"{shelf} {text}")


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
