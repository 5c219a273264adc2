"""A number or a date as the answer: whether a reply states it, states another, or cannot be told.

The whole reply is read first; then, as a sentence, the numbers and dates in it. Those that also stand in
the question do not count against it, nor does a year that only says when.
"""

import re

from taskloom.grade.bound import is_beside, is_bound, is_directed, turned
from taskloom.grade.compare import same_date, same_quantity
from taskloom.grade.date import PartialDate, date_readings, find_dates, from_iso
from taskloom.grade.mention import NumberMention, find_quantities
from taskloom.grade.number import Quantity, read_quantity, shifted
from taskloom.grade.outcome import Grade, right, undecided, wrong
from taskloom.grade.reply import declines
from taskloom.grade.unit import Scaled, find_unit, read_header_unit
from taskloom.grade.wording import negated
from taskloom.schema.answer import Answer

_NOUGHT = re.compile(r"(?:none|nil|zero|no one|nobody|nothing|never|not any|no)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:dozens?|several|many|few|couple|pair|half|quarter|twice|once|double|triple|hundreds|thousands|both|all)\b",
    re.I,
)
_WHEN = re.compile(
    r"\b(?:in|of|for|by|from|since|during|until|to|year|season|the)\s+$|[(]$|\b(?:19|20)\d\d\s*[-–]$",
    re.IGNORECASE,
)
_PER = re.compile(r"(?:\bper|\bevery|\beach|/)\s*$", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|either|between)\b|/", re.IGNORECASE)
_RANGE = re.compile(r"\d\s*[-–]\s*\d")
_BRIEF = 12
"""Words up to which a reply is an answer only, so that an 'or' in it stands between answers."""
_YEARS = range(1000, 2101)


def readings(answer: Answer) -> list[Quantity]:
    """Give a golden number's readings, its value first.

    Where a header states a scale ('$ million'), the bare numeral and the scaled one are both right to say,
    whichever of them the value is.
    """
    if not isinstance(answer.value, float | int) or isinstance(answer.value, bool):
        return []
    value = float(answer.value)
    header = read_header_unit(answer.unit) if answer.unit is not None else Scaled(0, None)
    unit = header.unit
    read = [one for sign in (None, ",", ".") if (one := read_quantity(answer.text, decimal=sign)) is not None]
    for one in read:
        if one.value == value:
            golden = Quantity(value, unit or one.unit, one.decimals, one.approximate)
            if not header.exponent:
                return [golden]
            scaled = Quantity(shifted(value, header.exponent), golden.unit, one.decimals - header.exponent)
            return [golden, scaled]
    shortest = repr(value)
    decimals = len(shortest.partition(".")[2]) if "e" not in shortest and not value.is_integer() else 0
    golden = Quantity(value, unit, decimals)
    return [golden, *(Quantity(one.value, unit or one.unit, one.decimals) for one in read[:1])]


def grade_number(text: str, answer: Answer, question: str | None) -> Grade:
    """Grade an unwrapped reply against a number."""
    golden = readings(answer)
    whole = read_quantity(text)
    if whole is not None:
        return _verdict(_compared(whole, golden), "the number", "another number")
    year = _year(answer)
    if year is not None and date_readings(text):
        dates = date_readings(text)
        return right("a date of that year") if all(year.covers(date) for date in dates) else wrong("another year")
    if _NOUGHT.fullmatch(text.rstrip(".")) is not None and any(quantity.value == 0 for quantity in golden):
        return right("says nought")
    mentions = [mention for mention in find_quantities(text) if not mention.in_date or year is not None]
    if not mentions:
        return _without_numbers(text, golden)
    return _in_reply(text, mentions, golden, question)


def _without_numbers(text: str, golden: list[Quantity]) -> Grade:
    if _NOUGHT.match(text) is not None and any(quantity.value == 0 for quantity in golden):
        return right("says nought")
    if _VAGUE.search(text) is not None:
        return undecided("a number in other words, perhaps")
    return wrong("no number")


def _compared(quantity: Quantity, golden: list[Quantity]) -> bool | None:
    verdicts = [same_quantity(quantity, one) for one in golden]
    return True if True in verdicts else None if None in verdicts else False


def _verdict(same: bool | None, yes: str, no: str) -> Grade:
    if same is None:
        return undecided(f"may be {yes}: its unit or precision differs")
    return right(yes) if same else wrong(no)


