"""What a run has spent on models so far, as its progress shows it."""

from typing import NamedTuple


class Spent(NamedTuple):
    """Calls and tokens of this session; money since the run was first started."""

    calls: int
    """Answered by the endpoint."""
    hits: int
    """Answered by the record."""
    tokens: int
    cost: float | None
    """US dollars; None when a price is unknown."""
    in_flight: int
    at_once: int
    """The most calls allowed at once just now."""
    budget: float | None = None
    note: str = ""
    """Why the run pauses, while it does."""
