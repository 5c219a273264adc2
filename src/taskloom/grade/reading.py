"""A golden answer from its text: which type it is and what its typed reading says.

Types decided here are number, date, yes_no, name and text; lists and parts are put together by those who
know that they are lists. A bare year is a number unless the caller says that its column holds dates.
"""

import re
from collections.abc import Iterable

from taskloom.grade.date import read_date
from taskloom.grade.number import DecimalSign, read_quantity, shifted
from taskloom.grade.unit import read_header_unit
from taskloom.schema.answer import Answer, AnswerType

_YES_NO = {"yes": True, "no": False}
_FIRST_OF_DATE = re.compile(r"\d|[^\W\d_]{3}")
_SENTENCE = re.compile(r"[.!?;:]\s|[!?;]$")
_LOWER_WORDS_TEXT = """
a an the of and or for in on at to by from with de la le les el al van von der den del della di da dos du
das y e und et bin ibn ben vs v & - –
"""
_LOWER_WORDS = frozenset(_LOWER_WORDS_TEXT.split())
_LONGEST_NAME = 80


def read_answer(
    text: str,
    *,
    unit: str | None = None,
    aliases: Iterable[str] = (),
    decimal: DecimalSign | None = None,
    day_first: bool | None = None,
    kind: AnswerType | None = None,
) -> Answer:
    """Read an answer's text as it stands in the evidence.

    `unit` is what the column's header states: a unit ('km'), a scale ('thousands') or both ('$ million');
    the text's own unit goes before it, its scale is applied. `decimal` is the sign before decimals in the
    document. `kind` is the type the column has, where known: 'date' reads '1994' as a year, 'name' and
    'text' read nothing into the text.
    """
    text = text.strip()
    others = tuple(aliases)
    if kind in ("name", "text", "list", "parts"):
        return Answer(text=text, type=kind, aliases=others)
    if kind != "date":
        if text.casefold() in _YES_NO and unit is None:
            return Answer(text=text, type="yes_no", value=_YES_NO[text.casefold()], aliases=others)
        number = _number(text, unit, decimal, others)
        if number is not None:
            return number
    if len(text) > 3 and _FIRST_OF_DATE.match(text) is not None:
        date = read_date(text, day_first=day_first)
        if date is not None:
            return Answer(text=text, type="date", value=date.iso, aliases=others)
    return Answer(text=text, type="name" if is_name(text) else "text", aliases=others)


def _number(text: str, unit: str | None, decimal: DecimalSign | None, aliases: tuple[str, ...]) -> Answer | None:
    quantity = read_quantity(text, decimal=decimal)
    if quantity is None:
        return None
    value, stated = quantity.value, quantity.unit
    if unit is not None:
        header = read_header_unit(unit)
        stated = stated or header.unit
        if header.exponent and quantity.decimals >= 0 and quantity.unit in (None, header.unit):
            value = shifted(value, header.exponent)
    return Answer(text=text, type="number", value=value, unit=stated, aliases=aliases)


def is_name(text: str) -> bool:
    """Tell whether a text looks like a name: short, one phrase, its words capitalised but for small ones."""
    if not text or len(text) > _LONGEST_NAME or _SENTENCE.search(text) is not None:
        return False
    words = text.split()
    if len(words) > 10 or not any(map(str.isalpha, text)):
        return False
    first = next(sign for sign in text if sign.isalpha())
    if first.islower():
        return False
    return all(not word[0].islower() or word in _LOWER_WORDS for word in words)
