"""Sources -> the frozen, searchable corpus of a run."""

from taskloom.corpus.index import update_index
from taskloom.corpus.snapshot import Snapshots
from taskloom.ingest.run import ingest_found
from taskloom.ingest.sources import Found, expand
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.worker import INDEX
from taskloom.store import DocumentRow, Store, content_key

VERSION = 1

BATCH = 64


def read_corpus(store: Store, settings: Settings, on_progress: OnProgress) -> str:
    """Read what is not read yet, freeze and index it; returns the corpus' digest."""
    found = expand(settings.sources)
    hidden = _distractors(settings, {one.uri for one in found})
    everything = sorted([*found, *hidden], key=lambda one: one.uri)
    distractors = {one.uri for one in hidden}
    snapshots = Snapshots(store.run / "corpus" / "documents")
    done = store.stages.keys("read")
    stored = store.documents.digests()

    def known(uri: str, key: str) -> bool:
        return uri in stored and _key(uri, key, settings, uri in distractors) in done

    rows: list[DocumentRow] = []
    marks: list[str] = []

    def commit() -> None:
        with store.transaction():
            store.documents.put(rows)
            for mark in marks:
                store.stages.mark("read", mark)
        rows.clear()
        marks.clear()

    for at, reading in enumerate(
        ingest_found(everything, workers=settings.workers, limits=settings.limits, known=known)
    ):
        if reading.outcome is not None:
            if reading.digest is not None:
                snapshots.put(reading.data)
            rows.append(DocumentRow.of(at, reading.outcome, distractor=reading.uri in distractors))
            if reading.key is not None:
                marks.append(_key(reading.uri, reading.key, settings, reading.uri in distractors))
        if len(rows) >= BATCH:
            commit()
        on_progress(Progress("reading documents", at + 1, len(everything), {"documents": at + 1}))
    commit()
    store.documents.arrange(one.uri for one in everything)
    on_progress(Progress("indexing", 0, None, {"documents": len(everything)}))
    update_index(store.run / INDEX, StoreLibrary(store))
    readable = [f"{uri} {digest}" for uri, digest in store.documents.digests().items()]
    return content_key("corpus", VERSION, [*readable, *sorted(distractors)])


def _key(uri: str, key: str, settings: Settings, distractor: bool) -> str:
    limits = settings.limits.model_dump(mode="json")
    return content_key("read", VERSION, [uri, key, str(distractor)], limits)


def _distractors(settings: Settings, taken: set[str]) -> list[Found]:
    """Documents that are only searched; one that is also a source stays a source."""
    if not settings.distractors:
        return []
    own = {found.path.resolve() for found in expand(settings.sources)}
    found = [one for one in expand(settings.distractors) if one.path.resolve() not in own]
    return [one._replace(uri=f"distractors/{one.uri}") if one.uri in taken else one for one in found]
