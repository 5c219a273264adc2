"""Replies to one answer: numbers, dates, names, texts, yes or no."""

from __future__ import annotations

import pytest

from taskloom.grade import grade
from taskloom.grade.outcome import Outcome
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer

CASES: dict[str, dict[str, Outcome]] = {
    "1,674,306": {
        "1674306": "right", "1 674 306": "right", "The answer is 1,674,306.": "right",
        "**1,674,306**": "right",
        "about 1,674,000": "right", "1.67 million": "undecided", "1,674,307": "wrong", "-1,674,306": "wrong",
        "1,674,306 or 1,674,307": "wrong", "between 1,674,306 and 1,700,000": "wrong",
        "Not 1,674,306": "undecided",
        "": "wrong", "unknown": "wrong", "I couldn't find it.": "wrong", "many": "undecided",
    },
    "$32,098": {
        "32098": "right", "32,098 dollars": "right", "USD 32,098.00": "right", "€32,098": "wrong",
        "€30,000": "undecided",
        "$32,089": "wrong", "32,098 km": "wrong", "The median income was $32,098 in 2000.": "right",
    },
    "59.0%": {"59%": "right", "59": "right", "59.0 percent": "right", "0.59": "wrong", "60%": "wrong"},
    "4,504.2": {"4504": "right", "4504 km": "right", "4505": "undecided", "4500": "wrong"},
    "5.52": {"In 2023, Austria had 5.52 physicians per 1,000 people.": "right", "5.5": "undecided"},
    "-33": {"−33": "right", "(33)": "right", "minus 33": "right", "33": "wrong"},
    "0": {"none": "right", "zero": "right", "1": "wrong"},
    "12": {"twelve": "right", "a dozen": "right", "12 points": "right", "thirteen": "wrong"},
    "1994": {
        "in 1994": "right", "May 10, 1994": "right", "1995": "wrong", "1994 or 1995": "wrong",
        "1994–95": "undecided",
    },
    "May 10, 1994": {
        "10 May 1994": "right", "It was on 10 May 1994.": "right", "10/05/1994": "undecided",
        "1994": "undecided",
        "May 11, 1994": "wrong", "13/05/1994": "wrong", "May 10, 1994 or May 11, 1994": "wrong",
        "in spring": "wrong",
    },
    "Claudio Chiappucci": {
        "claudio chiappucci": "right", "Chiappucci, Claudio": "right", "It was Claudio Chiappucci.": "right",
        "Claudio Chiappucci (Italy)": "right", "\"Claudio Chiappucci\"": "right", "Chiappucci": "undecided",
        "Claudio Chiapucci": "undecided", "Marco Pantani": "wrong", "It was Marco Pantani.": "wrong",
        "Claudio Chiappucci or Marco Pantani": "wrong", "Either Marco Pantani or Claudio Chiappucci": "wrong",
        "Claudio Chiappucci / Marco Pantani": "wrong", "Claudio Chiappucci; Marco Pantani": "wrong",
        "Marco Pantani, Claudio Chiappucci, Richard Virenque": "wrong",
        "It was not Claudio Chiappucci.": "undecided",
        "Claudio Chiappucci, Marco Pantani": "undecided",
        "Marco Pantani beat Claudio Chiappucci.": "undecided",
        "I don't know.": "wrong", "I'm not sure, but Claudio Chiappucci": "undecided",
    },
    "Vienna": {
        "The candidates are Vienna, Graz, Linz and Salzburg.": "wrong",
        "The candidates are Graz, Linz, Salzburg and Vienna.": "wrong",
        "It is Vienna, Austria.": "right",
        "Vienna (or Graz)": "wrong",
        "It is Vienna. It is Graz.": "undecided",
        "The one is Vienna, the second is Graz": "undecided",
        "It is Vienna, Virginia, USA.": "undecided",
    },
    "Ann Hill": {
        "Ann Hill-Smythe": "undecided", "It was Ann Hill-Smythe.": "undecided", "Mary-Ann Hill": "undecided",
        "Ann Hill – a singer": "right", "Ann Hill-Smythe or Bo Lee": "undecided",
    },
    "Stratford": {"It is Stratford-upon-Avon.": "undecided"},
    "Madrid": {"Real Madrid": "undecided", "It is Madrid.": "right", "Not Madrid": "undecided"},
    "Washington, D.C.": {"Washington DC": "right", "Washington": "undecided"},
    "Pride and Prejudice": {"Pride & Prejudice": "right", "\"Pride and Prejudice\" by Jane Austen": "right"},
    "Romeo or Juliet": {"It is Romeo or Juliet.": "right"},
    "spinach": {"Spinach": "right", "The vegetable is spinach.": "right", "carrots": "wrong"},
    "12th century": {"the twelfth century": "right", "in the 12th century": "right"},
    "Yes": {"Yes, it does.": "right", "no": "wrong", "It does.": "undecided"},
    "Unknown": {"unknown": "right"},
    "東京": {"東京": "right", "大阪": "wrong", "答えは東京です": "undecided"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("golden", "reply", "outcome"),
    [(golden, reply, outcome) for golden, replies in CASES.items() for reply, outcome in replies.items()],
)
def test_grades(golden: str, reply: str, outcome: Outcome) -> None:
    assert grade(reply, read_answer(golden)).outcome == outcome


def test_an_alias_is_as_good() -> None:
    assert grade("Czechia", read_answer("Czech Republic", aliases=["Czechia"])).outcome == "right"


def test_an_alias_of_a_number_is_as_good() -> None:
    assert grade("4504", read_answer("4,700", aliases=["4,504 km"])).outcome == "right"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("The 3 cities had 5,000 people in 2004.", "right"),
        ("The 3 cities had 6,000 people.", "wrong"),
        ("The 3 cities.", "wrong"),
    ],
)
def test_numbers_of_the_question_are_forgiven(reply: str, outcome: Outcome) -> None:
    question = "How many people did the 3 cities have in 2004?"
    assert grade(reply, read_answer("5,000"), question).outcome == outcome


