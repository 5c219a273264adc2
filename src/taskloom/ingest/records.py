"""JSON lines and JSON arrays -> a table: one row a record, one column a key.

A record's objects are flattened one level deep ('address / city'), its lists of plain values become the parts
of a cell. Numbers keep the digits they are written with. A single object is `taskloom.ingest.keyed`'s.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from taskloom.ingest.errors import Refused
from taskloom.ingest.header import unit_of
from taskloom.ingest.plain_grid import CELL_WEIGHT, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, cell_of_text
from taskloom.ingest.plain_table import Tables, read_table
from taskloom.ingest.visible import folded
from taskloom.schema.document import Cell, Column, Row, Skipped, Table

__all__ = ["Value", "cell_of", "is_records", "parse_json", "read_records", "table_of"]

Value = str | bool | None | Mapping[str, "Value"] | Sequence["Value"]
"""A JSON value; numbers are strings, as written."""


def parse_json(text: str, repeated: list[str] | None = None) -> Value:
    """The value of a JSON text, numbers as written, 'NaN' and 'Infinity' as null.

    Of equal keys in one object the last holds; they are added to `repeated`. Raises Refused when it is not
    JSON or nested deeper than Python's stack.
    """

    def unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        found = dict(pairs)
        if repeated is not None and len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in found if keys.count(key) > 1)
        return found

    try:
        value = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=lambda _: None, object_pairs_hook=unique
        )
    except RecursionError:
        raise Refused("JSON nested too deeply; flatten it") from None
    except ValueError as error:
        raise Refused(f"not valid JSON: {error}") from None
    return cast("Value", value)


def read_records(text: str, *, lines: bool) -> Tables:
    """The table in JSON lines (`lines`) or in a JSON array of objects or of arrays.

    Lines that are not JSON are skipped and noted. Raises Refused when there are no records.
    """
    skipped: list[Skipped] = []
    if lines:
        records = _lines(text, skipped)
    else:
        value = parse_json(text)
        if isinstance(value, Mapping):
            # One object on one line, named as JSON lines.
            value = [value]
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise Refused("a single JSON value, no records")
        records = value
    if not records:
        raise Refused("no records")
    if all(isinstance(record, Mapping) for record in records):
        return table_of(cast("Sequence[Mapping[str, Value]]", records), 1, skipped=skipped)
    if all(isinstance(record, Sequence) and not isinstance(record, str) for record in records):
        rows = [[cell_of(value).text for value in cast("Sequence[Value]", record)] for record in records]
        table = read_table(rows)
        return table._replace(skipped=(*skipped, *table.skipped))
    raise Refused("a JSON array of mixed or plain values, no records")


def _lines(text: str, skipped: list[Skipped]) -> list[Value]:
    records: list[Value] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(records) > MOST_ROWS:
            skipped.append(Skipped(locator=f"line[{number}]", reason="more lines than are kept of one table"))
            break
        try:
            records.append(parse_json(line))
        except Refused as refused:
            skipped.append(Skipped(locator=f"line[{number}]", reason=str(refused)))
    return records


def is_records(value: Value) -> bool:
    """Whether a value is a list of two or more objects that share most of their keys."""
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) < 2:
        return False
    if not all(isinstance(record, Mapping) for record in value):
        return False
    records = cast("Sequence[Mapping[str, Value]]", value)
    keys = {key for record in records for key in record}
    return len(keys) <= MOST_COLUMNS and sum(map(len, records)) * 2 >= len(keys) * len(records)


def table_of(
    records: Sequence[Mapping[str, Value]],
    number: int,
    *,
    section: tuple[str, ...] = (),
    caption: str = "",
    skipped: Iterable[Skipped] = (),
) -> Tables:
    """The table of some records. The keys stand for a header, so the first record is row 2."""
    left_out = list(skipped)
    place = f"table[{number}]"
    names: dict[str, int] = {}
    kept: list[dict[str, Value]] = []
    weight = 0
    for index, record in enumerate(records):
        if index >= MOST_ROWS or weight > MOST_BYTES:
            reason = f"{len(records) - index:,} more records than are kept of one table"
            left_out.append(Skipped(locator=f"{place}/row[{index + 2}]", reason=reason))
            break
        flat = _flat(record)
        for name in flat:
            if len(names) < MOST_COLUMNS:
                names.setdefault(name, len(names))
        weight += sum(CELL_WEIGHT + (len(value) if isinstance(value, str) else 0) for value in flat.values())
        kept.append(flat)
    nested = [name for name in names if any(_is_nested(flat.get(name)) for flat in kept)]
    for name in nested:
        left_out.append(Skipped(locator=f"{place}/{name}", reason="nested more than one level deep"))
        del names[name]
    if not names or len(names) * len(kept) * CELL_WEIGHT > 2 * MOST_BYTES:
        reason = "no plain values" if not names else "records with too few keys in common"
        return Tables((), (*left_out, Skipped(locator=place, reason=reason)))
    cells: dict[str, Cell] = {}
    empty = Cell(text="")
    rows: list[Row] = []
    for index, flat in enumerate(kept):
        row: list[Cell] = []
        for name in names:
            value = flat.get(name)
            if isinstance(value, str) and value.isalnum():
                cell = cells.get(value)
                if cell is None:
                    cell = cells[value] = Cell(text=value)
            else:
                cell = empty if value is None else cell_of(value)
            row.append(cell)
        rows.append(Row(number=index + 2, cells=tuple(row)))
    columns = tuple(Column(name=folded(name), unit=unit_of(folded(name))) for name in names)
    table = Table(number=number, caption=caption, section=section, columns=columns, rows=tuple(rows))
    return Tables((table,), tuple(left_out))


def cell_of(value: Value) -> Cell:
    """A plain value, or a list of plain values, as a cell; nested ones show as ''."""
    if isinstance(value, str):
        return cell_of_text(value)
    if isinstance(value, bool):
        return Cell(text="true" if value else "false")
    if value is None or isinstance(value, Mapping):
        return Cell(text="")
    parts = tuple(filter(None, (cell_of(item).text for item in value if not _is_container(item))))
    return Cell(text="; ".join(parts), parts=parts if len(parts) > 1 else ())


def _flat(record: Mapping[str, Value]) -> dict[str, Value]:
    flat: dict[str, Value] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            for inner, inner_value in value.items():
                flat[f"{name} / {inner}"] = inner_value
        else:
            flat[name] = value
    return flat


def _is_container(value: Value) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))


def _is_nested(value: Value) -> bool:
    if isinstance(value, Mapping):
        return True
    if value is None or isinstance(value, (str, bool)):
        return False
    return any(_is_container(item) for item in value)
