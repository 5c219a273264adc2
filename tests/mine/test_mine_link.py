"""What a link leads to, however its address is written."""

import pytest

from taskloom.mine.link import link_of
from taskloom.schema.document import Cell, Link


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("//example.org/wiki/Ann_Hill_(rider)", "ann hill (rider)"),
        ("https://example.org/w/index.php?title=Ann_Hill&action=edit", "ann hill"),
        ("Ann%20Hill.html#life", "ann hill.html"),
        ("/riders/ann/", "ann"),
    ],
)
def test_a_link_is_known_by_the_last_part_of_its_address(target: str, name: str) -> None:
    assert link_of(Cell(text="Ann", links=(Link(text="Ann", target=target),))) == name


def test_two_links_are_none() -> None:
    link = Link(text="Ann", target="ann")
    assert (link_of(Cell(text="Ann")), link_of(Cell(text="Ann Ann", links=(link, link)))) == ("", "")
