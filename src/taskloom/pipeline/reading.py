"""Sources -> the frozen, searchable corpus of a run."""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib.util import find_spec
from typing import NamedTuple

from taskloom.corpus.index import update_index
from taskloom.corpus.snapshot import Snapshots
from taskloom.ingest.limits import Limits
from taskloom.ingest.listing import Found, Listing
from taskloom.ingest.run import Reading, ingest_found
from taskloom.ingest.sources import expand, is_address
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.fetching import addresses, as_page, fetch_sources
from taskloom.pipeline.folder import DOCUMENTS, Folder, Folders
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.worker import INDEX
from taskloom.store import DocumentRow, Store, StoredReading, content_key
from taskloom.store.web import WebRow

VERSION = 3
"""Raised when the same bytes give another document."""

BATCH = 64
READERS = ("rapidocr", "onnxruntime")
"""Modules of extras; what could not be read is tried again when one is installed."""


class _Wanted(NamedTuple):
    """What shapes one file's reading, its bytes apart."""

    distractor: bool
    folder: Folder | None
    page: WebRow | None = None
    """What the web said of it; None for a file."""


class _Shaping(NamedTuple):
    """What is known of all files before any is read."""

    everything: Listing
    folders: Folders
    pages: Mapping[str, WebRow]
    """What the web said, by the uris of the pages."""

    def of(self, found: Found) -> _Wanted:
        """Of one file; worked out when it is asked for, since there may be very many."""
        return _Wanted(self.everything.hides(found.uri), self.folders.of(found), self.pages.get(found.uri))


class _Row(NamedTuple):
    """A row to be written, and the folder that goes with it."""

    row: DocumentRow
    folder: Folder | None


def read_corpus(store: Store, settings: Settings, on_progress: OnProgress) -> str:
    """Read what is not read yet, freeze and index it; returns the corpus' digest."""
    on_progress(Progress("listing the sources", 0))
    snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)
    snapshots.sweep()
    everything = expand(_files(settings.sources))
    _add_distractors(everything, settings.distractors)
    own = addresses(settings.sources)
    for page in _pages(store, settings, snapshots, on_progress):
        everything.add([page], hidden=page.uri not in own)
    told = {row.asked: row for row in store.web.rows("source")}
    store.meta.put("limits", settings.limits.model_dump(mode="json"))
    shaping = _Shaping(everything, Folders(snapshots.put), told)
    _read(store, settings, shaping, snapshots, on_progress)
    with store.transaction():
        if store.documents.arrange(one.uri for one in everything):
            store.meta.put("index_stale", True)
    on_progress(Progress("indexing", 0, None, {"documents": len(everything)}))
    if store.meta.get("index_stale"):
        shutil.rmtree(store.run / INDEX, ignore_errors=True)
        store.meta.remove("index_stale")
    update_index(store.run / INDEX, StoreLibrary(store))
    return corpus_digest(store)


def corpus_digest(store: Store) -> str:
    """The content key of all documents that were read, and of what shaped each reading."""
    read = (f"{one.uri} {one.read_key}" for one in store.documents.readings() if one.status == "read")
    return content_key("corpus", VERSION, read)


def _read(
    store: Store,
    settings: Settings,
    shaping: _Shaping,
    snapshots: Snapshots,
    on_progress: OnProgress,
) -> None:
    """Read the files, a batch in a transaction."""
    everything, total = shaping.everything, len(shaping.everything)
    rows: list[_Row] = []
    kept: set[str] = set()
    """Folders of this reading that are on the disk, by their keys."""

    def known(one: Found, key: str) -> bool:
        before = store.documents.reading(one.uri)
        if before is None:
            return False
        distractor, folder, page = shaping.of(one)
        return before.read_key == read_key(
            one.uri, key, settings.limits, distractor=distractor, folder=folder.key if folder else "",
            read=before.status == "read", page=page,
        )  # fmt: skip

    def commit() -> None:
        frozen.flush()
        with store.transaction():
            folders = (one.folder for one in rows)
            for folder in {folder.key: folder for folder in folders if folder and folder.key not in kept}.values():
                store.documents.put_folder(folder.key, folder.to_json())
                kept.add(folder.key)
            if any(_replaces(row, store.documents.reading(row.uri)) for row, _ in rows):
                store.meta.put("index_stale", True)
            store.documents.put(row for row, _ in rows)
        rows.clear()

    reading_all = ingest_found(everything, workers=settings.workers, limits=settings.limits, known=known)
    with snapshots.batch() as frozen, closing(reading_all) as readings:
        for at, (one, reading) in enumerate(zip(everything, readings, strict=True)):
            if reading.outcome is not None:
                if reading.digest is not None:
                    frozen.add(reading.data)
                wanted = shaping.of(one)
                rows.append(_Row(_row(at, reading, settings, wanted), wanted.folder))
            if len(rows) >= BATCH:
                commit()
            on_progress(Progress("reading documents", at + 1, total, {"documents": at + 1}))
        commit()


def _row(at: int, reading: Reading, settings: Settings, wanted: _Wanted) -> DocumentRow:
    folder = wanted.folder.key if wanted.folder else None
    return row_of(at, reading, settings.limits, wanted.distractor, folder, wanted.page)


def row_of(
    at: int, reading: Reading, limits: Limits, distractor: bool, folder: str | None, page: WebRow | None
) -> DocumentRow:
    """The row of a file or page that was read.

    `folder` is the content key of what lay beside the file, `page` what the web said of the page.
    """
    assert reading.outcome is not None
    outcome = reading.outcome if page is None else as_page(reading.outcome, page)
    row = DocumentRow.of(at, outcome, distractor=distractor, folder=folder)
    if reading.key is None:
        return row
    read = row.status == "read"
    key = read_key(reading.uri, reading.key, limits, distractor=distractor, folder=folder or "", read=read, page=page)
    return row._replace(read_key=key)


def _replaces(row: DocumentRow, before: StoredReading | None) -> bool:
    """Whether the index may hold another reading.

    It is made anew then, for what is taken out of an index still weighs on the ranking of the rest.
    """
    return before is not None and (before.digest, before.read_key) != (row.digest, row.read_key)


def read_key(
    uri: str, key: str, limits: Limits, *, distractor: bool, folder: str, read: bool, page: WebRow | None
) -> str:
    """The content key of all that shapes a reading: the file and its README by `key`, its name and what lay beside.

    Of a page, what the web said of it.
    """
    installed = () if read else tuple(name for name in READERS if find_spec(name))
    told = () if page is None else (page.final or "", page.name or "", page.charset or "")
    shaped = [uri, key, str(distractor), folder, *installed, *told]
    return content_key("read", VERSION, shaped, limits.model_dump(mode="json"))


def _files(sources: Iterable[str]) -> list[str]:
    return [source for source in sources if not is_address(source)]


def _pages(store: Store, settings: Settings, snapshots: Snapshots, on_progress: OnProgress) -> list[Found]:
    """The pages among the sources, frozen."""

    def tell(done: int, total: int) -> None:
        on_progress(Progress("fetching pages", done, total))

    wanted = addresses((*settings.sources, *settings.distractors))
    return fetch_sources(store, wanted, settings.web, settings.limits.file_bytes, snapshots, tell)


def _add_distractors(everything: Listing, distractors: Iterable[str]) -> None:
    """Add documents that are only searched; one that is also a source stays a source."""
    files = _files(distractors)
    for one in expand(files) if files else ():
        if everything.reaches(one.path):
            continue
        uri = one.uri
        while uri in everything:
            uri = f"distractors/{uri}"
        everything.add([one._replace(uri=uri)], hidden=True)
