"""What stands beside a number or a date and makes it another: a bound, a direction, part of an expression."""

import re

from taskloom.grade.number import Quantity

_BEFORE = re.compile(
    r"(?:\b(?:more|less|fewer|greater|higher|lower|larger|smaller|longer|shorter|later|earlier|better|worse)\s+than"
    r"|\bat\s+(?:least|most)|\bup\s+to|\bno\s+(?:more|less|fewer)\s+than|\b(?:over|under|above|below|beyond|exceeding)"
    r"|\b(?:half|twice|double|triple|quarter|third)(?:\s+of)?|[<>≤≥]=?|\d\s?/)\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s?\+(?!\s?\d)|\s?/\s?\d|:\d\d|\s\d|\s*(?:or|and)\s+(?:more|less|fewer|over|above|under|below|higher|lower|up)\b"
    r"|\s+(?:and|&)\s+an?\s+(?:half|quarter|third)\b|\s+(?:squared|cubed|less|ago|BCE?|B\.C\.)(?!\w)",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\b(?:before|after|until|till|since|prior\s+to|(?:later|earlier)\s+than)\s*(?:the\s+)?$", re.IGNORECASE
)
_ERA = re.compile(r"\s*(?:BCE?|B\.C\.)(?!\w)")
_DOWN = re.compile(
    r"\b(?:fell|fallen|falls?|decreas\w+|declin\w+|dropp?\w*|down|loss|lost|reduc\w+|shrank|shrunk)(?:\s+(?:of|by))?\s*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s+(?:under|below|over|above)\b|\s+(?:decline|decrease|drop|fall|loss)\b", re.IGNORECASE)
_WINDOW = 24


def is_bound(text: str, start: int, end: int, question: str | None) -> bool:
    """Whether the number at a place is a bound or part of an expression; words that the question holds are no sign."""
    for match in (_BEFORE.search(text, max(0, start - _WINDOW), start), _AFTER.match(text, end)):
        if match is not None and match[0].strip().casefold() not in (question or "").casefold():
            return True
    return False


def is_beside(text: str, start: int, end: int, question: str | None) -> bool:
    """Whether what is said of a date or year at a place is before or after it, or another era."""
    side = _SIDE.search(text, max(0, start - _WINDOW), start)
    told = side is not None and side[0].strip().casefold() not in (question or "").casefold()
    return told or _ERA.match(text, end) is not None


def is_directed(text: str, start: int, end: int, question: str | None) -> bool:
    """Whether words say which way a number goes ('fell 2.5', '4 under par'), which its sign may say as well."""
    for match in (_DOWN.search(text, max(0, start - _WINDOW), start), _RELATIVE.match(text, end)):
        if match is not None and match[0].split()[0].casefold() not in (question or "").casefold():
            return True
    return False


def turned(quantity: Quantity) -> Quantity:
    """The number with the other sign."""
    return Quantity(-quantity.value, quantity.unit, quantity.decimals, quantity.approximate)
