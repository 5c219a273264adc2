"""Whether two golden answers are the same: what uniqueness and contradiction between sources are decided by.

Symmetric. None where it cannot be told; that is no permission to take either side.
"""

from collections.abc import Sequence

from taskloom.grade.compare import same_date, same_quantity
from taskloom.grade.date import PartialDate, date_readings, from_iso
from taskloom.grade.figure import readings
from taskloom.grade.name import fold, is_minus, same_name
from taskloom.grade.wording import content, words_of
from taskloom.schema.answer import Answer

_SHORT = 8


def same_answer(a: Answer, b: Answer) -> bool | None:
    """Tell whether two answers say the same: True, False, or None when that cannot be told.

    Numbers by value, stated precision and unit; dates in full (a year and a day in it are undecided); names
    and texts by their words and aliases; lists member by member, in any order unless one is ordered; parts
    in order.
    """
    if a.type == b.type == "number":
        return same_quantity(readings(a)[0], readings(b)[0])
    dates_a, dates_b = _dates(a), _dates(b)
    if dates_a and dates_b and "date" in (a.type, b.type):
        return _any([same_date(one, other) for one in dates_a for other in dates_b])
    if a.type == b.type == "yes_no":
        return a.value == b.value
    if a.type == b.type == "list":
        return _same_members(a.items, b.items, ordered=a.ordered or b.ordered)
    if a.type == b.type == "parts":
        return _same_members(a.items, b.items, ordered=True)
    if {a.type, b.type} <= {"name", "text"}:
        return _same_words(a, b)
    if _verbatim(a.text) == _verbatim(b.text):
        return True
    return None if "text" in (a.type, b.type) or "list" in (a.type, b.type) else False


def _verbatim(text: str) -> str:
    return " ".join(text.split()).casefold()


def _dates(answer: Answer) -> tuple[PartialDate, ...]:
    """Give the dates an answer may be: of a date its value, of a bare year the year, of a text both ways
    round.
    """
    if answer.type == "date":
        date = from_iso(str(answer.value))
        return (date,) if date is not None else ()
    return date_readings(answer.text) if answer.type in ("number", "text") else ()


def _any(verdicts: list[bool | None]) -> bool | None:
    """Join the verdicts of several readings: told only when all agree."""
    return verdicts[0] if len(set(verdicts)) == 1 else None


def _same_words(a: Answer, b: Answer) -> bool | None:
    one, other = (a.text, *a.aliases), (b.text, *b.aliases)
    if not {(fold(text), is_minus(text)) for text in one}.isdisjoint({(fold(text), is_minus(text)) for text in other}):
        return True
    verdicts = {same_name(x, y) for x in one for y in other if max(len(x.split()), len(y.split())) <= _SHORT}
    if True in verdicts:
        return True
    if None in verdicts or not verdicts:
        return None
    if "text" in (a.type, b.type):
        shared = content(words_of(a.text)) & content(words_of(b.text))
        return None if shared else False
    return False


def _same_members(a: Sequence[Answer], b: Sequence[Answer], *, ordered: bool) -> bool | None:
    if len(a) != len(b):
        return False
    if ordered:
        return _all([same_answer(one, other) for one, other in zip(a, b, strict=True)])
    verdicts = [[same_answer(one, other) for other in b] for one in a]
    columns = list(zip(*verdicts, strict=True))
    if any(all(verdict is False for verdict in row) for row in [*verdicts, *columns]):
        return False
    return True if _perfect(verdicts) else None


def _all(verdicts: list[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _perfect(verdicts: list[list[bool | None]]) -> bool:
    """Tell whether the members can be paired so that all pairs are the same (augmenting paths)."""
    partner: dict[int, int] = {}

    def pair(row: int, seen: set[int]) -> bool:
        for column, verdict in enumerate(verdicts[row]):
            if verdict is True and column not in seen:
                seen.add(column)
                if column not in partner or pair(partner[column], seen):
                    partner[column] = row
                    return True
        return False

    return all(pair(row, set()) for row in range(len(verdicts)))
