"""A run's documents, search index and facts, made anew from its frozen bytes in a folder of their own.

Nothing of the record goes in but the list of documents (see `reread`), the seed and the share of the test split. What
comes out is compared with the record: what differs is named, document by document and fact by fact.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.corpus.index import update_index
from taskloom.mine.index import FactIndex, StoredFact
from taskloom.pipeline.crafting import divide
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.folder import DOCUMENTS
from taskloom.pipeline.kept_web import META
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.mining import mine_corpus
from taskloom.pipeline.outcome import Difference
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.reading import corpus_digest
from taskloom.pipeline.reread import Reread, reread, reread_web
from taskloom.pipeline.worker import INDEX
from taskloom.store import Store

BATCH = 64
"""Documents in a transaction."""

NAMED = 20
"""Facts of one document that are named; the rest are counted."""

LONGEST = 300
"""Characters that are told of a fact."""


def read_again(recorded: Store, derived: Store, workers: int, on_progress: OnProgress) -> list[Difference]:
    """Fill the derived store with the documents and what tools got of the web; returns how the record differs.

    The documents are indexed.
    """
    total = len(recorded.documents.uris())
    differences: list[Difference] = []
    done = 0

    def noted(one: Reread) -> Reread:
        nonlocal done
        done += 1
        if one.difference is not None:
            differences.append(one.difference)
        on_progress(Progress("reading the frozen documents again", done, total))
        return one

    documents = reread(recorded, workers)
    while batch := [noted(one).row for one in islice(documents, BATCH)]:
        derived.documents.put(batch)
    differences += _web_again(recorded, derived, workers)
    on_progress(Progress("indexing", 0, None, {"documents": done}))
    update_index(derived.run / INDEX, StoreLibrary(derived))
    return differences


def _web_again(recorded: Store, derived: Store, workers: int) -> list[Difference]:
    """The pages and searches of tools, which read them from the derived store and the run's own frozen bytes."""
    frozen = derived.run / "corpus" / DOCUMENTS
    frozen.parent.mkdir(exist_ok=True)
    frozen.symlink_to((recorded.run / "corpus" / DOCUMENTS).absolute())
    if (noted := recorded.meta.get(META)) is not None:
        derived.meta.put(META, noted)
    differences: list[Difference] = []
    for one in reread_web(recorded, workers):
        derived.web.put(one.row, one.document)
        if one.difference is not None:
            differences.append(one.difference)
    return differences


def mine_again(recorded: Store, derived: Store, workers: Workers, on_progress: OnProgress) -> list[Difference]:
    """Mine the derived documents and give the facts their splits; returns how the record differs."""
    seed = _seed(recorded)
    key = mine_corpus(derived, corpus_digest(derived), seed, workers, on_progress)
    share = recorded.meta.get("test_share")
    with derived.transaction():
        divide(derived.connection, float(share) if isinstance(share, int | float) else 0.0, seed)
    on_progress(Progress("comparing facts", 0))
    there = recorded.connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'facts'").fetchone()
    if there is None:
        return [Difference("corpus", "facts", "the record has no facts")]
    differences = _compared(FactIndex(recorded.connection), FactIndex(derived.connection))
    if not differences and key != recorded.meta.get("facts"):
        detail = "the list of documents, or what shaped their reading, is not the one that the facts were mined from"
        differences.append(Difference("corpus", "corpus", detail))
    return differences


def _seed(store: Store) -> int:
    kept = store.meta.get("provenance")
    seed = kept.get("seed") if isinstance(kept, dict) else None
    return seed if isinstance(seed, int) else 0


class _Unlike(NamedTuple):
    """A fact that one of the two indexes lacks, or that differs."""

    recorded: StoredFact | None
    derived: StoredFact | None

    @property
    def either(self) -> StoredFact:
        """What there is of it."""
        found = self.derived or self.recorded
        assert found is not None
        return found


def _compared(recorded: FactIndex, derived: FactIndex) -> list[Difference]:
    """Every fact that differs, by document."""
    told: dict[str, list[str]] = {}
    more: Counter[str] = Counter()
    for one in _unlike(recorded.stored(), derived.stored()):
        named = told.setdefault(one.either.uri, [])
        if len(named) < NAMED:
            named.append(f"fact {one.either.id} {_how(one)}"[:LONGEST])
        else:
            more[one.either.uri] += 1
    for uri, count in more.items():
        told[uri].append(f"{count:,} facts more")
    return [Difference(uri, "facts", f"{uri}: {text}") for uri in sorted(told) for text in told[uri]]


def _unlike(recorded: Iterator[StoredFact], derived: Iterator[StoredFact]) -> Iterator[_Unlike]:
    """Go through both, which are sorted by id, side by side: whatever their number, two facts are held."""
    before, now = next(recorded, None), next(derived, None)
    while before is not None or now is not None:
        if now is None or (before is not None and before.id < now.id):
            yield _Unlike(before, None)
            before = next(recorded, None)
        elif before is None or now.id < before.id:
            yield _Unlike(None, now)
            now = next(derived, None)
        else:
            if before != now:
                yield _Unlike(before, now)
            before, now = next(recorded, None), next(derived, None)


def _how(one: _Unlike) -> str:
    if one.derived is None:
        return "stands in the record, and the frozen documents do not give it"
    if one.recorded is None:
        return "is given by the frozen documents, and is not in the record"
    before, now = _fields(one.recorded), _fields(one.derived)
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return "differs in " + ", ".join(f"{name}: {before.get(name)!r} is not {now.get(name)!r}" for name in names)


def _fields(fact: StoredFact) -> dict[str, JsonValue]:
    """The columns by name, and the fields of the record where it can be read."""
    values = fact._asdict()
    try:
        record: JsonValue = json.loads(fact.record)
    except ValueError:
        return values
    if not isinstance(record, dict):
        return values
    del values["record"]
    return {**{f"column {name}": value for name, value in values.items()}, **record}
