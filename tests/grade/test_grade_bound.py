"""What looks like the answer and may be another: left undecided, never right."""

from __future__ import annotations

import pytest

from taskloom.grade import grade
from taskloom.grade.reading import read_answer
from taskloom.grade.same import same_answer
from taskloom.schema.answer import Answer

OTHERS = {
    "Henry V": ["Henry IV", "King Henry IV"],
    "Louis XIV": ["Louis XV", "Louis V"],
    "World War I": ["World War II"],
    "Super Bowl XV": ["Super Bowl V"],
    "Type B": ["Type AB"],
    "Class A": ["Class AA"],
    "Ford GT": ["Ford T"],
    "AA": ["AA-", "rated AA-"],
    "BBB-": ["BBB"],
    "Mercury (planet)": ["Mercury (element)"],
    "John Smith (golfer)": ["John Smith (footballer)"],
    "Ann Hill": [
        "Ann Hill is wrong", "I doubt it is Ann Hill", "Ann Hill? No.", "Ann Hill (runner-up)",
        "the runner-up was Ann Hill",
    ],
    "5": ["more than 5", "at least 5", "up to 5", "<5", "≥5", "5+", "5 or more", "5/6", "5:00"],
    "500": ["half of 500", "twice 500", "500 squared"],
    "12": ["12/20", "12 00", "12 and a half", "12 years ago"],
    "1994": ["1994/95", "1994 BC", "after 1994", "until 1994"],
    "+4": ["4 under par"],
    "2.5": ["fell 2.5", "decreased by 2.5", "a loss of 2.5"],
    "-33": ["33 below"],
    "-2.5%": ["fell 2.5%", "down 2.5%"],
    "May 10, 1994": ["before May 10, 1994", "after May 10, 1994", "May 10, 1994 BC"],
    "yes": ["Yes and no", "No doubt, yes"],
}  # fmt: skip
SAME = {
    "JRR Tolkien": ["J. R. R. Tolkien"],
    "AB de Villiers": ["A. B. de Villiers"],
    "Henry V": ["King Henry V", "Henry V (of England)"],
    "Mercury (planet)": ["Mercury", "Mercury (the planet)"],
    "5": ["five", "5 countries", "The answer is 5."],
    "1994": ["in 1994"],
    "-33": ["minus thirty-three", "-33"],
    "-5": ["negative five"],
    "0": ["no one", "none"],
    "May 10, 1994": ["on May 10, 1994"],
    "yes": ["Yes, it is."],
}


@pytest.mark.parametrize(("golden", "reply"), [(golden, reply) for golden in OTHERS for reply in OTHERS[golden]])
def test_another_thing_is_not_right(golden: str, reply: str) -> None:
    assert grade(reply, read_answer(golden)).outcome == "undecided"


@pytest.mark.parametrize(("golden", "reply"), [(golden, reply) for golden in SAME for reply in SAME[golden]])
def test_the_same_thing_is_right(golden: str, reply: str) -> None:
    assert grade(reply, read_answer(golden)).outcome == "right"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Henry V", "Henry IV"), ("Elizabeth I", "Elizabeth II"), ("Rocky II", "Rocky III"), ("AA", "AA-"), ("A-", "A")],
)
def test_numerals_and_signs_tell_names_apart(one: str, other: str) -> None:
    a, b = read_answer(one, kind="name"), read_answer(other, kind="name")
    assert same_answer(a, b) is same_answer(b, a) is False


def test_words_of_the_question_are_no_bound() -> None:
    assert grade("more than 5", read_answer("5"), "The limit is more than which number?").outcome == "right"


def test_an_ordered_list_said_backwards_is_not_right() -> None:
    members = tuple(map(read_answer, ("Italy", "France", "Spain")))
    golden = Answer(text="Italy; France; Spain", type="list", items=members, ordered=True)
    assert grade("from last to first: Italy, France, Spain", golden).outcome == "undecided"
    assert grade("The order is: Italy, France, Spain", golden).outcome == "right"
