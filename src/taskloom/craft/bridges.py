"""The graph of bridges: which facts answer with something that other facts are asked about.

A node is a document that answers name, or a name that alone keys one row of another document's table. An edge is a
fact whose answer is the node. Countries, parties and years bridge only where the two columns ask for the same kind
of thing (bad kinds 11, 24).

Nodes and edges lie in temporary tables beside the facts: memory does not grow with the corpus. They end with the
connection, because candidates may still be drawn from them.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from taskloom.corpus.cache import Cache
from taskloom.craft.chain import Slot
from taskloom.mine.index import EDGE, Edge, FactIndex

MOST = 400
"""Edges into one node that are drawn from, in the order of the draw: a hub has as many as the corpus is large."""

HELD = 10_000
"""Edges that lead to nodes, kept at hand; one takes about 700 bytes."""
NUMBERS = 1_000_000
"""Numbers of edges that lead from nodes, kept at hand, because every bridge is drawn from in turn; 8 bytes each."""
NODE = 30
"""What a node takes beside them."""
URIS = 1 << 14
"""Uris of edges that lead from names, kept at hand; one takes about 300 bytes."""
FACTS = 1024
"""Facts kept at hand: chains that end alike begin alike too. One takes about 17 KB."""

_NODES = """
CREATE TEMP TABLE {edges} (kind TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, draw INTEGER NOT NULL);
INSERT INTO {edges} SELECT 'document', answer_uri, number, draw FROM facts
    WHERE {asked} AND answer_type IN ('name', 'text') AND answer_uri <> uri;
INSERT INTO {edges} SELECT 'subject', answer, number, draw FROM facts AS f
    WHERE {asked} AND answer_type IN ('name', 'text') AND form <> 'owner' AND answer <> '' AND (answer_uri <> uri
    OR EXISTS (SELECT 1 FROM facts AS g WHERE g.subject = f.answer AND g.uri <> f.uri));
CREATE TEMP TABLE {nodes} (place INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL);
INSERT INTO {nodes} (kind, name) SELECT kind, name FROM {edges} AS e GROUP BY kind, name
    HAVING CASE kind WHEN 'document' THEN EXISTS (SELECT 1 FROM facts AS f WHERE {of_document})
    ELSE EXISTS (SELECT 1 FROM facts AS f WHERE {of_subject}) END ORDER BY min(draw), kind, name;
CREATE UNIQUE INDEX {nodes}_by_name ON {nodes} (kind, name);
CREATE INDEX {edges}_by_name ON {edges} (kind, name, draw);
"""

_AFTER = """
CREATE TEMP TABLE {after} (source INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (source, node)) WITHOUT ROWID;
INSERT OR IGNORE INTO {after} SELECT there.place, here.place FROM {nodes} AS here JOIN {edges} USING (kind, name)
    JOIN facts USING (number) JOIN {nodes} AS there ON (there.kind, there.name) = ('document', facts.uri)
    WHERE there.place <> here.place;
INSERT OR IGNORE INTO {after} SELECT there.place, here.place FROM {nodes} AS here JOIN {edges} USING (kind, name)
    JOIN facts USING (number) JOIN {nodes} AS there ON (there.kind, there.name) = ('subject', facts.subject)
    WHERE there.place <> here.place;
"""


class Node(NamedTuple):
    """A bridge: a document's uri, or a folded name."""

    kind: Slot
    """'document' or 'subject': what the name replaces in the next question."""
    name: str


class Arrival(NamedTuple):
    """An edge, and the nodes that its question names and that other edges lead to."""

    edge: Edge
    sources: tuple[Node, ...]


class Arrivals(NamedTuple):
    """What leads to a node."""

    every: tuple[Arrival, ...]
    through: tuple[Arrival, ...]
    """Those whose question itself names a node, so that a chain may have more hops before them."""


