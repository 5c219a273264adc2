"""Parquet -> a table: the columns as typed, their values as a person writes them."""

import io
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, cast

from taskloom.ingest.errors import Refused
from taskloom.ingest.limits import in_force
from taskloom.ingest.plain_grid import CELL_WEIGHT, MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from taskloom.ingest.plain_table import Tables
from taskloom.ingest.records import Value, table_of
from taskloom.schema.document import Skipped

__all__ = ["read_parquet"]

_WIDTHS = {"float": "f", "halffloat": "e"}
"""The types narrower than a double, as `struct` has them."""


class _Batch(Protocol):
    def to_pylist(self) -> list[dict[str, object]]: ...


class _Batches(Protocol):
    def __iter__(self) -> "_Batches": ...

    def __next__(self) -> _Batch: ...


class _RowGroup(Protocol):
    total_byte_size: int


class _Metadata(Protocol):
    num_rows: int
    num_columns: int
    num_row_groups: int

    def row_group(self, index: int) -> _RowGroup: ...


class _Type(Protocol):
    num_fields: int

    def field(self, index: int) -> "_Field": ...


class _Field(Protocol):
    name: str
    type: _Type


class _File(Protocol):
    metadata: _Metadata
    schema_arrow: Sequence[_Field]

    def iter_batches(self, batch_size: int) -> _Batches: ...


def read_parquet(data: bytes) -> Tables:
    """The table in a Parquet file, its first rows only if it is long.

    Raises Refused when it cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        file = cast("_File", pq.ParquetFile(io.BytesIO(data)))
        metadata = file.metadata
        if metadata.num_columns > MOST_COLUMNS:
            raise Refused(f"{metadata.num_columns:,} columns, more than the {MOST_COLUMNS:,} that are read")
        largest = max((metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)), default=0)
        if largest > 4 * in_force().file_bytes:
            raise Refused("a row group too large to read; write the file with smaller row groups")
        most = max(1, min(MOST_ROWS, MOST_BYTES // (CELL_WEIGHT * max(1, metadata.num_columns))))
        types = {field.name: field.type for field in file.schema_arrow}
        records: list[dict[str, Value]] = []
        for batch in file.iter_batches(batch_size=min(most, 4096)):
            records += [_record(row, types) for row in batch.to_pylist()]
            if len(records) >= most:
                break
    except (OSError, ValueError, OverflowError, NotImplementedError) as error:
        raise Refused(f"a broken Parquet file: {error}") from None
    if not records:
        raise Refused("no rows")
    skipped: list[Skipped] = []
    if metadata.num_rows > most:
        reason = f"{metadata.num_rows - most:,} more rows than are kept of one table"
        skipped.append(Skipped(locator=f"table[1]/row[{most + 2}]", reason=reason))
    return table_of(records[:most], 1, skipped=skipped)


def _record(row: Mapping[str, object], types: Mapping[str, _Type]) -> dict[str, Value]:
    return {name: _value(value, types[name]) for name, value in row.items()}


def _value(value: object, kind: _Type) -> Value:
    """A value as JSON has it, numbers and dates as texts; bytes are nothing to read."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, float):
        return None if value != value else _number(value, _WIDTHS.get(str(kind), "d"))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return None
    inner = [kind.field(at).type for at in range(kind.num_fields)] or [kind]
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {str(name): _value(part, inner[at % len(inner)]) for at, (name, part) in enumerate(pairs)}
    if isinstance(value, Sequence):
        return [_value(part, inner[0]) for part in cast("Sequence[object]", value)]
    return str(value)


def _number(value: float, width: str) -> str:
    """The shortest decimal that is this number in its column's width: 4.4, which as a double is 4.40000009536743."""
    if width != "d" and not value.is_integer():
        for digits in range(1, 10):
            shorter = float(format(value, f".{digits}g"))
            if struct.unpack(width, struct.pack(width, shorter))[0] == value:
                value = shorter
                break
    return format(value, ".15g")
