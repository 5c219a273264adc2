"""Golden answers against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade import same_answer
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer

TEXTS = st.one_of(
    st.sampled_from(
        [
            "4,504.2 km", "4504", "4504 km", "4504 mi", "38.4 million", "38,386,439", "59.0%", "59", "$5",
            "€5", "1994", "May 10, 1994",
            "May 1994", "10/05/1994", "1994-05-10", "A. N. Wilson", "Andrew Norman Wilson", "Wilson",
            "Czech Republic", "yes", "no",
            "spinach", "a sow", "Jim Leach", "James A. Leach", "US", "United States",
        ]
    ),
    st.text(max_size=20),
)  # fmt: skip


def answer_of(text: str) -> Answer:
    return read_answer(text)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("4,504.2 km", "4504", True),
        ("38.4 million", "38,386,439", True),
        ("59.0%", "59 percent", True),
        ("5 km", "5 mi", False),
        ("5 km", "5,000 m", None),
        ("21.4", "21", None),
        ("6.6", "76.2", False),
        ("10 May 1994", "1994-05-10", True),
        ("1994", "10 May 1994", None),
        ("10/05/1994", "10 May 1994", None),
        ("1995", "10 May 1994", False),
        ("James A. Leach", "Jim Leach", True),
        ("Dodd", "Dredge", False),
        ("yes", "no", False),
        ("Graz", "12", False),
    ],
)
def test_same_answer(a: str, b: str, same: bool | None) -> None:
    assert same_answer(read_answer(a), read_answer(b)) is same


def test_a_shared_alias_makes_names_one() -> None:
    assert same_answer(read_answer("Czech Republic", aliases=["Czechia"]), read_answer("Czechia")) is True


@given(
    st.lists(st.sampled_from(["Austria", "Germany", "1,674,306", "May 10, 1994"]), min_size=1),
    st.randoms(use_true_random=False),
)
def test_lists_are_the_same_in_any_order(members: list[str], random: object) -> None:
    items = tuple(map(answer_of, members))
    one = Answer(text="x", type="list", items=items)
    other = Answer(text="y", type="list", items=items[::-1])
    assert same_answer(one, other) is True


def test_ordered_lists_differ_in_another_order() -> None:
    items = tuple(map(answer_of, ["Austria", "Germany"]))
    one = Answer(text="x", type="list", items=items, ordered=True)
    assert same_answer(one, Answer(text="y", type="list", items=items[::-1])) is False


@given(TEXTS, TEXTS)
def test_is_symmetric(a: str, b: str) -> None:
    assert same_answer(read_answer(a), read_answer(b)) is same_answer(read_answer(b), read_answer(a))


@given(TEXTS)
def test_an_answer_is_itself(text: str) -> None:
    assert same_answer(read_answer(text), read_answer(text)) is True
