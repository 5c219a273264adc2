"""Units: one name for each, whatever it is written as ('sq km', 'km2', 'square kilometres' are 'km²').

Nothing is converted: 5 km and 5,000 m are told apart, and the caller decides what to make of it. A
currency, a percent sign and a few nouns that are counted ('points', 'people') are units too.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_TABLE = """
length: mm millimetre millimeter | cm centimetre centimeter | m metre meter mtr | km kilometre kilometer kms
length: inch inches | ft foot feet | yd yard | mi mile | nmi nautical-mile
length: µm micrometre micrometer micron um | nm nanometre nanometer | light-year | au astronomical-unit
area: m² m2 m^2 sq-m sqm square-metre square-meter
area: km² km2 km^2 sq-km sqkm square-kilometre square-kilometer
area: mi² mi2 sq-mi square-mile | ft² ft2 sq-ft square-foot square-feet | ha hectare | acre
area: cm² cm2 square-centimetre
volume: l litre liter | ml millilitre milliliter | m³ m3 cubic-metre cubic-meter cu-m
volume: km³ km3 cubic-kilometre cu-km
volume: gal gallon | bbl barrel | cu-ft cubic-foot cubic-feet | cl centilitre | hl hectolitre hectoliter
mass: mg milligram | g gram gramme | kg kilogram kilo kilogramme | t tonne metric-ton | ton | lb lbs
mass: oz ounce | µg microgram
time: ms millisecond | s sec second secs | min minute mins | h hr hour hrs | day | week | month
time: year yr yrs | decade | century
speed: km/h kph kmh kilometres-per-hour kilometers-per-hour | mph miles-per-hour mi/h
speed: m/s metres-per-second | kn knot
temperature: °C degrees-celsius celsius deg-C | °F degrees-fahrenheit fahrenheit deg-F | K kelvin
power: W watt | kW kilowatt | MW megawatt | GW gigawatt | TW terawatt | hp horsepower bhp
energy: Wh | kWh kilowatt-hour | MWh megawatt-hour | GWh gigawatt-hour | TWh terawatt-hour | J joule
energy: kJ kilojoule
energy: MJ megajoule | cal calorie | kcal kilocalorie | eV | toe | Mtoe
frequency: Hz hertz | kHz kilohertz | MHz megahertz | GHz gigahertz | rpm
electric: V volt | kV kilovolt | mV millivolt | A ampere amp | mA milliampere | Ω ohm
data: bit | byte | kB KB kilobyte | MB megabyte | GB gigabyte | TB terabyte | Mbps Mbit/s
pressure: Pa pascal | kPa kilopascal | MPa megapascal | hPa hectopascal | bar | mbar millibar | psi | atm
force: N newton | kN kilonewton
angle: ° deg degree
share: % percent per-cent pct procent | percentage-point pp ppt | ‰ per-mille permille | bp basis-point bps
share: ppm | ppb
money: $ US$ USD dollar US-dollar U.S.-dollar usd | € EUR euro | £ GBP pound-sterling sterling
money: A$ AUD AU$ Australian-dollar
money: C$ CAD CA$ Canadian-dollar | NZ$ NZD New-Zealand-dollar | HK$ HKD | S$ SGD
money: R$ BRL Brazilian-real reais
money: ¥ JPY yen | CNY RMB yuan renminbi | ₹ INR rupee Rs | CHF Swiss-franc | SEK Swedish-krona kronor
money: NOK Norwegian-krone
money: DKK Danish-krone kroner | PLN zł zloty | CZK koruna | HUF forint | RUB ₽ ruble rouble
money: TRY ₺ Turkish-lira | KRW ₩ won
money: ZAR rand | MXN Mexican-peso | ILS ₪ shekel | cent ¢ | pence | DM DEM Deutschmark | FRF French-franc
money: ITL
count: person people inhabitant | point pts pt | vote | seat | goal | game | win | run | case | lap
count: match matches
count: member | student | household | employee | vehicle | stroke | shot | bed | item | copy copies | unit
count: time
"""
# 'pound' is a mass and a currency, 'p' a penny and a page: not units by themselves.


class Unit(NamedTuple):
    """A known unit: its one name and what it measures ('length', 'money', 'count')."""

    name: str
    kind: str


def _index() -> dict[str, Unit]:
    index: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        kind, _, units = line.partition(": ")
        for spellings in units.split("|"):
            first, *others = (spelling.replace("-", " ") for spelling in spellings.split())
            unit = Unit(first, kind)
            for spelling in (first, *others):
                index[spelling] = unit
                if len(spelling) > 3 and spelling.isascii() and spelling[-1].isalpha() and not spelling.endswith("s"):
                    index[spelling + "s"] = unit
    for spelling, unit in tuple(index.items()):
        if len(spelling) > 2:
            index.setdefault(spelling.casefold(), unit)
    return index


_UNITS = _index()
_SCALES: dict[str, int] = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "crore": 7,
    "mln": 6, "mn": 6, "bn": 9, "bln": 9, "tn": 12, "trn": 12,
    "thousands": 3, "millions": 6, "billions": 9, "trillions": 12,
}  # fmt: skip
_HEADER_SCALES = {
    **_SCALES,
    "000": 3,
    "000s": 3,
    "'000": 3,
    "'000s": 3,
    "1000": 3,
    "1,000": 3,
    "1 000": 3,
    "000,000": 6,
}
_RATES = frozenset(("per", "every", "each", "/"))
_MONEY_SCALE = re.compile(r"(.*[$€£¥])\s?(k|m|b|bn|mn|tn)", re.IGNORECASE)
_LETTER_SCALES = {"k": 3, "K": 3, "M": 6, "B": 9}
_MONEY_LETTERS = {"k": 3, "m": 6, "b": 9, "t": 12}
_DIVIDED = re.compile(r"\s*/\s*|\s+per\s+")
_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """Look a unit's spelling up ('kilometres', 'sq. km', 'mm/year'); None when it is not one, or is two
    ('pounds').
    """
    spelling = _SPACES.sub(" ", text).strip()
    known = (
        _UNITS.get(spelling)
        or _UNITS.get(spelling.replace(".", ""))
        or _UNITS.get(spelling.casefold().replace(".", ""))
    )
    if known is not None or not spelling:
        return known
    parts = _DIVIDED.split(spelling)
    if len(parts) == 2 and all(parts):
        one, other = find_unit(parts[0]), find_unit(parts[1])
        if one is not None and other is not None:
            return Unit(f"{one.name}/{other.name}", f"{one.kind}/{other.kind}")
    return None


class Scaled(NamedTuple):
    """A unit as a header or the text behind a number states it, its power of ten taken out."""

    exponent: int
    unit: str | None


def read_header_unit(text: str) -> Scaled:
    """Read what a column header says of its numbers: '$ million' is ('$', 6), 'in thousands' is (None, 3).

    A unit that is not known stays as written.
    """
    text = _SPACES.sub(" ", text).strip(" ()[],:")
    text = text.removeprefix("in ").strip()
    unit = find_unit(text)
    if unit is not None:
        return Scaled(0, unit.name)
    scale = _HEADER_SCALES.get(text.casefold())
    if scale is not None:
        return Scaled(scale, None)
    money = _MONEY_SCALE.fullmatch(text)
    if money is not None:
        sign, letter = find_unit(money[1]), money[2].casefold()
        return Scaled(_SCALES.get(letter) or _MONEY_LETTERS[letter], sign.name if sign else money[1])
    words = text.replace("1 000", "1000").split(" ")
    for place, word in enumerate(words):
        scale = _HEADER_SCALES.get(word.casefold())
        if scale is None or len(words) == 1:
            continue
        if place and words[place - 1].casefold() in _RATES:
            break  # 'per 1,000 inhabitants' is a unit
        rest = [*words[:place], *words[place + 1 :]]
        stated = " ".join(rest[1:] if rest[0] == "of" else rest)
        known = find_unit(stated)
        if known is not None and known.kind == "length" and word[0].isdigit():
            break  # '1000 m' is a race
        return Scaled(scale, known.name if known else stated)
    return Scaled(0, text or None)


def read_suffix(text: str, *, money: bool, attached: bool) -> Scaled | None:
    """Read what stands behind a numeral: a scale word, a unit, both, or nothing; None when it is anything
    else.

    `money`: a currency sign stands before the numeral, so that 'm' is million and not metre. `attached`: no
    space stands between; only so are 'k', 'M' and 'B' scales.
    """
    text = text.strip()
    if not text:
        return Scaled(0, None)
    head, _, rest = text.partition(" ")
    scale = _SCALES.get(head.casefold().rstrip("."))
    if scale is None and money:
        scale = _MONEY_LETTERS.get(head.casefold())
    if scale is None and attached and len(head) == 1 and not rest:
        scale = _LETTER_SCALES.get(head)
    if scale is None:
        unit = find_unit(text)
        return Scaled(0, unit.name) if unit is not None else None
    rest = rest.strip().removeprefix("of ")
    if not rest:
        return Scaled(scale, None)
    second, _, tail = rest.partition(" ")
    further = _SCALES.get(second.casefold())
    if further is not None:
        scale, rest = scale + further, tail.strip()
    unit = find_unit(rest) if rest else None
    if rest and unit is None:
        return None
    return Scaled(scale, unit.name if unit else None)


def same_unit(a: str | None, b: str | None) -> bool | None:
    """Compare two units. True: the same, or one is not stated. None: two of a kind ('km', 'm'), or an
    unknown one.
    """
    if a is None or b is None or a == b:
        return True
    one, other = find_unit(a), find_unit(b)
    if one is None or other is None:
        return True if a.casefold() == b.casefold() else None
    if one.name == other.name:
        return True
    return None if one.kind == other.kind or "count" in (one.kind, other.kind) else False
