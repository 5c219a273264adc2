"""What a check found."""

from typing import Literal

from taskloom.schema.model import Record

Check = Literal["replay", "unique", "leak", "shortcut", "closed_book", "solved", "refute", "judge"]


class Verdict(Record):
    """The outcome of one check on one task; `passed` is None when the check was not run, and `detail` says why."""

    check: Check
    passed: bool | None
    score: float | None = None
    detail: str = ""
