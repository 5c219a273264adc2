"""Quotations are found word for word, whatever the rendering adds to the words, and in whole words only."""

from itertools import islice

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.corpus.quotation import Quotable, Span
from taskloom.corpus.rendering import Rendering
from taskloom.schema.document import Block, Box, Cell, Column, Document, Entry, Heading, Link, Paragraph, Row, Table

LINKED = Paragraph(
    text="Ann Hill won the 4,504.2 km race; it was “her last”, in a well-known field.",
    links=(Link(text="Ann Hill", target="ann.html"),),
)
BROKEN = Paragraph(text="The inter- national jury met on −5 degrees.")
TABLE = Table(
    number=1,
    columns=(Column(name="Rank"), Column(name="Rider")),
    rows=(
        Row(number=2, cells=(Cell(text="1"), Cell(text="Ann Hill", links=(Link(text="Ann Hill", target="ann.html"),)))),
    ),
)
BOX = Box(number=2, entries=(Entry(label="Capital", value=Cell(text="Oslo"), locator="table[2]/row[1]"),))


def document(uri: str, *blocks: Block, title: str = "The Race") -> Document:
    return Document(
        digest="ab" * 32,
        uri=uri,
        media_type="text/html",
        modality="html",
        title=title,
        title_from="heading",
        blocks=blocks,
    )


@pytest.fixture(scope="module")
def rendering() -> Rendering:
    page = document("race.html", Heading(level=1, text="Result"), LINKED, BROKEN, TABLE, BOX)
    return Corpus(MemoryLibrary([page, document("ann.html", title="Ann Hill")])).rendering("race.html")


@pytest.mark.parametrize(
    ("quotation", "shown"),
    [
        ("Ann Hill won the 4,504.2 km race", "Ann Hill won the 4,504.2 km race"),
        ("ANN HILL  won\nthe", "Ann Hill won the"),
        ('it was "her last", in a well-known field.', "it was “her last”, in a well-known field"),
        ("a well known field", "a well-known field"),
        ("a wellknown field", "a well-known field"),
        ("the international jury", "The inter- national jury"),
        ("1 | Ann Hill", "1 | Ann Hill"),
        ("| 1 | [Ann Hill](ann.html) |", "1 | Ann Hill"),
        ("Rank | Rider\n| 1 | Ann Hill", "Rank | Rider | | --- | --- | | 1 | Ann Hill"),
        ("Capital = Oslo", "Capital = Oslo"),
        ("-5 degrees", "−5 degrees"),
        ("## Result", "Result"),
        ("…won the 4,504.2 km race;", "won the 4,504.2 km race"),
    ],
)
def test_what_stands_there_is_found_and_shown_as_it_stands(rendering: Rendering, quotation: str, shown: str) -> None:
    quotable = Quotable(rendering)
    span = quotable.find(quotation)
    assert span is not None
    assert quotable.text(span) == shown


@pytest.mark.parametrize(
    "quotation",
    [
        "Ann Hill lost the race",
        "nn Hill won",
        "504.2 km",
        "4,504 km",
        "4,504",
        "5 degrees",
        "ann.html",
        "…",
        "",
        " | ",
        "her las",
    ],
)
def test_what_does_not_stand_there_in_whole_words_is_not_found(rendering: Rendering, quotation: str) -> None:
    assert Quotable(rendering).find(quotation) is None


def test_all_places_are_found_in_order_and_within_bounds(rendering: Rendering) -> None:
    quotable = Quotable(rendering)
    places = list(quotable.spans("Ann Hill"))
    assert [rendering.text[place.start : place.end] for place in places] == ["Ann Hill", "Ann Hill"]
    assert list(quotable.spans("Ann Hill", places[0].end)) == places[1:]
    assert list(quotable.spans("Ann Hill", 0, places[1].start)) == places[:1]


def test_scripts_without_spaces_are_quoted_in_part() -> None:
    page = document("tokyo.html", Paragraph(text="東京は日本の首都です。"), title="東京")
    rendering = Corpus(MemoryLibrary([page])).rendering("tokyo.html")
    assert Quotable(rendering).find("日本の首都") == Span(rendering.text.index("日本"), rendering.text.index("です"))


def test_every_row_of_a_real_document_quotes_itself(corpus: Corpus) -> None:
    lost: list[str] = []
    for header in islice(corpus.headers, 6):
        rendering = corpus.rendering(header.uri)
        quotable = Quotable(rendering)
        for number in range(0, len(rendering), 7):
            line = rendering.line(number)
            if sum(map(str.isalpha, line)) > 3 and quotable.find(line, rendering.starts[number]) is None:
                lost.append(line)
    assert lost == []
