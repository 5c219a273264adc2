"""Dates, whole and partial, in the ways people write them; month names of English and six other languages.

A reading names a year, a month or a day of a month, never a span, a decade or a time of day. '10/05/1994'
has two readings and so none: `date_readings` gives both to those who compare.
"""

import re
from dataclasses import dataclass

_ENGLISH = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_OTHERS = (
    "januar jänner janvier enero gennaio januari janeiro",
    "februar février fevrier febrero febbraio februari fevereiro",
    "märz maerz mars marzo maart março marco",
    "avril abril aprile",
    "mai mayo maggio mei maio",
    "juni juin junio giugno junho",
    "juli juillet julio luglio julho",
    "août aout agosto augustus augusti",
    "septembre septiembre setiembre settembre setembro",
    "oktober octobre octubre ottobre outubro",
    "novembre noviembre novembro",
    "dezember décembre decembre diciembre dicembre dezembro",
)
_MONTHS = {
    name: number
    for table in (_ENGLISH, _OTHERS)
    for number, names in enumerate(table, start=1)
    for name in names.split()
}
_LONG = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?,?\s+"
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"[12]\d{3}"
_OF = r"(?:\s+(?:of|de|del|di)\s+|\s*,\s*|\s+)"
_FORMS = (
    rf"(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>0?[1-9]|1[0-2])(?P=is)(?P<id>{_DAY})"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?",
    rf"(?P<hy>{_YEAR})-(?P<hm>0[1-9]|1[0-2])",
    rf"(?P<n1>\d{{1,2}})(?P<ns>\s*[-/.]\s*)(?P<n2>\d{{1,2}})(?P=ns)(?P<n3>{_YEAR})",
    rf"(?P<dd>{_DAY})(?:st|nd|rd|th|º|er|\.)?(?:-|{_OF})(?P<dm>{_MONTH})(?:(?:-|{_OF})(?P<dy>{_YEAR}))?",
    rf"(?P<md>{_MONTH})(?:\s+(?:the\s+)?)(?P<mn>{_DAY})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|\s+of\s+)(?P<my>{_YEAR})",
    rf"(?P<ym>{_MONTH})(?:-|{_OF})(?P<yy>{_YEAR})",
    rf"(?P<pm>{_MONTH})\s+(?:the\s+)?(?P<pd>{_DAY})(?:st|nd|rd|th)?",
    rf"(?P<y>{_YEAR})",
)  # fmt: skip
_DATE = re.compile(
    rf"(?<![\w$€£¥#+.,−-])(?:{_WEEKDAY})?(?:" + "|".join(_FORMS) + r")(?![\w%]|[.,:/]\d|\s?[-–−/]\s?\d)",
    re.IGNORECASE,
)
_PLAUSIBLE = re.compile(r"\d", re.ASCII)
LONGEST = 48
"""No date is written with more characters."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month of a year, a year, or a day of a month whose year is not said."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """The ISO 8601 form: '1994-05-10', '1994-05', '1994' or '--05-10'."""
        tail = "".join(f"-{part:02d}" for part in (self.month, self.day) if part is not None)
        return f"{self.year:04d}{tail}" if self.year is not None else f"-{tail}"

    def covers(self, other: "PartialDate") -> bool:
        """Tell whether the other says all that this one says, and perhaps more ('1994' covers
        '1994-05-10').
        """
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in pairs)

    def agrees(self, other: "PartialDate") -> bool:
        """Tell whether the two contradict each other nowhere."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date inside a text: its readings (two when day and month may be either way round) and its span."""

    readings: tuple[PartialDate, ...]
    start: int
    end: int


def read_date(text: str, *, day_first: bool | None = None) -> PartialDate | None:
    """Read a text that is one date; None when it is not, or when day and month may be either way round.

    `day_first` says which way round the source writes '10/05/1994', where that is known (from other dates
    in its column). '10 May 1994', 'May 10th, 1994', '10. Mai 1994', '1994-05-10', '25/12/1994', 'May 1994',
    'May 10', '1994'.
    """
    readings = date_readings(text)
    if len(readings) == 2 and day_first is not None:
        return readings[0 if day_first else 1]
    return readings[0] if len(readings) == 1 else None


def date_readings(text: str) -> tuple[PartialDate, ...]:
    """Give all dates a text that is one date may mean: two for '10/05/1994', day first."""
    text = text.strip()
    if len(text) > LONGEST or _PLAUSIBLE.search(text) is None:
        return ()
    match = _DATE.fullmatch(text)
    return _readings(match) if match is not None else ()


def find_dates(text: str) -> list[DateMention]:
    """Find the dates in a text, bare years too."""
    mentions: list[DateMention] = []
    for match in _DATE.finditer(text):
        readings = _readings(match)
        if readings:
            mentions.append(DateMention(readings, match.start(), match.end()))
    return mentions


def from_iso(text: str) -> PartialDate | None:
    """Read the form `PartialDate.iso` gives."""
    match = re.fullmatch(r"(?:(\d{4})|-)(?:-(\d\d))?(?:-(\d\d))?", text)
    if match is None:
        return None
    return PartialDate(*(int(part) if part else None for part in match.groups()))


def _readings(match: re.Match[str]) -> tuple[PartialDate, ...]:
    part = match.groupdict()
    if part["n1"]:
        return _numeric(int(part["n1"]), int(part["n2"]), int(part["n3"]), part["ns"].strip())
    year = part["iy"] or part["hy"] or part["dy"] or part["my"] or part["yy"] or part["y"]
    digits = part["im"] or part["hm"]
    name = part["dm"] or part["md"] or part["ym"] or part["pm"]
    month = int(digits) if digits else _MONTHS[name.casefold().rstrip(".")] if name else None
    day = part["id"] or part["dd"] or part["mn"] or part["pd"]
    if part["hy"] and (int(part["hy"]) + 1) % 100 == int(part["hm"]):
        return ()  # '2010-11' is as well a season
    date = PartialDate(int(year) if year else None, month, int(day) if day else None)
    return (date,) if _exists(date) else ()


def _numeric(first: int, second: int, year: int, sign: str) -> tuple[PartialDate, ...]:
    """Read 'first/second/year'. With points the day comes first, as nobody writes months so."""
    ways = [(second, first)] if sign == "." else [(second, first), (first, second)]
    dates = [PartialDate(year, month, day) for month, day in ways]
    return tuple(dict.fromkeys(date for date in dates if _exists(date)))


def _exists(date: PartialDate) -> bool:
    if date.month is None or date.day is None:
        return date.month is None or 1 <= date.month <= 12
    if not (1 <= date.month <= 12 and 1 <= date.day <= _LONG[date.month - 1]):
        return False
    if date.month == 2 and date.day == 29 and date.year is not None:
        return date.year % 4 == 0 and (date.year % 100 != 0 or date.year % 400 == 0)
    return True
