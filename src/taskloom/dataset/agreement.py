"""How far two readers agree on the same tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Agreement(NamedTuple):
    """Two readers' verdicts on the tasks that both have read."""

    both: int
    """Tasks read by both."""
    same: int
    """Of them, those they judge alike."""
    kappa: float | None
    """Cohen's kappa; None where chance alone would agree always, as when both accept everything."""


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement over pairs of verdicts (Cohen 1960, 'A coefficient of agreement for nominal scales')."""
    both = len(pairs)
    same = sum(one == other for one, other in pairs)
    if not both:
        return Agreement(0, 0, None)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[label] * second[label] for label in first) / both**2
    return Agreement(both, same, None if chance == 1 else (same / both - chance) / (1 - chance))
