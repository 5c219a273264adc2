"""The small rules of reading: what is a value, how lines join, which letters a wide glyph stands for."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.pdf_engine import Glyph
from taskloom.ingest.pdf_grid import join_lines
from taskloom.ingest.pdf_information import authors_of, published_of
from taskloom.ingest.pdf_ligature import LOST, mend
from taskloom.ingest.pdf_rule import levels
from taskloom.ingest.pdf_value import is_value


@pytest.mark.parametrize(
    "text", ["60 152", "3.597", "-0.01", "(102.7–103.6)", "$9,594", "1996–97", "—", "NA", "31.6**"]
)
def test_a_value_is_told_by_its_shape(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["Austria", "2 reclassifications", "Less than 50", "to air kg/year", ""])
def test_words_are_no_value(text: str) -> None:
    assert not is_value(text)


@given(st.text(alphabet="0123456789 .,-–()%$x±", max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert is_value(text) in (True, False)


@pytest.mark.parametrize(
    ("before", "after", "words", "joined"),
    [
        ("the deve-", "lopment", set[str](), "the development"),
        ("a non-", "vocational school", set[str](), "a non-vocational school"),
        ("a year-", "end report", {"year", "end"}, "a year-end report"),
        ("the re-", "port", {"report", "port"}, "the report"),
        ("1996–", "97", set[str](), "1996–97"),
        ("公路技术", "等级", set[str](), "公路技术等级"),
        ("to air", "kg/year", set[str](), "to air kg/year"),
    ],
)
def test_two_lines_join_to_one_text(before: str, after: str, words: set[str], joined: str) -> None:
    assert join_lines(before, after, frozenset(words)) == joined


def glyphs(text: str, widths: dict[str, float]) -> list[Glyph]:
    out: list[Glyph] = []
    left = 0.0
    for character in text:
        width = widths[character]
        out.append(Glyph(character, left, left + width, 100, 10, 0))
        left += width
    return out


WIDTHS = {"f": 3.0, "i": 2.5, "l": 2.4, "r": 3.5, "m": 8.0, "n": 5.0, "a": 4.5, "T": 6.5, "h": 5.2, "e": 4.0}


def test_an_i_as_wide_as_f_and_i_is_fi() -> None:
    row = [*glyphs("fillnirmi", WIDTHS), Glyph("i", 60, 65.2, 100, 10, 0)]
    assert mend(tuple(row)).glyphs[-1].text == "fi"


def test_a_ligature_whose_letters_are_all_there_is_left_alone() -> None:
    row = [*glyphs("fillnirmi", WIDTHS), Glyph("f", 60, 65.2, 100, 10, 0), Glyph("i", 60, 65.2, 100, 10, 0)]
    assert mend(tuple(row)).mended == 0


def test_a_glyph_too_wide_for_any_ligature_is_marked_lost() -> None:
    row = [*glyphs("hehehehe", WIDTHS), Glyph("h", 60, 90, 100, 10, 0)]
    repaired = mend(tuple(row))
    assert (repaired.lost, repaired.glyphs[-1].text) == (1, LOST + "h")


@given(st.lists(st.floats(0, 1000)))
def test_levels_rise_by_more_than_the_snap(places: list[float]) -> None:
    found = levels(places, snap=2)
    assert all(after - before > 2 for before, after in itertools.pairwise(found))


@given(st.lists(st.floats(0, 1000)))
def test_every_place_lies_near_a_level(places: list[float]) -> None:
    found = levels(places, snap=2)
    assert all(any(0 <= place - level <= 2 for level in found) for place in places)


def test_an_account_is_no_author() -> None:
    assert authors_of({"Author": "admin"}) == ()


def test_authors_are_told_apart() -> None:
    assert authors_of({"Author": "Torsten Hothorn and Brian S. Everitt"}) == (
        "Torsten Hothorn",
        "Brian S. Everitt",
    )


def test_a_date_of_saving_that_the_text_does_not_know_is_no_date_of_publication() -> None:
    assert published_of({"CreationDate": "D:20130405101010"}, "Prepared in January 2012") is None


def test_a_date_the_text_confirms_is_the_date_of_publication() -> None:
    assert published_of({"CreationDate": "D:20120105101010"}, "Prepared in January 2012") == "2012-01-05"
