"""The splits, and in each the streams of candidates, one a kind, each in the order the seed fixes."""

import sqlite3
from collections.abc import Iterator, Mapping

from taskloom.craft import depth, extension, merging, reworded, width, worded, wording
from taskloom.craft.bridges import Bridges
from taskloom.craft.chain import Hop
from taskloom.craft.depth import depth_chains
from taskloom.craft.draft import Draft, draft_chain
from taskloom.craft.width import width_drafts
from taskloom.dataset.split import test_documents
from taskloom.mine import division
from taskloom.mine import reading as mine_reading
from taskloom.mine.division import Division
from taskloom.mine.index import FactIndex, Split
from taskloom.schema.task import Kind
from taskloom.solve import replay
from taskloom.verify import leak, shortcut, unique

VERSIONS: Mapping[str, int] = {
    "division": division.VERSION,
    "depth": depth.VERSION,
    "width": width.VERSION,
    "wording": wording.VERSION,
    "replay": replay.VERSION,
    "leak": leak.VERSION,
    "shortcut": shortcut.VERSION,
    "unique": unique.VERSION,
}
"""Of every stage that shapes a candidate or its verdicts."""

MODEL_VERSIONS = (mine_reading.VERSION, worded.VERSION, reworded.VERSION, extension.VERSION, merging.VERSION)
"""Of every stage that a model does."""


def streams(index: FactIndex, bridges: Bridges, max_hops: int, seed: int) -> dict[Kind, Iterator[Draft]]:
    """Candidates by kind, drawn when they are asked for."""
    found: dict[Kind, Iterator[Draft]] = {
        "atomic": (draft_chain((Hop(index.fact(number)),)) for number in index.in_order()),
        "depth": iter(()),
        "width": width_drafts(bridges, max_hops, seed),
    }
    if max_hops > 1:
        found["depth"] = (draft_chain(chain) for chain in depth_chains(bridges, max_hops, seed))
    return found


def divide(connection: sqlite3.Connection, share: float, seed: int) -> None:
    """Give every fact its split, before anything is crafted."""
    if not share:
        division.undivided(connection)
        return
    facts = Division(connection)
    facts.assign(test_documents(facts.documents(), facts.neighbours, share, seed), share)
    facts.close()


def targets(tasks: int | None, share: float) -> dict[Split, int | None]:
    """How many tasks there shall be when a split is through, those of the splits before it counted.

    Testing comes first: what it cannot give, training fills.
    """
    if not share:
        return {"train": tasks}
    return {"test": None if tasks is None else round(share * tasks), "train": tasks}
