"""What reading one file may cost, and how a worker process binds itself to it.

Time is not bound here: the parent measures it and kills (`taskloom.ingest.worker`). Pages and pixels are
counted by the format modules, which ask `in_force`.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar

from pydantic import Field

from taskloom.schema.model import Record

MIB = 1 << 20

LIBRARY_MAPPINGS = 3 << 30
"""Address space left for mapped code and read-only files, which cost no memory of their own."""

LARGEST_WRITE = 16 * MIB
"""A reader writes nothing but compiled modules; this keeps a broken one from filling the disk."""


class Limits(Record):
    """Bounds for each file; what exceeds one becomes an unreadable source that says which."""

    seconds: float = Field(default=120.0, gt=0)
    """Wall time for one file, from the moment it is handed to a worker."""
    memory: int = Field(default=896 * MIB, ge=64 * MIB)
    """Bytes of memory a worker may hold (private writable memory)."""
    file_bytes: int = Field(default=64 * MIB, gt=0)
    """Bytes of a file, and of what a gzip-compressed file holds."""
    document_bytes: int = Field(default=12 * MIB, gt=0)
    """Bytes of a document as a worker sends it (JSON); this bounds the parent's memory."""
    pages: int = Field(default=500, gt=0)
    """Pages of a PDF."""
    pixels: int = Field(default=50_000_000, gt=0)
    """Pixels of an image, as its header declares them."""


_in_force: ContextVar[Limits | None] = ContextVar("limits", default=None)


def in_force() -> Limits:
    """The limits of the run, set in each worker; elsewhere the defaults."""
    return _in_force.get() or Limits()


def bind(limits: Limits) -> None:
    """Binds the calling process to `limits` for good: for a worker, before it reads anything.

    Only Linux counts memory this way; elsewhere the parent's limit on time still holds.
    """
    _in_force.set(limits)
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
    address_space = limits.memory + LIBRARY_MAPPINGS
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITE, LARGEST_WRITE))
