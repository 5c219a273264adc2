"""A worker process as its parent sees it: a file goes in, a document or a reason comes out, in bounded time.

Starts the process when it is first needed and again when it is lost. Sends and receives without ever waiting
past the time limit, and takes no more bytes than a document may have.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from time import monotonic
from typing import IO

from taskloom.ingest.limits import MIB, Limits
from taskloom.ingest.message import BadReply, Kind, Reply, Request, receive_reply

STARTING_SECONDS = 120.0
"""Wall time for a worker to start; the system may be busy with many at once."""

LARGEST_PIECE = 1 << 18

_ENVIRONMENT = {
    # one thread and one heap a worker: there are as many workers as the run wants cores
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # read by glibc: give large freed blocks back at once, so that one large file leaves no trace
    "MALLOC_TRIM_THRESHOLD_": str(32 * MIB),
}


class NotStarted(Exception):
    """A worker process ended before it was ready; the message holds what it printed."""


class _Late(Exception):
    """The time is over."""


class _Ended(Exception):
    """The process closed its pipe."""


class Reader:
    """One worker process, used by one thread at a time; `stop` may be called by any."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._stopped = False

    def read(self, request: Request) -> Reply:
        """The reply to `request`: a document's JSON or a reason, never of kind READY.

        A file that exhausts or brings down a worker that read others before is given to a fresh one, so that
        what becomes of a file does not hang on its neighbours. Raises NotStarted.
        """
        used = self._served > 0
        reply = self._read_once(request)
        if reply.kind == Kind.SPENT and used and not self._stopped:
            reply = self._read_once(request)
        return reply

    def stop(self) -> None:
        """Ends the process at once, whatever it does; a `read` under way returns and none comes after it."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Ends the process and frees what it took; not while a `read` is under way."""
        self._stopped = True
        self._end()

    def _read_once(self, request: Request) -> Reply:
        process = self._process if self._process and self._process.poll() is None else self._start()
        deadline = monotonic() + self._limits.seconds
        try:
            _send(process, request, deadline)
            self._served += 1
            reply = _receive(process, deadline, self._limits.document_bytes)
        except _Late:
            self._end()
            seconds = f"{self._limits.seconds:g} s"
            return _refused(f"took longer than {seconds}; raise the limit or leave the file out")
        except (_Ended, BrokenPipeError):
            return Reply(Kind.SPENT, _why_ended(self._end(), self._limits).encode())
        except BadReply as error:
            self._end()
            return _refused(f"its reader broke: {error}")
        if reply.worn:
            self._end()
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        """Starts a worker and waits until it is ready."""
        self._end()
        if self._stopped:
            raise NotStarted("the run is over")
        code = f"import sys; sys.path[:] = {sys.path!r}; from taskloom.ingest.worker import main; "
        code += f"main({self._limits.model_dump_json()!r}, {os.getpid()})"
        with tempfile.TemporaryFile() as printed:
            process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=printed,
                env=os.environ | _ENVIRONMENT,
            )
            self._process = process
            if self._stopped:
                self._end()
                raise NotStarted("the run is over")
            for pipe in (process.stdin, process.stdout):
                os.set_blocking(_descriptor(pipe), False)
            try:
                _receive(process, monotonic() + STARTING_SECONDS, 0)
            except (_Ended, _Late, BadReply) as error:
                status = self._end()
                printed.seek(0)
                last = printed.read(1 << 16).decode("utf-8", "replace").strip()[-2000:]
                raise NotStarted(f"a worker process did not start (status {status}): {last}") from error
        return process

    def _end(self) -> int | None:
        """Kills the process, if there is one, and waits for it; its exit status, negative for a signal."""
        process = self._process
        if process is None:
            return None
        self._process = None
        self._served = 0
        process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return status


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise _Ended
    return pipe.fileno()


def _send(process: subprocess.Popen[bytes], request: Request, deadline: float) -> None:
    descriptor = _descriptor(process.stdin)
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    for piece in request.pack():
        view = memoryview(piece)
        while view:
            _wait(poll, deadline)
            view = view[os.write(descriptor, view[:LARGEST_PIECE]) :]


def _receive(process: subprocess.Popen[bytes], deadline: float, most: int) -> Reply:
    """A reply whose body has at most `most` bytes."""
    descriptor = _descriptor(process.stdout)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)

    def take(count: int) -> bytes:
        taken = bytearray()
        while len(taken) < count:
            _wait(poll, deadline)
            piece = os.read(descriptor, min(count - len(taken), LARGEST_PIECE))
            if not piece:
                raise _Ended
            taken += piece
        return bytes(taken)

    return receive_reply(take, most)


def _wait(poll: select.poll, deadline: float) -> None:
    left = deadline - monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise _Late


def _refused(reason: str) -> Reply:
    return Reply(Kind.REFUSED, reason.encode())


def _why_ended(status: int | None, limits: Limits) -> str:
    if status is not None and status < 0:
        name = signal.Signals(-status).name
        if name == "SIGKILL":
            return "its reader was killed by the system, most likely for want of memory; use fewer workers"
        held = f"with {limits.memory / MIB:g} MiB of memory to use"
        return f"its reader crashed ({name}) {held}; raise the limit or leave the file out"
    return f"its reader ended (status {status}); leave the file out"
