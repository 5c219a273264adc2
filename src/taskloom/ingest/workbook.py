"""XLSX -> one table for each visible sheet, its cells as a person sees them.

Values are those stored with the formulas; nothing is computed. Dates are ISO, percentages and currencies as
formatted. Sizes are checked before anything is unpacked.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite
from typing import Protocol, cast

from taskloom.grade.unit import find_unit
from taskloom.ingest.errors import Refused
from taskloom.ingest.limits import in_force
from taskloom.ingest.plain_grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from taskloom.ingest.plain_table import Merge, Tables, read_table
from taskloom.schema.document import Box, Skipped, Table

__all__ = ["read_workbook", "shown"]

MOST_SHEETS = 200
LARGEST_SHEET = 24 << 20
"""Bytes of a sheet's unpacked XML; openpyxl holds many times that in memory."""

LARGEST_EXPANSION = 300
"""A part that grows by more than this when unpacked holds one thing repeated.

Real sheets grow up to 40-fold.
"""

MOST_MERGES = 20_000
_UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|hoja|foglio|blad|ark|list|munka)\s?\d*", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*)\"|\\(.)|\[\$([^\]-]*)[^\]]*\]")
_BRACKETS = re.compile(r"\[[^\]]*\]|_.|\*.")


class _Cell(Protocol):
    value: object
    number_format: str


class _Range(Protocol):
    min_row: int
    min_col: int
    max_row: int
    max_col: int


class _Ranges(Protocol):
    ranges: Iterable[_Range]


class _Sheet(Protocol):
    title: str
    sheet_state: str
    merged_cells: _Ranges
    _cells: Mapping[tuple[int, int], _Cell]


class _Workbook(Protocol):
    worksheets: list[_Sheet]


def read_workbook(data: bytes) -> Tables:
    """The tables of a workbook's visible sheets.

    Raises Refused when it is broken, locked or unpacks too large.
    """
    _check_sizes(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of each feature it does not keep when it writes; nothing is written here.
            warnings.simplefilter("ignore")
            workbook = cast("_Workbook", load_workbook(io.BytesIO(data), data_only=True, keep_links=False))
    except MemoryError:
        raise
    except Exception as error:
        # openpyxl lets through whatever its parts trip over, from KeyError to zlib.error.
        raise Refused(f"a broken workbook ({error}); open and save it again, or export it as CSV") from error
    blocks: list[Table | Box] = []
    skipped: list[Skipped] = []
    for number, sheet in enumerate(workbook.worksheets, 1):
        if sheet.sheet_state != "visible":
            skipped.append(Skipped(locator=f"table[{number}]", reason=f"the sheet {sheet.title!r} is hidden"))
            continue
        if number > MOST_SHEETS:
            reason = f"more than {MOST_SHEETS} sheets"
            skipped.append(Skipped(locator=f"table[{number}]", reason=reason))
            break
        found = _read_sheet(sheet, number, MOST_BYTES // min(8, len(workbook.worksheets)))
        blocks += found.blocks
        skipped += found.skipped
    return Tables(tuple(blocks), tuple(skipped))


def _check_sizes(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(f"a broken workbook ({error}); open and save it again, or export it as CSV") from None
    total = sum(member.file_size for member in members)
    if total > 2 * in_force().file_bytes:
        raise Refused(f"unpacks to {total:,} bytes; split the workbook or export its sheets as CSV")
    for member in members:
        grows = member.file_size > LARGEST_EXPANSION * max(1, member.compress_size)
        if member.file_size > LARGEST_SHEET or (grows and member.file_size > 1 << 20):
            raise Refused(f"{member.filename} unpacks to {member.file_size:,} bytes; export its sheets as CSV")


def _read_sheet(sheet: _Sheet, number: int, most_bytes: int) -> Tables:
    """The table of one sheet.

    Its stored cells are walked, not its extent, which one stray cell makes huge.
    """
    cells: dict[int, dict[int, str]] = {}
    width = 0
    for (row, column), cell in sheet._cells.items():  # pyright: ignore[reportPrivateUsage]
        text = shown(cell.value, cell.number_format)
        if text and column <= MOST_COLUMNS:
            cells.setdefault(row, {})[column] = text
            width = max(width, column)
    if not cells:
        return Tables((), (Skipped(locator=f"table[{number}]", reason=f"the sheet {sheet.title!r} is empty"),))
    last = min(max(cells), min(cells) + 4 * MOST_ROWS)
    rows = [
        [cells[row].get(column, "") for column in range(1, width + 1)] if row in cells else []
        for row in range(1, last + 1)
    ]
    merges = [
        Merge(merged.min_row - 1, merged.min_col - 1, merged.max_row - 1, merged.max_col - 1)
        for merged in list(sheet.merged_cells.ranges)[:MOST_MERGES]
        if merged.max_row - merged.min_row < len(rows)
    ]
    caption = "" if _UNNAMED.fullmatch(sheet.title) else sheet.title
    return read_table(rows, number=number, caption=caption, merges=merges, most_bytes=most_bytes)


def shown(value: object, number_format: str = "General") -> str:
    """A cell's value as text: numbers as their format shows them, dates and times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    if isinstance(value, datetime):
        plain = value.replace(microsecond=0)
        return plain.date().isoformat() if plain.time() == time(0) else plain.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _number(value: float, number_format: str) -> str:
    section = number_format.split(";", 1)[0]
    if section in ("General", "@", "") or "E+" in section or "?/" in section or not isfinite(value):
        return format(value, ".15g")
    bare = _BRACKETS.sub("", _QUOTED.sub("", section))
    digits = re.search(r"[#0?][#0?,. ]*", bare)
    if digits is None:
        return format(value, ".15g")
    literal = _BRACKETS.sub("", _QUOTED.sub(lambda found: found[1] or found[2] or found[3] or "", section))
    before, _, after = (part.strip() for part in literal.partition(digits[0]))
    own = {found[3] for found in _QUOTED.finditer(section) if found[3]}
    prefix = before if before in own or _is_currency(before) else ""
    suffix = after if after == "%" or after in own or _is_currency(after) else ""
    pattern = digits[0].rstrip()
    # Each comma at the end divides by a thousand, so what is shown would not be the value.
    if pattern.endswith(","):
        return format(value, ".15g")
    decimals = len(re.sub(r"[^0#?]", "", pattern.partition(".")[2]))
    shift = 2 if suffix == "%" and "%" in bare else 0
    figure = f"{_rounded(value, shift, decimals):{',' if ',' in pattern else ''}f}"
    if "#" in pattern.partition(".")[2] and "." in figure:
        figure = figure.rstrip("0").rstrip(".")
    ahead = " " if prefix[-1:].isalpha() or prefix.endswith(".") else ""
    spaced = " " if suffix not in ("", "%") else ""
    sign, figure = ("-", figure[1:]) if figure.startswith("-") else ("", figure)
    return f"{sign}{prefix}{ahead}{figure}{spaced}{suffix}"


def _is_currency(text: str) -> bool:
    unit = find_unit(text)
    return unit is not None and unit.kind == "money"


def _rounded(value: float, shift: int, decimals: int) -> Decimal:
    """The number times 10 to the `shift`, rounded as Excel does: by its 15 digits, a half away from zero."""
    shifted = Decimal(format(value, ".15g")).scaleb(shift)
    return shifted.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=1000))
