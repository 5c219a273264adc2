"""Thresholds: a round number between two groups of figures, with the figures' own unit."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.craft.threshold import said, threshold
from taskloom.mine.value import Value, read_value


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([16000, 14000, 5809, 3380, 340], 2000.0),
        ([16000, 14000, 9809, 3380], 5000.0),
        ([58.9, 55.7, 30.2], 50.0),
        ([8e9, 7.5e9, 2.4e9], 5e9),
        ([0.9, 0.8, 0.2], 0.5),
    ],
)
def test_the_number_is_round_and_lies_where_the_figures_are_furthest_apart(
    numbers: Sequence[float], expected: float
) -> None:
    assert threshold(numbers, 4) == expected


@pytest.mark.parametrize("numbers", [[], [5.0], [100.0, 99.0, 98.5], [7.0, 3.0], [10.0, 9.5, -4.0]])
def test_there_is_none_where_figures_do_not_lie_clearly_apart(numbers: Sequence[float]) -> None:
    assert threshold(numbers, 4) is None


@given(st.lists(st.floats(min_value=0, max_value=1e12, allow_nan=False), max_size=12), st.integers(2, 8))
def test_it_leaves_some_on_either_side_and_none_near(numbers: list[float], most: int) -> None:
    found = threshold(numbers, most)
    if found is not None:
        above = [number for number in numbers if number > found]
        below = [number for number in numbers if number <= found]
        assert 2 <= len(above) <= most
        assert below
        assert min(above) - found > 0.1 * (min(above) - max(below))
        assert found - max(below) > 0.1 * (min(above) - max(below))


@pytest.mark.parametrize(
    ("value", "like", "expected"),
    [
        (7e9, "$107.218 billion", "$7 billion"),
        (2.0, "7.3% of GDP", "2% of GDP"),
        (4e9, "7.104 billion kWh", "4 billion kWh"),
        (5000.0, "66,107", "5,000"),
        (0.5, "0.78", "0.5"),
        (1.5e6, "3.1 million tons", "1.5 million tons"),
    ],
)
def test_it_is_said_with_the_unit_of_the_figures(value: float, like: str, expected: str) -> None:
    read = read_value(like)
    assert isinstance(read, Value)
    assert said(value, read.answer) == expected
