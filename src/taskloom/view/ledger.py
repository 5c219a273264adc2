"""What a run spent on models: all calls together, and by purpose."""

from __future__ import annotations

from typing import NamedTuple

from taskloom.store import Store


class Purpose(NamedTuple):
    """The calls made for one purpose; `seconds` is their mean latency, None where none was answered."""

    name: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float | None


class Spending(NamedTuple):
    """What a run spent so far. `cost` is in US dollars, None when the price of any call is unknown."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    purposes: tuple[Purpose, ...]
    """The dearest first; () in a run without a model."""


def spending(store: Store) -> Spending:
    """The sums over the ledger of calls."""
    purposes = tuple(
        Purpose(
            one.purpose,
            one.answered,
            one.input_tokens,
            one.output_tokens,
            None if one.unpriced else one.price,
            one.latency_s,
        )
        for one in store.calls.summary()
    )
    known = [one.cost for one in purposes if one.cost is not None]
    return Spending(
        sum(one.calls for one in purposes),
        sum(one.input_tokens for one in purposes),
        sum(one.output_tokens for one in purposes),
        sum(known) if len(known) == len(purposes) else None,
        purposes,
    )
