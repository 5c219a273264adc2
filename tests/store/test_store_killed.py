"""A writer that is killed anywhere leaves whole batches and nothing else."""

import multiprocessing
import random
from multiprocessing.connection import Connection
from pathlib import Path

from taskloom.schema.document import Unreadable
from taskloom.store import DocumentRow, ResultRow, Store

ROUNDS = 20
BATCH = 7


def write_forever(run: Path, steps: Connection) -> None:
    """Commit batch after batch, with a sign of life after every single row, so that the end may fall
    anywhere.
    """
    with Store.create_or_open(run) as store:
        batch = 1 + int(str(store.meta.get("batch") or 0))
        while True:
            with store.transaction():
                for row in range(BATCH):
                    place = batch * BATCH + row
                    store.documents.put([DocumentRow.of(place, Unreadable(uri=str(place), reason="x" * 3000))])
                    steps.send_bytes(b".")
                    key = f"{batch}/{row}"
                    candidate = ResultRow.rejected(
                        key, place, "atomic", stage="s", check="c", reason="r", candidate={"n": place}
                    )
                    store.results.put([candidate])
                    store.stages.mark("craft", key)
                    steps.send_bytes(b".")
                store.meta.put("batch", batch)
            batch += 1


def test_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["taskloom.store"])
    chance = random.Random(11)
    batches: list[int] = []
    for _ in range(ROUNDS):
        ours, theirs = processes.Pipe(duplex=False)
        writer = processes.Process(target=write_forever, args=(tmp_path, theirs))
        writer.start()
        theirs.close()
        for _ in range(chance.randrange(1, 5 * BATCH)):
            ours.recv_bytes()
        writer.kill()
        writer.join()
        ours.close()
        with Store.create_or_open(tmp_path) as store:
            batch = int(str(store.meta.get("batch") or 0))
            assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert store.documents.counts().total == batch * BATCH
            assert sum(one.times for one in store.results.rejection_counts()) == batch * BATCH
            assert len(store.stages.keys("craft")) == batch * BATCH
            batches.append(batch)
    assert batches == sorted(batches)
    assert len(set(batches)) > ROUNDS // 3
