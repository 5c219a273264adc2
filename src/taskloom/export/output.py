"""The folder of an export: rows go to its files as they come, and are counted.

The folder is written beside its place and renamed into it, so that a consumer never sees half of one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from taskloom.errors import UsageError
from taskloom.export.parquet import Columns, ParquetFile
from taskloom.export.selection import Row


class Output:
    """Files by name, opened with their first row; `rows` counts what each of them got."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.rows: Counter[str] = Counter()
        self._stack = stack
        self._lines: dict[str, IO[bytes]] = {}
        self._parquet: dict[str, ParquetFile] = {}

    def line(self, name: str, row: Row, *, counted: bool = True) -> None:
        """Add a row to a file of JSON lines; a file that is no example for anybody is not counted."""
        file = self._lines.get(name)
        if file is None:
            place = self._place(name)
            file = self._lines[name] = self._stack.enter_context(place.open("wb", buffering=1 << 20))
        file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n")
        if counted:
            self.rows[name] += 1

    def record(self, name: str, row: Row, columns: Columns) -> None:
        """Add a row to a Parquet file; a column that is JSON takes any JSON value."""
        file = self._parquet.get(name)
        if file is None:
            file = self._parquet[name] = ParquetFile(self._place(name), columns)
            self._stack.callback(file.close)
        file.write(row)
        self.rows[name] += 1

    def text(self, name: str, text: str) -> None:
        """Write a whole file."""
        self._place(name).write_text(text, encoding="utf-8")

    def _place(self, name: str) -> Path:
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


@contextmanager
def written(folder: Path) -> Generator[Output]:
    """An output that takes its place when the block ends well, and leaves nothing when it does not.

    Raises UsageError when something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: there is something already; choose another --out, or remove it first")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        unfinished.chmod(0o755)
        with ExitStack() as stack:
            yield Output(unfinished, stack)
        unfinished.replace(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
