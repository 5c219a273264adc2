"""What became of one HTTP request that brought no reply: is it worth sending again, when, and may it have cost?"""

from typing import Literal

FaultKind = Literal[
    "limited",
    "overloaded",
    "failing",
    "timeout",
    "cut",
    "unreadable",
    "unreachable",
    "rejected",
    "refused",
]
"""429; 503 and 529; other 5xx, 408, 409, 425; nothing within the time; the connection broke off; a body that is no
completion; no connection; this request is wrong (4xx); every request would be (401, 402, 403, 404)."""

_AGAIN = frozenset[FaultKind](["limited", "overloaded", "failing", "timeout", "cut", "unreadable", "unreachable"])
_BILLED = frozenset[FaultKind](["timeout", "cut", "unreadable"])


class Fault(Exception):
    """One request's failure; its text says what happened, never a key or a prompt."""

    def __init__(self, kind: FaultKind, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.kind: FaultKind = kind
        self.retry_after = retry_after
        """Seconds the endpoint asks to wait."""

    @property
    def again(self) -> bool:
        """Whether sending it again may help."""
        return self.kind in _AGAIN

    @property
    def maybe_billed(self) -> bool:
        """Whether the endpoint may have done, and charged, the work."""
        return self.kind in _BILLED

    @property
    def crowded(self) -> bool:
        """Whether fewer calls at once may help."""
        return self.kind in ("limited", "overloaded", "timeout")


_STATUSES: dict[int, FaultKind] = {
    401: "refused",
    402: "refused",
    403: "refused",
    404: "refused",
    408: "failing",
    409: "failing",
    425: "failing",
    429: "limited",
    503: "overloaded",
    529: "overloaded",
}


def kind_of(status: int) -> FaultKind:
    """What an HTTP status that is no success means."""
    return _STATUSES.get(status, "failing" if status >= 500 else "rejected")
