"""Work for the worker processes, asked for all at once."""

import asyncio
import pickle
from pathlib import Path

import pytest
from killable_run import Ended

from taskloom.craft.draft import Draft
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Provenance

PROVENANCE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0", run="r_0")


def length(opened: Opened, uri: str) -> int:
    """A module's function, as workers take it. Raises KeyError for what is no document."""
    return len(opened.corpus.document(uri).blocks)


def test_each_gets_its_own_answer_and_one_failure_is_its_own(finished: tuple[Path, Ended]) -> None:
    opened = Opened(finished[0])
    uris = [header.uri for header in opened.corpus.headers]
    lengths = [length(opened, uri) for uri in uris]
    with pytest.raises(Exception) as failure:
        length(opened, "nowhere")
    opened.close()
    workers = Workers(finished[0], 1)

    async def ask() -> list[int | BaseException]:
        asked = [*uris, "nowhere", *reversed(uris)]
        return await asyncio.gather(*(workers.do(length, uri) for uri in asked), return_exceptions=True)

    try:
        found = asyncio.run(ask())
    finally:
        workers.close()
    assert found[: len(uris)] == lengths
    assert found[len(uris) + 1 :] == lengths[::-1]
    assert type(found[len(uris)]) is failure.type


def test_what_crosses_to_another_process_arrives_as_it_was(real_run: Opened, accepted: tuple[Draft, ...]) -> None:
    for draft in accepted:
        assert pickle.loads(pickle.dumps(draft)) == draft
        checkup = real_run.check(draft, PROVENANCE)
        assert checkup.task is not None
        assert pickle.loads(pickle.dumps(checkup)) == checkup
