from PIL import Image, ImageDraw

from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_label import read_labels
from taskloom.ingest.image_line import ReadLine
from taskloom.ingest.image_numbered import Numbered
from taskloom.schema.document import Box


def line(text: str, left: float, top: float, *, confidence: float = 0.99) -> ReadLine:
    return ReadLine(text, (left, top, left + 9 * len(text), top + 20), confidence)


def boxes(*lines: ReadLine, marked: ReadLine | None = None) -> list[Box]:
    picture = Image.new("RGB", (800, 600), "white")
    if marked is not None:
        ImageDraw.Draw(picture).rectangle([round(side) for side in marked.box], fill="#108070")
    numbers = Numbered.of(lines)
    return read_labels(numbers.lines, Ink.of(picture), numbers)


def pairs(*lines: ReadLine) -> dict[str, str]:
    return {entry.label: entry.value.text for box in boxes(*lines) for entry in box.entries}


def test_a_pair_on_one_line() -> None:
    assert pairs(line("Homepage: https://example.org", 10, 10)) == {"Homepage": "https://example.org"}


def test_a_value_that_goes_on_below_is_none() -> None:
    assert pairs(line("Tags: admin, games, interface:text", 10, 10), line("role:program", 70, 32)) == {}


def test_a_line_with_several_colons_is_no_pair() -> None:
    assert pairs(line("q: Quit u: Update", 10, 10)) == {}


def test_a_value_right_of_its_label() -> None:
    assert pairs(line("Mount options:", 10, 10), line("defaults", 200, 10)) == {"Mount options": "defaults"}


def test_a_value_with_more_text_after_it_is_none() -> None:
    assert pairs(line("Search:", 10, 10), line("Subject", 100, 10), line("in", 200, 10)) == {}


def test_a_value_that_is_not_believed_is_none() -> None:
    assert pairs(line("Size:", 10, 10), line("48.3 GB", 100, 10, confidence=0.0)) == {}


def test_a_field_alone_below_its_label() -> None:
    assert pairs(line("Full name:", 10, 10), line("Ada Lovelace", 12, 40)) == {"Full name": "Ada Lovelace"}


def test_a_label_that_stands_twice_gives_nothing() -> None:
    assert pairs(line("Name:", 10, 10), line("Ada", 100, 10), line("Name:", 10, 90), line("Bob", 100, 90)) == {}


def test_the_marked_entry_of_a_list() -> None:
    marked = line("Brazil", 12, 70)
    entries = [line("Austria", 12, 40), marked, line("Chile", 12, 100), line("Denmark", 12, 130)]
    (box,) = boxes(line("Country:", 10, 10), *entries, marked=marked)
    assert (box.title, box.entries[0].value.text, box.entries[0].locator) == ("Country", "Brazil", "line[3]")


def test_a_list_without_a_mark_gives_nothing() -> None:
    entries = [line("Austria", 12, 40), line("Chile", 12, 70), line("Denmark", 12, 100)]
    assert boxes(line("Country:", 10, 10), *entries) == []
