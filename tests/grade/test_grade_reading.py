"""Answers from their texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade.reading import read_answer
from taskloom.schema.answer import AnswerType


@pytest.mark.parametrize(
    ("text", "kind"),
    {
        "Payne Stewart": "name",
        "Ludwig van Beethoven": "name",
        "OK-3": "name",
        "東京": "name",
        "spinach": "text",
        "It is naturally magnetised.": "text",
        "T8: 1986": "text",
        "10/05/1994": "text",
        "$144,000": "number",
        "1994": "number",
        "May 10, 1994": "date",
        "Yes": "yes_no",
        "no": "yes_no",
    }.items(),
)
def test_decides_the_type(text: str, kind: AnswerType) -> None:
    assert read_answer(text).type == kind


def test_reads_scale_and_unit() -> None:
    answer = read_answer("$38.4 million")
    assert (answer.value, answer.unit) == (38400000.0, "$")


@pytest.mark.parametrize(
    ("text", "unit", "value", "stated"),
    [
        ("4.5", "$ million", 4500000.0, "$"),
        ("4.5 million", "$ million", 4500000.0, "$"),
        ("32,098", "US$", 32098.0, "$"),
        ("0.4318", "mm/year", 0.4318, "mm/year"),
        ("16%", "share", 16.0, "%"),
    ],
)
def test_the_header_gives_unit_and_scale(text: str, unit: str, value: float, stated: str) -> None:
    answer = read_answer(text, unit=unit)
    assert (answer.value, answer.unit) == (value, stated)


def test_a_column_of_dates_reads_years_as_dates() -> None:
    answer = read_answer("1994", kind="date")
    assert (answer.type, answer.value) == ("date", "1994")


def test_a_column_of_names_reads_nothing_into_them() -> None:
    assert read_answer("1984", kind="name").value is None


@given(st.text(max_size=60))
def test_keeps_the_text_but_for_space_around_it(text: str) -> None:
    assert read_answer(text).text == text.strip()
