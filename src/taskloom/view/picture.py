"""Pictures of evidence: pages of PDFs drawn in a process of their own, and the frozen pictures themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import Lock, Semaphore
from typing import NamedTuple

from taskloom.corpus.snapshot import SnapshotDamaged, Snapshots

_SECONDS = 30.0
_CACHE = 48
_AT_ONCE = 2

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


class PagePicture(NamedTuple):
    """A page of a PDF, and the text to mark on it."""

    digest: str
    page: int
    quote: str
    beside: tuple[str, ...] = ()
    """What stands in one row with it."""
    twins: int = 0
    """How many equal texts stand left of it in its row."""


class Pictures:
    """Draws pages of the run's frozen PDFs; the last ones are kept. For many threads."""

    def __init__(self, run: Path) -> None:
        self._snapshots = Snapshots(run / "corpus" / "documents")
        self._known: OrderedDict[PagePicture, bytes] = OrderedDict()
        self._lock = Lock()
        self._free = Semaphore(_AT_ONCE)

    def page(self, asked: PagePicture) -> bytes | None:
        """A PNG; None when the file is gone or its page cannot be drawn."""
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        data = self.source(asked.digest)
        if data is None:
            return None
        with self._free:
            drawn = _draw(data, asked)
        if drawn is not None:
            with self._lock:
                self._known[asked] = drawn
                while len(self._known) > _CACHE:
                    self._known.popitem(last=False)
        return drawn

    def source(self, digest: str) -> bytes | None:
        """The frozen bytes of a source; None when they are gone or changed."""
        try:
            return self._snapshots.get(digest)
        except (SnapshotDamaged, ValueError):
            return None


def picture_type(data: bytes) -> str | None:
    """The media type of bytes that a browser shows as a picture and never as a page; by the bytes alone."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in _SIGNATURES.items() if data.startswith(signature)), None)


def _draw(data: bytes, asked: PagePicture) -> bytes | None:
    told = {"page": asked.page, "quote": asked.quote, "beside": list(asked.beside), "twins": asked.twins}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "taskloom.view.pdf_page"],
            input=json.dumps(told).encode() + b"\n" + data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return ended.stdout if ended.returncode == 0 and ended.stdout.startswith(b"\x89PNG") else None
