"""The frozen corpus -> the index of all facts."""

from collections import Counter

from taskloom.mine import index as facts
from taskloom.mine import owner, structure
from taskloom.mine.index import FactIndex
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.worker import Workers
from taskloom.store import Store, content_key

VERSION = 1

LANGUAGES = frozenset({"en", None})
"""Languages the templates know; None where a table says too little to tell."""


def mine_corpus(
    store: Store, corpus_digest: str, seed: int, workers: Workers, on_progress: OnProgress
) -> str:
    """Mine what is not mined yet; returns the key of the index."""
    index = FactIndex(store.connection)
    key = content_key("mine", VERSION, [corpus_digest, str(structure.VERSION), str(owner.VERSION), str(seed)])
    if store.meta.get("facts") != key:
        with store.transaction():
            store.connection.execute("DROP TABLE IF EXISTS facts")
            store.stages.forget("mine")
            store.meta.remove("mined")
            store.meta.put("facts", key)
        store.connection.executescript(facts.SCHEMA)
    mined = store.stages.keys("mine")
    headers = list(store.documents.headers())
    asked = {
        header.uri
        for header in headers
        if not header.distractor and not header.aside and header.language in LANGUAGES
    }
    todo = [header.uri for header in headers if header.uri not in mined]
    dropped: Counter[str] = Counter()
    done = len(headers) - len(todo)
    for result in workers.mine(todo):
        with store.transaction():
            index.add(result.facts, seed, asked=result.uri in asked)
            store.stages.mark("mine", result.uri)
        dropped.update(result.dropped)
        done += 1
        on_progress(
            Progress("mining facts", done, len(headers), {"documents": len(headers), "facts": index.count()})
        )
    if store.meta.get("mined") is None:
        with store.transaction():
            index.add(list(owner.owners(store.connection, index)), seed)
            other = sum(1 for header in headers if header.language not in LANGUAGES)
            store.meta.put(
                "mined", {"facts": index.count(), "dropped": dict(dropped), "other_languages": other}
            )
    store.connection.execute("ANALYZE")
    return key
