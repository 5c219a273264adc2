"""How hard the tasks of a run shall be: bands of the share of tries that succeed, each with its part of the tasks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from pydantic import Field, field_validator, model_validator

from taskloom.dataset.interval import wilson
from taskloom.schema.model import Record

HARDER = "harder than asked for"
EASIER = "easier than asked for"
BETWEEN = "between the bands asked for"
FULL = "more of this difficulty than asked for"
_FORM = "give LOW-HIGH between 0 and 1, such as 0.2-0.8, or a mix, such as 0.1-0.4=1,0.4-0.8=2"


class Band(Record):
    """Tasks whose share of successful tries lies between two bounds, which belong to it."""

    low: float
    high: float
    share: float = 1.0
    """Its part of the tasks."""

    def __str__(self) -> str:
        return f"{self.low:g}-{self.high:g}"


class Bands(Record):
    """One band or several, from hard to easy; their shares are together 1.

    Written '0.2-0.8', or as a mix '0.1-0.4=1,0.4-0.8=2' with any weights. Bands may share a bound, no more: a task
    that lies on it counts for the harder one while that has room.
    """

    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        if isinstance(value, str):
            return {"bands": [_parse(part) for part in value.split(",")]}
        if isinstance(value, list | tuple):
            bounds = cast("Sequence[object]", value)
            if len(bounds) != 2:
                raise ValueError(f"{list(bounds)} is no band; {_FORM}")
            return {"bands": [{"low": bounds[0], "high": bounds[1]}]}
        return value

    @field_validator("bands")
    @classmethod
    def _settled(cls, given: tuple[Band, ...]) -> tuple[Band, ...]:
        for one in given:
            if not 0 <= one.low <= one.high <= 1 or one.high == 0:
                raise ValueError(f"{one} is no band; {_FORM}")
            if not 0 < one.share < math.inf:
                raise ValueError(f"{one.share:g} is no share of {one}; a share is more than 0")
        bands = sorted(given, key=lambda band: (band.low, band.high))
        for one, other in pairwise(bands):
            if other.low < one.high or other.high == one.high:
                raise ValueError(f"{one} and {other} overlap; bands of a mix may share a bound, no more")
        total = math.fsum(band.share for band in bands)
        return tuple(band.model_copy(update={"share": band.share / total}) for band in bands)

    @property
    def mixed(self) -> bool:
        """Whether there are several."""
        return len(self.bands) > 1

    def __str__(self) -> str:
        return " or ".join(f"{band.low:g} to {band.high:g}" for band in self.bands)

    def holding(self, successes: int, tries: int) -> tuple[int, ...]:
        """The numbers of the bands in which the share lies: two where it lies on a bound of both."""
        share = successes / tries
        return tuple(number for number, band in enumerate(self.bands) if band.low <= share <= band.high)

    def beside(self, successes: int, tries: int) -> str | None:
        """Where the share lies, if in no band; None if in one."""
        share = successes / tries
        if self.holding(successes, tries):
            return None
        return HARDER if share < self.bands[0].low else EASIER if share > self.bands[-1].high else BETWEEN

    def told(self, successes: int, tries: int) -> str:
        """The share with its interval, beside what was asked for."""
        found = wilson(successes, tries)
        assert found is not None
        interval = f"95 % interval {found.low:.2f} to {found.high:.2f}"
        return f"success {found.share:.2f} ({interval}) in {tries} tries, asked for {self}"

    def places(self, groups: Sequence[int]) -> list[list[int]]:
        """How many tasks of each band make up each group of so many.

        Dealt one by one to the band that lacks most, through all groups, so that groups and whole keep to the shares.
        """
        given = [0] * len(self.bands)
        found: list[list[int]] = []
        for size in groups:
            before = list(given)
            for _ in range(size):
                dealt = sum(given) + 1
                lacks = [band.share * dealt - has for band, has in zip(self.bands, given, strict=True)]
                given[lacks.index(max(lacks))] += 1
            found.append([now - then for now, then in zip(given, before, strict=True)])
        return found


def _parse(part: str) -> dict[str, object]:
    band, equals, share = part.partition("=")
    low, dash, high = band.strip().partition("-")
    try:
        if not dash:
            raise ValueError
        return {"low": float(low), "high": float(high), **({"share": float(share)} if equals else {})}
    except ValueError:
        raise ValueError(f"{part.strip()!r} is no band; {_FORM}") from None
