"""Faults on demand: what a model's endpoint may do instead of answering well, how often, and when.

Whether a request meets a fault follows from its content, from how often it came before, and from the seed: the same
run meets the same faults, and a request sent again gets through sooner or later.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

FaultKind = Literal[
    "limited",
    "limited_bare",
    "error",
    "hang",
    "cut",
    "truncated",
    "fenced",
    "prose",
    "wrong_schema",
    "empty",
]
"""429 with Retry-After, 429 without, 500, no reply at all, the connection cut, an HTTP body that breaks off; then
replies that arrive whole and are no good: the JSON in a fence, prose around it, JSON of another form, nothing."""

FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)


class Faults(NamedTuple):
    """How often which fault occurs."""

    rates: Mapping[FaultKind, float] = {}
    """The share of requests, by kind; together at most 1."""
    seed: int = 0
    retry_after: str = "0"
    """What the header of a 429 says: seconds, or an HTTP date."""

    @classmethod
    def every(cls, share: float, seed: int = 0, but: tuple[FaultKind, ...] = ()) -> "Faults":
        """Every kind equally often, together this share of the requests."""
        kinds: list[FaultKind] = [kind for kind in FAULTS if kind not in but]
        return cls({kind: share / len(kinds) for kind in kinds}, seed)

    def met(self, content: bytes, before: int) -> FaultKind | None:
        """The fault of a request with this content that came `before` times already."""
        if not self.rates:
            return None
        digest = hashlib.blake2b(b"%d:%d:" % (self.seed, before) + content, digest_size=8).digest()
        chance = int.from_bytes(digest, "big") / 2**64
        for kind, rate in self.rates.items():
            if chance < rate:
                return kind
            chance -= rate
        return None
