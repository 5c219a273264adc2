"""What several answers give together."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.craft.combination import chance, combine, operations
from taskloom.schema.answer import Answer, AnswerType
from taskloom.schema.task import Operation


@dataclass(frozen=True)
class Given:
    answer: Answer
    phrase: str = "points"
    subject: str = ""
    hidden: bool = False
    unit: str | None = None
    when: str | None = None
    note: str = ""


def points(value: float, subject: str = "", *, hidden: bool = False, unit: str | None = None) -> Given:
    answer = Answer(text=f"{value:g}", type="number", value=float(value), unit=unit)
    return Given(answer, subject=subject, hidden=hidden)


def answered(text: str, type: AnswerType = "name", value: bool | None = None) -> Given:
    return Given(Answer(text=text, type=type, value=value))


@pytest.mark.parametrize(
    ("parts", "allowed"),
    [
        ((points(12), points(7)), ("difference", "compare", "sum", "join")),
        ((points(12), points(7), points(5)), ("sum", "join")),
        ((points(12, unit="km"), points(7, unit="m")), ("join",)),
        ((points(12), points(12)), ()),
        ((points(-12), points(7)), ("difference", "sum", "join")),
        (
            (points(12, "Ann", hidden=True), points(7, "Bo", hidden=True)),
            ("difference", "compare", "sum", "argmax", "join"),
        ),
        ((points(12, "Ann", hidden=True), points(7, "Ann", hidden=True)), ("difference", "compare", "sum", "join")),
        ((answered("Oslo"), answered("Bergen")), ("join",)),
        ((answered("Oslo"), answered("OSLO")), ()),
        (
            (answered("yes", "yes_no", True), answered("no", "yes_no", False), answered("yes", "yes_no", True)),
            ("count",),
        ),
        ((points(12),), ()),
        (tuple(points(one) for one in range(1, 6)), ()),
        ((points(12), Given(Answer(text="7", type="number", value=7.0), phrase="losses")), ("join",)),
        ((Given(Answer(text="a; b", type="parts", items=(answered("a").answer,))), points(1)), ()),
    ],
)
def test_operations_are_those_the_answers_allow(parts: tuple[Given, ...], allowed: tuple[Operation, ...]) -> None:
    assert operations(parts) == allowed


RANKED = (points(7, "Bo", hidden=True), points(12, "Ann", hidden=True), points(9, "Cy", hidden=True))


@pytest.mark.parametrize(
    ("operation", "text", "value"),
    [("sum", "28", 28.0), ("argmax", "Ann", None), ("order", "Ann; Cy; Bo", None), ("join", "7; 12; 9", None)],
)
def test_an_answer_is_computed(operation: Operation, text: str, value: float | None) -> None:
    answer = combine(operation, RANKED, ("one", "two", "three"))
    assert (answer.text, answer.value) == (text, value)


def test_an_order_and_parts_keep_their_members() -> None:
    order = combine("order", RANKED, ())
    assert (order.type, order.ordered, [one.text for one in order.items]) == ("list", True, ["Ann", "Cy", "Bo"])
    parts = combine("join", RANKED, ("one", "two", "three"))
    assert [(one.label, one.value) for one in parts.items] == [("one", 7.0), ("two", 12.0), ("three", 9.0)]


def test_yes_is_counted() -> None:
    answers = (answered("yes", "yes_no", True), answered("no", "yes_no", False), answered("yes", "yes_no", True))
    assert combine("count", answers, ()) == Answer(text="2", type="number", value=2.0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_two_numbers_give_their_difference_and_the_higher(one: int, two: int) -> None:
    parts = (points(one), points(two))
    assert combine("difference", parts, ()).value == abs(one - two)
    assert combine("compare", parts, ()).value == max(one, two)


def test_a_guess_is_as_good_as_the_candidates_are_few() -> None:
    assert [chance("compare", 2), chance("argmax", 4), chance("count", 3), chance("sum", 2)] == [0.5, 0.25, 0.25, None]
