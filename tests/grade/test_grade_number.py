"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade.number import DecimalSign, Quantity, read_quantity

VALUES = {
    "1,674,306": 1674306,
    "60 152": 60152,
    "60\u00a0152": 60152,
    "1\u2009000\u2009000": 1000000,
    "1'000": 1000,
    "12,34,567": 1234567,
    "1.234,56": 1234.56,
    "1,234.56": 1234.56,
    "3,5": 3.5,
    "0,597": 0.597,
    ".5": 0.5,
    "3.2E-05": 3.2e-05,
    "1.5 × 10^6": 1500000,
    "2½": 2.5,
    "−33": -33,
    "-33": -33,
    "minus 33": -33,
    "33-": -33,
    "(1,234)": -1234,
    "($5.2 million)": -5200000,
    "-$5.2 billion": -5200000000,
    "+7": 7,
    "38.4 million": 38400000,
    "2.3 trillion": 2.3e12,
    "5 hundred thousand": 500000,
    "5k": 5000,
    "$38.4m": 38400000,
    "€5bn": 5e9,
    "twelve": 12,
    "fifty-five thousand, six hundred and forty-six": 55646,
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_reads_the_value(text: str, value: float) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert quantity.value == value


@pytest.mark.parametrize(
    ("text", "unit"),
    {
        "59.0%": "%",
        "16 %": "%",
        "5 per cent": "%",
        "$144,000": "$",
        "US$ 30 million": "$",
        "£500,000": "£",
        "EUR 5": "€",
        "4504 km": "km",
        "83,871 sq km": "km²",
        "83871 km2": "km²",
        "1,951 m": "m",
        "0.4318 mm/year": "mm/year",
        "34 °C": "°C",
        "5 million people": "person",
        "12": None,
    }.items(),
)
def test_names_the_unit(text: str, unit: str | None) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert quantity.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "NA", "**", "18–20", "149 (+7)", "£500,000 €799,550", "1st", "12th century", "12 monkeys",
        "T8", "OK-3", "<5",
        "1/2", "67.0.3396", "007", "10.05.1994", "1994-05-10", "107h18'00\"", "5 feet 10 inches", "2004 152",
        "1995–",
        "(1995)", "3 pounds", "$5–$10", "9,174,390 (2025 est.)", "1,23", "$5 €",
    ],
)  # fmt: skip
def test_reads_no_number_where_there_is_not_exactly_one(text: str) -> None:
    assert read_quantity(text, decimal=".") is None


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("3.597", None, 3.597),
        ("3.597", ".", 3.597),
        ("3.597", ",", 3597.0),
        ("3,597", None, 3597.0),
        ("3,597", ",", 3.597),
        ("1.674.306", ".", 1674306.0),
    ],
)
def test_the_decimal_sign_of_the_document_decides(text: str, decimal: DecimalSign | None, value: float) -> None:
    quantity = read_quantity(text, decimal=decimal)
    assert quantity is not None
    assert quantity.value == value


@pytest.mark.parametrize(
    ("text", "decimals"),
    {"4504": 0, "4,504.2": 1, "59.00%": 2, "38.4 million": -5, "5 million": -6, "3.2E-05": 6}.items(),
)
def test_counts_the_places_that_are_stated(text: str, decimals: int) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert quantity.decimals == decimals


@pytest.mark.parametrize("text", ["about 500", "~500", "approximately 500", "300 (est.)", "ca. 500"])
def test_marks_what_is_said_to_be_approximate(text: str) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert quantity.approximate


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", " ", "\u00a0", "\u202f", "'"]))
def test_an_integer_reads_the_same_with_any_separator(value: int, separator: str) -> None:
    assert read_quantity(f"{value:,}".replace(",", separator)) == Quantity(float(value))


@given(st.decimals(-(10**6), 10**6, places=3))
def test_a_decimal_reads_the_same_with_point_and_with_comma(value: object) -> None:
    text = f"{value:,}"
    swapped = text.translate(str.maketrans(",.", ".,"))
    assert read_quantity(text, decimal=".") == read_quantity(swapped, decimal=",")


@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text: str) -> None:
    quantity = read_quantity(text)
    assert quantity is None or quantity.value == quantity.value
