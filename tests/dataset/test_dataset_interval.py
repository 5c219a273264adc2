"""Shares with their intervals, and the agreement of readers, against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.dataset.agreement import agreement
from taskloom.dataset.interval import weighted, wilson


@pytest.mark.parametrize(
    ("good", "read", "low", "high"),
    # Newcombe 1998, 'Two-sided confidence intervals for the single proportion', table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(good: int, read: int, low: float, high: float) -> None:
    share = wilson(good, read)
    assert share is not None
    assert (share.low, share.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_nothing_read_has_no_share() -> None:
    assert wilson(0, 0) is None
    assert weighted({"depth": (0, 0)}, {"depth": 4}) is None


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_share_lies_in_its_interval(good: int, more: int) -> None:
    share = wilson(good, good + more)
    assert share is not None
    assert 0 <= share.low <= share.share <= share.high <= 1


def test_strata_weigh_what_they_have_in_the_population() -> None:
    share = weighted({"atomic": (10, 10), "depth": (5, 10)}, {"atomic": 900, "depth": 100})
    assert share is not None
    assert (share.good, share.read, share.share) == (15, 20, pytest.approx(0.95))
    alone = weighted({"atomic": (9, 10)}, {"atomic": 900})
    assert alone == pytest.approx(wilson(9, 10))


def test_agreement_is_cohens() -> None:
    # Cohen 1960's form of a 2 by 2 table: 20, 5 / 10, 15 gives 0.4.
    pairs = [("a", "a")] * 20 + [("a", "r")] * 5 + [("r", "a")] * 10 + [("r", "r")] * 15
    found = agreement(pairs)
    assert (found.both, found.same, found.kappa) == (50, 35, pytest.approx(0.4))


def test_where_chance_agrees_always_kappa_says_nothing() -> None:
    assert agreement([("a", "a")] * 3) == (3, 3, None)
    assert agreement([]) == (0, 0, None)
