"""Files in, readings out: every file of the SOURCEs, read by worker processes, in the order of the uris.

The parent reads the bytes and hashes them, which no content can harm; all parsing happens in the workers
(`taskloom.ingest.pool`). What a reading is used for, frozen bytes included, is the consumer's matter.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from taskloom.ingest.limits import MIB, Limits
from taskloom.ingest.listing import Found
from taskloom.ingest.message import Kind, Reply, Request, too_large, unpack_document
from taskloom.ingest.pool import OVERHEAD, Pending, Pool
from taskloom.ingest.read import digest_of
from taskloom.ingest.sources import expand
from taskloom.schema.document import Document, Unreadable

LARGEST_README = MIB
"""Bytes of a README that is still read for what it says of the files beside it."""

Known = Callable[[Found, str], bool]


class Reading(NamedTuple):
    """What became of one file."""

    uri: str
    digest: str | None
    """Hex BLAKE2b-256 of `data`; None when the file could not be opened or was too large."""
    data: bytes
    """The file's bytes as they lie there, to be frozen; b'' when `digest` is None."""
    outcome: Document | Unreadable | None
    """None for a file that `known` knows."""
    key: str | None
    """Names all that the outcome comes from: `digest`, or with a README beside the file a hash of both."""


class _File(NamedTuple):
    """A file's bytes, or why there are none."""

    data: bytes
    refusal: str | None


def ingest(
    sources: Sequence[Path | str],
    *,
    workers: int = 1,
    limits: Limits | None = None,
    known: Known | None = None,
) -> Generator[Reading, None, None]:
    """Reads `sources` (files, folders, globs) and yields one Reading a file, sorted by uri.

    `known(found, key)` may spare a file the reading: it is called in the consumer's thread, some files ahead of
    what has been yielded, and `key` is the one a Reading carries. Ending the iterator ends the workers.
    Raises SourceMissing at once, NotStarted while iterating when no worker process can be started.
    """
    return ingest_found(expand(sources), workers=workers, limits=limits, known=known)


def ingest_found(
    found: Iterable[Found], *, workers: int = 1, limits: Limits | None = None, known: Known | None = None
) -> Generator[Reading, None, None]:
    """The same for files already expanded, in the order given."""
    if workers < 1:
        raise ValueError(f"workers is {workers}; at least 1 is needed")
    return _stream(found, Pool(workers, limits or Limits()), known or (lambda found, key: False))


def _stream(found: Iterable[Found], pool: Pool, known: Known) -> Generator[Reading, None, None]:
    opener = _Opener(pool.limits)
    files = iter(found)
    waiting: deque[Pending] = deque()
    upcoming: tuple[Pending, Request | None] | None = None
    more = True
    try:
        while True:
            while more and (upcoming is None or pool.has_room(upcoming[0]) or not waiting):
                if upcoming is not None:
                    waiting.append(upcoming[0])
                    pool.hand_out(*upcoming)
                    upcoming = None
                one = next(files, None)
                if one is None:
                    more = False
                else:
                    upcoming = opener.open(one, known)
            if not waiting:
                return
            if pool.wait(waiting[0], upcoming[0] if upcoming and more else None):
                head = waiting.popleft()
                pool.release(head)
                yield _reading(head, pool.limits)
    finally:
        pool.close()


def _reading(pending: Pending, limits: Limits) -> Reading:
    """The reading of an answered or known file."""
    outcome: Document | Unreadable | None = None
    if pending.reply is not None:
        outcome = outcome_of(pending.reply, pending.uri, pending.digest, limits)
    return Reading(pending.uri, pending.digest, pending.data, outcome, pending.key)


def outcome_of(reply: Reply, uri: str, digest: str | None, limits: Limits) -> Document | Unreadable:
    """What a worker's reply says of the source of this uri and digest; it is trusted in nothing."""
    if reply.kind != Kind.DOCUMENT:
        reason = reply.body.decode("utf-8", "replace")
    elif (reason := too_large(reply.body, limits.document_bytes)) is None:
        try:
            document = unpack_document(reply.body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            reason = f"its reader broke: {place}: {first['msg']}"
        else:
            if (document.uri, document.digest) == (uri, digest):
                return document
            reason = f"its reader broke: it named the document {document.uri!r} ({document.digest[:16]})"
    return Unreadable(uri=uri, digest=digest, reason=reason)


class _Opener:
    """Opens files: bytes, hash and the README beside them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._readme_path: str | None = None
        self._readme: bytes | None = None

    def open(self, found: Found, known: Known) -> tuple[Pending, Request | None]:
        """The file and what to ask a worker, None when nothing is left to ask."""
        file = _File(b"", found.refusal) if found.refusal else _bytes_of(found.path, self._limits.file_bytes)
        if file.refusal:
            return Pending(found.uri, None, b"", None, Reply(Kind.REFUSED, file.refusal.encode())), None
        digest = digest_of(file.data)
        readme = self._readme_of(found)
        key = digest
        if readme is not None:
            key = blake2b(bytes.fromhex(digest) + readme, digest_size=32).hexdigest()
        pending = Pending(found.uri, digest, file.data, key, cost=OVERHEAD + len(file.data))
        if known(found, key):
            pending.known = True
            return pending, None
        pending.cost += self._limits.document_bytes
        readme_uri = found.readme_uri if readme else None
        path = str(found.read_path)
        return pending, Request(path, found.uri, file.data, readme_uri, readme, found.charset)

    def _readme_of(self, found: Found) -> bytes | None:
        """The README's bytes, kept for the next file; None when it is empty, too large or cannot be read."""
        if found.readme is None:
            return None
        if found.readme != self._readme_path:
            file = _bytes_of(found.readme, LARGEST_README)
            self._readme_path, self._readme = found.readme, file.data or None
        return self._readme


def _bytes_of(path: str, most: int) -> _File:
    """The bytes of a regular file of at most `most`; never waits for a pipe's other end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return _File(b"", "not a regular file (a pipe, socket or device)")
            data = file.read(min(status.st_size, most) + 1) if status.st_size <= most else None
    except OSError as error:
        return _File(b"", f"cannot be opened ({error.strerror}); allow reading it or leave it out")
    if data is None or len(data) > most:
        size = status.st_size / MIB
        return _File(b"", f"has {size:,.0f} MiB, more than {most / MIB:g} MiB; raise the limit or split the file")
    return _File(data, None)
