"""What grading a reply finds."""

from typing import Literal, NamedTuple

Outcome = Literal["right", "wrong", "undecided"]


class Grade(NamedTuple):
    """The outcome for one reply: a score from 0 to 1, None when it is undecided, and why."""

    outcome: Outcome
    score: float | None
    detail: str


def right(detail: str) -> Grade:
    """A right reply."""
    return Grade("right", 1.0, detail)


def wrong(detail: str, score: float = 0.0) -> Grade:
    """A wrong reply, or one of which only some parts are right."""
    return Grade("wrong", score, detail)


def undecided(detail: str) -> Grade:
    """A reply these rules cannot judge; a judge may."""
    return Grade("undecided", None, detail)
