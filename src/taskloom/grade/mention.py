"""Numbers inside running text, with their signs, scale words and units, and where they stand."""

import re
from dataclasses import dataclass

from taskloom.grade.date import find_dates
from taskloom.grade.number import Quantity, read_quantity
from taskloom.grade.spelled import find_spelled

_NUMBER = re.compile(
    r"(?<![\w.,$€£¥])(?:(?:(?:US|AU|CA|NZ|HK|A|C|S|R)?\$|[€£¥₹₽₩₺₪]|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD)\s)\s?)?"
    r"(?:\d{1,3}(?P<gap>[ \u00a0\u2009\u202f'’])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*|\.\d+)"
    r"[½¼¾⅓⅔]?"
)
_BEFORE = re.compile(r"(?:(?:^|[\s(])[-−–+]\s?|\bminus\s|\bnegative\s)$")
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|circa|ca?\.|estimated)|[~≈])\s*$",
    re.I,
)
_WORDS = re.compile(r"\s?(?:%|‰|°\s?[CF]?\b|[$€£¥]|[^\W\d_][^\W\d_.²³/]*(?:[.²³/][^\W\d_²³]*)*[²³23]?)")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|s|'s)\b", re.IGNORECASE)
_LONGEST_SUFFIX = 4


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number inside a text, its span, and whether it is part of a date of more than a year."""

    quantity: Quantity
    start: int
    end: int
    in_date: bool = False


def find_quantities(text: str) -> list[NumberMention]:
    """Find the numbers of a text, in figures and in words; ordinals, decades and codes ('OK-3', 'T8') are
    none.
    """
    days = [date for date in find_dates(text) if any(reading.month for reading in date.readings)]
    mentions: list[NumberMention] = []
    for match in _NUMBER.finditer(text):
        mention = _mention(text, match)
        if mention is not None:
            in_date = any(day.start <= mention.start < day.end for day in days)
            mentions.append(NumberMention(mention.quantity, mention.start, mention.end, in_date))
    for spelled in find_spelled(text):
        sign = _BEFORE.search(text, max(0, spelled.start - 10), spelled.start)
        minus = "-" if sign is not None and sign[0].strip().isalpha() else ""
        value, end = _longest(text, f"{minus}{spelled.value}", spelled.end)
        if any(mention.start < end and spelled.start < mention.end for mention in mentions):
            continue
        if value is not None:
            mentions.append(NumberMention(value, spelled.start, end))
    return sorted(mentions, key=lambda mention: mention.start)


def _mention(text: str, match: re.Match[str]) -> NumberMention | None:
    start, end = match.span()
    if _ORDINAL.match(text, end):
        return None
    sign = _BEFORE.search(text, max(0, start - 10), start)
    if start and text[start - 1] in "-–−" and sign is None and start > 1 and text[start - 2].isalpha():
        return None
    negative = sign is not None and sign[0].strip(" (+") != ""
    written = ("-" if negative else "") + match[0]
    quantity, end = _longest(text, written, end)
    if quantity is None:
        return None
    if _ABOUT.search(text, max(0, start - 16), start):
        quantity = Quantity(quantity.value, quantity.unit, quantity.decimals, approximate=True)
    return NumberMention(quantity, start, end)


def _longest(text: str, written: str, end: int) -> tuple[Quantity | None, int]:
    """Read a numeral with as many of the words behind it as belong to it."""
    ends = [end]
    while len(ends) <= _LONGEST_SUFFIX:
        word = _WORDS.match(text, ends[-1])
        if word is None:
            break
        ends.append(word.end())
    for stop in reversed(ends):
        quantity = read_quantity(written + text[end:stop].rstrip("."))
        if quantity is not None:
            return quantity, stop
    return None, end
