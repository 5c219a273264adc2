"""A JSON object -> a document of one box: each plain value an entry, its keys the groups it stands under.

Lists of like records inside it become tables. A JSON array, at the top, is read as records
(`taskloom.ingest.records`). What a value says is read by `taskloom.ingest.keyed_value`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from taskloom.ingest.encoding import decode
from taskloom.ingest.errors import Refused
from taskloom.ingest.header import looks_numeric
from taskloom.ingest.keyed_title import name_in
from taskloom.ingest.keyed_value import is_note, plain_note, read_value
from taskloom.ingest.language import detect
from taskloom.ingest.naming import Readme, is_aside, name_of, siblings_of
from taskloom.ingest.plain_grid import LONGEST_CELL
from taskloom.ingest.plain_table import Tables, read_table
from taskloom.ingest.records import Value, cell_of, is_records, parse_json, read_records, table_of
from taskloom.ingest.source import Source
from taskloom.ingest.tabular import document_of
from taskloom.ingest.visible import folded
from taskloom.schema.document import Box, Document, Entry, Skipped, Table

__all__ = ["read"]

DEEPEST = 64
"""Levels of nesting that are read."""

MOST_ENTRIES = 50_000
_TEXT_KEYS = frozenset({"text", "value", "#text", "_text", "_value", "@value"})
_UNIT_KEYS = frozenset({"unit", "units", "uom"})
_LABEL_KEYS = ("name", "title", "label", "id", "key")


def read(source: Source) -> Document:
    """The document in a JSON file; raises Refused when it is no JSON, too deep, or holds no value."""
    decoded = decode(source.data, source.charset)
    repeated: list[str] = []
    value = parse_json(decoded.text, repeated)
    if not isinstance(value, Mapping):
        if is_records(value) or _is_grid(value):
            return document_of(source, read_records(decoded.text, lines=False)._replace(encoding=decoded.encoding))
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise Refused("a single JSON value; nothing to ask about")
        value = {"": value}
    walk = _Walk()
    walk.object(value, (), "", 0)
    walk.skipped += [
        Skipped(locator=f"key {name!r}", reason="given more than once in one object; the last one is kept")
        for name in dict.fromkeys(repeated)
    ]
    if not walk.entries and not walk.tables:
        raise Refused("a JSON object without plain values")
    return _document(source, walk, decoded.encoding)


def _document(source: Source, walk: "_Walk", encoding: str) -> Document:
    readme = Readme.read(source.readme) if source.readme else None
    siblings = siblings_of(source)
    own = name_in(walk.entries)
    named = name_of(source, readme, siblings)
    box = (Box(entries=tuple(walk.entries)),) if walk.entries else ()
    sample = (text for entry in walk.entries[:400] for text in (entry.label, entry.value.text))
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="table",
        title=own.title if own else named.title,
        title_from="field" if own else named.title_from,
        names=own.names if own else named.names,
        blocks=(*box, *walk.tables),
        language=detect(" ".join(sample)),
        encoding=encoding,
        description=readme.note(source.path.name, (), siblings).description if readme else "",
        skipped=tuple(walk.skipped),
        aside=is_aside(source.path),
    )


@dataclass(slots=True)
class _Walk:
    """Collects the entries and tables of one object."""

    entries: list[Entry] = field(default_factory=list[Entry])
    tables: list[Table | Box] = field(default_factory=list[Table | Box])
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    numbers: int = 0

    def object(self, value: Mapping[str, Value], group: tuple[str, ...], pointer: str, depth: int) -> None:
        """Reads an object's keys; a remark among them goes to every entry under the object."""
        first = len(self.entries)
        notes: list[tuple[str, str, str]] = []
        if _is_columns(value):
            records = _records_of(cast("Mapping[str, Sequence[Value]]", value))
            self._table(table_of(records, self.numbers + 1, section=group))
            return
        for key, inner in value.items():
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            note = _note_of(key, inner)
            if note:
                notes.append((key, place, note))
            else:
                self._value(folded(key), inner, group, place, depth)
        if not notes:
            return
        if len(self.entries) == first:
            # Nothing but a remark: it is what the object says.
            self._add(group[-1] if group else notes[0][0], notes[0][2], group[:-1], notes[0][1], "")
            return
        remark = " ".join(note for _, _, note in notes)
        for index in range(first, len(self.entries)):
            entry = self.entries[index]
            self.entries[index] = entry.model_copy(update={"note": f"{entry.note} {remark}".strip()})

    def _value(self, label: str, value: Value, group: tuple[str, ...], place: str, depth: int) -> None:
        if depth > DEEPEST:
            self.skipped.append(Skipped(locator=place, reason=f"nested more than {DEEPEST} levels deep"))
        elif isinstance(value, Mapping):
            leaf = _leaf_of(value)
            if leaf is not None:
                self._add(label, leaf.value, group, place, leaf.note)
            else:
                self._object_with_text(label, value, group, place, depth)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            self._list(label, value, group, place, depth)
        elif value is not None:
            self._add(label, value, group, place, "")

    def _object_with_text(
        self, label: str, value: Mapping[str, Value], group: tuple[str, ...], place: str, depth: int
    ) -> None:
        """An object's own text, if it has one beside its other keys, then those."""
        own = {key: inner for key, inner in value.items() if key in ("text", "#text") and isinstance(inner, str)}
        for key, inner in own.items():
            self._add(label, inner, group, f"{place}/{key}", "")
        rest = {key: inner for key, inner in value.items() if key not in own}
        self.object(rest, (*group, label) if label else group, place, depth + 1)

    def _list(self, label: str, value: Sequence[Value], group: tuple[str, ...], place: str, depth: int) -> None:
        section = (*group, label) if label else group
        if is_records(value):
            records = cast("Sequence[Mapping[str, Value]]", value)
            self._table(table_of(records, self.numbers + 1, section=section))
        elif _is_grid(value):
            rows = [[cell_of(item).text for item in cast("Sequence[Value]", row)] for row in value]
            self._table(read_table(rows, number=self.numbers + 1))
        elif any(
            isinstance(item, Mapping) or (isinstance(item, Sequence) and not isinstance(item, str)) for item in value
        ):
            for index, item in enumerate(value):
                name = _label_of(item) or str(index + 1)
                self._value(name, item, section, f"{place}/{index}", depth + 1)
        else:
            cell = cell_of(value)
            if cell.text:
                self._entry(Entry(label=label, group=group, value=cell, locator=place))

    def _table(self, tables: Tables) -> None:
        self.numbers += 1
        self.tables += tables.blocks
        self.skipped += tables.skipped

    def _add(self, label: str, value: Value, group: tuple[str, ...], place: str, note: str) -> None:
        if not isinstance(value, str):
            cell = cell_of(value)
            if cell.text:
                self._entry(Entry(label=label, group=group, value=cell, locator=place, note=note))
            return
        if len(value) > 4 * LONGEST_CELL:
            reason = f"{len(value):,} characters, of which the first {4 * LONGEST_CELL:,} are kept"
            self.skipped.append(Skipped(locator=place, reason=reason))
            value = value[: 4 * LONGEST_CELL]
        for reading in read_value(label, value):
            remark = f"{reading.note} {note}".strip()
            if reading.label:
                under, at = (*group, label) if label else group, f"{place}#{reading.label}"
                entry = Entry(label=reading.label, group=under, value=reading.value, locator=at, note=remark)
            else:
                entry = Entry(label=label, group=group, value=reading.value, locator=place, note=remark)
            self._entry(entry)

    def _entry(self, entry: Entry) -> None:
        if len(self.entries) < MOST_ENTRIES:
            self.entries.append(entry)
        elif not self.skipped or self.skipped[-1].reason != _TOO_MANY:
            self.skipped.append(Skipped(locator=entry.locator, reason=_TOO_MANY))


