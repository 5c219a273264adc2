"""The index of facts: its order, and what it knows of bridges and uniqueness."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from taskloom.mine.index import FactIndex
from taskloom.mine.owner import owners
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact

FactMaker = Callable[..., Fact]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


@pytest.fixture
def index(connection: sqlite3.Connection) -> FactIndex:
    made = FactIndex(connection)
    made.create()
    return made


def name(text: str) -> Answer:
    return Answer(text=text, type="name")


def row(make_fact: FactMaker, who: str, answer: Answer, *, uri: str = "tour.html", column: str = "team") -> Fact:
    key = {"column": "Rider", "text": who, "phrase": "rider", "named": True}
    return make_fact(
        uri=uri, keys=[key], subject=who, answer=answer, phrase=column, attribute=column.title(),
        relation=f"{uri}#1|cell|rider|{column}",
    )  # fmt: skip


def entry(make_fact: FactMaker, title: str, value: str, *, label: str = "birthplace", **more: object) -> Fact:
    return make_fact(
        form="entry", uri=f"{title}.html", title=title, subject=title, answer=name(value), phrase=label,
        attribute=label, relation=f"box|entry|{label}", **more,
    )  # fmt: skip


def test_a_fact_comes_back_as_it_went_in(index: FactIndex, make_fact: FactMaker) -> None:
    fact = make_fact(scope="Points", when="1990", unit="km", flags=())
    index.add([fact], seed=0)
    assert [index.fact(number) for number in index.in_order()] == [fact]


def test_a_fact_that_is_not_there_is_named(index: FactIndex) -> None:
    with pytest.raises(KeyError, match="fact 7: not in the index"):
        index.fact(7)


def test_every_relation_has_its_turn(index: FactIndex, make_fact: FactMaker) -> None:
    many = [row(make_fact, f"Rider {at}", name(f"Team {at}")) for at in range(6)]
    few = [entry(make_fact, f"Town {at}", f"Land {at}") for at in range(2)]
    index.add([*many, *few], seed=0)
    relations = [index.fact(number).relation for number in index.in_order()]
    assert len(relations) == 8
    assert len(set(relations[:2])) == len(set(relations[2:4])) == 2


def test_the_seed_fixes_the_order(make_fact: FactMaker) -> None:
    def order(seed: int) -> list[str]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        index = FactIndex(connection)
        index.create()
        index.add([row(make_fact, f"Rider {at}", name(f"Team {at}")) for at in range(9)], seed)
        return [index.fact(number).subject for number in index.in_order()]

    assert order(3) == order(3) != order(4)


def test_flagged_and_unasked_facts_are_not_drawn(index: FactIndex, make_fact: FactMaker) -> None:
    index.add([make_fact(flags=("offensive",))], seed=0)
    index.add([entry(make_fact, "Bo", "Ghent")], seed=0, asked=False)
    assert (list(index.in_order()), index.count()) == ([], 2)


def test_a_removed_document_is_forgotten(index: FactIndex, make_fact: FactMaker) -> None:
    index.add([entry(make_fact, "Bo", "Ghent"), entry(make_fact, "Cy", "Oslo")], seed=0)
    index.remove("Bo.html")
    assert [index.fact(number).title for number in index.in_order()] == ["Cy"]


def test_the_same_words_are_asked_of_another_table(index: FactIndex, make_fact: FactMaker) -> None:
    fact = row(make_fact, "Ann Hill", name("Reds"))
    twin = fact.model_copy(update={"id": "f_2", "answer": name("Blues"), "table": 2, "scope": "Other"})
    away = fact.model_copy(update={"id": "f_3", "uri": "other.html"})
    index.add([fact, twin, away, row(make_fact, "Bo Marsh", name("Reds"))], seed=0)
    assert [one.id for one in index.same_question(fact)] == [fact.id, "f_2"]


def test_other_documents_answer_differently(index: FactIndex, make_fact: FactMaker) -> None:
    facts = [entry(make_fact, title, place) for title, place in [("Bo", "Ghent"), ("Cy", "Oslo"), ("Di", "Ghent")]]
    index.add(facts, seed=0)
    assert index.elsewhere(facts[0]) == ["oslo"]
    assert sorted(index.elsewhere(facts[1])) == ["ghent"]


def test_where_thousands_say_the_same_the_one_that_does_not_is_found(index: FactIndex, make_fact: FactMaker) -> None:
    same = [entry(make_fact, f"Town {at}", "Ghent") for at in range(40)]
    index.add([*same, entry(make_fact, "Town 99", "Oslo"), entry(make_fact, "Town 98", "Aalst")], seed=0)
    assert index.elsewhere(same[0]) == ["aalst", "oslo"]
    assert index.values(same[0].relation, 2) == ["aalst", "ghent"]
    assert [index.edge(number).answer for number in index.of_document("Town 0.html")] == ["ghent"]


def test_facts_are_listed_as_stored_in_the_order_of_their_ids(index: FactIndex, make_fact: FactMaker) -> None:
    facts = [entry(make_fact, f"Town {at}", f"Land {at}") for at in range(5)]
    index.add(facts[:3], seed=0)
    index.add(facts[3:], seed=0, asked=False)
    stored = list(index.stored())
    assert [one.id for one in stored] == sorted(fact.id for fact in facts)
    assert {one.uri: one.asked for one in stored if not one.asked} == {"Town 3.html": 0, "Town 4.html": 0}
    assert {Fact.model_validate_json(one.record).id for one in stored} == {fact.id for fact in facts}


def test_a_document_that_answers_like_no_other_is_asked(index: FactIndex, make_fact: FactMaker) -> None:
    index.add([entry(make_fact, "Bo", "Ghent"), entry(make_fact, "Cy", "Oslo")], seed=0)
    index.add([entry(make_fact, "Bo", "tall", label="build")], seed=0)
    assert [index.edge(number).answer for number in index.of_document("Bo.html")] == ["ghent"]


def test_the_other_columns_of_a_table_stand_beside(index: FactIndex, make_fact: FactMaker) -> None:
    for column in ("team", "town", "coach"):
        index.add([row(make_fact, "Ann Hill", name(f"{column} x"), column=column)], seed=0)
    index.add([row(make_fact, "Ann Hill", name("y"), column="town", uri="tour.html#11")], seed=0)
    assert index.relations_beside("tour.html#1|cell|rider|team") == [
        "tour.html#1|cell|rider|coach",
        "tour.html#1|cell|rider|town",
    ]


def test_a_direct_route_is_known(index: FactIndex, make_fact: FactMaker) -> None:
    index.add([row(make_fact, "Ann Hill", name("Reds"))], seed=0)
    assert [edge.uri for edge in index.about("ann hill", "reds")] == ["tour.html"]
    assert index.about("ann hill", "blues") == []
    assert index.states("tour.html", "reds")
    assert not index.states("tour.html", "blues")


def test_a_relation_that_says_the_same_everywhere_is_silenced(index: FactIndex, make_fact: FactMaker) -> None:
    same = [entry(make_fact, f"Land {at}", "no coast", label="coast") for at in range(5)]
    towns = [entry(make_fact, f"Land {at}", f"Town {at}", label="capital") for at in range(5)]
    index.add([*same, *towns], seed=0)
    assert index.silence() == 5
    assert {index.fact(number).phrase for number in index.in_order()} == {"capital"}


def owned(connection: sqlite3.Connection, index: FactIndex) -> list[tuple[str | None, str]]:
    return [(fact.item, fact.answer.text) for fact in owners(connection, index)]


def test_a_value_of_one_document_asks_for_it(
    connection: sqlite3.Connection, index: FactIndex, make_fact: FactMaker
) -> None:
    places = [("Bo Marsh", "Ghent"), ("Cy Ford", "Oslo"), ("Di Lake", "Ghent"), ("Ed Moor", "Moor Hill")]
    index.add([entry(make_fact, title, place) for title, place in places], seed=0)
    assert owned(connection, index) == [("Oslo", "Cy Ford")]


def test_two_documents_are_too_few_for_owners(
    connection: sqlite3.Connection, index: FactIndex, make_fact: FactMaker
) -> None:
    index.add([entry(make_fact, "Bo Marsh", "Ghent"), entry(make_fact, "Cy Ford", "Oslo")], seed=0)
    assert owned(connection, index) == []
