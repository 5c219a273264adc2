"""Why a model's extension or merge came to nothing; the tasks it started from stay as they were."""

from typing import Literal, NamedTuple

Check = Literal["proposal", "strict", "unique", "substitution", "shortcut", "merge", "split"]


class Rejection(NamedTuple):
    """The check that failed, a reason that can be counted, and what was particular to this candidate."""

    check: Check
    reason: str
    detail: str = ""
