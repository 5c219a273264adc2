"""How a command ends: an expected error is one line and an exit status; anything else keeps its traceback."""

import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager

import typer

from taskloom.errors import TaskloomError

INTERRUPTED = 130
_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
"""What a database says of its disk."""


@contextmanager
def ending(interrupted: str = "interrupted") -> Generator[None]:
    """Turn expected errors into an exit.

    `interrupted` is what to say when the person or the system stops it.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except TaskloomError as error:
        say(f"error: {error}")
        raise typer.Exit(error.exit_status) from error
    except KeyboardInterrupt as error:
        say(interrupted)
        raise typer.Exit(INTERRUPTED) from error
    except BrokenPipeError as error:
        # Whoever read the output has enough; what is left in the buffer must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from error
    except Exception as error:
        if not getattr(error, "sqlite_errorname", "").startswith(_DISK):
            raise
        say(f"error: a database: {error}; see that the run's disk and that of temporary files can be written to")
        raise typer.Exit(1) from error
    finally:
        signal.signal(signal.SIGTERM, before)


def say(text: str) -> None:
    """One line for the person, beside the output."""
    typer.echo(printable(" ".join(text.splitlines())), err=True)


def printable(text: str) -> str:
    """The text without what would steer a terminal: documents are quoted in messages, and are untrusted."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
