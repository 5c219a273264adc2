"""Numbers: a numeral with its sign, separators, scale word, currency or unit, read as one value.

The reading follows what is written; units are named, not converted (see `unit`). What two readings have to
do with each other is `compare`'s matter.
"""

import re
from dataclasses import dataclass
from typing import Literal

from taskloom.grade.spelled import read_spelled
from taskloom.grade.unit import find_unit, read_suffix

DecimalSign = Literal[".", ","]

LONGEST = 80
"""No number is written with more characters."""

_SPACE = "[ \u00a0\u2009\u202f'’]"
_NUMERAL = (
    rf"(?:\d{{1,3}}(?P<gap>{_SPACE})\d{{3}}(?:(?P=gap)\d{{3}})*(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
    r"(?:[eE][-+−]?\d{1,3}(?!\w)|\s?[×x]\s?10\^?[-−⁻]?[\d⁰¹²³⁴-⁹]{1,3})?[½¼¾⅓⅔⅛⅜⅝⅞]?|[½¼¾⅓⅔⅛⅜⅝⅞]"
)
_MONEY = (
    r"(?:US|AU|CA|NZ|HK|A|C|S|R)?\$|[€£¥₹₽₩₺₪]|"
    r"(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|INR|CNY|DM|Rs\.?)(?![^\W\d_])"
)
_ABOUT = r"(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|circa|ca?\.|est\.|estimated|[~≈])"
_MINUS = r"\-−–‒"
_QUANTITY = re.compile(
    rf"(?P<about>{_ABOUT}\s*)?(?P<open>\()?(?P<sign>[+{_MINUS}]\s?|(?:minus|negative)\s)?"
    rf"(?P<money>{_MONEY})?\s?(?P<inner>[+{_MINUS}])?"
    rf"(?P<numeral>{_NUMERAL})(?P<rest>[^()\d]*?(?:(?<=[mti])[23])?)(?P<close>\))?"
    rf"(?P<trailing>[{_MINUS}])?(?P<est>\s*\(?est(?:\.|imated)?\)?)?",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"[\d.,+~≈($€£¥₹₽₩₺₪{_MINUS}½¼¾⅓⅔⅛⅜⅝⅞]|{_MONEY}|{_ABOUT}|minus\s|negative\s",
    re.IGNORECASE,
)
_FRACTIONS = {
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅛": 0.125,
    "⅜": 0.375,
    "⅝": 0.625,
    "⅞": 0.875,
}
_POWER = re.compile(r"\s?[×x]\s?10\^?|[eE]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_DIGITS = re.compile(r"\d", re.ASCII)
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number read. '38.4 million' is 38400000.0 with -5 decimals; '59.0%' is 59.0 with unit '%' and 1
    decimal.
    """

    value: float
    unit: str | None = None
    decimals: int = 0
    """Places behind the decimal sign that are stated, after scaling; negative when the last stated digit
    counts tens.
    """
    approximate: bool = False
    """True when the text says so ('about 500', '~5', '300 (est.)')."""


def read_quantity(text: str, *, decimal: DecimalSign | None = None) -> Quantity | None:
    """Read a text that is exactly one number with its sign, scale word, currency and unit; None when it is
    not.

    `decimal` says which sign stands before decimals in this document; without it '3.597' is 3.597, '3,597'
    is 3597 and '3,5' is 3.5. Not numbers: ranges, ordinals, scores, fractions as '1/2', version numbers,
    codes as '007', bounds as '<5', and numbers with a noun that is no unit ('12 monkeys').
    """
    text = text.strip()
    if text.isdecimal() and text.isascii():
        plain = len(text) <= 18 and (text[0] != "0" or text == "0")
        return Quantity(float(text)) if plain else None
    if not text or len(text) > LONGEST:
        return None
    if _DIGITS.search(text) is None and text[-1] not in _FRACTIONS:
        return _in_words(text)
    if _FIRST.match(text) is None:
        return None
    match = _QUANTITY.fullmatch(text)
    return _read(match, decimal) if match is not None else None


def _in_words(text: str) -> Quantity | None:
    value = read_spelled(text)
    if value is not None:
        return Quantity(float(value))
    head, _, rest = text.rpartition(" ")
    unit = find_unit(rest) if head else None
    value = read_spelled(head) if unit is not None else None
    return Quantity(float(value), unit.name) if value is not None and unit is not None else None


def _read(match: re.Match[str], decimal: DecimalSign | None) -> Quantity | None:
    part = match.groupdict()
    if bool(part["open"]) != bool(part["close"]):
        return None
    signs = [sign.strip() for sign in (part["sign"], part["inner"], part["trailing"]) if sign]
    if len(signs) + bool(part["open"]) > 1:
        return None
    if (part["open"] or part["trailing"]) and _YEAR.fullmatch(part["numeral"]) and not part["money"]:
        return None  # '(1995)' and '1995–' are years
    numeral = _numeral(part["numeral"], decimal)
    rest = part["rest"]
    if numeral is None:
        return None
    suffix = read_suffix(rest, money=part["money"] is not None, attached=not rest[:1].isspace())
    if suffix is None:
        return None
    money = find_unit(part["money"]) if part["money"] else None
    if money is not None and suffix.unit is not None and suffix.unit != money.name:
        return None
    value, decimals = numeral
    if suffix.exponent:
        value, decimals = shifted(value, suffix.exponent), decimals - suffix.exponent
    if part["open"] or any(sign != "+" for sign in signs):
        value = -value
    return Quantity(value, money.name if money else suffix.unit, decimals, bool(part["about"] or part["est"]))


def shifted(value: float, exponent: int) -> float:
    """Multiply by a power of ten through the decimal form, so that 38.4 million is 38400000.0 to the bit."""
    return float(f"{value!r}e{exponent}") if "e" not in repr(value) else value * 10.0**exponent


def _numeral(text: str, decimal: DecimalSign | None) -> tuple[float, int] | None:
    """Read a bare numeral: its value and its decimals."""
    fraction = _FRACTIONS.get(text[-1])
    if fraction is not None:
        whole = _numeral(text[:-1], decimal) if len(text) > 1 else (0.0, 0)
        return None if whole is None or whole[1] else (whole[0] + fraction, 3)
    exponent = 0
    power = _POWER.search(text)
    if power is not None:
        exponent = int(text[power.end() :].translate(_RAISED))
        text = text[: power.start()]
    digits = _normal(text, decimal)
    if digits is None or len(digits) > 40:
        return None
    decimals = len(digits) - digits.index(".") - 1 if "." in digits else 0
    return float(f"{digits}e{exponent}"), decimals - exponent


def _normal(text: str, decimal: DecimalSign | None) -> str | None:
    """Write a numeral with a decimal point and no separators; None when its separators make no number."""
    bare = re.sub(_SPACE, "", text)
    grouped = bare != text
    commas, points = bare.count(","), bare.count(".")
    if not commas and not points:
        return None if bare[0] == "0" and len(bare) > 1 else bare
    if grouped:
        return bare.replace(",", ".")
    if commas and points:
        sign = "." if bare.rindex(".") > bare.rindex(",") else ","
        other = "," if sign == "." else "."
        whole, _, rest = bare.rpartition(sign)
        if sign in whole or not (_in_groups(whole, other) or _INDIAN.fullmatch(bare)):
            return None
        return f"{whole.replace(other, '')}.{rest}"
    sign = "," if commas else "."
    if commas + points > 1:
        return bare.replace(sign, "") if _in_groups(bare, sign) or _INDIAN.fullmatch(bare) else None
    assumed = decimal or "."
    if sign != assumed and _in_groups(bare, sign):
        return bare.replace(sign, "")
    if sign != assumed and decimal == ".":
        return None
    whole, _, rest = bare.partition(sign)
    if len(whole) > 1 and whole[0] == "0":
        return None
    return f"{whole or '0'}.{rest}"


def _in_groups(text: str, sign: str) -> bool:
    """Tell whether the separators stand every three digits."""
    first, *others = text.split(sign)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)
