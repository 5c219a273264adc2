"""Width extension: tasks merged by an operation, over atomic and depth tasks alike (paper, 'width-based extension').

Drafts are drawn lazily in an order the seed fixes, one from every source in turn: pairs of one relation, pairs of
chains, the rows of a table, one subject asked in two documents; and between them the members of hidden sets.
"""

from collections.abc import Iterator
from itertools import islice, pairwise

from taskloom.craft.bridges import Bridges, Node
from taskloom.craft.chain import Chain, Hop
from taskloom.craft.depth import same_class
from taskloom.craft.draft import Draft
from taskloom.craft.hidden_set import set_drafts
from taskloom.craft.join import join_drafts
from taskloom.craft.pairs import pair_drafts
from taskloom.craft.selection import selections
from taskloom.mine.index import Edge, FactIndex, draw_of

VERSION = 3

PAIRS_PER_RELATION = 12
OTHERS = 4
"""Other tasks that are drawn for each one over a set."""


def width_drafts(bridges: Bridges, max_hops: int, seed: int) -> Iterator[Draft]:
    """Width tasks, none twice; every so often one over a hidden set, as long as there are any."""
    index = bridges.index
    streams: list[Iterator[Draft]] = [
        *(_deep(bridges, relation, seed) for relation in index.relations("number") if max_hops > 1),
        *(_pairs(index, relation) for relation in index.relations("number")),
        *(selections(index, relation) for kind in ("name", "text", "number") for relation in index.relations(kind)),
        *(join_drafts(bridges, node) for node in bridges.nodes()),
    ]
    order = sorted(range(len(streams)), key=lambda at: draw_of(seed, f"width {at}"))
    others = _in_turn([streams[at] for at in order])
    numbers = index.sets() if max_hops > 1 else []
    sets = _in_turn([set_drafts(bridges, number, max_hops, seed) for number in numbers])
    made: set[str] = set()
    while True:
        drawn = [*islice(others, OTHERS), *islice(sets, 1)]
        for draft in drawn:
            if draft.id not in made and draft.hops <= max_hops:
                made.add(draft.id)
                yield draft
        if not drawn:
            return


def _in_turn(streams: list[Iterator[Draft]]) -> Iterator[Draft]:
    """One from every stream in turn, until all are through."""
    while streams:
        still: list[Iterator[Draft]] = []
        for stream in streams:
            draft = next(stream, None)
            if draft is not None:
                still.append(stream)
                yield draft
        streams = still


def _pairs(index: FactIndex, relation: str) -> Iterator[Draft]:
    """Neighbours in the draw, asked about together."""
    facts = [index.fact(edge.number) for edge in index.of_relation(relation, PAIRS_PER_RELATION + 1)]
    for turn, (one, two) in enumerate(pairwise(facts)):
        drafts = list(pair_drafts((Hop(one),), (Hop(two),)))
        if drafts:
            yield drafts[turn % len(drafts)]


def _deep(bridges: Bridges, relation: str, seed: int) -> Iterator[Draft]:
    """Pairs whose parts, one or both, are depth tasks."""
    chains: list[Chain] = []
    plain: list[Chain] = []
    for edge in bridges.index.of_relation(relation, 4 * PAIRS_PER_RELATION):
        fact = bridges.index.fact(edge.number)
        plain.append((Hop(fact),))
        for node in _nodes(edge):
            incoming = [before for before in bridges.incoming.get(node, ()) if before.uri != edge.uri]
            if not incoming:
                continue
            before = bridges.index.fact(incoming[draw_of(seed, fact.id) % len(incoming)].number)
            if node.kind == "document" or same_class(before, fact):
                chains.append((Hop(before), Hop(fact, node.kind)))
                break
    for turn, (one, two) in enumerate(pairwise(chains[: PAIRS_PER_RELATION + 1])):
        if one[-1].fact.id != two[-1].fact.id and one[0].fact.id != two[0].fact.id:
            drafts = list(pair_drafts(one, two))
            if drafts:
                yield drafts[turn % len(drafts)]
    for turn, one in enumerate(chains[:PAIRS_PER_RELATION]):
        other = plain[(turn * 7 + 3) % len(plain)]
        if other[0].fact.id != one[-1].fact.id and other[0].fact.uri != one[0].fact.uri:
            drafts = list(pair_drafts(one, other))
            if drafts:
                yield drafts[turn % len(drafts)]


def _nodes(edge: Edge) -> list[Node]:
    nodes: list[Node] = []
    if edge.subject:
        nodes.append(Node("subject", edge.subject))
    if edge.form == "entry":
        nodes.append(Node("document", edge.uri))
    return nodes