def _in_reply(text: str, mentions: list[NumberMention], golden: list[Quantity], question: str | None) -> Grade:
    """Judge the numbers in a sentence."""
    asked = {mention.quantity.value for mention in find_quantities(question)} if question else set[float]()
    verdicts = [_stated(text, mention, golden, question) for mention in mentions]
    hits = [mention for mention, verdict in zip(mentions, verdicts, strict=True) if verdict]
    rivals = [
        mention
        for mention, verdict in zip(mentions, verdicts, strict=True)
        if not verdict and mention.quantity.value not in asked and not _aside(text, mention, golden)
    ]
    if not hits:
        if None in verdicts:
            return undecided("a number of another unit or precision")
        return wrong("another number" if rivals else "no number that the question does not give")
    if any(negated(text, mention.start, mention.end, question) for mention in hits):
        return undecided("the number stands beside a 'not'")
    if any(is_bound(text, mention.start, mention.end, question) for mention in hits):
        return undecided("the number as a bound, or in an expression")
    if any(
        mention.quantity.value in _YEARS and is_beside(text, mention.start, mention.end, question) for mention in hits
    ):
        return undecided("before or after it")
    if declines(text):
        return undecided("the number, but says that it does not know")
    if not rivals:
        return right("states the number and no other")
    if len(text.split()) <= _BRIEF and (
        _OR.search(text) or (_RANGE.search(text) and hits[0].quantity.value not in _YEARS)
    ):
        return wrong("several numbers")
    return undecided("several numbers")


def _stated(text: str, mention: NumberMention, golden: list[Quantity], question: str | None) -> bool | None:
    """Compare a number in a sentence; where words give its direction, its sign cannot be told."""
    verdict = _compared(mention.quantity, golden)
    if is_directed(text, mention.start, mention.end, question):
        return None if verdict or _compared(turned(mention.quantity), golden) else verdict
    return verdict


def _aside(text: str, mention: NumberMention, golden: list[Quantity]) -> bool:
    """Tell whether a number cannot be meant as the answer: a year that says when, the base of a rate ('per
    1,000'), or of another kind of unit.
    """
    quantity = mention.quantity
    before = slice(max(0, mention.start - 12), mention.start)
    if _PER.search(text[before]) is not None:
        return True
    if quantity.unit is None and quantity.value in _YEARS and mention.end - mention.start == 4:
        return _WHEN.search(text[before]) is not None
    mine = find_unit(quantity.unit or "")
    kinds = [known.kind for one in golden if (known := find_unit(one.unit or "")) is not None]
    return mine is not None and bool(kinds) and mine.kind not in kinds


def _year(answer: Answer) -> PartialDate | None:
    """Give the year a golden number may be."""
    plain = len(answer.text) == 4 and answer.text.isdecimal() and answer.unit is None
    return PartialDate(int(answer.text)) if plain and int(answer.text) in _YEARS else None


def grade_date(text: str, answer: Answer, question: str | None) -> Grade:
    """Grade an unwrapped reply against a date, perhaps partial. A more exact date than the golden one is
    right.
    """
    golden = from_iso(str(answer.value))
    if golden is None:
        return undecided("the golden date cannot be read")
    whole = date_readings(text)
    if whole:
        return _dated(whole, golden)
    asked = [reading for mention in find_dates(question or "") for reading in mention.readings]
    mentions = [mention for mention in find_dates(text) if not all(reading in asked for reading in mention.readings)]
    if not mentions:
        return undecided("no date that can be read") if any(map(str.isdigit, text)) else wrong("no date")
    grades = [_dated(mention.readings, golden) for mention in mentions]
    outcomes = {grade.outcome for grade in grades}
    if outcomes == {"wrong"}:
        return wrong("other dates")
    if outcomes != {"right"}:
        hedged = "right" in outcomes and len(text.split()) <= _BRIEF and _OR.search(text) is not None
        return wrong("several dates") if hedged else undecided("several dates, or a part of one")
    if any(is_beside(text, mention.start, mention.end, question) for mention in mentions):
        return undecided("before or after the date")
    hit = mentions[0]
    if negated(text, hit.start, hit.end, question) or declines(text):
        return undecided("the date stands beside a 'not'")
    return right("states the date")


def _dated(readings: tuple[PartialDate, ...], golden: PartialDate) -> Grade:
    verdicts = {golden.covers(reading) or same_date(golden, reading) for reading in readings}
    if len(verdicts) > 1:
        return undecided("day and month may be either way round")
    same = verdicts.pop()
    if same is None:
        return undecided("a part of the date")
    return right("the date") if same else wrong("another date")
