"""Numbers in sentences."""

from __future__ import annotations

import pytest

from taskloom.grade.mention import find_quantities


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "He won 214 points in 8 stages, 12th place.": [(214, "point"), (8, None)],
        "for $1.5 million or 59.0 % of 4,504.2 km.": [(1500000, "$"), (59.0, "%"), (4504.2, "km")],
        "18–20": [(18, None), (20, None)],
        "from -5 to minus 7": [(-5, None), (-7, None)],
        "OK-3 and T8, in the 1990s": [],
        "three sets of doubles": [(3, None)],
        "There were 60 152 participants.": [(60152, None)],
        "£500,000 €799,550": [(500000, "£"), (799550, "€")],
        "none at all": [],
    }.items(),
)
def test_finds_numbers_with_their_units(text: str, found: list[tuple[float, str | None]]) -> None:
    assert [(mention.quantity.value, mention.quantity.unit) for mention in find_quantities(text)] == found


def test_marks_the_numbers_of_a_date() -> None:
    assert [mention.in_date for mention in find_quantities("It fell by 5 on May 10, 1994.")] == [
        False,
        True,
        True,
    ]


def test_spans_cover_the_number_and_its_unit() -> None:
    text = "It is 4,504.2 km long."
    (mention,) = find_quantities(text)
    assert text[mention.start : mention.end] == "4,504.2 km"
