"""When numbers may be added or compared, and how a computed one is written."""

import re
from collections.abc import Sequence
from typing import Protocol

from taskloom.grade.name import fold
from taskloom.mine.phrase import is_cited, plural
from taskloom.mine.value import quantity_of
from taskloom.schema.answer import Answer

INTENSIVE = re.compile(
    r"%|\b(percent\w*|rate|ratio|average|mean|median|per|share|index|age|density|rating|probabilit\w*|chance|odds|rank\w*|year|"
    r"score|norm|quotient|coefficient|temperature|price|elo|level|degree|number one|position|seed|id|code|number|place|"
    r"proportion|fraction|estimate error|minute|height|altitude|elevation|latitude|longitude|gap|margin|to par|par)\b",
    re.IGNORECASE,
)
"""Quantities whose sum means nothing."""

LABELS = re.compile(
    r"\b(id|code|year|rank\w*|position|seed|place|number|no|district|stage|round|week|day|season|episode|channel|"
    r"chapter|power|congress|exchange rates?)\b",
    re.IGNORECASE,
)
"""Numbers that name rather than measure."""


class Measure(Protocol):
    """What a number is a number of. A fact is one."""

    @property
    def answer(self) -> Answer:
        """The number, typed."""
        ...

    @property
    def phrase(self) -> str:
        """What is counted or measured, as a noun phrase."""
        ...

    @property
    def unit(self) -> str | None:
        """The unit, where the answer's text does not say it."""
        ...

    @property
    def when(self) -> str | None:
        """The date the source attaches to it."""
        ...

    @property
    def note(self) -> str:
        """The remark the source attaches to it."""
        ...


def additive(fact: Measure) -> bool:
    """Whether the sum of the relation's values means something."""
    text = f"{fact.phrase} {fact.unit or ''} {fact.answer.unit or ''}"
    ratio = {"%", "/"} & set(fact.answer.unit or "")
    return measured(fact) and not INTENSIVE.search(text) and not ratio


def measured(fact: Measure) -> bool:
    """Whether the relation's numbers measure something."""
    return isinstance(fact.answer.value, float) and not is_cited(fact.phrase) and not LABELS.search(fact.phrase)


def spread(facts: Sequence[Measure]) -> bool:
    """Whether the facts are numbers of one unit, date and remark that measure something (bad kind 20)."""
    return alike(facts) and all(measured(fact) for fact in facts)


def alike(facts: Sequence[Measure]) -> bool:
    """Whether the facts are numbers of one unit, date and remark."""
    units = {(fact.answer.unit, fact.when, fact.unit, fold(fact.note)) for fact in facts}
    return len(units) == 1 and all(isinstance(fact.answer.value, float) for fact in facts)


def decimals_of(facts: Sequence[Measure]) -> int:
    """Decimal places of the most precise of the facts' numbers."""
    quantities = [quantity_of(fact.answer.text) for fact in facts]
    return max((quantity.decimals for quantity in quantities if quantity), default=0)


def written(value: float, facts: Sequence[Measure]) -> Answer:
    """A computed number as an answer: the inputs' precision and unit."""
    rounded = round(value, decimals_of(facts))
    whole = float(rounded).is_integer() and abs(rounded) < 1e15
    text = f"{int(rounded):,}" if whole else f"{rounded:,}"
    unit = facts[0].answer.unit or facts[0].unit
    if unit in {"$", "€", "£", "¥"}:
        text = f"{unit}{text}"
    elif unit == "%":
        text = f"{text}%"
    elif unit and len(unit) <= 40:
        several = text != "1" and any(plural(unit) in fact.answer.text.split() for fact in facts)
        text = f"{text} {plural(unit) if several else unit}"
    return Answer(text=text, type="number", value=float(rounded), unit=unit)
