"""What can be wrong with a run's database."""

from taskloom.errors import TaskloomError


class StoreError(TaskloomError):
    """The run's database cannot be opened or does not hold what was asked for."""


class RunLocked(StoreError):
    """Another process is writing the run."""
