"""Numbers in English words: 'twelve', 'fifty-five thousand, six hundred and forty-six', 'a dozen'."""

import re
from typing import NamedTuple

_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {
    **{word: number for number, word in enumerate(_UNITS.split())},
    **{word: number * 10 for number, word in enumerate(_TENS.split(), start=2)},
    "fourty": 40,
    "dozen": 12,
}
_LARGE = {"thousand": 1_000, "million": 1_000_000, "billion": 10**9, "trillion": 10**12}
_WORD = "|".join(sorted((*_SMALL, "hundred", *_LARGE), key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<![\w-])(?:an?\s+(?=(?:hundred|thousand|million|billion|dozen)\b))?(?:{_WORD})"
    rf"(?:(?:\s*-\s*|,?\s+and\s+|,?\s+)(?:{_WORD})\b)*(?![\w-])",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\W\d_]+")


class SpelledNumber(NamedTuple):
    """A number in words and its span in the text."""

    value: int
    start: int
    end: int


def read_spelled(text: str) -> int | None:
    """Read a text that is one number in words; None when it is not."""
    if not text or not text[0].isalpha():
        return None
    match = _SPELLED.fullmatch(text.strip())
    return _value(match[0]) if match is not None else None


def find_spelled(text: str) -> list[SpelledNumber]:
    """Find the numbers in words in a text."""
    found: list[SpelledNumber] = []
    for match in _SPELLED.finditer(text):
        value = _value(match[0])
        if value is not None:
            found.append(SpelledNumber(value, match.start(), match.end()))
    return found


def _value(text: str) -> int | None:
    """Add up the words; None when they make no one number ('one two', 'five twenty')."""
    total, group, last = 0, 0, 0
    words = [word for word in _PARTS.findall(text.casefold()) if word not in ("and", "a", "an")]
    for word in words:
        if word == "hundred":
            group = (group or 1) * 100
            last = 100
        elif word in _LARGE:
            total += (group or 1) * _LARGE[word]
            group, last = 0, 0
        elif word == "dozen":
            group, last = (group or 1) * 12, 1
        else:
            number = _SMALL[word]
            if last and not (last == 100 or (last >= 20 and 0 < number < 10)):
                return None
            group, last = group + number, number
    return total + group
