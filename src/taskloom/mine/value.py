"""A cell's text -> a typed value that may be a golden answer, or the reason why it may not.

Precision before recall: placeholders, bundles of several values, running prose, addresses and codes are refused.
The same reading is applied to what the tools return, so that an answer is read there as it was mined here.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from taskloom.grade.date import read_date
from taskloom.grade.name import fold
from taskloom.grade.number import Quantity, read_quantity
from taskloom.grade.unit import find_unit
from taskloom.schema.answer import Answer

PLACEHOLDERS = frozenset(
    """- – — −  n/a na n.a. n.a none nil null nan ? ?? ??? tbd tba tbc unknown .. ... … * ** *** x not available
    not applicable not reported not announced no data same ditto vacant dnf dns dq dsq wd cut n.d. nd s.d. see note #
    unspecified link
    undisclosed to be determined to be announced (none) #n/a #ref! #value! #div/0!""".replace("\n", " ").split()
) | {
    "", "not available", "not applicable", "not reported", "no data", "see note", "to be determined",
    "to be announced", "not announced", "did not play", "did not start", "not held", "no award", "none listed",
}  # fmt: skip

WHEN = re.compile(
    r"\s*\(\s*((?:FY|fy|early|late|mid|approx\.?|as of)?\s*(?:\d{1,2}\s)?(?:[A-Z][a-z]+\s)?(?:1[5-9]|20)\d\d"
    r"(?:[-/–](?:\d\d){1,2})?)\s*(?:est|estimate|estimated|proj|projected|census)?\.?\s*\)"
)
YEAR_SPAN = re.compile(r"^((?:1[5-9]|20)\d\d)[-/–](\d\d|\d{4})$")
SENTENCE = re.compile(r"[a-z]{2,}[.!?;]\s+[A-Z(]|\b(is|are|was|were|has|have|had|will|which|because|although)\b")
BELOW_NOTHING = re.compile(r"[-−]\d[\d,.]* ?(?:sq )?(?:km|mi|miles|ha)\b")
"""A length or area of less than nothing: a slip in the source."""
ADDRESS = re.compile(
    r"https?://|www\.|\w@\w|\.(html?|txt|csv)\b|\.(com|org|net|gov|edu)/"
    r"|(?-i:^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}$)",
    re.I,
)
"""An address; 'HealthCare.gov' is a name."""
TAGGED = re.compile(r"^[A-Z]{3,}: ")
"""A status before the value: 'WINNER: Best Album'."""
TRAILING = re.compile(r"\s*\(([^()]*)\)\s*$")
CODE = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_\-]{9,}$")
DAMAGED = re.compile(r"[\ufffd\u0000-\u0008\u000b\u000c\u000e-\u001f]|â€|Ã[\u0080-\u00bf]")
FOOTNOTE = re.compile(r"\[(?:\d{1,3}|[a-z]|(?:note|nb|n) ?\d{1,2}|citation needed)\]", re.IGNORECASE)
"""A footnote's mark that stands in the text itself (bad kind 2)."""
GAP = re.compile(r"^\s*(\+\s*\d+[hH:'′]|at\s+\d|s\.\s?t\.)")
SCORE_BUNDLE = re.compile(r"\d\s*\([+\-−]?\d|\)\s*\d|\d\s*\([A-Z]\)\s*\d|[$€£]\s?[\d,.]+\s*[/;]?\s*[$€£]")
LETTERS = re.compile(r"[^\W\d_]")
QUANTITY_HEAD = re.compile(r"^([~<>≈]?\s*[-+−–]?\s*[$€£¥]?\s*[-−]?\d(?:[^();:]|\(s\)|\(es\))*?)(?=\s+\(|\s*;|\s*:|$)")

MEASURED = re.compile(
    r"^(?P<number>[~<>≈]?[-+−–]?\s?[$€£¥]?\s?\d[\d,. ]*(?:\s?(?:thousand|million|billion|trillion))?)"
    r"\s*(?P<unit>%?\s?[^\W\d_][^\d;:()=,]{0,40}(?:/[\d,]+[^;:()]{0,24})?\d?)$"
)
"""A number and what it counts or is measured in ('14 deaths/100,000 live births')."""

LOUD = re.compile(r"\b[A-Z]{4,}\b")
ASIDE = re.compile(r"\s*\((?:since|acting|interim|born|b\.|until|from|appointed|elected)\b[^()]*\)$")
HEDGED = re.compile(r"^(see|none|no |not |n/a|varies|various|same as|includes?|approximately|about)\b", re.IGNORECASE)
MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\b.*\b\d{4}\b",
    re.IGNORECASE,
)

