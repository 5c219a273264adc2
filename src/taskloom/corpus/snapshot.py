"""The frozen bytes of every source, named by their hash: a run's `corpus/documents`.

Knows nothing of what the bytes mean or which uri they had; that stands in the run's database.
"""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import blake2b
from pathlib import Path

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
        digest = _digest_of(data)
        path = self.folder / digest
        try:
            if path.stat().st_size == len(data):
                return digest
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=".part", prefix=f".{digest[:16]}-", dir=self.folder)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self._sync_folder()
        return digest

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

    def _sync_folder(self) -> None:
        """Puts the file's name on the disk too."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=32).hexdigest()
