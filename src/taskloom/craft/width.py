"""Width extension: tasks merged by an operation, over atomic and depth tasks alike (paper, 'width-based extension').

Drafts are drawn lazily in an order the seed fixes, one from every source in turn: pairs of one relation, pairs of
chains, the rows of a table, one subject asked in two documents; and between them the members of hidden sets.
"""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Literal, NamedTuple

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


class Source(NamedTuple):
    """Where width tasks come from: a relation, or a bridge."""

    way: Literal["deep", "pairs", "selections", "join"]
    kind: str
    """Of the relation's answers, or of the bridge."""
    name: str
    """The relation, or the bridge's name."""


def width_drafts(bridges: Bridges, max_hops: int, seed: int) -> Iterator[Draft]:
    """Width tasks, none twice; every so often one over a hidden set, as long as there are any."""
    index = bridges.index
    sources = _drawn(_sources(bridges, max_hops), index, seed)
    others = _in_turn(_drafts(source, bridges, seed) for source in sources)
    numbers = index.sets() if max_hops > 1 else []
    sets = _in_turn(set_drafts(bridges, number, max_hops, seed) for number in numbers)
    made: set[str] = set()
    while True:
        drawn = [*islice(others, OTHERS), *islice(sets, 1)]
        for draft in drawn:
            if draft.id not in made and draft.hops <= max_hops:
                made.add(draft.id)
                yield draft
        if not drawn:
            return


def _in_turn(streams: Iterator[Iterator[Draft]]) -> Iterator[Draft]:
    """One from every stream in turn, until all are through; each is begun when its first turn comes."""
    while True:
        still: list[Iterator[Draft]] = []
        for stream in streams:
            draft = next(stream, None)
            if draft is not None:
                still.append(stream)
                yield draft
        if not still:
            return
        streams = iter(still)


def _sources(bridges: Bridges, max_hops: int) -> Iterator[Source]:
    index = bridges.index
    if max_hops > 1:
        yield from (Source("deep", "number", relation) for relation in index.relations("number"))
    yield from (Source("pairs", "number", relation) for relation in index.relations("number"))
    for kind in ("name", "text", "number"):
        yield from (Source("selections", kind, relation) for relation in index.relations(kind))
    yield from (Source("join", *node) for node in bridges.nodes())


def _drawn(sources: Iterator[Source], index: FactIndex, seed: int) -> Iterator[Source]:
    """The sources in the order the seed fixes. They are as many as the corpus is large, so they lie on disk."""
    connection, table = index.connection, index.beside("width_sources")
    connection.execute(f"SAVEPOINT {table}")
    connection.execute(f"CREATE TEMP TABLE {table} (draw INTEGER, way TEXT, kind TEXT, name TEXT)")
    rows = ((draw_of(seed, f"width {at}"), *source) for at, source in enumerate(sources))
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
    connection.execute(f"RELEASE {table}")
    return map(Source._make, connection.execute(f"SELECT way, kind, name FROM {table} ORDER BY draw, rowid"))


def _drafts(source: Source, bridges: Bridges, seed: int) -> Iterator[Draft]:
    match source:
        case Source("deep", _, relation):
            return _deep(bridges, relation, seed)
        case Source("pairs", _, relation):
            return _pairs(bridges.index, relation)
        case Source("selections", _, relation):
            return selections(bridges.index, relation)
        case Source(_, kind, name):
            return join_drafts(bridges, Node("document" if kind == "document" else "subject", name))


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
        fact = bridges.fact(edge.number)
        plain.append((Hop(fact),))
        for node in _nodes(edge):
            incoming = [arrival.edge for arrival in bridges.incoming(node) if arrival.edge.uri != edge.uri]
            if not incoming:
                continue
            before = bridges.fact(incoming[draw_of(seed, fact.id) % len(incoming)].number)
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
