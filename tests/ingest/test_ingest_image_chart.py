from collections.abc import Sequence

from PIL import Image, ImageDraw

from taskloom.ingest.image_chart import Chart, read_chart
from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_line import ReadLine
from taskloom.ingest.image_numbered import Numbered
from taskloom.ingest.image_reading import Page

COLOURS = ("#4c78a8", "#f58518", "#e45756")


def line(text: str, left: float, top: float, *, confidence: float = 0.99) -> ReadLine:
    return ReadLine(text, (left, top, left + 8 * len(text), top + 16), confidence)


def upward(text: str, left: float, middle: float, *, confidence: float = 0.99) -> ReadLine:
    half = 4 * len(text)
    return ReadLine(text, (left, middle - half, left + 16, middle + half), confidence, turns=3)


def chart(lines: Sequence[ReadLine], patches: Sequence[tuple[float, float, str]] = ()) -> Chart:
    picture = Image.new("RGB", (700, 420), "white")
    for left, top, colour in patches:
        ImageDraw.Draw(picture).rectangle((left, top, left + 11, top + 11), fill=colour)
    numbers = Numbered.of(lines)
    return read_chart(Page(list(lines), Ink.of(picture), 0, 700, 420), numbers)


def entries(found: Chart) -> dict[str, str]:
    return {entry.label: entry.value.text for box in found.boxes for entry in box.entries}


def axes() -> list[ReadLine]:
    down = [line(f"{value:>3}", 60, 60 + 50 * step) for step, value in enumerate((300, 250, 200, 150, 100))]
    across = [line(str(year), 90 + 80 * step, 330) for step, year in enumerate((1990, 1995, 2000, 2005, 2010))]
    return [*down, *across]


def test_the_title_centred_under_the_ticks() -> None:
    assert entries(chart([*axes(), line("Year", 250, 350)])) == {"x-axis title": "Year"}


def test_a_line_off_the_centre_is_no_axis_title() -> None:
    assert entries(chart([*axes(), line("Source", 420, 350)])) == {}


def test_the_title_that_runs_up_beside_the_ticks() -> None:
    assert entries(chart([*axes(), upward("Population", 30, 168)])) == {"y-axis title": "Population"}


def test_two_axes_with_different_titles_give_none() -> None:
    found = chart([*axes(), upward("Population", 30, 168), upward("Income", 600, 168)])
    assert entries(found) == {}


def test_a_title_that_is_not_believed_is_none() -> None:
    assert entries(chart([*axes(), line("Year", 250, 350, confidence=0.0)])) == {}


def test_the_line_on_top_names_the_chart() -> None:
    found = chart([*axes(), line("Population of the old town", 140, 10)])
    assert found.title == "Population of the old town"


def test_a_word_on_top_may_name_a_facet_only() -> None:
    assert chart([*axes(), line("Female", 240, 10)]).title == ""


def test_a_legend_has_a_patch_of_its_own_colour_at_each_entry() -> None:
    legend = [
        line("site", 540, 60),
        *(line(text, 556, 80 + 20 * i) for i, text in enumerate(("Oslo", "Rome", "Bonn"))),
    ]
    patches = [(540, 82 + 20 * i, colour) for i, colour in enumerate(COLOURS)]
    found = entries(chart([*axes(), *legend], patches))
    assert found == {"legend title": "site", "legend entries": "Oslo; Rome; Bonn"}


def test_a_list_without_patches_is_no_legend() -> None:
    legend = [
        line("site", 540, 60),
        *(line(text, 556, 80 + 20 * i) for i, text in enumerate(("Oslo", "Rome", "Bonn"))),
    ]
    assert entries(chart([*axes(), *legend])) == {}


def test_text_without_axes_gives_nothing() -> None:
    assert chart([line("A page of plain running text", 40, 40), line("and one more line of it", 40, 60)]).boxes == ()
