"""The graph of bridges: which facts answer with something that other facts are asked about.

A node is a document that answers name, or a name that alone keys one row of another document's table. An edge is a
fact whose answer is the node. Countries, parties and years bridge only where the two columns ask for the same kind
of thing (bad kinds 11, 24).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from taskloom.craft.chain import Slot
from taskloom.mine.index import Edge, FactIndex


class Node(NamedTuple):
    """A bridge: a document's uri, or a folded name."""

    kind: Slot
    """'document' or 'subject': what the name replaces in the next question."""
    name: str


@dataclass(slots=True)
class Bridges:
    """Edges by the node they lead to, and by what they can be asked about."""

    index: FactIndex
    incoming: dict[Node, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    _outgoing: dict[Node, tuple[Edge, ...]] = field(default_factory=dict[Node, tuple[Edge, ...]])

    @classmethod
    def of(cls, index: FactIndex) -> "Bridges":
        """The bridges of all facts that may be asked."""
        bridges = cls(index)
        for edge in index.bridging():
            for node in targets(edge):
                if bridges.outgoing(node):
                    bridges.incoming[node].append(edge)
        return bridges

    def nodes(self) -> list[Node]:
        """All bridges, in the order of their first edge's draw."""
        return sorted(self.incoming, key=lambda node: (self.incoming[node][0].draw, node))

    def outgoing(self, node: Node) -> tuple[Edge, ...]:
        """What can be asked about a node, varied: the first of every relation, then the second, and so on."""
        known = self._outgoing.get(node)
        if known is None:
            found = self.index.of_document(node.name) if node.kind == "document" else self.index.of_subject(node.name)
            known = self._outgoing[node] = tuple(found)
        return known

    def sources(self, edge: Edge) -> list[Node]:
        """The nodes that an edge's question names, and that other edges lead to."""
        nodes = [Node("document", edge.uri)]
        if edge.subject:
            nodes.append(Node("subject", edge.subject))
        return [node for node in nodes if self.incoming.get(node)]

    def chains(self, longest: int, limit: int = 100_000) -> dict[int, int]:
        """How many different sequences of bridges exist, by the number of hops they make; counting stops at `limit`."""
        after: dict[Node, set[Node]] = defaultdict(set)
        for node, edges in self.incoming.items():
            for edge in edges:
                for source in self.sources(edge):
                    if source != node:
                        after[source].add(node)
        counts: dict[int, int] = {2: len(self.incoming)}
        paths: list[tuple[Node, ...]] = [(node,) for node in self.incoming]
        for hops in range(3, longest + 1):
            longer: list[tuple[Node, ...]] = []
            for path in paths:
                longer.extend((*path, node) for node in after.get(path[-1], ()) if node not in path)
                if len(longer) >= limit:
                    break
            paths = longer[:limit]
            counts[hops] = len(paths)
        return counts


def targets(edge: Edge) -> list[Node]:
    """The nodes an edge's answer may name."""
    nodes: list[Node] = []
    if edge.answer_uri is not None and edge.answer_uri != edge.uri:
        nodes.append(Node("document", edge.answer_uri))
    if edge.form == "owner":
        return nodes
    nodes.append(Node("subject", edge.answer))
    return nodes
