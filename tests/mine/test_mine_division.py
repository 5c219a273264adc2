"""Which split asks about a fact: names belong to one split, common values and answers alone to none."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import pytest

from taskloom.mine.division import Division, undivided
from taskloom.mine.index import FactIndex, Split
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact

FactMaker = Callable[..., Fact]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    FactIndex(opened).create()
    yield opened
    opened.close()


def row(make_fact: FactMaker, uri: str, who: str, answer: str = "12", **more: object) -> Fact:
    key = {"column": "Rider", "text": who, "phrase": "rider", "named": True}
    golden = Answer(text=answer, type="name")
    return make_fact(uri=uri, title=uri, keys=[key], subject=who, answer=golden, locator=f"{who} {answer}", **more)


def divided(connection: sqlite3.Connection, facts: Sequence[Fact], tested: Sequence[str]) -> None:
    FactIndex(connection).add(facts, seed=0)
    division = Division(connection)
    division.assign(tested, 0.5)
    division.close()


def asked(connection: sqlite3.Connection, split: Split) -> set[str]:
    return {fact.locator for fact in facts_of(connection, split)}


def facts_of(connection: sqlite3.Connection, split: Split) -> list[Fact]:
    index = FactIndex(connection, split)
    return [index.fact(edge.number) for edge in index.edges()]


def test_a_name_in_both_splits_is_asked_about_where_it_has_more_facts(
    connection: sqlite3.Connection, make_fact: FactMaker
) -> None:
    facts = [
        row(make_fact, "a", "Ann Hill", "1"),
        row(make_fact, "a", "Ann Hill", "2"),
        row(make_fact, "a", "Bob Ray", "3"),
        row(make_fact, "b", "Ann Hill", "4"),
        row(make_fact, "b", "Cy Lee", "5"),
    ]
    divided(connection, facts, ["b"])
    assert asked(connection, "train") == {"Ann Hill 1", "Ann Hill 2", "Bob Ray 3"}
    assert asked(connection, "test") == {"Cy Lee 5"}


def test_a_documents_title_and_a_linked_answer_are_names(connection: sqlite3.Connection, make_fact: FactMaker) -> None:
    facts = [
        *(row(make_fact, "Ann Hill", f"Race {letter}") for letter in "abc"),
        row(make_fact, "b", "ann hill", "9"),
        row(make_fact, "b", "Cy Lee", "Ann Hill", answer_uri="Ann Hill"),
        row(make_fact, "b", "Di Fox", "10"),
    ]
    divided(connection, facts, ["b"])
    assert asked(connection, "test") == {"Di Fox 10"}


def test_a_year_and_an_answer_alone_may_stand_in_both(connection: sqlite3.Connection, make_fact: FactMaker) -> None:
    facts = [
        row(make_fact, "a", "1994", "France"),
        row(make_fact, "a", "Bob Ray", "France"),
        row(make_fact, "b", "1994", "France"),
    ]
    divided(connection, facts, ["b"])
    assert (len(asked(connection, "train")), len(asked(connection, "test"))) == (2, 1)


def test_bridges_stay_within_their_split(connection: sqlite3.Connection, make_fact: FactMaker) -> None:
    facts = [
        row(make_fact, "a", "Race one", "Ann Hill"),
        row(make_fact, "b", "Ann Hill", "12"),
        row(make_fact, "c", "Ann Hill", "13"),
        row(make_fact, "c", "Ann Hill", "14", phrase="wins"),
    ]
    divided(connection, facts, ["b"])
    train = FactIndex(connection, "train")
    assert not FactIndex(connection, "test").of_subject("ann hill")
    assert [train.edge(number).uri for number in train.of_subject("ann hill")] == ["c", "c"]


def test_documents_that_speak_of_the_same_names_are_neighbours(
    connection: sqlite3.Connection, make_fact: FactMaker
) -> None:
    facts = [row(make_fact, "a", "Ann Hill"), row(make_fact, "b", "Race", "Ann Hill"), row(make_fact, "c", "Cy Lee")]
    FactIndex(connection).add(facts, seed=0)
    division = Division(connection)
    assert division.documents() == ["a", "b", "c"]
    assert (division.neighbours("a"), division.neighbours("c")) == ({"b": 1}, {})
    division.close()


def test_a_division_can_be_undone_and_leaves_no_table(connection: sqlite3.Connection, make_fact: FactMaker) -> None:
    before = connection.execute("SELECT name FROM sqlite_schema ORDER BY name").fetchall()
    divided(connection, [row(make_fact, "a", "Ann Hill"), row(make_fact, "b", "Ann Hill")], ["b"])
    assert connection.execute("SELECT name FROM sqlite_schema ORDER BY name").fetchall() == before
    undivided(connection)
    assert len(facts_of(connection, "train")) == 2
