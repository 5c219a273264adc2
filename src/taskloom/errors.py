"""Errors a person can act on: the command line prints their message as one line, without a traceback.

A message names the thing, the place and the remedy. Anything else that is raised is a defect and keeps its
traceback.
"""

from typing import ClassVar


class TaskloomError(Exception):
    """The base of every expected error."""

    exit_status: ClassVar[int] = 1
    """What the process exits with: 1 failed."""


class UsageError(TaskloomError):
    """The command, an option or a settings file says something that cannot be meant."""

    exit_status: ClassVar[int] = 2
