"""Bridges: which facts lead to which, in the order of the draw, and how many chains there are."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import pytest

from taskloom.craft.bridges import MOST, Bridges, Node
from taskloom.mine.index import FactIndex
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact

FactMaker = Callable[..., Fact]


@pytest.fixture
def index() -> Iterator[FactIndex]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    made = FactIndex(connection)
    made.create()
    yield made
    connection.close()


@pytest.fixture
def row(make_fact: FactMaker) -> Callable[[str, str, str], Fact]:
    def made(uri: str, who: str, answer: str) -> Fact:
        key = {"column": "Rider", "text": who, "phrase": "rider", "named": True}
        return make_fact(
            uri=uri, keys=[key], subject=who, answer=Answer(text=answer, type="name"), phrase="mate",
            relation=f"{uri}#1|cell|rider|mate",
        )  # fmt: skip

    return made


Row = Callable[[str, str, str], Fact]


def names(nodes: Iterator[Node] | Sequence[Node]) -> list[str]:
    return [node.name for node in nodes]


def test_a_name_bridges_to_the_row_it_keys_elsewhere(index: FactIndex, row: Row) -> None:
    index.add([row("a.html", "Ann Hill", "Bo Marsh"), row("b.html", "Bo Marsh", "Nobody")], seed=0)
    bridges = Bridges(index)
    assert names(bridges.nodes()) == ["bo marsh"]
    node = Node("subject", "bo marsh")
    assert [arrival.edge.uri for arrival in bridges.incoming(node)] == ["a.html"]
    assert [bridges.asked(node, number) for number in bridges.outgoing(node)] == ["b.html"]
    assert bridges.incoming(Node("subject", "nobody")) == ()


def test_a_name_does_not_bridge_within_its_document(index: FactIndex, row: Row) -> None:
    index.add([row("a.html", "Ann Hill", "Bo Marsh"), row("a.html", "Bo Marsh", "Reds")], seed=0)
    bridges = Bridges(index)
    assert (bridges.count, list(bridges.nodes()), bridges.chains(4)) == (0, [], {2: 0, 3: 0, 4: 0})


def test_an_edge_says_which_bridges_its_question_names(index: FactIndex, row: Row) -> None:
    index.add([row(f"{at}.html", f"Rider {at}", f"Rider {at + 1}") for at in range(4)], seed=0)
    bridges = Bridges(index)
    sources = {
        node.name: [source.name for arrival in bridges.incoming(node) for source in arrival.sources]
        for node in bridges.nodes()
    }
    assert sources == {"rider 1": [], "rider 2": ["rider 1"], "rider 3": ["rider 2"]}
    assert bridges.chains(5) == {2: 3, 3: 2, 4: 1, 5: 0}


def test_of_a_hub_the_first_edges_in_the_draw_are_drawn_from(index: FactIndex, row: Row) -> None:
    index.add([row(f"{at}.html", f"Rider {at}", "Hub") for at in range(MOST + 5)], seed=0)
    index.add([row("hub.html", "Hub", "Nobody")], seed=0)
    drawn = [arrival.edge.draw for arrival in Bridges(index).incoming(Node("subject", "hub"))]
    every = sorted(edge.draw for edge in index.edges() if edge.answer == "hub")
    assert drawn == every[:MOST]


def test_two_finds_over_one_connection_do_not_disturb_each_other(index: FactIndex, row: Row) -> None:
    index.add([row(f"{at}.html", f"Rider {at}", f"Rider {at + 1}") for at in range(4)], seed=0)
    drawing = Bridges(index).nodes()
    first = next(drawing)
    other = Bridges(index)
    assert other.chains(3) == {2: 3, 3: 2}
    assert [first, *drawing] == list(other.nodes())
