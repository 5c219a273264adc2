"""Sentences, and those that speak of the page's subject."""

import pytest

from taskloom.mine.prose import about, sentences
from taskloom.mine.sentence import stated, surname_of
from taskloom.schema.document import Paragraph


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("In the U.S. Open of J. R. Hill he won. He left.", ["In the U.S. Open of J. R. Hill he won.", "He left."]),
        ("Held in St. Gallen vs. Bern. Then Mr. Hill left.", ["Held in St. Gallen vs. Bern.", "Then Mr. Hill left."]),
        ("He said “so.” She left.", ["He said “so.”", "She left."]),
        ("", []),
    ],
)
def test_abbreviations_end_no_sentence(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


def said(*paragraphs: str, names: tuple[str, ...] = ("Ann Hill",)) -> list[str]:
    return [sentence.said for _, sentence in about(paragraphs, names)]


def test_a_longer_form_of_the_name_counts_in_the_first_sentence_alone() -> None:
    assert said("Ann Maria Hill (born 1930) is a rider. Ann Zoe Hill is none.") == ["is a rider."]


def test_a_pronoun_goes_on_only_from_a_sentence_about_the_subject() -> None:
    assert said("Ann Hill is a rider. She won. Bo Marsh lost. He left.") == ["is a rider.", "won."]


def test_what_the_subject_is_stands_for_it() -> None:
    assert said("Ashford is a football club.", "The club won. Rain fell. The club lost.", names=("Ashford",)) == [
        "is a football club.",
        "won.",
    ]


def test_under_a_heading_only_the_name_counts_and_the_surname_of_someone_born() -> None:
    lead = [Paragraph(text="Ann Hill (born May 4, 1930) is a rider.")]
    later = [Paragraph(text="Her father ran a club. It was founded in 1914. Hill was born in Ghent, Belgium.")]
    found = stated(lead, ["Ann Hill"], later)
    assert [(one.phrase, one.text, one.paragraph) for one in found] == [
        ("date of birth", "May 4, 1930", 0),
        ("place of birth", "Ghent, Belgium", 1),
    ]


def test_a_page_about_a_thing_has_no_surname() -> None:
    later = [Paragraph(text="Hill was born in Ghent, Belgium.")]
    assert stated([Paragraph(text="Ann Hill is a hill.")], ["Ann Hill"], later) == ()


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Ann Hill", "Hill"),
        ("Bo Marsh Jr.", "Marsh"),
        ("Cy Ford III", "Ford"),
        ("Ann Hill (rider)", "Hill"),
        ("Ne", None),
    ],
)
def test_generations_are_no_surname(name: str, surname: str | None) -> None:
    assert surname_of(name) == surname
