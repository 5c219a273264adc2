"""Running text: white space, lines, links, footnote marks, exponents."""

import pytest

from taskloom.ingest.html_text import Reader
from taskloom.ingest.markup import parse
from taskloom.ingest.passage import Passage


def passage(html: str, *, items: bool = True) -> Passage:
    body = parse(f"<body>{html}").body
    return Reader(body, None).passage(body.children, items=items)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Interscope<br>Polydor", "Interscope; Polydor"),
        ("Springfield,<br>Missouri", "Springfield, Missouri"),
        ("October 25, 1999<br>(aged 42)", "October 25, 1999 (aged 42)"),
        ("Lord<br>of the Rings", "Lord of the Rings"),
        ("<ul><li>Singer<li>actress<li>model</ul>", "Singer; actress; model"),
        ("R&amp;B<br>soul<br>hip hop", "R&B; soul; hip hop"),
        ("Team event.<br>Unofficial money", "Team event. Unofficial money"),
        ("  a \n <b> b</b>&nbsp; c ", "a b c"),
    ],
)
def test_lines_are_items_unless_they_wrap_a_phrase(html: str, text: str) -> None:
    assert passage(html).text == text


def test_lines_are_the_parts_of_a_cell() -> None:
    assert passage("£500,000<br>€799,550").cell(header=False).parts == ("£500,000", "€799,550")


def test_in_running_text_a_line_break_is_a_space() -> None:
    assert passage("Ground<br>Capacity", items=False).text == "Ground Capacity"


@pytest.mark.parametrize(
    ("html", "text", "notes"),
    [
        ("1960<sup>1</sup>", "1960", ("1",)),
        ("31.6**", "31.6", ("**",)),
        ("Total†", "Total", ("†",)),
        ("Maggie Smith<sup>†, TC</sup>", "Maggie Smith", ("†", "TC")),
        ("3,560 km<sup>2</sup>", "3,560 km²", ()),
        ("10<sup>6</sup>", "10⁶", ()),
        ("20<sup>th</sup> century", "20th century", ()),
        ("A<sup>T</sup>", "A^T", ()),
        ("**", "**", ()),
        ("M*A*S*H", "M*A*S*H", ()),
        ("12<sup class=reference><a href='#n'>[3]</a></sup>", "12", ()),
    ],
)
def test_footnote_marks_go_out_and_exponents_stay(html: str, text: str, notes: tuple[str, ...]) -> None:
    found = passage(html)
    assert (found.text, found.notes) == (text, notes)


def test_a_link_around_a_flag_is_no_link() -> None:
    found = passage("<a href=x><img src=flag.png alt=France></a> <a href=y>Paris</a>")
    assert [(link.text, link.target) for link in found.links] == [("Paris", "y")]


def test_a_link_over_two_items_reads_as_they_do() -> None:
    found = passage("<a href=x>One<br>Two</a> three")
    assert found.links[0].text == "One; Two"


def test_in_page_and_script_links_are_dropped() -> None:
    assert passage("<a href='#top'>a</a><a href='javascript:x()'>b</a><a href='mailto:c@d.org'>c</a>").links == ()


def test_control_characters_are_not_visible() -> None:
    assert passage("Founded\u200b in \u202e7981\u202c").text == "Founded in 7981"
