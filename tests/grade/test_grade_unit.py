"""Units, their spellings, and what a header says of them."""

from __future__ import annotations

import pytest

from taskloom.grade.unit import Scaled, find_unit, read_header_unit, same_unit


@pytest.mark.parametrize(
    ("text", "name"),
    {
        "kilometres": "km",
        "Kilometers": "km",
        "sq. km": "km²",
        "square kilometres": "km²",
        "percent": "%",
        "US dollars": "$",
        "USD": "$",
        "MW": "MW",
        "miles per hour": "mph",
        "points per game": "point/game",
        "mm/year": "mm/year",
    }.items(),
)
def test_finds_the_one_name(text: str, name: str) -> None:
    unit = find_unit(text)
    assert unit is not None
    assert unit.name == name


@pytest.mark.parametrize("text", ["pounds", "monkeys", "", "of"])
def test_knows_no_unit_where_there_is_none_or_two(text: str) -> None:
    assert find_unit(text) is None


@pytest.mark.parametrize(
    ("text", "scaled"),
    {
        "$ million": Scaled(6, "$"),
        "in thousands": Scaled(3, None),
        "€m": Scaled(6, "€"),
        "EUR million": Scaled(6, "€"),
        "millions of dollars": Scaled(6, "$"),
        "'000 tonnes": Scaled(3, "t"),
        "m": Scaled(0, "m"),
        "km": Scaled(0, "km"),
        "1000 m": Scaled(0, "1000 m"),
        "1 000 persons": Scaled(3, "person"),
        "cases per million": Scaled(0, "cases per million"),
        "per 1,000 live births": Scaled(0, "per 1,000 live births"),
    }.items(),
)
def test_reads_headers(text: str, scaled: Scaled) -> None:
    assert read_header_unit(text) == scaled


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("km", "kilometres", True),
        ("km", None, True),
        ("km", "m", None),
        ("km", "kg", False),
        ("%", "$", False),
        ("foo", "bar", None),
    ],
)
def test_compares_units(a: str | None, b: str | None, same: bool | None) -> None:
    assert same_unit(a, b) is same
    assert same_unit(b, a) is same
