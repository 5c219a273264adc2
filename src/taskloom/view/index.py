"""The viewer's own index over a run's results, so that lists filter, count and sort at once at any size.

It holds nothing that is not in `run.sqlite`, lies in `RUN/view` and may be deleted at any time. `sync` brings it up
with the record: what is new or changed since is read, nothing else. What rows mean to a reader is `run`'s.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypedDict, cast

from taskloom.corpus.words import analyzer, query_words
from taskloom.store import Store
from taskloom.view.entry import JOIN, SEVERAL, SORT_FIELDS, UNKNOWN, VERSION, WORDS, Status, entry, marks, rows, schema
from taskloom.view.filters import PAGE, Filters

if TYPE_CHECKING:
    import tantivy

_HEAP = 30_000_000
_BATCH = 4_000
_COUNTS_KEPT = 64
OnIndexed = Callable[[int, int], None]
"""Called with how many rows are in, and how many there are."""


class Listed(NamedTuple):
    """A page of a list: rowids of the record, in order, and how many match in all."""

    rows: tuple[int, ...]
    total: int


class _Hits(Protocol):
    @property
    def hits(self) -> list[tuple[object, tantivy.DocAddress]]: ...
    @property
    def count(self) -> int | None: ...


class _Searcher(Protocol):
    """What is used of tantivy's searcher, whose stub leaves out counts and the shape of aggregations."""

    @property
    def num_docs(self) -> int: ...
    def search(
        self,
        query: tantivy.Query,
        limit: int,
        count: bool = True,
        order_by_field: str | None = None,
        offset: int = 0,
        order: tantivy.Order = ...,
    ) -> _Hits: ...
    def aggregate(self, query: tantivy.Query, agg: Mapping[str, object]) -> _Aggregated: ...
    def fast_field_values(self, field_name: str, doc_addresses: list[tantivy.DocAddress]) -> list[int]: ...
    def terms_with_prefix(self, field_name: str, prefix: str, *, limit: int) -> list[tuple[str, int]]: ...


