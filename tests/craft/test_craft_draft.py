"""A draft's identity, its plan, and how computed numbers are written."""

from collections.abc import Callable

import pytest
from inline_snapshot import snapshot

from taskloom.craft.chain import Hop
from taskloom.craft.draft import draft_chain, identity
from taskloom.craft.number import additive, decimals_of, spread, written
from taskloom.craft.pairs import pair_drafts
from taskloom.craft.planning import steps_of
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact
from taskloom.solve.plan import CellReader, EntryReader, Locate, Read, Variable, Where

FactMaker = Callable[..., Fact]


def number(text: str, value: float, unit: str | None = None) -> Answer:
    return Answer(text=text, type="number", value=value, unit=unit)


def test_an_id_is_the_hash_of_what_the_task_is_made_of(make_fact: FactMaker) -> None:
    one, two = make_fact(id="f_1"), make_fact(id="f_2")
    assert identity("width", "sum", (one, two)) == snapshot("t_867891c43b3e264135ec")
    ids = {
        identity("width", "sum", (one, two)),
        identity("width", "sum", (two, one)),
        identity("width", "difference", (one, two)),
        identity("depth", "", (one, two)),
        identity("atomic", "", (one,)),
    }
    assert len(ids) == 5


def test_the_wording_does_not_change_the_id(make_fact: FactMaker) -> None:
    fact = make_fact(id="f_1")
    other = fact.model_copy(update={"phrase": "score", "title": "Another"})
    assert draft_chain((Hop(fact),)).id == draft_chain((Hop(other),)).id


def test_one_hop_is_atomic_and_two_are_deep(make_fact: FactMaker) -> None:
    one = draft_chain((Hop(make_fact()),))
    two = draft_chain((Hop(make_fact(answer=Answer(text="Bo", type="name"))), Hop(make_fact(), "subject")))
    assert [(draft.kind, draft.hops) for draft in (one, two)] == [("atomic", 1), ("depth", 2)]
    assert two.answer == make_fact().answer


def test_a_plan_reads_each_hop_with_what_the_one_before_gave(make_fact: FactMaker) -> None:
    first = make_fact(answer=Answer(text="Bo Marsh", type="name"), attribute="Champion")
    chain = (
        Hop(first),
        Hop(make_fact(form="entry", title="Bo Marsh", attribute="Birthplace"), "document"),
        Hop(make_fact(title="Towns", attribute="People"), "subject"),
    )
    assert steps_of(chain, "a") == (
        Locate("The Tour", "a1_document"),
        Read("a1_document", CellReader("", (Where("Rider", "Ann Hill"),), "Champion"), "a1"),
        Locate(Variable("a1"), "a2_document"),
        Read("a2_document", EntryReader("", "Birthplace"), "a2"),
        Locate("Towns", "a3_document"),
        Read("a3_document", CellReader("", (Where("Rider", Variable("a2")),), "People"), "a3"),
    )


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("owner", {"item": "Ghent", "attribute": "Birthplace"}),
        ("item", {"item": "Spain", "attribute": "Borders"}),
        ("extreme", {"attribute": "Borders", "direction": "min"}),
    ],
)
def test_a_plan_never_holds_the_answer(make_fact: FactMaker, form: str, fields: dict[str, object]) -> None:
    fact = make_fact(form=form, answer=Answer(text="Golden", type="name"), **fields)
    steps = steps_of((Hop(fact),), "a")
    assert "Golden" not in repr(steps)
    assert repr(steps[0]).startswith("LocateOwner" if form == "owner" else "Locate")


def test_a_computed_number_keeps_precision_and_unit(make_fact: FactMaker) -> None:
    facts = [
        make_fact(answer=number("0.98 male", 0.98, "male")),
        make_fact(answer=number("0.9 male", 0.9, "male")),
    ]
    assert decimals_of(facts) == 2
    assert written(0.08 + 1e-12, facts) == number("0.08 male", 0.08, "male")


def test_money_and_shares_are_written_with_their_sign(make_fact: FactMaker) -> None:
    money = written(30563.0, [make_fact(answer=number("$62,661", 62661.0, "$"))])
    share = written(3.5, [make_fact(answer=number("59.0%", 59.0, "%"))])
    assert (money.text, money.value, share.text) == ("$30,563", 30563.0, "3.5%")


@pytest.mark.parametrize(
    ("phrase", "adds"),
    [("points", True), ("beer servings", True), ("unemployment rate", False), ("median income", False),
     ("year", False), ("“Haley”", False)],
)  # fmt: skip
def test_only_what_adds_up_is_added(make_fact: FactMaker, phrase: str, adds: bool) -> None:
    assert additive(make_fact(phrase=phrase)) is adds


@pytest.mark.parametrize(
    "other", [{"when": "2020"}, {"unit": "$"}, {"answer": number("5%", 5.0, "%")}, {"phrase": "year"}]
)
def test_unlike_numbers_are_not_set_side_by_side(make_fact: FactMaker, other: dict[str, object]) -> None:
    assert spread([make_fact(), make_fact(id="f_2")])
    assert not spread([make_fact(), make_fact(**other)])


def test_equal_numbers_make_no_pair(make_fact: FactMaker) -> None:
    one = (Hop(make_fact()),)
    assert list(pair_drafts(one, (Hop(make_fact(subject="Bo")),))) == []


def test_a_pair_is_asked_for_in_one_sentence(make_fact: FactMaker) -> None:
    other = make_fact(
        keys=[{"column": "Rider", "text": "Bo Marsh", "phrase": "rider", "named": True}],
        answer=number("20", 20.0),
    )
    pairs = pair_drafts((Hop(make_fact()),), (Hop(other),))
    assert [(draft.operation, draft.question, draft.answer.text) for draft in pairs] == snapshot(
        [
            (
                "difference",
                "What is the difference between the number of points listed for Ann Hill and that listed for Bo Marsh on the page “The Tour”?",  # noqa: E501
                "8",
            ),
            (
                "sum",
                "How many points are listed in all for Ann Hill and Bo Marsh on the page “The Tour”?",
                "32",
            ),
            (
                "compare",
                "Compare the number of points listed for Ann Hill and that listed for Bo Marsh on the page “The Tour”: what is the higher of the two figures?",  # noqa: E501
                "20",
            ),
        ]
    )
