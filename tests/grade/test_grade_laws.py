"""What holds of every answer and every reply."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import taskloom.grade
from taskloom.grade import grade
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map("{:,}".format),
    st.floats(-1e6, 1e6).map("{:.2f}".format),
    st.integers(0, 99).map("{} %".format),
)
DATES = st.dates().map("{:%d %B %Y}".format)
NAMES = st.lists(
    st.sampled_from(["Anna", "Bruno", "Çelik", "Dvořák", "Eriksson", "Ferrari", "Graz", "Huang", "Iñigo"]),
    min_size=1,
    max_size=3,
).map(" ".join)
ANSWERS = st.one_of(NUMBERS, DATES, NAMES, st.text(max_size=40)).map(read_answer)


@given(ANSWERS)
def test_an_answers_own_text_is_right(answer: Answer) -> None:
    assert grade(answer.text, answer).outcome == "right"


@given(
    st.one_of(NUMBERS, DATES, NAMES).map(read_answer),
    st.sampled_from(["The answer is {}.", "**{}**", "Answer: {}", "It is {}.", " {}\n"]),
)
def test_it_is_right_in_a_sentence_too(answer: Answer, frame: str) -> None:
    assert grade(frame.format(answer.text), answer).outcome == "right"


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_an_integer_is_right_only_for_itself(golden: int, said: int) -> None:
    assert (grade(str(said), read_answer(f"{golden:,}")).outcome == "right") == (golden == said)


@given(NAMES, NAMES)
def test_a_choice_between_two_names_is_never_right(golden: str, other: str) -> None:
    answer = read_answer(golden)
    if grade(other, answer).outcome == "wrong":
        assert grade(f"{golden} or {other}", answer).outcome != "right"
        assert grade(f"{other} or {golden}", answer).outcome != "right"


@given(st.text(max_size=300), ANSWERS, st.one_of(st.none(), st.text(max_size=60)))
def test_every_reply_gets_a_grade_with_its_score(reply: str, answer: Answer, question: str | None) -> None:
    outcome, score, detail = grade(reply, answer, question)
    assert score == {"right": 1.0, "wrong": 0.0, "undecided": None}[outcome]
    assert detail


@given(st.text(max_size=80), ANSWERS)
def test_grading_is_deterministic(reply: str, answer: Answer) -> None:
    assert grade(reply, answer) == grade(reply, answer)


def test_the_public_names() -> None:
    assert taskloom.grade.__all__ == ["Grade", "grade", "same_answer"]
