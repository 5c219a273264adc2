"""The workers of a run, a thread for each, and the account of the memory that what they read may take.

Memory is bounded whatever the files hold: a file is handed out only while what is held for the consumer, plus
the largest document each file under way may still become, stays under a fixed sum.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Condition

from taskloom.ingest.limits import Limits
from taskloom.ingest.message import Reply, Request
from taskloom.ingest.reader import Reader

OVERHEAD = 2048
"""Bytes that stand for what is held of a file besides its bytes and its document."""

AHEAD = 2
"""Files handed out per worker beyond the one it reads, so that it does not wait for the consumer."""


@dataclass(slots=True)
class Pending:
    """A file between its opening and its reading."""

    uri: str
    digest: str | None
    data: bytes
    key: str | None
    reply: Reply | None = None
    known: bool = False
    cost: int = 0


class Pool:
    """The workers, a thread for each, and the account of what is held."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self.limits = limits
        self._readers = [Reader(limits) for _ in range(workers)]
        self._free: SimpleQueue[Reader] = SimpleQueue()
        for reader in self._readers:
            self._free.put(reader)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="taskloom-ingest")
        self._changed = Condition()
        self._most = (1 + AHEAD) * workers * (limits.document_bytes + OVERHEAD) + limits.file_bytes
        self._held = 0
        self._failure: BaseException | None = None

    def has_room(self, pending: Pending) -> bool:
        """Whether `pending` may be handed out."""
        with self._changed:
            return self._held + pending.cost <= self._most

    def hand_out(self, pending: Pending, request: Request | None) -> None:
        """Has a worker answer `request`; what has its reply or is known only counts as held."""
        with self._changed:
            self._held += pending.cost
        if request is not None:
            self._threads.submit(self._answer, pending, request)

    def wait(self, head: Pending, upcoming: Pending | None) -> bool:
        """Waits until `head` is answered (True) or there is room for `upcoming` (False)."""
        with self._changed:
            while True:
                if self._failure is not None:
                    raise self._failure
                if head.reply is not None or head.known:
                    return True
                if upcoming is not None and self._held + upcoming.cost <= self._most:
                    return False
                self._changed.wait()

    def release(self, pending: Pending) -> None:
        """Gives up the account of what goes to the consumer."""
        with self._changed:
            self._held -= pending.cost

    def close(self) -> None:
        """Ends threads and workers, at once."""
        for reader in self._readers:
            reader.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for reader in self._readers:
            reader.close()

    def _answer(self, pending: Pending, request: Request) -> None:
        reader = self._free.get()
        try:
            reply = reader.read(request)
        except BaseException as error:
            with self._changed:
                self._failure = error
                self._changed.notify_all()
            return
        finally:
            self._free.put(reader)
        with self._changed:
            pending.reply = reply
            cost = OVERHEAD + len(pending.data) + len(reply.body)
            self._held += cost - pending.cost
            pending.cost = cost
            self._changed.notify_all()
