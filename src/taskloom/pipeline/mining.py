"""The frozen corpus -> the index of all facts."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice

from pydantic import JsonValue

from taskloom.mine import owner, structure
from taskloom.mine.index import FactIndex
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.worker import MinedDocument, mine_document
from taskloom.store import Store, content_key

VERSION = 2

STAGE = "mine"
BATCH = 64
"""Documents in a transaction, at most."""
FACTS = 2000
"""Facts after which it ends: documents of one kind often stand together, and some hold very many."""

LANGUAGES = frozenset({"en"})
"""Languages the templates know; a document that says too little to tell is asked about too."""


def mine_corpus(store: Store, corpus_digest: str, seed: int, workers: Workers, on_progress: OnProgress) -> str:
    """Mine what is not mined yet; returns the key of the index."""
    index = FactIndex(store.connection)
    key = content_key(STAGE, VERSION, [corpus_digest, str(structure.VERSION), str(owner.VERSION), str(seed)])
    if store.meta.get("facts") != key:
        with store.transaction():
            store.connection.execute("DROP TABLE IF EXISTS facts")
            store.stages.forget(STAGE)
            store.meta.remove("mined")
            store.meta.put("facts", key)
    if store.meta.get("mined") is None:
        index.begin()
        _mine(store, index, seed, workers, on_progress)
        on_progress(Progress("indexing facts", 0))
        index.create()
        on_progress(Progress("finding who owns what", 0))
        with store.transaction():
            found = owner.owners(store.connection, index)
            while batch := list(islice(found, BATCH)):
                index.add(batch, seed)
            store.meta.put("mined", _summary(store, index))
        store.connection.execute("ANALYZE")
    return key


def _mine(store: Store, index: FactIndex, seed: int, workers: Workers, on_progress: OnProgress) -> None:
    """Mine the documents in their order, a batch in a transaction."""
    total = store.documents.counts().read
    done, facts = store.documents.through(STAGE), index.count()
    results = workers.map(partial(mine_document, seed=seed), store.documents.without(STAGE), chunk=4)

    def told() -> Iterator[MinedDocument]:
        nonlocal done, facts
        for result in results:
            done, facts = done + 1, facts + len(result.facts)
            on_progress(Progress("mining facts", done, total, {"documents": total, "facts": facts}))
            yield result

    for batch in _batches(told()):
        with store.transaction():
            for result in batch:
                rows = result.facts
                if not _asked(store, result.uri):
                    rows = tuple(row._replace(asked=0) for row in rows)
                index.put(rows)
                store.stages.mark(STAGE, result.uri, detail=json.dumps(result.dropped) if result.dropped else "")


def _batches(results: Iterator[MinedDocument]) -> Iterator[list[MinedDocument]]:
    batch: list[MinedDocument] = []
    for result in results:
        batch.append(result)
        if len(batch) == BATCH or sum(len(one.facts) for one in batch) >= FACTS:
            yield batch
            batch = []
    if batch:
        yield batch


def _asked(store: Store, uri: str) -> bool:
    """Whether a document may be asked about."""
    header = store.documents.header(uri)
    if header is None or header.distractor or header.aside:
        return False
    return header.language is None or header.language in LANGUAGES


def _summary(store: Store, index: FactIndex) -> JsonValue:
    """What mining found and what it dropped, all documents together."""
    dropped: Counter[str] = Counter()
    for detail in store.stages.details(STAGE):
        dropped.update(json.loads(detail))
    ordered = sorted(dropped.items(), key=lambda item: (-item[1], item[0]))
    reasons: dict[str, JsonValue] = {}
    reasons.update(ordered)
    languages: dict[str, JsonValue] = {**store.documents.other_languages(LANGUAGES)}
    return {"facts": index.count(), "dropped": reasons, "other_languages": languages}
