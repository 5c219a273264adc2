"""The frozen bytes, read again: do they still give the documents that the run's record holds?

Reading needs a file's name, the README and the names of the data files beside it: they are laid out again in
a temporary folder from what was frozen. The sources are not needed. What the record is believed in: which uri has
which hash, whether it is asked about, and what its folder held; all of it shapes the key of the reading.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.snapshot import SnapshotDamaged, Snapshots
from taskloom.ingest.limits import Limits
from taskloom.ingest.listing import Found
from taskloom.ingest.run import Reading, ingest_found
from taskloom.pipeline.fetching import as_page, found_of
from taskloom.pipeline.folder import DOCUMENTS, Folder
from taskloom.pipeline.outcome import Difference
from taskloom.pipeline.reading import row_of
from taskloom.schema.document import Document, Unreadable
from taskloom.store import DocumentRow, Store
from taskloom.store.packing import unpack_document
from taskloom.store.web import WebRow


class Reread(NamedTuple):
    """A document as its frozen bytes give it, and how the record differs.

    Where they give none the record's document stands in, so that the others are judged in the corpus they were in.
    """

    row: DocumentRow
    difference: Difference | None = None


def reread(store: Store, workers: int) -> Iterator[Reread]:
    """Hash the bytes of every document and read them again, in worker processes under the run's limits."""
    snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)
    with tempfile.TemporaryDirectory(prefix="taskloom-") as place:
        found: list[Found] = []
        layout = _Layout(store, snapshots, Path(place))
        for uri in store.documents.uris():
            laid = layout.lay(uri)
            if isinstance(laid, Difference):
                yield Reread(_kept(store, uri), laid)
            else:
                found.append(laid)
        yield from _compared(store, found, workers)


def _compared(store: Store, found: Sequence[Found], workers: int) -> Iterator[Reread]:
    limits = Limits.model_validate(store.meta.get("limits") or {})
    with closing(ingest_found(found, workers=workers, limits=limits)) as readings:
        for reading in readings:
            yield _told(reading, _kept(store, reading.uri), limits, store.web.get("source", reading.uri))


def _kept(store: Store, uri: str) -> DocumentRow:
    kept = store.documents.row(uri)
    assert kept is not None, uri
    return kept


def _told(reading: Reading, kept: DocumentRow, limits: Limits, page: WebRow | None) -> Reread:
    row = row_of(kept.position, reading, limits, kept.distractor, kept.folder, page)
    if row == kept:
        return Reread(row)
    if row.record is None:
        detail = f"{kept.uri}: its frozen bytes cannot be read here: {row.reason}"
        return Reread(kept, Difference(kept.uri, "read", detail))
    assert kept.record is not None
    try:
        recorded = unpack_document(kept.record)
    except (zlib.error, ValueError) as error:
        return Reread(row, Difference(kept.uri, "read", f"{kept.uri}: its record cannot be read: {error}"))
    names = _unlike(unpack_document(row.record), recorded)
    fields = (name for name in DocumentRow._fields if name != "record" and getattr(row, name) != getattr(kept, name))
    names.extend(name for name in fields if name not in names)
    if not names:
        return Reread(row)
    return Reread(row, _read_otherwise(kept.uri, names))


def _unlike(document: Document, recorded: Document) -> list[str]:
    return [name for name in Document.model_fields if getattr(document, name) != getattr(recorded, name)]


def _read_otherwise(uri: str, names: Sequence[str]) -> Difference:
    return Difference(uri, "read", f"{uri}: its frozen bytes read differently now: {', '.join(names)}")


class RereadPage(NamedTuple):
    """What came of asking the web for something by a tool, as the frozen bytes give it, and how the record differs."""

    row: WebRow
    document: Document | None = None
    difference: Difference | None = None


def reread_web(store: Store, workers: int) -> Iterator[RereadPage]:
    """Hash what the tools got of the web, and read the pages again; `reread` has the pages that are SOURCEs."""
    snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)
    for row in store.web.rows("search"):
        laid = None if row.digest is None else _page(row, snapshots)
        yield RereadPage(row, None, laid if isinstance(laid, Difference) else None)
    rows = {row.asked: row for row in store.web.rows("page")}
    found: list[Found] = []
    for row in rows.values():
        laid = None if row.reason is not None else _page(row, snapshots)
        if isinstance(laid, Found):
            found.append(laid)
        else:
            yield RereadPage(row, store.web.page(row.asked), laid)
    limits = Limits.model_validate(store.meta.get("limits") or {})
    with closing(ingest_found(found, workers=workers, limits=limits)) as readings:
        for reading in readings:
            yield _page_told(reading, rows[reading.uri], store.web.page(reading.uri))


def _page_told(reading: Reading, row: WebRow, recorded: Document | None) -> RereadPage:
    assert reading.outcome is not None
    outcome = as_page(reading.outcome, row)
    if isinstance(outcome, Unreadable) or recorded is None:
        why = f": {outcome.reason}" if isinstance(outcome, Unreadable) else ""
        detail = f"{row.asked}: its frozen bytes cannot be read here{why}"
        return RereadPage(row, recorded, Difference(row.asked, "read", detail))
    names = _unlike(outcome, recorded)
    return RereadPage(row, outcome, _read_otherwise(row.asked, names) if names else None)


def _page(row: WebRow, snapshots: Snapshots) -> Found | Difference:
    """The frozen bytes of what the web gave, checked."""
    if row.digest is None:
        return Difference(row.asked, "bytes", f"{row.asked}: the record names no frozen bytes")
    try:
        snapshots.get(row.digest)
    except SnapshotDamaged as error:
        return Difference(row.asked, "bytes", str(error))
    return found_of(row, snapshots)


class _Layout:
    """The frozen files under their own names, each folder made once."""

    def __init__(self, store: Store, snapshots: Snapshots, place: Path) -> None:
        self._store = store
        self._snapshots = snapshots
        self._place = place
        self._folders: dict[tuple[str, str], tuple[Path, Folder]] = {}

    def lay(self, uri: str) -> Found | Difference:
        """The file of a document, its bytes checked."""
        if (row := self._store.web.get("source", uri)) is not None:
            return _page(row, self._snapshots)
        recorded = self._store.documents.reading(uri)
        name = uri.rpartition("/")[2]
        if recorded is None or recorded.digest is None or name in {"", ".", ".."}:
            return Difference(uri, "bytes", f"{uri}: the record names no file with frozen bytes")
        try:
            self._snapshots.get(recorded.digest)
            path, folder = self._folder(uri.rpartition("/")[0], recorded.folder or "")
        except (SnapshotDamaged, ValueError) as error:
            return Difference(uri, "bytes", str(error))
        file = path / name
        file.unlink(missing_ok=True)
        file.symlink_to(self._snapshots.path(recorded.digest).absolute())
        readme = str(path / folder.readme_uri.rpartition("/")[2]) if folder.readme_uri else None
        return Found(uri, str(file), None, readme, folder.readme_uri)

    def _folder(self, parent: str, key: str) -> tuple[Path, Folder]:
        known = self._folders.get((parent, key))
        if known is not None:
            return known
        folder = Folder.of_json(self._store.documents.folder(key))
        readme = self._snapshots.get(folder.readme) if folder.readme is not None else None
        path = self._place / str(len(self._folders))
        path.mkdir()
        for name in folder.names:
            (path / Path(name).name).touch()
        if readme is not None and folder.readme_uri is not None:
            (path / folder.readme_uri.rpartition("/")[2]).write_bytes(readme)
        self._folders[parent, key] = (path, folder)
        return path, folder
