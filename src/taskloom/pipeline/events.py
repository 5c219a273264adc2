"""What a run reports while it goes: one small record at a time, through a callback.

Showing it is the command line's.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from taskloom.pipeline.spent import Spent
from taskloom.store import Store
from taskloom.store.timeline import Mark


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is. Every count is since the run was first started, resumed parts included."""

    stage: str
    """What it is doing, as a person would say it ('reading documents')."""
    done: int
    """Units of this stage that are through: documents, facts or, in the last stage, accepted tasks."""
    total: int | None = None
    """How many units there will be; None when that is not known."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """The funnel so far, widest first: documents, facts, candidates."""
    accepted: Mapping[str, int] = field(default_factory=dict[str, int])
    """Accepted tasks by kind."""
    rejected: Mapping[str, int] = field(default_factory=dict[str, int])
    """Rejected candidates by check and reason ('unique: two rows match')."""
    spent: Spent | None = None
    """Calls, tokens and money; None in a run without a model."""


OnProgress = Callable[[Progress], None]
"""Called from the driver, several times a second at most; it returns at once."""


def timed(store: Store, on_progress: OnProgress) -> OnProgress:
    """The same callback, which also keeps in the record how far the run was at what time."""

    def noted(progress: Progress) -> None:
        accepted, rejected = sum(progress.accepted.values()), sum(progress.rejected.values())
        store.timeline.note(Mark(time.time(), progress.stage, progress.done, progress.total, accepted, rejected))
        on_progress(progress)

    return noted
