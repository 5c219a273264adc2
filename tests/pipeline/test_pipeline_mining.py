"""Mining writes what it found before it is very much: memory does not hang on what stands together in a corpus."""

from collections.abc import Callable, Sequence

import pytest

from taskloom.mine.index import FactIndex
from taskloom.pipeline import mining
from taskloom.pipeline.events import Progress
from taskloom.pipeline.mining import mine_corpus
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Document
from taskloom.store import Store


def quiet(progress: Progress) -> None:
    del progress


@pytest.mark.parametrize(("most", "several"), [(1, True), (100_000, False)])
def test_documents_with_many_facts_end_a_transaction(
    most: int,
    real_documents: tuple[Document, ...],
    open_run: Callable[[Sequence[Document]], Opened],
    monkeypatch: pytest.MonkeyPatch,
    *,
    several: bool,
) -> None:
    monkeypatch.setattr(mining, "FACTS", most)
    opened = open_run(real_documents)
    expected = list(opened.facts.stored())
    marked: list[int] = [0]

    def note(statement: str) -> None:
        if statement.startswith("BEGIN"):
            marked.append(0)
        elif "INTO stages" in statement:
            marked[-1] += 1

    workers = Workers(opened.store.run, 1)
    try:
        with Store.create_or_open(opened.store.run) as store:
            store.connection.set_trace_callback(note)
            mine_corpus(store, "a corpus", 0, workers, quiet)
            store.connection.set_trace_callback(None)
            assert list(FactIndex(store.connection).stored()) == expected
    finally:
        workers.close()
    batches = [documents for documents in marked if documents]
    assert sum(batches) == len(real_documents)
    assert (len(batches) > 1) is several