class Bridges:
    """The nodes that edges lead to and that can be asked about."""

    def __init__(self, index: FactIndex) -> None:
        """Find the bridges of all facts that may be asked."""
        self.index = index
        self.fact = lru_cache(maxsize=FACTS)(index.fact)
        """The fact of a number."""
        self._incoming: Cache[Arrivals] = Cache(HELD)
        self._uri = lru_cache(maxsize=URIS)(self._uri_of)
        self._outgoing: Cache[array[int]] = Cache(NUMBERS)
        self._tables = {"nodes": index.beside("bridge_nodes"), "edges": index.beside("bridge_edges")}
        self._run(
            _NODES,
            asked=index.asked,
            of_document=index.askable_of_document("e.name"),
            of_subject=index.askable_of_subject("e.name"),
        )
        (self.count,) = self._connection.execute(f"SELECT count(*) FROM {self._tables['nodes']}").fetchone()

    @property
    def _connection(self) -> sqlite3.Connection:
        return self.index.connection

    def nodes(self) -> Iterator[Node]:
        """All bridges, in the order of their first edge's draw."""
        rows = self._connection.execute(f"SELECT kind, name FROM {self._tables['nodes']} ORDER BY place")
        return (Node(*row) for row in rows)

    def incoming(self, node: Node) -> tuple[Arrival, ...]:
        """The first edges that lead to a node, in the order of the draw; () for what is no bridge."""
        return self._arrived(node).every

    def through(self, node: Node) -> tuple[Arrival, ...]:
        """Those of them that more hops may come before."""
        return self._arrived(node).through

    def _arrived(self, node: Node) -> Arrivals:
        known = self._incoming.get(node)
        if known is None:
            every = self._arrivals(node)
            known = Arrivals(every, tuple(one for one in every if one.edge.form != "owner" and one.sources))
            self._incoming.put(node, known, len(every) + 1)
        return known

    def outgoing(self, node: Node) -> array[int]:
        """The numbers of what can be asked about a node: the first of every relation, then the second, and so on."""
        known = self._outgoing.get(node)
        if known is None:
            known = self.index.of_document(node.name) if node.kind == "document" else self.index.of_subject(node.name)
            self._outgoing.put(node, known, len(known) + NODE)
        return known

    def asked(self, node: Node, number: int) -> str:
        """The uri of the document in which an edge that leads from a node asks."""
        return node.name if node.kind == "document" else self._uri(number)

    def _uri_of(self, number: int) -> str:
        return self.index.edge(number).uri

    def chains(self, longest: int, limit: int = 100_000) -> dict[int, int]:
        """How many different sequences of bridges exist, by the number of hops they make; counting stops at `limit`."""
        after = self.index.beside("bridge_after")
        self._run(_AFTER, after=after)
        counts = {2: self.count, **dict.fromkeys(range(3, longest + 1), 0)}
        rows = self._connection.execute(f"SELECT place FROM {self._tables['nodes']} ORDER BY place LIMIT ?", (limit,))
        for path in rows:
            self._follow(path, after, counts, limit)
        return counts

    def _follow(self, path: tuple[int, ...], after: str, counts: dict[int, int], limit: int) -> None:
        """Count the sequences that begin with a path and are longer."""
        hops = len(path) + 2
        if counts.get(hops, limit) == limit:
            return
        for (node,) in self._connection.execute(f"SELECT node FROM {after} WHERE source = ?", (path[-1],)):
            if node not in path and counts[hops] < limit:
                counts[hops] += 1
                self._follow((*path, node), after, counts, limit)

    def _arrivals(self, node: Node) -> tuple[Arrival, ...]:
        nodes, edges = self._tables["nodes"], self._tables["edges"]
        there = f"EXISTS (SELECT 1 FROM {nodes} WHERE (kind, name) = "
        rows = self._connection.execute(
            f"SELECT {EDGE}, {there}('document', uri)), {there}('subject', subject)) FROM"
            f" (SELECT number FROM {edges} WHERE (kind, name) = (?, ?) AND {there}(?, ?)) ORDER BY draw LIMIT ?)"
            " JOIN facts USING (number) ORDER BY draw",
            (*node, *node, MOST),
        )
        return tuple(
            Arrival(edge := Edge(*columns), tuple(_sources(edge, document, subject)))
            for *columns, document, subject in rows
        )

    def _run(self, script: str, **named: str) -> None:
        for statement in script.format_map({**self._tables, **named}).split(";\n"):
            self._connection.execute(statement)


def _sources(edge: Edge, document: bool, subject: bool) -> Iterator[Node]:
    if document:
        yield Node("document", edge.uri)
    if subject:
        yield Node("subject", edge.subject)
