"""Replies to lists and to several parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade import grade
from taskloom.grade.outcome import Outcome
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer


def listed(*members: str, ordered: bool = False) -> Answer:
    items = tuple(read_answer(member) for member in members)
    return Answer(text="; ".join(members), type="list", items=items, ordered=ordered)


def parts(**members: str) -> Answer:
    items = tuple(read_answer(text).model_copy(update={"label": label}) for label, text in members.items())
    return Answer(text="; ".join(members.values()), type="parts", items=items)


BORDERING = listed("Czech Republic", "Germany", "Hungary")
HIGHEST = parts(country="Hungary", share="55.7 %")
COUNTS = parts(Italy="676", Germany="76")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    {
        "Hungary, Germany and the Czech Republic": "right",
        "Hungary; Germany; Czech Republic": "right",
        "- Germany\n- Hungary\n- Czech Republic": "right",
        "1. Germany\n2. Hungary\n3. Czech Republic": "right",
        "1. Germany 2. Hungary 3. Czech Republic": "right",
        "The countries are Germany, Hungary and the Czech Republic.": "right",
        "Germany, Hungary and the Czech Republic are the countries.": "right",
        "Germany (5,809), Hungary (6,807) and Czech Republic (24,137)": "right",
        "Germany, Germany, Hungary, Czech Republic": "right",
        "Germany, Hungary": "wrong",
        "Germany, Hungary, Czech Republic, Austria": "wrong",
        "Germany, Hungary, Slovenia": "wrong",
        "Germany Hungary Czech Republic": "undecided",
        "I don't know": "wrong",
    }.items(),
)
def test_a_list_is_right_as_a_whole(reply: str, outcome: Outcome) -> None:
    assert grade(reply, BORDERING).outcome == outcome


@pytest.mark.parametrize(
    ("members", "reply"),
    [
        (
            ("Washington, D.C.", "Springfield, Illinois", "Boston"),
            "Boston, Washington, D.C., and Springfield, Illinois",
        ),
        (("Bosnia and Herzegovina", "Trinidad and Tobago"), "Trinidad and Tobago and Bosnia and Herzegovina"),
        (("1,674,306", "60,152"), "60152 and 1,674,306"),
        (("May 10, 1994", "June 3, 1995"), "3 June 1995, May 10, 1994"),
    ],
)
def test_members_that_hold_separators_are_put_together_again(members: tuple[str, ...], reply: str) -> None:
    assert grade(reply, listed(*members)).outcome == "right"


@pytest.mark.parametrize(
    ("reply", "outcome"), [("A1, B2, C3", "right"), ("A1 > B2 > C3", "right"), ("C3, B2, A1", "wrong")]
)
def test_order_counts_where_the_answer_says_so(reply: str, outcome: Outcome) -> None:
    assert grade(reply, listed("A1", "B2", "C3", ordered=True)).outcome == outcome


@given(
    st.permutations(
        ["Lower Austria", "Bosnia and Herzegovina", "Washington, D.C.", "1,674,306", "May 10, 1994", "Graz"]
    )
)
def test_any_order_of_members_is_right(members: list[str]) -> None:
    answer = listed("Lower Austria", "Bosnia and Herzegovina", "Washington, D.C.", "1,674,306", "May 10, 1994", "Graz")
    assert grade(", ".join(members), answer).outcome == "right"


@pytest.mark.parametrize(
    ("reply", "score"),
    {
        "Hungary; 55.7 %": 1.0,
        "Hungary, 55.7%": 1.0,
        "55.7 %, Hungary": 1.0,
        "country: Hungary\nshare: 55.7 %": 1.0,
        "share: 55.7%; country: Hungary": 1.0,
        "Hungary has the largest share, with 55.7 %.": 1.0,
        "Hungary (55.7 %)": 1.0,
        "Hungary": 0.5,
        "Hungary, 47.5%": 0.5,
        "Slovenia; 55.7 %": 0.5,
        "Slovenia; 47.5 %": 0.0,
        "I don't know": 0.0,
    }.items(),
)
def test_parts_earn_their_share(reply: str, score: float) -> None:
    assert grade(reply, HIGHEST).score == score


@pytest.mark.parametrize(
    ("reply", "outcome"),
    {
        "676; 76": "right",
        "676 and 76": "right",
        "Italy: 676, Germany: 76": "right",
        "Germany: 76; Italy: 676": "right",
        "Italy 676 and Germany 76": "right",
        "76; 676": "wrong",
        "Italy: 76, Germany: 676": "wrong",
        "In all 676 in the one and 76 in the other": "undecided",
    }.items(),
)
def test_parts_of_one_type_stand_in_order_or_by_label(reply: str, outcome: Outcome) -> None:
    assert grade(reply, COUNTS).outcome == outcome
