"""A share counted on a sample, with the interval it stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

FEW = 10
"""Tasks below which how much their shares differ says too little to build an interval on."""
_Z = 1.959964
"""The normal quantile of a two-sided 95 % interval."""


class Share(NamedTuple):
    """`good` of `read`, and the bounds of the share's 95 % interval."""

    good: int
    read: int
    share: float
    low: float
    high: float


class Mean(NamedTuple):
    """The mean of tasks' shares, and the bounds of its 95 % interval."""

    share: float
    low: float
    high: float
    tasks: int


def mean_share(shares: Mapping[float, int], tries: int) -> Mean | None:
    """The mean over tasks of shares such as pass@k, `shares` saying how many tasks have each; None for no task.

    The interval is Wilson's for an effective number of observations, which is p(1 − p) over the variance of the mean
    between tasks (Kish 1965), at least the number of tasks and at most that of all their `tries`. Of fewer than 10
    tasks each counts as one observation, which is wide, never narrow. Simulated with 12 to 150 tasks of 8 tries, the
    interval held the truth 91 to 96 times in a hundred, and 85 where pass@4 of 12 tasks was near 1.
    """
    tasks = sum(shares.values())
    if not tasks:
        return None
    mean = math.fsum(share * times for share, times in shares.items()) / tasks
    size = float(tasks)
    if tasks >= FEW and 0 < mean < 1:
        spread = math.fsum((share - mean) ** 2 * times for share, times in shares.items()) / (tasks - 1)
        size = min(max(mean * (1 - mean) * tasks / spread, tasks), tries) if spread else tries
    found = _share(0, tasks, mean, size)
    return Mean(mean, found.low, found.high, tasks)


def wilson(good: int, read: int) -> Share | None:
    """A share with its 95 % interval (Wilson 1927, 'Probable inference', without continuity correction).

    None when nothing was read.
    """
    return _share(good, read, good / read, read) if read else None


def weighted(counts: Mapping[str, tuple[int, int]], populations: Mapping[str, int]) -> Share | None:
    """The share over strata, each weighing what it has in the population, from `good` and `read` of each stratum.

    The interval is Wilson's for the effective size 1 / Σ(weight² / read) (Kish 1965). Strata of which nothing was read
    are left out.
    """
    read = {stratum: pair for stratum, pair in counts.items() if pair[1]}
    total = sum(populations.get(stratum, 0) for stratum in read)
    if not total:
        return None
    weights = {stratum: populations.get(stratum, 0) / total for stratum in read}
    share = sum(weights[stratum] * good / number for stratum, (good, number) in read.items())
    size = 1 / sum(weights[stratum] ** 2 / number for stratum, (_, number) in read.items())
    in_all = [sum(part) for part in zip(*read.values(), strict=True)]
    return _share(in_all[0], in_all[1], share, size)


def _share(good: int, read: int, share: float, size: float) -> Share:
    spread = _Z * math.sqrt(share * (1 - share) / size + _Z**2 / (4 * size**2))
    middle, scale = share + _Z**2 / (2 * size), 1 + _Z**2 / size
    return Share(good, read, share, max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0))