MAX_CHARACTERS = 80
MAX_WORDS = 10


class Value(NamedTuple):
    """A cell read: the answer, the date its source attaches to it, and where a list stands its members."""

    answer: Answer
    when: str | None = None


class Refusal(NamedTuple):
    """Why a cell gives no answer."""

    reason: str


def placeholder(text: str) -> bool:
    """Whether the text stands for a missing value (bad kind 15)."""
    return text.strip().casefold() in PLACEHOLDERS or not any(map(str.isalnum, text))


@lru_cache(maxsize=1 << 13)
def read_value(text: str, unit: str | None = None, linked: str | None = None) -> Value | Refusal:
    """The text of a cell as a value.

    `unit` is what the column's header states; `linked` the anchor's text when the cell holds exactly one link.
    """
    text = text.strip()
    if placeholder(text):
        return Refusal("placeholder")
    if DAMAGED.search(text):
        return Refusal("damaged text")
    if FOOTNOTE.search(text):
        return Refusal("footnote mark")
    if BELOW_NOTHING.match(text):
        return Refusal("negative extent")
    if ADDRESS.search(text):
        return Refusal("address")
    if "|" in text or "→" in text:
        return Refusal("bundle")
    if linked and linked != text and fold(linked):
        rest = text.replace(linked, "", 1).strip(" ,;*")
        if rest == "" or re.fullmatch(r"\(?\s*[A-Z]{2,4}\s*\)?|\([^()]*\)", rest):
            return Value(Answer(text=linked, type="name"))
    when = None
    if match := WHEN.search(text):
        when = _date_words(match[1])
        rest = (text[: match.start()] + text[match.end() :]).strip(" ,;")
        if ";" in rest:
            return Refusal("several values")
        head = QUANTITY_HEAD.match(text)
        body = head[1].strip() if head and match.start() >= len(head[1].rstrip()) else rest
        if TRAILING.search(body) and read_quantity(TRAILING.sub("", body)):
            body = TRAILING.sub("", body)
        return _typed(body, unit, when)
    return _typed(text, unit, None)


def _date_words(text: str) -> str:
    text = re.sub(r"^(approx\.?|as of|FY|fy)\s*", "", text.strip())
    return " ".join(text.split())


def _typed(text: str, unit: str | None, when: str | None) -> Value | Refusal:
    if placeholder(text) or HEDGED.search(text):
        return Refusal("placeholder")
    if GAP.match(text):
        return Refusal("gap")
    if SCORE_BUNDLE.search(text):
        return Refusal("bundle")
    words = text.split()
    if len(text) > MAX_CHARACTERS or len(words) > MAX_WORDS:
        return Refusal("too long")
    if text[0].isdigit() or text[0] in "+-−–$€£¥.~<>≈(" or text[-1].isdigit() or _is_money(text):
        if YEAR_SPAN.match(text) or re.fullmatch(r"\d+(st|nd|rd|th)", text):
            return Value(Answer(text=text, type="text"), when)
        if quantity := read_quantity(text):
            if quantity.approximate:
                return Refusal("approximate")
            if re.fullmatch(r"(1[5-9]|20)\d\d", text) and unit is None:
                return Value(Answer(text=text, type="date", value=text), when)
            return Value(Answer(text=text, type="number", value=quantity.value, unit=quantity.unit or unit), when)
        if date := read_date(text):
            return Value(Answer(text=text, type="date", value=date.iso), when)
        match = MEASURED.match(text)
        measured = (
            match is not None
            and not match["unit"].strip()[:1].isupper()
            and len(match["unit"].split()) <= 7
            and not LOUD.search(match["unit"])
        )
        quantity = read_quantity(match["number"]) if match is not None and measured else None
        if match is not None and quantity is not None and not quantity.approximate:
            return Value(Answer(text=text, type="number", value=quantity.value, unit=match["unit"].strip()), when)
        if not LETTERS.search(text):
            return Refusal("not one value")
        if TRAILING.search(text):
            return Refusal("bundle")
    elif date := read_date(text):
        return Value(Answer(text=text, type="date", value=date.iso), when)
    if text.casefold() in {"yes", "no"}:
        return Value(Answer(text=text, type="yes_no", value=text.casefold() == "yes"), when)
    return _named(text, when)


def _is_money(text: str) -> bool:
    """Whether the text is a number in figures with its currency ('NOK 1.2 billion')."""
    quantity = read_quantity(text) if any(map(str.isdigit, text)) else None
    unit = find_unit(quantity.unit) if quantity is not None and quantity.unit else None
    return unit is not None and unit.kind == "money"


