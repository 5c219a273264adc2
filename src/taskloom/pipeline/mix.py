"""The kinds of task a run aims at, as shares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast, get_args

from pydantic import Field, model_validator

from taskloom.schema.model import Record
from taskloom.schema.task import Kind

_KINDS: tuple[Kind, ...] = get_args(Kind)


class Mix(Record):
    """The share of each kind; together 1. Written 'atomic=.5,depth=.3,width=.2' on the command line.

    Any weights are taken ('atomic=1,depth=1' is half and half); a kind that is not named has none.
    """

    atomic: float = Field(default=0.0, ge=0)
    depth: float = Field(default=0.0, ge=0)
    width: float = Field(default=0.0, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _shares(cls, value: object) -> object:
        if isinstance(value, Mix):
            return value
        weights = _parse(value) if isinstance(value, str) else value
        if not isinstance(weights, Mapping):
            raise ValueError(f"{value!r} is no mix; write it like 'atomic=.5,depth=.3,width=.2'")
        return _normalised(cast(Mapping[object, object], weights))

    def share(self, kind: Kind) -> float:
        """The share of one kind."""
        shares: dict[Kind, float] = {"atomic": self.atomic, "depth": self.depth, "width": self.width}
        return shares[kind]

    def targets(self, tasks: int) -> dict[Kind, int]:
        """How many tasks of each kind make up `tasks`, by largest remainder; they add up exactly."""
        exact: dict[Kind, float] = {kind: self.share(kind) * tasks for kind in _KINDS}
        whole: dict[Kind, int] = {kind: math.floor(value) for kind, value in exact.items()}
        by_remainder = sorted(_KINDS, key=lambda kind: (whole[kind] - exact[kind], _KINDS.index(kind)))
        for kind in by_remainder[: tasks - sum(whole.values())]:
            whole[kind] += 1
        return whole


def _parse(text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise ValueError(f"{part.strip()!r} is no 'kind=share'; write it like 'atomic=.5,depth=.3,width=.2'")
        if name in weights:
            raise ValueError(f"{name!r} is named twice")
        try:
            weights[name] = float(number)
        except ValueError as error:
            raise ValueError(f"{number!r} is no number: the share of {name!r} is one, such as 0.3") from error
    return weights


def _normalised(weights: Mapping[object, object]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for name, weight in weights.items():
        if name not in _KINDS:
            raise ValueError(f"{name!r} is no kind of task; the kinds are {', '.join(_KINDS)}")
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ValueError(f"{weight!r} is no number: the share of {name!r} is one, such as 0.3")
        if not math.isfinite(weight) or weight < 0:
            raise ValueError(f"{weight!r} is no share of {name!r}; a share is 0 or more")
        shares[str(name)] = float(weight)
    total = sum(shares.values())
    if not total > 0:
        raise ValueError("no kind has a share; give one, such as 'atomic=1'")
    return {name: weight / total for name, weight in shares.items()}
