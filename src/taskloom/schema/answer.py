"""A golden answer: its own text as it stands in the evidence, and a typed reading of it."""

from __future__ import annotations

from typing import Literal

from taskloom.schema.model import Record

AnswerType = Literal["number", "date", "name", "text", "list", "yes_no", "parts"]


class Answer(Record):
    """One right answer.

    `value` is the typed reading: a float for a number (scale applied: '38.4 million' is 38400000.0, '59.0%'
    is 59.0 with unit '%'), an ISO date, possibly partial ('1994-05-10', '1994-05', '1994'), for a date, a bool
    for yes or no, None for the rest. `items` holds the members of a list or, in order, the parts.
    """

    text: str
    type: AnswerType
    value: float | str | bool | None = None
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    items: tuple[Answer, ...] = ()
    ordered: bool = False
    """For a list: whether the order counts."""
    label: str | None = None
    """For a part: what it answers ('country', 'share')."""
