"""Cells as values, or the reason why they are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.mine.value import Item, Refusal, Value, placeholder, quantity_of, read_items, read_value


@pytest.mark.parametrize(
    ("text", "kind", "shown", "value", "unit"),
    [
        ("214", "number", "214", 214.0, None),
        ("$32,098", "number", "$32,098", 32098.0, "$"),
        ("NOK 1.2 billion", "number", "NOK 1.2 billion", 1_200_000_000.0, "NOK"),
        ("US$ 3 million", "number", "US$ 3 million", 3_000_000.0, "$"),
        ("59.0%", "number", "59.0%", 59.0, "%"),
        ("38.4 million", "number", "38.4 million", 38_400_000.0, None),
        ("14 deaths/100,000 births", "number", "14 deaths/100,000 births", 14.0, "deaths/100,000 births"),
        ("May 10, 1994", "date", "May 10, 1994", "1994-05-10", None),
        ("1994", "date", "1994", "1994", None),
        ("yes", "yes_no", "yes", True, None),
        ("Bo Marsh", "name", "Bo Marsh", None, None), ("HealthCare.gov", "name", "HealthCare.gov", None, None),
        ("hard clay", "text", "hard clay", None, None),
        ("2004–05", "text", "2004–05", None, None),
    ],
)  # fmt: skip
def test_a_cell_is_read_by_its_type(text: str, kind: str, shown: str, value: object, unit: str | None) -> None:
    found = read_value(text)
    assert isinstance(found, Value)
    answer = found.answer
    assert (answer.type, answer.text, answer.value, answer.unit) == (kind, shown, value, unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "placeholder"), ("—", "placeholder"), ("N/A", "placeholder"), ("**", "placeholder"),
        ("tba", "placeholder"), ("DNF", "placeholder"), ("not available", "placeholder"),
        ("see note", "placeholder"),
        ("149 (+7)", "bundle"), ("£500,000 €799,550", "bundle"), ("a|b", "bundle"),
        ("+4' 35\"", "gap"), ("at 3' 20\"", "gap"),
        ("~400", "approximate"), ("https://example.org", "address"), ("bo@example.org", "address"),
        ("example.gov", "address"),        ("WINNER: Best Album", "status tag"),
        ("He was born there. Later he moved", "prose"), ("Which was the case", "prose"),
        ("Ann, Bo, Cy, Di", "several values"), ("Ann Hill and", "cut text"), ("(Ann", "cut text"),
        ("x" * 90, "too long"),
        ("AB12345678", "code"), ("caf\ufffd", "damaged text"), ("a", "too short"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_single_value_says_why(text: str, reason: str) -> None:
    assert read_value(text) == Refusal(reason)


@pytest.mark.parametrize(
    ("text", "shown", "when"),
    [
        ("16% (2023 est.)", "16%", "2023"),
        ("$149.751 billion (2022 est.)", "$149.751 billion", "2022"),
        ("5.52 physicians/1,000 population (2023)", "5.52 physicians/1,000 population", "2023"),
        ("Bo Marsh (since 5 May 2020)", "Bo Marsh", None),
    ],
)
def test_a_date_in_parentheses_is_taken_out(text: str, shown: str, when: str | None) -> None:
    found = read_value(text)
    assert isinstance(found, Value)
    assert (found.answer.text, found.when) == (shown, when)


def test_a_link_beside_a_mark_is_the_name() -> None:
    found = read_value("Pedro Delgado (ESP)", None, "Pedro Delgado")
    assert isinstance(found, Value)
    assert (found.answer.text, found.answer.type) == ("Pedro Delgado", "name")


def test_the_unit_of_the_header_is_that_of_the_number() -> None:
    found = read_value("1,875", "$")
    assert isinstance(found, Value)
    assert (found.answer.value, found.answer.unit) == (1875.0, "$")


def test_a_year_under_a_unit_is_a_number() -> None:
    found = read_value("1875", "$")
    assert isinstance(found, Value)
    assert found.answer.value == 1875.0


@given(st.text(max_size=100), st.sampled_from([None, "$", "km"]), st.sampled_from([None, "a", "Ann"]))
def test_any_text_is_a_value_or_refused(text: str, unit: str | None, linked: str | None) -> None:
    found = read_value(text, unit, linked)
    if isinstance(found, Value):
        assert found.answer.text in text or found.answer.text == linked
        assert not placeholder(found.answer.text)


@given(st.text(max_size=100))
def test_what_was_read_reads_the_same_again(text: str) -> None:
    found = read_value(text)
    if isinstance(found, Value):
        again = read_value(found.answer.text)
        assert isinstance(again, Value)
        assert again.answer == found.answer


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("France 20 km; Spain 64 km", [("France", "20 km"), ("Spain", "64 km")]),
        ("Germany 25%, USA 9% (2023)", [("Germany", "25%"), ("USA", "9%")]),
        ("Lithuania 100 km, Russia (Kaliningrad) 209 km; Ukraine 498 km",
         [("Lithuania", "100 km"), ("Russia", "209 km"), ("Ukraine", "498 km")]),
        ("Czech 64.3%, Moravian 5%, other 2%", [("Czech", "64.3%"), ("Moravian", "5%")]),
        ("France 20 km; Spain 64%", []),
        ("France 20 km; and many more", []),
        ("France 20 km; France 30 km", []),
        ("France 20 km", []),
    ],
)  # fmt: skip
def test_a_list_of_names_with_quantities_is_read_whole(text: str, members: list[tuple[str, str]]) -> None:
    assert read_items(text) == tuple(Item(*member) for member in members)


@pytest.mark.parametrize(
    ("text", "value", "decimals"), [("0.98 male", 0.98, 2), ("2% of GDP", 2.0, 0), ("$1,200.50", 1200.5, 2)]
)
def test_the_number_of_a_measured_text_keeps_its_decimals(text: str, value: float, decimals: int) -> None:
    quantity = quantity_of(text)
    assert quantity is not None
    assert (quantity.value, quantity.decimals) == (value, decimals)


def test_a_name_holds_no_number() -> None:
    assert quantity_of("Bo Marsh") is None