class TaskIndex:
    """The index of one run. One thread syncs; any number of threads read."""

    def __init__(self, run: Path) -> None:
        """Open `run/view`, made when it is not there; where it cannot be written, a temporary folder serves."""
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._index = self._open(run / "view" / VERSION)
        self._sets: dict[str, tuple[str, ...]] = {}
        self._counted: dict[tuple[object, ...], dict[str, dict[str, int]]] = {}
        self._searcher = self._searching()
        self._marks = self._read_marks()

    def close(self) -> None:
        """Remove the temporary folder, if there is one."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def sync(self, store: Store, on_indexed: OnIndexed) -> bool:
        """Read what is new, changed or gone in the record; returns whether anything was."""
        current = dict(marks(store))
        changed = [row for row, mark in current.items() if self._marks.get(row) != mark]
        gone = [row for row in self._marks if row not in current]
        if not changed and not gone:
            return False
        writer = self._index.writer(_HEAP, 1)
        try:
            for row in gone:
                writer.delete_documents_by_term("row", row)
                del self._marks[row]
            done = len(current) - len(changed)
            for start in range(0, max(len(changed), 1), _BATCH):
                batch = changed[start : start + _BATCH]
                for row in rows(store, batch):
                    if row.number in self._marks:
                        writer.delete_documents_by_term("row", row.number)
                    writer.add_document(entry(row, current[row.number]))
                writer.commit()
                self._marks.update((row, current[row]) for row in batch)
                self._searcher = self._searching()
                done += len(batch)
                on_indexed(done, len(current))
        finally:
            writer.wait_merging_threads()
        self._searcher = self._searching()
        return True

    def __len__(self) -> int:
        """Rows that are in."""
        return len(self._marks)

    def find(
        self, status: Status, filters: Filters, *, only: Iterable[str] | None = None, but: Iterable[str] = ()
    ) -> Listed:
        """A page of the records that match; `only` and `but` name tasks to keep and to leave out."""
        return self.slice(status, filters, (filters.page - 1) * PAGE, PAGE, only=only, but=but)

    def slice(
        self,
        status: Status,
        filters: Filters,
        start: int,
        count: int,
        *,
        only: Iterable[str] | None = None,
        but: Iterable[str] = (),
    ) -> Listed:
        """The same for any stretch of the list."""
        from tantivy import Order

        searcher = self._searcher
        if searcher.num_docs == 0:
            return Listed((), 0)
        order = Order.Desc if filters.descending else Order.Asc
        found = searcher.search(
            self._query(status, filters, only, but),
            count,
            offset=start,
            order_by_field=SORT_FIELDS[filters.sort],
            order=order,
        )
        addresses = [address for _, address in found.hits]
        rows = searcher.fast_field_values("row", addresses) if addresses else []
        return Listed(tuple(rows), found.count or 0)

    def counts(
        self,
        status: Status,
        filters: Filters,
        facets: Iterable[str],
        *,
        only: Iterable[str] | None = None,
        but: Iterable[str] = (),
    ) -> dict[str, dict[str, int]]:
        """How many match with each value of each facet; a facet's own filter does not narrow its counts."""
        named = tuple(facets)
        kept, left_out = None if only is None else tuple(only), tuple(but)
        key = (status, filters.text, filters.chosen, named, kept, left_out)
        held = self._counted
        found = held.get(key)
        if found is None:
            found = self._counts(status, filters, named, kept, left_out)
            if len(held) >= _COUNTS_KEPT:
                held.clear()
            held[key] = found
        return found

    def _counts(
        self,
        status: Status,
        filters: Filters,
        named: Sequence[str],
        only: Iterable[str] | None,
        but: Iterable[str],
    ) -> dict[str, dict[str, int]]:
        chosen = {name for name, _ in filters.chosen}
        free = [name for name in named if name not in chosen]
        found = self._terms(self._query(status, filters, only, but), free)
        for name in named:
            if name in chosen:
                found |= self._terms(self._query(status, filters.without(name), only, but), [name])
        return {name: found.get(name, {}) for name in named}

    def cross(self, status: Status, outer: str, inner: str) -> dict[str, dict[str, int]]:
        """How many records there are for each pair of values of two facets."""
        if self._searcher.num_docs == 0:
            return {}
        shape = {"outer": {**_terms_of(outer), "aggs": {"inner": _terms_of(inner)}}}
        found = self._searcher.aggregate(self._query(status, Filters(), None, ()), shape)
        return {
            bucket["key"]: {one["key"]: one["doc_count"] for one in bucket["inner"]["buckets"]}
            for bucket in found["outer"]["buckets"]
        }

    def numbers(self, status: Status, sort: Literal["calls", "rank", "hops"]) -> dict[int, int]:
        """How many records there are for each value of a number; what is not known is left out."""
        if self._searcher.num_docs == 0:
            return {}
        shape = {"numbers": {"terms": {"field": SORT_FIELDS[sort], "size": 1000}}}
        found = self._searcher.aggregate(self._query(status, Filters(), None, ()), shape)
        counts = {int(bucket["key"]): bucket["doc_count"] for bucket in found["numbers"]["buckets"]}
        return {number: count for number, count in sorted(counts.items()) if number != UNKNOWN}

    def row_of(self, task: str) -> int | None:
        """The row of a task or candidate by its id."""
        from tantivy import Query

        searcher = self._searcher
        if searcher.num_docs == 0:
            return None
        hits = searcher.search(Query.term_query(self._index.schema, "id", task), 1, count=False).hits
        return None if not hits else searcher.fast_field_values("row", [hits[0][1]])[0]

    def _searching(self) -> _Searcher:
        """A searcher of what is committed now; what was counted before is forgotten."""
        from tantivy import Query

        self._index.reload()
        searcher = cast(_Searcher, self._index.searcher())
        if searcher.num_docs:
            found = searcher.aggregate(Query.all_query(), {name: _terms_of(name) for name in SEVERAL})
            self._sets = {name: tuple(bucket["key"] for bucket in part["buckets"]) for name, part in found.items()}
        self._counted = {}
        return searcher

    def _terms(self, query: tantivy.Query, names: list[str]) -> dict[str, dict[str, int]]:
        if not names or self._searcher.num_docs == 0:
            return {}
        found = self._searcher.aggregate(query, {name: _terms_of(name) for name in names})
        counts: dict[str, dict[str, int]] = {}
        for name, part in found.items():
            values = counts[name] = {}
            for bucket in part["buckets"]:
                for value in bucket["key"].split(JOIN) if name in SEVERAL else (bucket["key"],):
                    values[value] = values.get(value, 0) + bucket["doc_count"]
        return counts

    def _query(self, status: Status, filters: Filters, only: Iterable[str] | None, but: Iterable[str]) -> tantivy.Query:
        from tantivy import Occur, Query

        schema = self._index.schema
        clauses = [(Occur.Must, Query.term_query(schema, "status", status))]
        for facet in dict.fromkeys(name for name, _ in filters.chosen):
            wanted = filters.values(facet)
            if facet in SEVERAL:
                held = self._sets.get(facet, ())
                wanted = tuple(one for one in held if not set(wanted).isdisjoint(one.split(JOIN)))
            clauses.append((Occur.Must, Query.term_set_query(schema, facet, list(wanted))))
        if only is not None:
            clauses.append((Occur.Must, Query.term_set_query(schema, "id", list(only))))
        if left_out := list(but):
            clauses.append((Occur.MustNot, Query.term_set_query(schema, "id", left_out)))
        if filters.text:
            clauses.append((Occur.Must, self._words(filters.text)))
        return Query.boolean_query(clauses)

    def _words(self, text: str) -> tantivy.Query:
        """Every word must stand in the record, the last as a word's beginning too; a task's id finds the task."""
        from tantivy import Occur, Query

        schema = self._index.schema
        words = query_words(text)
        every = [(Occur.Must, Query.term_query(schema, "body", term, "freq")) for term in words.terms]
        if words.terms:
            ending = [words.terms[-1]]
            ending += [term for term, _ in self._searcher.terms_with_prefix("body", words.beginnings[-1], limit=64)]
            every[-1] = (Occur.Must, Query.term_set_query(schema, "body", ending))
        identity = (Occur.Should, Query.term_query(schema, "id", text))
        return Query.boolean_query([identity, (Occur.Should, Query.boolean_query(every))] if every else [identity])

    def _open(self, folder: Path) -> tantivy.Index:
        import tantivy

        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Held by a viewer of the same run, the writer's lock cannot be had; read-only folders fail as well.
            index = _opened(folder)
            index.writer(_HEAP, 1).wait_merging_threads()
        except (OSError, ValueError):
            self._temporary = tempfile.TemporaryDirectory(prefix="taskloom-view-")
            index = tantivy.Index(schema(), self._temporary.name)
            index.register_tokenizer(WORDS, analyzer())
        index.config_reader("manual")
        return index

    def _read_marks(self) -> dict[int, int]:
        from tantivy import Query

        searcher = self._searcher
        if searcher.num_docs == 0:
            return {}
        hits = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
        addresses = [address for _, address in hits]
        rows = searcher.fast_field_values("row", addresses)
        marks = searcher.fast_field_values("mark", addresses)
        return dict(zip(rows, marks, strict=True))


class _Bucket(TypedDict):
    key: str
    doc_count: int
    inner: _Found
    """Where one aggregation was asked for inside another."""


class _Found(TypedDict):
    buckets: list[_Bucket]


_Aggregated = dict[str, _Found]


def _terms_of(facet: str) -> dict[str, dict[str, str | int]]:
    return {"terms": {"field": facet, "size": 5000}}


def _opened(folder: Path) -> tantivy.Index:
    """The index in a folder; one that cannot be opened is made again."""
    import tantivy

    try:
        index = tantivy.Index(schema(), str(folder), reuse=True)
    except ValueError:
        shutil.rmtree(folder)
        folder.mkdir(parents=True)
        index = tantivy.Index(schema(), str(folder))
    index.register_tokenizer(WORDS, analyzer())
    return index
