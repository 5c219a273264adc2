"""The worker process: reads one file after the other, within limits, until its parent hangs up.

It takes requests on its standard input and answers on what was its standard output; what libraries print goes
nowhere. It has no say in how long it takes: the parent (`taskloom.ingest.reader`) kills it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from taskloom.ingest.errors import Refused
from taskloom.ingest.limits import MIB, Limits, bind
from taskloom.ingest.message import (
    LONGEST_REASON,
    Kind,
    Reply,
    Request,
    pack_document,
    receive_request,
    too_large,
)
from taskloom.ingest.read import Readme, read, source_of

WORN = 0.8
"""Share of the memory limit that a worker may still hold after a file before it asks to be replaced."""

SCARCE = 0.5
"""Share of the memory limit from which on a failure is put down to memory."""

_OUT_OF_MEMORY = re.compile(
    r"bad.?alloc|memory allocation|out of memory|cannot allocate memory|can't start new thread|can't parse html"
)
"""What libraries say: the parser of HTML takes any text, so that it fails for want of memory alone."""

_ADDRESS = re.compile(r" ?(?:object )?at 0x[0-9a-f]+", re.IGNORECASE)


def main(limits_json: str, parent: int) -> NoReturn:
    """Serves the process `parent` until it closes the pipe or dies; never returns."""
    limits = Limits.model_validate_json(limits_json)
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    bind(limits)
    with suppress(BrokenPipeError):
        _send(replies, Reply(Kind.READY, b""), limits)
        os.dup2(nowhere, 2)
        while (request := receive_request(requests.read)) is not None:
            _send(replies, answer(request, limits), limits)
    os._exit(0)


def answer(request: Request, limits: Limits) -> Reply:
    """Reads one file. Whatever goes wrong in a format module becomes a reason."""
    try:
        readme = Readme(request.readme_uri, request.readme) if request.readme_uri and request.readme else None
        source = source_of(Path(request.path), request.uri, request.data, readme, request.charset)
        body = pack_document(read(source))
        reason = too_large(body, limits.document_bytes)
        return _reason(Kind.REFUSED, reason) if reason else Reply(Kind.DOCUMENT, body)
    except Refused as refused:
        return _reason(Kind.REFUSED, str(refused))
    except MemoryError:
        return _reason(Kind.SPENT, _too_much_memory(limits))
    except RecursionError:
        return _reason(Kind.SPENT, "nested too deeply to be read")
    except (Exception, SystemExit) as error:
        text = _ADDRESS.sub("", " ".join(str(error).split()))
        if _OUT_OF_MEMORY.search(text.lower()):
            return _reason(Kind.SPENT, _too_much_memory(limits))
        what = f"{type(error).__name__}: {text}".rstrip(": ")
        # libraries in C report memory they could not get as anything at all
        if _held() > SCARCE * limits.memory:
            near = f"near its limit of {limits.memory / MIB:g} MiB of memory"
            return _reason(Kind.SPENT, f"its reader failed {near}: {what}; raise the limit or split the file")
        return _reason(Kind.REFUSED, f"its reader failed: {what}")


def _too_much_memory(limits: Limits) -> str:
    return f"used more than {limits.memory / MIB:g} MiB of memory; raise the limit or split the file"


def _reason(kind: Kind, text: str) -> Reply:
    return Reply(kind, text[:LONGEST_REASON].encode("utf-8", "backslashreplace"))


def _send(replies: BinaryIO, reply: Reply, limits: Limits) -> None:
    worn = reply.kind == Kind.SPENT or _held() > WORN * limits.memory
    replies.writelines(reply._replace(worn=worn).pack())
    replies.flush()


def _held() -> int:
    """Bytes of private writable memory of this process, which is what its limit counts; 0 where unknown."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123  (once a file read: the fast way)
        return int(statm.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def _die_with(parent: int) -> None:
    """Has the system kill this process when its parent dies, in the midst of a file too."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
