"""The frozen bytes, read again: do they still give the documents that the run's record holds?

Reading needs a file's name, the README and the names of the data files beside it: they are laid out again in
a temporary folder from what was frozen. The sources are not needed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.snapshot import SnapshotDamaged, Snapshots
from taskloom.ingest.limits import Limits
from taskloom.ingest.run import ingest_found
from taskloom.ingest.sources import Found
from taskloom.pipeline.fetching import as_page, found_of
from taskloom.pipeline.folder import DOCUMENTS, Folder
from taskloom.schema.document import Document, Unreadable
from taskloom.store import Store
from taskloom.store.web import WebRow


class Reread(NamedTuple):
    """What came of one document."""

    uri: str
    check: str = ""
    """'bytes' or 'read' where it failed; '' when it is as it was."""
    detail: str = ""


def reread(store: Store, uris: Iterable[str], workers: int) -> Iterator[Reread]:
    """Hash the bytes of these documents and read them again, in worker processes under the run's limits."""
    snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)
    with tempfile.TemporaryDirectory(prefix="taskloom-") as place:
        found: list[Found] = []
        layout = _Layout(store, snapshots, Path(place))
        for uri in uris:
            laid = layout.lay(uri)
            if isinstance(laid, Reread):
                yield laid
            else:
                found.append(laid)
        yield from _compared(store, found, workers)


def _compared(store: Store, found: Sequence[Found], workers: int) -> Iterator[Reread]:
    limits = Limits.model_validate(store.meta.get("limits") or {})
    with closing(ingest_found(found, workers=workers, limits=limits)) as readings:
        for reading in readings:
            assert reading.outcome is not None
            difference = _difference(store, reading.outcome)
            yield Reread(reading.uri, "read", difference) if difference else Reread(reading.uri)


def _difference(store: Store, outcome: Document | Unreadable) -> str | None:
    """How the document differs from the one in the record."""
    row = page_row(store, outcome.uri)
    outcome = outcome if row is None else as_page(outcome, row)
    if isinstance(outcome, Unreadable):
        return f"{outcome.uri}: its frozen bytes cannot be read here: {outcome.reason}"
    recorded = store.document(outcome.uri)
    if outcome == recorded:
        return None
    assert recorded is not None
    names = [name for name in Document.model_fields if getattr(outcome, name) != getattr(recorded, name)]
    return f"{recorded.uri}: its frozen bytes read differently now: {', '.join(names)}"


def page_row(store: Store, uri: str) -> WebRow | None:
    """What the record keeps of a page, whether a SOURCE or fetched by a tool; None for a file."""
    return store.web.get("source", uri) or store.web.get("page", uri)


class _Layout:
    """The frozen files under their own names, each folder made once."""

    def __init__(self, store: Store, snapshots: Snapshots, place: Path) -> None:
        self._store = store
        self._snapshots = snapshots
        self._place = place
        self._folders: dict[tuple[str, str], tuple[Path, Folder]] = {}

    def lay(self, uri: str) -> Found | Reread:
        """The file of a document, its bytes checked."""
        if (row := page_row(self._store, uri)) is not None:
            return self._page(row)
        recorded = self._store.documents.reading(uri)
        if recorded is None or recorded.digest is None or recorded.status != "read":
            return Reread(uri, "bytes", f"{uri}: no document of this run")
        try:
            self._snapshots.get(recorded.digest)
            path, folder = self._folder(uri.rpartition("/")[0], recorded.folder or "")
        except SnapshotDamaged as error:
            return Reread(uri, "bytes", str(error))
        file = path / uri.rpartition("/")[2]
        file.unlink(missing_ok=True)
        file.symlink_to(self._snapshots.path(recorded.digest).absolute())
        readme = path / folder.readme_uri.rpartition("/")[2] if folder.readme_uri else None
        return Found(uri, file, None, readme, folder.readme_uri)

    def _page(self, row: WebRow) -> Found | Reread:
        if row.digest is None:
            return Reread(row.asked, "bytes", f"{row.asked}: no document of this run")
        try:
            self._snapshots.get(row.digest)
        except SnapshotDamaged as error:
            return Reread(row.asked, "bytes", str(error))
        return found_of(row, self._snapshots)

    def _folder(self, parent: str, key: str) -> tuple[Path, Folder]:
        known = self._folders.get((parent, key))
        if known is not None:
            return known
        path = self._place / str(len(self._folders))
        path.mkdir()
        folder = Folder.of_json(self._store.documents.folder(key))
        for name in folder.names:
            (path / Path(name).name).touch()
        if folder.readme is not None and folder.readme_uri is not None:
            (path / folder.readme_uri.rpartition("/")[2]).write_bytes(self._snapshots.get(folder.readme))
        self._folders[parent, key] = (path, folder)
        return path, folder
