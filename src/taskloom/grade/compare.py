"""Whether two numbers or two dates say the same, by the precision each states.

Numbers. They are the same when equal, or when the finer, rounded half either way to the last digit the
coarser states, gives the coarser, and they lie within a thousandth of each other: 4,504.2 is 4504, and 59.0
is 59, but 21.4 and 21 are left undecided, as are two numbers that are less than one unit of the coarser's
last digit apart (a truncated 4504 for 4504.7). An integer is stated to the unit, unless its text says
'about': then its closing zeros count as not stated. Everything else differs.

Units. A unit that is not said contradicts none. Nothing is converted: with different units of a kind (km
and miles) equal numbers differ, and different numbers are undecided, as one may have been converted.
"""

from taskloom.grade.date import PartialDate
from taskloom.grade.number import Quantity
from taskloom.grade.unit import find_unit, same_unit

_CLOSE = 1e-3
_EXACT = 1e-9


def same_value(a: Quantity, b: Quantity) -> bool | None:
    """Compare two numbers by value and stated precision, units left aside."""
    distance = abs(a.value - b.value)
    size = max(abs(a.value), abs(b.value))
    if distance <= _EXACT * size:
        return True
    step = max(_step(a), _step(b))
    if distance <= step / 2 * (1 + _EXACT) and distance <= _CLOSE * size:
        return True
    if distance < step and step < 2 * size:
        return None
    return False


def _step(quantity: Quantity) -> float:
    """Give the weight of the last digit that is stated."""
    decimals = quantity.decimals
    if quantity.approximate and decimals <= 0 and quantity.value:
        digits = f"{abs(quantity.value):.0f}"
        decimals = -(len(digits) - len(digits.rstrip("0")))
    return 10.0**-decimals


def same_quantity(a: Quantity, b: Quantity) -> bool | None:
    """Compare two numbers with their units."""
    value, unit = same_value(a, b), same_unit(a.unit, b.unit)
    if unit is True:
        return value
    if unit is False:
        return False
    kinds = {known.kind for known in (find_unit(a.unit or ""), find_unit(b.unit or "")) if known is not None}
    if "count" in kinds:
        return None if value else value
    if len(kinds) == 1 and find_unit(a.unit or "") and find_unit(b.unit or ""):
        return False if value else None
    return None


def same_date(a: PartialDate, b: PartialDate) -> bool | None:
    """Compare two dates: the same, different, or (one says less than the other) undecided."""
    if a == b:
        return True
    return None if a.agrees(b) else False