def test_a_header_scale_may_be_said_or_not() -> None:
    answer = read_answer("4.5", unit="$ million")
    assert {grade(reply, answer).outcome for reply in ("4.5", "$4.5 million", "4,500,000")} == {"right"}


def test_a_scale_left_in_the_unit_may_be_said_or_not() -> None:
    answer = Answer(text="4.5", type="number", value=4.5, unit="$ million")
    replies = {"4.5": "right", "$4.5 million": "right", "4,500,000": "right", "$4.6 million": "wrong"}
    assert {reply: grade(reply, answer).outcome for reply in replies} == replies


def test_a_decimal_comma_of_the_document_is_remembered_by_the_value() -> None:
    answer = read_answer("3.597", decimal=",")
    assert [grade(reply, answer).outcome for reply in ("3.597", "3,597", "3597", "3.6")] == [
        "right",
        "right",
        "right",
        "wrong",
    ]


def test_a_reply_above_the_limit_is_no_final_answer() -> None:
    assert grade("Vienna. " * 40, read_answer("Vienna")).outcome == "wrong"


def test_a_different_reply_to_an_open_question_is_undecided() -> None:
    answer = read_answer("Vienna")
    assert grade("Graz", answer, "Name a city in Austria.").outcome == "undecided"
    assert grade("Graz", answer, "What is the capital of Austria?").outcome == "wrong"


def test_says_why() -> None:
    assert grade("Graz", read_answer("Vienna")).detail == "another name"


PASSAGE = (
    "The 1951 Masters Tournament was the 15th Masters Tournament, held April 5–8 at Augusta National Golf Club in "
    "Augusta, Georgia. Ben Hogan won the first of his two Masters titles, two strokes ahead of runner-up Skee Riegel."
)


@pytest.mark.parametrize("golden", ["Augusta National Golf Club", "Augusta, Georgia"])
def test_a_passage_that_holds_the_answer_is_no_answer(golden: str) -> None:
    question = "Where was the 1951 Masters Tournament held?"
    assert grade(PASSAGE, read_answer(golden), question).outcome == "undecided"
    assert grade(f"The 1951 Masters Tournament was held at {golden}.", read_answer(golden), question).outcome == "right"


def test_a_passage_that_is_the_answer_is_right() -> None:
    assert grade(PASSAGE, read_answer(PASSAGE)).outcome == "right"


def test_a_number_or_date_in_a_passage_is_no_answer() -> None:
    told = "Founded by three brothers in a small harbour town, the company opened its first yard on May 10, 1994."
    assert grade(told, read_answer("May 10, 1994"), "When was it?").outcome == "undecided"
    told = "Founded by three brothers in a small harbour town, the company built ships and had 352 workers."
    assert grade(told, read_answer("352"), "How many workers did it have?").outcome == "undecided"
