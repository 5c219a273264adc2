"""Waits: what a Retry-After header asks for, and full jitter under a bound that doubles."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.llm.retry import Patience, backoff, retry_after

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(("header", "seconds"), [
    (None, None),
    ("7", 7.0),
    (" 0.25 ", 0.25),
    ("-3", 0.0),
    ("nan", None),
    ("soon", None),
    ("", None),
    ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
    ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
    ("Sun, 01 Mar 2026 13:00:30 +0100", 30.0),
    ("Sunday, 01-Mar-26 12:00:30 GMT", 30.0),
    ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
])  # fmt: skip
def test_what_the_header_asks_for(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.integers(min_value=0, max_value=10**6))
def test_a_date_and_its_seconds_are_the_same(seconds: int) -> None:
    assert retry_after(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW) == seconds


@given(st.text())
def test_any_header_is_read(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or seconds >= 0


def test_the_bound_doubles_and_ends() -> None:
    patience = Patience(base_s=0.5, most_s=4.0)
    chance = random.Random(1)
    waits = [[backoff(attempt, patience, chance) for _ in range(2000)] for attempt in range(1, 7)]
    for many, bound in zip(waits, (0.5, 1.0, 2.0, 4.0, 4.0, 4.0), strict=True):
        assert 0.0 <= min(many) < 0.02 * bound
        assert 0.98 * bound < max(many) <= bound
        assert sum(many) / len(many) == pytest.approx(bound / 2, rel=0.05)
    again = random.Random(1)
    assert waits[0] == [backoff(1, patience, again) for _ in range(2000)]
