"""Data files -> a document of tables: CSV, TSV, XLSX, Parquet, JSON lines and arrays of records.

Chooses the reader of the format, then names the document and its columns by the README beside it. One table
each; a workbook gives one for each sheet. Of a long table the first `plain_grid.MOST_ROWS` rows are kept, and
the rest is noted in `Document.skipped`. JSON objects are `taskloom.ingest.keyed`'s.
"""

from collections.abc import Iterator, Mapping, Sequence

from taskloom.ingest.delimited import read_rows
from taskloom.ingest.encoding import decode
from taskloom.ingest.errors import Refused
from taskloom.ingest.language import detect
from taskloom.ingest.media import JSON, JSON_LINES, TSV
from taskloom.ingest.naming import Readme, is_aside, name_of, siblings_of
from taskloom.ingest.plain_table import Tables, read_table
from taskloom.ingest.readme import column_key
from taskloom.ingest.records import read_records
from taskloom.ingest.signature import PARQUET, XLSX
from taskloom.ingest.source import Source
from taskloom.schema.document import Box, Document, Table

__all__ = ["document_of", "read"]

_RECORDS = (JSON, JSON_LINES)


def read(source: Source) -> Document:
    """The document in a data file; raises Refused when no table can be read."""
    return document_of(source, _tables(source))


def document_of(source: Source, tables: Tables) -> Document:
    """The document of the tables in `source`, named and described by the README beside it."""
    if not tables.blocks:
        reason = tables.skipped[0].reason if tables.skipped else "empty"
        raise Refused(f"no table of data: {reason}")
    readme = Readme.read(source.readme) if source.readme else None
    siblings = siblings_of(source)
    named = name_of(source, readme, siblings)
    columns = [column.name for block in tables.blocks if isinstance(block, Table) for column in block.columns]
    note = readme.note(source.path.name, columns, siblings) if readme else None
    blocks = [
        _described(block, note.columns) if note and isinstance(block, Table) else block for block in tables.blocks
    ]
    description = note.description if note else ""
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="table",
        title=named.title,
        title_from=named.title_from,
        names=named.names,
        blocks=tuple(blocks),
        language=detect(" ".join((named.title, description, *_words(blocks)))),
        encoding=tables.encoding,
        description=description,
        skipped=tables.skipped,
        aside=is_aside(source.path),
    )


def _tables(source: Source) -> Tables:
    if source.media_type == XLSX:
        from taskloom.ingest.workbook import read_workbook

        return read_workbook(source.data)
    if source.media_type == PARQUET:
        from taskloom.ingest.parquet import read_parquet

        return read_parquet(source.data)
    decoded = decode(source.data, source.charset)
    if source.media_type in _RECORDS:
        return read_records(decoded.text, lines=source.media_type == JSON_LINES)._replace(encoding=decoded.encoding)
    rows = read_rows(decoded.text, tabs=source.media_type == TSV)
    return read_table(rows.rows, notes=rows.comments)._replace(encoding=decoded.encoding)


def _described(table: Table, meanings: Mapping[str, str]) -> Table:
    """The table with the columns that the README explains.

    A column of several header rows goes by its last name too.
    """
    columns = tuple(
        column.model_copy(update={"description": meaning}) if (meaning := _meaning(column.name, meanings)) else column
        for column in table.columns
    )
    return table.model_copy(update={"columns": columns})


def _meaning(name: str, meanings: Mapping[str, str]) -> str | None:
    return meanings.get(column_key(name)) or meanings.get(column_key(name.rsplit(" / ", 1)[-1]))


def _words(blocks: Sequence[Table | Box]) -> Iterator[str]:
    """Texts to tell the language by: headers and what is longer than a name; names tell nothing."""
    for block in blocks[:5]:
        if isinstance(block, Box):
            yield from (text for entry in block.entries[:200] for text in (entry.label, entry.value.text))
            continue
        yield from (column.name.replace("_", " ") for column in block.columns)
        yield from (column.description for column in block.columns if column.description)
        yield from (cell.text for row in block.rows[:100] for cell in row.cells if cell.text.count(" ") > 3)
