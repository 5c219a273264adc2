"""One writer a run: an advisory lock on `RUN/run.lock`, which the system drops when its holder dies."""

import fcntl
import os
from pathlib import Path

from taskloom.store.errors import RunLocked


class WriterLock:
    """Held from construction until `release`. The empty file stays: removing it would race with the next
    writer.

    Raises RunLocked when another process, or this one, holds it.
    """

    def __init__(self, run: Path) -> None:
        self._descriptor = os.open(run / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            who = f"another taskloom process (pid {holder})" if holder else "another taskloom process"
            raise RunLocked(f"{run}: {who} is writing this run; wait for it or stop it") from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let the next writer in. Releasing twice does nothing."""
        if self._descriptor < 0:
            return
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1
