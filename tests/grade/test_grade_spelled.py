"""Numbers in words."""

from __future__ import annotations

import pytest

from taskloom.grade.spelled import SpelledNumber, find_spelled, read_spelled


@pytest.mark.parametrize(
    ("text", "value"),
    {
        "zero": 0,
        "Twelve": 12,
        "twenty-one": 21,
        "a dozen": 12,
        "two dozen": 24,
        "a hundred": 100,
        "one hundred and one": 101,
        "two thousand and four": 2004,
        "fifty-five thousand, six hundred and forty-six": 55646,
        "three million": 3000000,
    }.items(),
)
def test_reads_a_number(text: str, value: int) -> None:
    assert read_spelled(text) == value


@pytest.mark.parametrize("text", ["", "none", "one two", "five twenty", "someone", "twelfth", "one of them"])
def test_reads_no_number_where_there_is_none_or_more(text: str) -> None:
    assert read_spelled(text) is None


def test_finds_numbers_with_their_places() -> None:
    assert find_spelled("He won six of twenty-one.") == [SpelledNumber(6, 7, 10), SpelledNumber(21, 14, 24)]
