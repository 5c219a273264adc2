"""The dates of a life: read in one set form, and in nothing that only looks like it."""

import pytest

from taskloom.mine.sentence import stated
from taskloom.schema.document import Paragraph


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Ann Hill (born May 4, 1930) is a Belgian rider.", ["May 4, 1930"]),
        ("Ann Hill (French: [an il]; born 4 May 1930) is a rider.", ["4 May 1930"]),
        ("Ann “Ace” Hill (born May 4, 1930), known as the Hill, is an actor.", ["May 4, 1930"]),
        ("Ann Hill (May 4, 1930 – June 7, 1999) was a rider.", ["May 4, 1930", "June 7, 1999"]),
    ],
)
def test_the_set_form_gives_its_dates(text: str, dates: list[str]) -> None:
    found = stated([Paragraph(text=text)], ["Ann Hill (rider)"])
    assert [one.text for one in found] == dates
    assert all(text.startswith(one.quote) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Bo Marsh (born May 4, 1930) is a rider.",
        "Ann Hill (born May 1930) is a rider.",
        "Ann Hill (founded May 4, 1930) is a company.",
        "Ann Hill (born May 4, 1930, in Ghent, is a rider.",
        "Ann Hill and Bo Marsh (born May 4, 1930) raced.",
        "In 1990 Ann Hill won the race.",
    ],
)
def test_any_other_form_gives_none(text: str) -> None:
    assert stated([Paragraph(text=text)], ["Ann Hill"]) == ()


def test_the_first_paragraph_that_states_them_counts() -> None:
    lead = [
        "For the ship, see there.",
        "Ann Hill (born May 4, 1930) is a rider.",
        "Ann Hill (born May 5, 1930) is a rider.",
    ]
    assert [one.text for one in stated([Paragraph(text=text) for text in lead], ["Ann Hill"])] == ["May 4, 1930"]
