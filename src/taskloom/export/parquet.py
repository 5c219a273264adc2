"""A Parquet file written row by row, in constant memory, with columns declared as plain values.

A JSON column takes any JSON value and gives that very value back, where a struct would fill what is absent
with nulls and a chat template would then show the nulls.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol, cast

from pydantic import JsonValue

from taskloom.export.selection import Row

ROWS = 256
"""Rows of a row group, and the most that are held in memory."""

Column = Literal["text", "whole", "fraction", "flag", "json"] | list["Column"] | Mapping[str, "Column"]
"""A scalar, any JSON value, a list of one column's values, or a struct with these fields."""

Columns = Mapping[str, Column]


class _Type(Protocol):
    """An Arrow type."""


class _Table(Protocol):
    def cast(self, schema: _Type) -> _Table: ...


class _Writer(Protocol):
    def write_table(self, table: _Table) -> None: ...

    def close(self) -> None: ...


class _Arrow(Protocol):
    """The part of pyarrow that is used here; it has no types of its own."""

    def string(self) -> _Type: ...

    def int64(self) -> _Type: ...

    def float64(self) -> _Type: ...

    def bool_(self) -> _Type: ...

    def json_(self) -> _Type: ...

    def list_(self, item: _Type) -> _Type: ...

    def struct(self, fields: list[tuple[str, _Type]]) -> _Type: ...

    def schema(self, fields: list[tuple[str, _Type]]) -> _Type: ...

    def table(self, columns: Mapping[str, list[JsonValue]], schema: _Type) -> _Table: ...


class ParquetFile:
    """A file that is being written."""

    def __init__(self, file: Path, columns: Columns) -> None:
        import pyarrow
        import pyarrow.parquet as pq

        self._columns = columns
        self._arrow = cast("_Arrow", pyarrow)
        self._schema = self._schema_of(json_as_text=False)
        self._plain = self._schema_of(json_as_text=True)
        self._file = cast("_Writer", pq.ParquetWriter(file, self._schema))
        self._waiting: list[Row] = []

    def write(self, row: Row) -> None:
        """Write it, with the rows around it. A column that the row has not is null."""
        self._waiting.append(row)
        if len(self._waiting) == ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._waiting:
            values = {
                name: [_plain(row.get(name), column) for row in self._waiting] for name, column in self._columns.items()
            }
            # Arrow makes no JSON array out of texts, but reads an array of texts as one.
            self._file.write_table(self._arrow.table(values, self._plain).cast(self._schema))
            self._waiting.clear()

    def _schema_of(self, *, json_as_text: bool) -> _Type:
        arrow = self._arrow
        scalars = {
            "text": arrow.string(),
            "whole": arrow.int64(),
            "fraction": arrow.float64(),
            "flag": arrow.bool_(),
            "json": arrow.string() if json_as_text else arrow.json_(),
        }

        def type_of(column: Column) -> _Type:
            if isinstance(column, str):
                return scalars[column]
            if isinstance(column, list):
                return arrow.list_(type_of(column[0]))
            return arrow.struct([(name, type_of(field)) for name, field in column.items()])

        return arrow.schema([(name, type_of(column)) for name, column in self._columns.items()])


def _plain(value: JsonValue, column: Column) -> JsonValue:
    """A value with its JSON parts as texts."""
    if value is None:
        return None
    if column == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if isinstance(column, list):
        return [_plain(item, column[0]) for item in cast("list[JsonValue]", value)]
    return value
