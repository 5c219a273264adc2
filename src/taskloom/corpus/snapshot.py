"""The frozen bytes of every source, named by their hash: a run's `corpus/documents`.

Knows nothing of what the bytes mean or which uri they had; that stands in the run's database.
"""

from __future__ import annotations

import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Self

_AT_ONCE = 8
_PART = ".part"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class SnapshotDamaged(Exception):
    """A frozen document is missing or is not what its name says; the message names the remedy."""


class Snapshots:
    """A folder of files, each named by the hex BLAKE2b-256 of its bytes. Made when the first is put."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Freezes `data` and returns its digest; what has been put before is not written again.

        The file appears whole or not at all, and is on the disk when this returns. Raises OSError.
        """
        with self.batch() as batch:
            digest = batch.add(data)
            batch.flush()
        return digest

    def batch(self) -> Batch:
        """For many at once, which costs the disk little more than one."""
        return Batch(self.folder)

    def sweep(self) -> None:
        """Takes away what a killed process left half written; nobody else may be writing."""
        if not self.folder.is_dir():
            return
        with os.scandir(self.folder) as entries:  # one after another: there may be very many
            for entry in entries:
                if entry.name.startswith(".") and entry.name.endswith(_PART):
                    Path(entry.path).unlink(missing_ok=True)

    def get(self, digest: str) -> bytes:
        """The bytes frozen under `digest`. Raises SnapshotDamaged when they are missing or changed."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise SnapshotDamaged(f"{path}: missing; restore it, or read its source again into a new run") from None
        if _digest_of(data) != digest:
            changed = f"{path}: its {len(data):,} bytes are not those it is named by"
            raise SnapshotDamaged(f"{changed}; restore it, or delete it and read its source again")
        return data

    def path(self, digest: str) -> Path:
        """Where the bytes of `digest` lie, or would. Raises ValueError for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no digest: 64 hexadecimal digits in lower case are")
        return self.folder / digest


class Batch:
    """Files that appear, each whole, when they are flushed; those that are not flushed at the end are dropped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, Path] = {}
        """What has not its name yet, by digest."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for part in self._parts.values():
            part.unlink(missing_ok=True)

    def add(self, data: bytes) -> str:
        """Writes `data` and returns its digest; what is there already is not written again. Raises OSError."""
        digest = _digest_of(data)
        if digest in self._parts:
            return digest
        try:
            if (self._folder / digest).stat().st_size == len(data):
                return digest
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=_PART, prefix=f".{digest[:16]}-", dir=self._folder)
        self._parts[digest] = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        return digest

    def flush(self) -> None:
        """Gives each file its name once its bytes are on the disk; the disk is asked for several at a time."""
        if not self._parts:
            return
        if len(self._parts) == 1:
            sync(*self._parts.values())
        else:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                for _ in threads.map(sync, self._parts.values()):
                    pass
        for digest, part in self._parts.items():
            part.replace(self._folder / digest)
        self._parts.clear()
        sync(self._folder)


def sync(path: Path) -> None:
    """Puts a file's bytes, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=32).hexdigest()
