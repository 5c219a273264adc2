"""The header of a table: how many rows it takes, the names of the columns, and the units they state.

Readers mark header cells where the format does (HTML th). Where nothing in the whole grid is marked, the
contrast between words above and numbers below decides, and if there is none the table has no header.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from taskloom.ingest.raw import RawCell, Rows, origins
from taskloom.schema.document import Column

_DEEPEST = 6
_SAMPLE = 12
_NUMBER = re.compile(r"[-+−–±~<>≈]?\s*[$€£¥%]?\s*\d[\d\s.,'’:/]*(?:\s?(?:%|‰|[a-zA-Z]{1,3}\.?))?[*†‡^]?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[-–/]\s?\d{2,4})?[*†‡]?")
_PLACEHOLDER = re.compile(r"[-–—.…*?/\s]*|n\.?/?a\.?|none|nil|unknown", re.IGNORECASE)
_BRACKETED = re.compile(r"(?:^|\s)(?:\((?P<round>[^()]{1,24})\)|\[(?P<square>[^\[\]]{1,24})\])\s*$")
_AFTER_COMMA = re.compile(r",\s*(?:in\s+)?(?P<unit>[^\s,]{1,12}(?:\s[^\s,]{1,12})?)\s*$")
_IN = re.compile(r"\bin (?P<unit>(?:millions?|thousands?|billions?)(?: of [a-z$€£. ]{1,24})?|[a-z%$€£²³/]{1,12})\s*$")
_UNIT = re.compile(
    r"""(?:US|U\.S\.|C|CA|A|AU|NZ|HK|S)?[$€£¥₹%‰°′″]
    |[$€£¥]\s?(?:k|m|bn|mil(?:lion)?s?\.?|billions?|thousands?|'?000s?)
    |(?:US\s?|U\.S\.\s?)?(?:dollars?|euros?|pounds?|cents?|USD|EUR|GBP|JPY|CHF|SEK|NOK|DKK|CAD|AUD|INR)
    |(?:USD|EUR|GBP|US\$|U\.S\.\$|€|\$|£)\s?(?:millions?|billions?|thousands?|mln|mn|bn|m|k)
    |[kKcmMµμnhdGT]?(?:m|g|l|L|W|Wh|Hz|V|A|J|Pa|B|b|t|ha)[²³23]?(?:/[a-zµ]{1,6}[²³23]?)?
    |mm|cm|dm|km|mi|miles?|yd|yds|yards?|ft|feet|in|inch(?:es)?|sq\.?\s?(?:km|mi|ft|m)|(?:km|mi|m|cm|ft)[²³23]?
    |kg|mg|µg|lb|lbs|pounds|oz|st|tons?|tonnes?|MW|kW|GW|TWh|kWh|GWh
    |s|sec(?:onds?|s)?|min(?:utes?|s)?|h|hrs?|hours?|days?|weeks?|months?|years?|yrs?|ms
    |°\s?[CFK]|[CK]|km/h|kph|mph|m/s|mm/y(?:ea)?r|rpm|ppm|ppb|dB|cal|kcal|hp|bhp|kHz|MHz|GHz
    |per\s?cent|percent(?:age)?|percentage\ points?|pct\.?|pp|points?
    |(?:in\s)?(?:millions?|thousands?|billions?|mil\.?|mln|mn|bn|'?000s?|000)(?:\s(?:of\s)?[A-Za-z$€£.]{1,12}){0,2}
    |(?:per|/)\s?[\d, ]*(?:[a-z²]{1,12})(?:\s[a-z]{1,12})?
    |per\ [\d,. ]+(?:\s?[a-z]{1,12}){0,2}""",
    re.VERBOSE,
)


def is_header_row(row: list[RawCell]) -> bool:
    """Whether every cell that holds text is marked as a header, and there are at least two of them."""
    filled = [raw for raw in origins(row) if raw.cell.text]
    return len(filled) >= 2 and all(raw.cell.header for raw in filled)


def is_header_again(row: list[RawCell]) -> bool:
    """Whether a row among the data is a header row: marked so, and without figures other than years."""
    figures = (raw.cell.text for raw in row if looks_numeric(raw.cell.text))
    return is_header_row(row) and all(_YEAR.fullmatch(text) for text in figures)


def header_height(rows: Rows) -> int:
    """How many of the leading rows are the header; 0 if there is none. Captions are gone already."""
    if not rows:
        return 0
    if any(raw.cell.header for row in rows for raw in row):
        return _marked_height(rows)
    return _contrasting_height(rows)


def name_columns(rows: Rows, width: int) -> list[Column]:
    """The columns named by the header rows, joined from the outermost in with ' / '."""
    texts = [_filled_right(row) for row in rows[:-1]] + [[raw.cell.text for raw in row] for row in rows[-1:]]
    names = [_joined([row[column] for row in texts]) for column in range(width)]
    return [Column(name=name, unit=unit_of(name)) for name in names]


def unit_of(name: str) -> str | None:
    """The unit a header states: 'Length (km)' -> 'km', 'Purse, $' -> '$', 'Share %' -> '%'; None if none."""
    last = name.rsplit(" / ", 1)[-1]
    bracketed = _BRACKETED.search(last)
    if bracketed:
        return _as_unit(bracketed["round"] or bracketed["square"])
    for pattern in (_AFTER_COMMA, _IN):
        found = pattern.search(last)
        if found:
            return _as_unit(found["unit"])
    words = last.split()
    if len(words) > 1 and words[-1] in {"$", "€", "£", "¥", "%", "‰", "US$", "km", "kg", "km²", "mi²", "°C"}:
        return words[-1]
    if last in {"%", "$", "€", "£", "km", "kg", "km²"}:
        return last
    return None


def looks_numeric(text: str) -> bool:
    """Whether a cell's text is a figure: a number with a sign, a currency or a short unit at most."""
    return _NUMBER.fullmatch(text) is not None


def _as_unit(text: str) -> str | None:
    text = text.strip()
    return text if _UNIT.fullmatch(text) else None


def _filled_right(row: list[RawCell]) -> list[str]:
    """The texts of an upper header row; without spans a name holds for the blanks after it.

    The last name holds for no more columns than the others do, where those agree.
    """
    texts = [raw.cell.text for raw in row]
    starts = [column for column, text in enumerate(texts) if text]
    if any(raw.column_span > 1 for raw in row) or len(starts) < 2:
        return texts
    sizes = {after - before for before, after in pairwise(starts)}
    last = sizes.pop() if len(sizes) == 1 else len(texts)
    for start, end in pairwise([*starts, min(len(texts), starts[-1] + last)]):
        texts[start:end] = [texts[start]] * (end - start)
    return texts


def _joined(texts: list[str]) -> str:
    distinct: list[str] = []
    for text in texts:
        if text and (not distinct or distinct[-1] != text):
            distinct.append(text)
    return " / ".join(distinct)


def _marked_height(rows: Rows) -> int:
    if len(rows) == 1:
        return int(is_header_row(rows[0]))
    height = 0
    while height < min(_DEEPEST, len(rows) - 1):
        row = rows[height]
        if height and not is_header_row(row) and not _continues(row, rows[height - 1]):
            break
        if not height and not _is_mostly_marked(row) and not _is_above_header(row, rows[1]):
            break
        height += 1
    return height


def _is_mostly_marked(row: list[RawCell]) -> bool:
    """Whether the first row is a header although its author forgot to mark a cell or two."""
    filled = [raw for raw in origins(row) if raw.cell.text]
    unmarked = [raw for raw in filled if not raw.cell.header]
    if any(looks_numeric(raw.cell.text) for raw in unmarked):
        return False
    return len(filled) >= 2 and 4 * len(unmarked) <= len(filled)


def _is_above_header(row: list[RawCell], below: list[RawCell]) -> bool:
    """Whether the first row names some columns together that the header row below names one by one."""
    filled = [raw for raw in origins(row) if raw.cell.text]
    return bool(filled) and all(raw.cell.header for raw in filled) and is_header_row(below)


def _continues(row: list[RawCell], above: list[RawCell]) -> bool:
    """Whether a row belongs to the header above: it divides what that spans, or holds nothing."""
    own = [cell for cell, upper in zip(row, above, strict=True) if cell is not upper]
    if len(own) == len(row):
        return False
    return _is_under(row, above) or not any(cell.cell.text and not cell.cell.header for cell in own)


def _is_under(row: list[RawCell], above: list[RawCell]) -> bool:
    """Whether each cell of a row reaches down from the header row above or lies under a wide one."""
    return all(
        cell is upper or (upper.column_span > 1 and not looks_numeric(cell.cell.text))
        for cell, upper in zip(row, above, strict=True)
    )


def _contrasting_height(rows: Rows) -> int:
    texts = [[raw.cell.text for raw in row] for row in rows[: _DEEPEST + _SAMPLE]]
    return _height_above_figures(texts, _has_figure) or _height_above_figures(texts, _has_figure_or_year)


def _height_above_figures(texts: list[list[str]], is_data: Callable[[list[str]], bool]) -> int:
    """The rows above the data, if in some column they are words and the rows below mostly figures."""
    height = next((index for index, row in enumerate(texts) if is_data(row)), None)
    if not height or height > _DEEPEST:
        return 0
    names = texts[height - 1]
    if sum(1 for name in names if name) < max(2, len(names) - 1):
        return 0
    body = texts[height : height + _SAMPLE]
    for column, name in enumerate(names):
        values = [row[column] for row in body if row[column] and not _PLACEHOLDER.fullmatch(row[column])]
        if name and values and 2 * sum(map(looks_numeric, values)) > len(values):
            return height
    return 0


def _has_figure(row: list[str]) -> bool:
    return any(looks_numeric(text) and not _YEAR.fullmatch(text) for text in row)


def _has_figure_or_year(row: list[str]) -> bool:
    return _has_figure(row) or sum(1 for text in row if _YEAR.fullmatch(text)) == 1
