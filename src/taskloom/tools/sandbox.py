"""Python code run apart from this process, with limits, the same result each time.

A pool of Monty interpreters (their own processes, without files, network, clock or chance) does the work: the
date stands still, sleeping takes no time and random numbers follow a fixed seed.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import pydantic_monty

_SECONDS = 2.0
_MEMORY = 64_000_000
_OUTPUT = 8_000
"""Characters shown of what was printed, and again of the value."""
_DATE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class Sandbox:
    """Runs snippets of Python for at most `seconds` each; safe to use from several threads.

    The pool starts with the first run.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._pool: pydantic_monty.Monty | None = None
        self._process = 0
        self._lock = Lock()

    def run(self, code: str) -> str:
        """What the code printed, then the value of a last expression, or the error in a line."""
        import pydantic_monty as monty

        printed = _Printed()
        try:
            with self._started().checkout(
                limits={
                    "max_feed_duration_secs": self._seconds,
                    "max_memory": _MEMORY,
                    "max_recursion_depth": 400,
                },
                os_policy={
                    "datetime": _DATE,
                    "timezone": "utc",
                    "sleep": "zero",
                    "random_start": {"seed": 0},
                },
            ) as session:
                value = cast("object", session.feed_run(code, print_callback=printed.add))
                last = "" if value is None else _capped(_shown(value, 0))
        except monty.MontyCrashedError:
            last = "error: the code used more than the sandbox allows; make it smaller"
        except monty.MontyError as error:
            last = f"error: {self._reason(error)}"
        except (ValueError, OverflowError, RecursionError) as error:
            last = f"error: the value cannot be shown: {error}"
        return "\n".join(filter(None, (printed.text(), last))) or "(nothing printed, no value)"

    def close(self) -> None:
        """Ends the pool's processes; a later run starts new ones."""
        with self._lock:
            if self._pool is not None and self._process == os.getpid():
                self._pool.__exit__(None, None, None)
            self._pool = None

    def _reason(self, error: pydantic_monty.MontyError) -> str:
        """The error in a line, without what differs from run to run."""
        import pydantic_monty as monty

        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        if text.startswith("TimeoutError"):
            return f"TimeoutError: stopped after {self._seconds:g} seconds"
        if text.startswith("MemoryError"):
            return f"MemoryError: more than {_MEMORY // 1_000_000} MB"
        if isinstance(error, monty.MontyRuntimeError | monty.MontySyntaxError):
            if isinstance(error, monty.MontySyntaxError):
                text = f"SyntaxError: {text}"
            frames = error.traceback()
            if frames:
                return f"{text} (line {frames[-1].line})"
        return text

    def _started(self) -> pydantic_monty.Monty:
        """The pool of this process: one inherited by a fork is not ours to use."""
        import pydantic_monty as monty

        with self._lock:
            if self._pool is None or self._process != os.getpid():
                pool = monty.Monty(max_processes=2, request_timeout=2 * self._seconds + 2)
                self._pool = pool.__enter__()
                self._process = os.getpid()
            return self._pool


class _Printed:
    """Keeps the beginning of what was printed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, stream: Literal["stdout", "stderr"], text: str) -> None:
        """Takes a piece as the sandbox flushes it."""
        del stream
        if self._length <= _OUTPUT:
            self._pieces.append(text)
        self._length += len(text)

    def text(self) -> str:
        """What was printed, cut where it became too much."""
        return _capped("".join(self._pieces).rstrip("\n"))


def _capped(text: str) -> str:
    return text if len(text) <= _OUTPUT else f"{text[:_OUTPUT]}… [cut at {_OUTPUT} characters]"


def _shown(value: object, depth: int) -> str:
    """A value as text: a text as it is, the rest as Python writes it, sets in a fixed order."""
    if isinstance(value, str):
        return repr(value) if depth else value
    if depth > 50:
        return "…"
    match value:
        case list():
            return f"[{_joined(cast('list[object]', value), depth)}]"
        case tuple():
            items = cast("tuple[object, ...]", value)
            return f"({_joined(items, depth)}{',' if len(items) == 1 else ''})"
        case dict():
            pairs = cast("Mapping[object, object]", value).items()
            return f"{{{', '.join(f'{_shown(k, depth + 1)}: {_shown(v, depth + 1)}' for k, v in pairs)}}}"
        case set() | frozenset() if value:
            items = sorted(_shown(item, depth + 1) for item in cast("set[object]", value))
            return f"{{{', '.join(items)}}}"
        case _:
            return repr(value)


def _joined(items: Iterable[object], depth: int) -> str:
    return ", ".join(_shown(item, depth + 1) for item in items)