def _named(text: str, when: str | None) -> Value | Refusal:
    text = ASIDE.sub("", text)
    if CODE.match(text) and sum(map(str.isdigit, text)) > 1:
        return Refusal("code")
    if len(LETTERS.findall(text)) < 2:
        return Refusal("too short")
    if re.match(r"^[-+−–]?\d[\d,.]*\s+[A-Z]", text) and not re.match(r"^\d{1,2}\s+[A-Z][a-z]+$", text):
        return Refusal("bundle")
    if re.search(r"\d\s*(m|km|ft|mi|miles|metres|meters|sq km|%)$|^\w+: ?\d", text):
        return Refusal("bundle")
    if MONTH.search(text) or (text[0].isdigit() and LOUD.search(text)):
        return Refusal("not one value")
    if SENTENCE.search(text):
        return Refusal("prose")
    if TAGGED.search(text):
        return Refusal("status tag")
    if ";" in text or text.count(",") > 2 or re.search(r"\s/\s|\d/\s", text) or text.count("(") > 1:
        return Refusal("several values")
    if re.match(r"^[a-z(]", text) and len(text.split()) > 6:
        return Refusal("prose")
    if any(piece.strip()[:1].islower() for piece in text.split(",")[1:]) or re.search(r"\bor\b", text):
        return Refusal("several values")
    if text.count("%") > 1 or len(re.findall(r"\d[\d,.]*", text)) > 3:
        return Refusal("several values")
    if text.count("(") != text.count(")") or text.count('"') % 2:
        return Refusal("cut text")
    if re.search(r"[,:;/&\-–]$|^[,:;/&\-–]|\b(and|or|of|the|in|by)$", text):
        return Refusal("cut text")
    proper = sum(word[:1].isupper() for word in text.split())
    kind = "name" if proper and proper * 2 >= len(text.split()) else "text"
    return Value(Answer(text=text, type=kind), when)


PLACES = frozenset(
    """location origin birthplace place city venue residence hometown headquarters course address site seat capital
    title song
    album film movie book name school university college stadium area country
    county district state work single track
    company team team/club""".split()
)
"""Nouns under which a comma is part of a name ('Yonkers, New York'), not between names."""


def one_of(value: Value, noun: str) -> bool:
    """Whether the value can be the one answer to a noun: a date for a date, no row of names for a name."""
    answer, last = value.answer, noun.casefold().rsplit(" ", 1)[-1]
    if last in {"date", "year"} and answer.type not in {"date", "text"}:
        return False
    if last == "date" and answer.type == "text" and not any(map(str.isdigit, answer.text)):
        return False
    if answer.type in {"name", "text"} and "," in answer.text:
        return last in PLACES and answer.type == "name"
    return not (answer.type == "text" and len(answer.text.split()) > 5)


def quantity_of(text: str) -> Quantity | None:
    """The number a text shows, be it followed by a unit or by what it counts ('0.98 male'); None when it shows none."""
    if quantity := read_quantity(text):
        return quantity
    match = MEASURED.match(text)
    return read_quantity(match["number"]) if match else None


class Item(NamedTuple):
    """A member of a list value and the quantity beside it ('Germany', '801 km')."""

    name: str
    quantity: str


ITEM = re.compile(
    r"^(?P<name>[^\d;,:=]{2,48}?)\s*(?:\([^()]*\)\s*)?[:\-]?\s*(?P<quantity>\d[\d,.]*\s*(?:%|[A-Za-z²³]{1,12}(?:\s[A-Za-z]{1,10})?)?)$"
)


@lru_cache(maxsize=16384)
def read_items(text: str) -> tuple[Item, ...]:
    """The members of a list of names with quantities, in order; empty when the text is not wholly such a list.

    'Czech Republic 402 km; Germany 801 km' and 'Germany 25%, USA 9% (2023)' are; both separators may be mixed
    (bad kind 23). All quantities carry the same unit.
    """
    body = WHEN.sub("", text).strip(" ;,.")
    pieces = [piece.strip() for piece in re.split(r"[;]|,(?=\s*[^\d\s])", body) if piece.strip()]
    if len(pieces) < 2:
        return ()
    items: list[Item] = []
    units: set[str] = set()
    for piece in pieces:
        match = ITEM.match(piece)
        if match is None:
            return ()
        quantity = read_quantity(match["quantity"])
        name = re.sub(r"\s*\([^()]*\)", "", match["name"]).strip()
        if quantity is None or not name[:1].isupper():
            if name.casefold().startswith(("other", "none", "unspecified")):
                continue
            return ()
        units.add(quantity.unit or "")
        items.append(Item(name, match["quantity"].strip()))
    if len(units) > 1 or len({fold(item.name) for item in items}) < len(items):
        return ()
    return tuple(items)
