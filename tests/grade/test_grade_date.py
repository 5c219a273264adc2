"""Dates as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade.date import PartialDate, date_readings, find_dates, from_iso, read_date


@pytest.mark.parametrize(
    "text",
    [
        "May 10, 1994", "10 May 1994", "May 10th, 1994", "10th of May, 1994", "10. Mai 1994",
        "10 de mayo de 1994",
        "10 mai 1994", "1994-05-10", "1994/05/10", "10.05.1994", "Tuesday, May 10, 1994", "May 10 1994",
        "May 10 , 1994", "10-May-1994",
        "1994-05-10T00:00:00", "10 MAY 1994",
    ],
)  # fmt: skip
def test_reads_the_tenth_of_may(text: str) -> None:
    assert read_date(text) == PartialDate(1994, 5, 10)


@pytest.mark.parametrize(
    ("text", "iso"),
    {
        "May 1994": "1994-05",
        "1994-05": "1994-05",
        "Sept. 2004": "2004-09",
        "1994": "1994",
        "May 10": "--05-10",
        "4 July": "--07-04",
        "25/12/1994": "1994-12-25",
        "12/25/1994": "1994-12-25",
        "5/5/1994": "1994-05-05",
        "29 February 2000": "2000-02-29",
    }.items(),
)
def test_reads_partial_and_numeric_dates(text: str, iso: str) -> None:
    date = read_date(text)
    assert date is not None
    assert date.iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "", "May", "10", "1990s", "1964-65", "2010-11", "17–20 Jun", "31 June 2000", "29 February 1900",
        "32/01/1999", "May 32, 1994",
        "1994-05-10 14:30", "12,1994", "Marching 1994", "$1994",
    ],
)  # fmt: skip
def test_reads_no_date_where_there_is_not_exactly_one(text: str) -> None:
    assert read_date(text) is None


def test_day_and_month_either_way_round_are_two_readings() -> None:
    assert set(date_readings("10/05/1994")) == {PartialDate(1994, 5, 10), PartialDate(1994, 10, 5)}
    assert read_date("10/05/1994") is None


@pytest.mark.parametrize(("day_first", "iso"), [(True, "1994-05-10"), (False, "1994-10-05")])
def test_the_way_round_may_be_known(day_first: bool, iso: str) -> None:
    date = read_date("10/05/1994", day_first=day_first)
    assert date is not None
    assert date.iso == iso


def test_finds_dates_in_a_sentence() -> None:
    found = find_dates("He came back on March 18, 1995 and left in 1998, in his 10th season.")
    assert [mention.readings[0].iso for mention in found] == ["1995-03-18", "1998"]


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_all_forms_of_a_day_are_one_date(day: datetime.date) -> None:
    forms = [
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
    ]
    assert {read_date(form) for form in forms} == {PartialDate(day.year, day.month, day.day)}


@given(st.dates(min_value=datetime.date(1000, 1, 1)), st.sampled_from([1, 2, 3]))
def test_the_iso_form_is_read_back(day: datetime.date, parts: int) -> None:
    date = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert from_iso(date.iso) == date


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert len(date_readings(text)) <= 2
