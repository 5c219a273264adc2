"""When to send again: exponential backoff with full jitter, or when the endpoint says."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple


class Patience(NamedTuple):
    """How long an endpoint is given. Times are in seconds."""

    tries: int = 8
    """HTTP requests for one call."""
    base_s: float = 0.5
    """The first wait is at most this long; each further one may be twice as long."""
    most_s: float = 60.0
    """No wait is longer, unless the endpoint asks for more."""
    longest_s: float = 600.0
    """What an endpoint may ask for, and how long one that answers nothing at all is tried."""
    absent_s: float = 30.0
    """How long one is tried that nothing connects to and that never answered: not started, or not at this address."""
    pause_s: float = 5.0
    """The first pause of all calls; each further one is twice as long, up to `most_s`."""


def backoff(attempt: int, patience: Patience, chance: random.Random) -> float:
    """Seconds before try number `attempt` + 1, the first being 1: anything from 0 to the bound, which doubles.

    Source: M. Brooker, 'Exponential Backoff And Jitter' (2015), full jitter.
    """
    return chance.uniform(0.0, min(patience.most_s, patience.base_s * 2.0 ** (attempt - 1)))


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, given as seconds or as an HTTP date (RFC 9110, 10.2.3).

    None for no header and for one that says neither; never negative.
    """
    if header is None:
        return None
    try:
        seconds = float(header.strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return max(0.0, seconds) if seconds == seconds else None  # a number that is none equals nothing
