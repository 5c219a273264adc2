"""A document's text beside its tables and boxes, and what it says of itself."""

import pytest

from taskloom.mine.structure import Mined, mine
from taskloom.schema.document import Block, Box, Cell, Column, Document, Entry, Heading, Link, Paragraph, Row, Table
from taskloom.schema.fact import Fact


def document(*blocks: Block, **about: object) -> Document:
    known = {"digest": "00", "uri": "ashford.html", "media_type": "text/html", "modality": "html", "title": "Ashford"}
    return Document.model_validate({**known, "title_from": "heading", "blocks": blocks, **about})


def mined(page: Document) -> Mined:
    return mine(page, lambda target: target if target == "hill.html" else None, lambda _: ())


def told(page: Document) -> list[Fact]:
    return [fact for fact in mined(page).facts if fact.form in {"sentence", "metadata"}]


def box(label: str, value: str) -> Box:
    return Box(entries=(Entry(label=label, value=Cell(text=value), locator="table[1]/row[1]"),))


FOUNDED = Paragraph(
    text="Ashford is a club founded on 25 June 1914 by Ann Hill.",
    links=(Link(text="Ann Hill", target="hill.html"), Link(text="club", target="club.html")),
)


def test_a_sentence_is_a_fact_with_its_place_and_its_link() -> None:
    date, founder = told(document(Paragraph(text="For the ship, see there."), FOUNDED))
    assert (date.phrase, date.answer.value, date.locator) == ("founding date", "1914-06-25", "paragraph[2]")
    assert (founder.answer.text, founder.answer_uri) == ("Ann Hill", "hill.html")
    assert founder.quote == "Ashford is a club founded on 25 June 1914 by Ann Hill"


def test_what_a_box_states_is_not_told_twice() -> None:
    page = document(box("Established", "25 June 1914"), FOUNDED)
    assert [fact.phrase for fact in told(page)] == ["founder"]
    assert mined(page).dropped["said twice in its document"] == 1


def test_what_a_box_states_otherwise_is_not_told() -> None:
    page = document(box("Formed", "1920"), FOUNDED)
    assert [fact.phrase for fact in told(page)] == ["founder"]
    assert mined(page).dropped["a table or box of its document may answer too"] == 1


@pytest.mark.parametrize("verb", ["launched", "introduced", "discovered", "demolished"])
def test_a_label_that_is_the_sentences_verb_answers_the_same(verb: str) -> None:
    sentence = Paragraph(text=f"Ashford is a ship {verb} in 2021.")
    assert told(document(sentence))
    assert told(document(box(verb.capitalize(), "3 March 2020"), sentence)) == []


def test_a_box_that_cannot_be_read_but_agrees_leaves_the_sentence() -> None:
    page = document(box("Founded", "25 June 1914; 111 years ago"), FOUNDED)
    assert [fact.phrase for fact in told(page)] == ["founding date", "founder"]


def test_a_column_may_answer_too() -> None:
    row = Row(number=2, cells=(Cell(text="Marsh"), Cell(text="Bo Marsh")))
    table = Table(number=1, columns=(Column(name="Club"), Column(name="Founder")), rows=(row,))
    assert [fact.phrase for fact in told(document(table, FOUNDED))] == ["founding date"]


def test_another_sentence_of_the_document_may_answer_too() -> None:
    rival = Paragraph(text="Others say that the club was established in 1920.")
    assert [fact.phrase for fact in told(document(FOUNDED, Heading(level=1, text="History"), rival))] == ["founder"]


def test_the_year_of_a_census_moves_into_the_question() -> None:
    page = document(Paragraph(text="Ashford is a town. The population was 1,234 at the 2010 census."))
    (fact,) = told(page)
    assert (fact.answer.value, fact.when) == (1234, "2010")


BYLINE = Paragraph(text="By Ann Hill, May 4, 2024")


def test_an_author_and_a_day_that_a_byline_shows_are_facts() -> None:
    page = document(BYLINE, authors=("Ann Hill",), published="2024-05-04")
    author, day = told(page)
    assert (author.attribute, author.phrase, author.quote) == ("authors", "author", "authors: Ann Hill")
    assert (day.attribute, day.answer.text, day.quote) == ("published", "2024-05-04", "published: 2024-05-04")


def test_metadata_that_nothing_confirms_are_none() -> None:
    assert told(document(Paragraph(text="Rain."), authors=("Ann Hill",), published="2024-05-04")) == []
    assert told(document(Paragraph(text="By admin, May 5, 2024"), authors=("admin",), published="2024-05-04")) == []
    assert told(document(BYLINE, authors=("Ann Hill", "Bo Marsh"), published="2024")) == []
    assert told(document(BYLINE, authors=("Ann Hill",), title_from="file name")) == []