_TOO_MANY = f"more than {MOST_ENTRIES:,} entries"


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: Value
    note: str


def _leaf_of(value: Mapping[str, Value]) -> _Leaf | None:
    """An object that only wraps a value: {'text': …, 'note': …}, {'value': …, 'unit': …}; None for others."""
    texts = [key for key in value if key.lower() in _TEXT_KEYS]
    if len(texts) != 1:
        return None
    inner = value[texts[0]]
    if isinstance(inner, Mapping) or (
        not isinstance(inner, (str, bool)) and inner is not None and not _is_plain(inner)
    ):
        return None
    notes: list[str] = []
    for key, other in value.items():
        if key == texts[0]:
            continue
        if key.lower() in _UNIT_KEYS and isinstance(other, str) and isinstance(inner, str):
            inner = f"{inner} {other}".strip()
        elif (note := _note_of(key, other)) is not None:
            notes.append(note)
        else:
            return None
    return _Leaf(inner, " ".join(filter(None, notes)))


def _note_of(key: str, value: Value) -> str | None:
    """The remark under a key that names one ('note': '…', 'note': {'text': '…'}); None for any other key."""
    if not is_note(key):
        return None
    if isinstance(value, Mapping):
        leaf = _leaf_of(value)
        value = leaf.value if leaf is not None else value
    if isinstance(value, str):
        return plain_note(value)
    if isinstance(value, Sequence) and _is_plain(value):
        return " ".join(plain_note(item) for item in value if isinstance(item, str))
    return None


def _is_plain(value: Sequence[Value]) -> bool:
    return not any(
        isinstance(item, Mapping) or (isinstance(item, Sequence) and not isinstance(item, str)) for item in value
    )


def _label_of(item: Value) -> str:
    """What an object in a list calls itself; '' when it does not."""
    if not isinstance(item, Mapping):
        return ""
    found = next((item[key] for key in _LABEL_KEYS if isinstance(item.get(key), str)), "")
    return folded(found) if isinstance(found, str) else ""


def _is_grid(value: Value) -> bool:
    """Whether a value is a list of two or more equally long lists of plain values."""
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) < 2:
        return False
    rows = [row for row in value if isinstance(row, Sequence) and not isinstance(row, str)]
    if len(rows) < len(value) or len(rows[0]) < 2:
        return False
    return all(len(row) == len(rows[0]) and _is_plain(row) for row in rows)


def _is_columns(value: Mapping[str, Value]) -> bool:
    """Whether an object holds a table by columns: two or more lists of plain values, all equally long."""
    columns = [column for column in value.values() if isinstance(column, Sequence) and not isinstance(column, str)]
    if len(columns) < 2 or len(columns) < len(value) or len(columns[0]) < 3:
        return False
    if not all(len(column) == len(columns[0]) and _is_plain(column) for column in columns):
        return False
    # Lists of words that are equally long may have nothing to do with each other.
    return any(all(isinstance(item, str) and looks_numeric(item) for item in column) for column in columns)


def _records_of(columns: Mapping[str, Sequence[Value]]) -> list[Mapping[str, Value]]:
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
