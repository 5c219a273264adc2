"""Names: their key, and when two of them are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade.name import fold, misspelt, same_name


@pytest.mark.parametrize(
    ("text", "key"),
    {
        "The Café-Bar": "cafe bar",
        "Beatles, The": "beatles",
        "J. R. R. Tolkien": "jrr tolkien",
        "JRR Tolkien": "jrr tolkien",
        "U.S.": "us",
        "Ångström": "angstrom",
        "Łódź": "lodz",
        "Müller & Söhne": "muller and sohne",
        "O'Brien": "obrien",
        "O’Brien": "obrien",
        "1964–65": "1964 65",
        "  Payne\u00a0Stewart ": "payne stewart",
        "1,234": "1234",
        "3.5": "3.5",
        "−33": "-33",
        "The 1975": "the 1975",
        "!!!": "!!!",
        "": "",
    }.items(),
)
def test_folds_what_spelling_changes(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("33", "-33"),
        ("35", "3.5"),
        ("$5", "5 %"),
        ("Mercury", "Mercury (planet)"),
        ("й", "и"),
        ("ガ", "カ"),
    ],
)
def test_keeps_apart_what_means_different_things(a: str, b: str) -> None:
    assert fold(a) != fold(b)


@pytest.mark.parametrize("text", ["東京", "москва", "हिन्दी", "서울", "القاهرة", "ไทย"])
def test_keeps_letters_and_marks_of_other_scripts(text: str) -> None:
    assert fold(text) == text


@given(st.text(max_size=40))
def test_folding_a_key_gives_the_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_only_an_empty_text_has_an_empty_key(text: str) -> None:
    assert bool(fold(text)) == bool(text.strip())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("A. N. Wilson", "Andrew Norman Wilson"),
        ("Wilson, A.N.", "AN Wilson"),
        ("Jim Leach", "James A. Leach"),
        ("John F. Kennedy", "John Kennedy"),
        ("Sir Gilbert Scott", "Gilbert Scott"),
        ("Cal Ripken, Jr.", "Cal Ripken Jr."),
        ("Mercury", "Mercury (planet)"),
        ('William "Bill" Gates', "William Gates"),
        ("The Royal Festival Hall", "royal festival hall"),
        ("JRR Tolkien", "John Ronald Reuel Tolkien"),
        ("Abid Ali Neemuchwala", "Abidali Neemuchwala"),
    ],
)
def test_knows_other_forms_of_a_name(a: str, b: str) -> None:
    assert same_name(a, b) is True


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Wilson", "A. N. Wilson"),
        ("J. Smith", "John Smith"),
        ("John Adams", "John Quincy Adams"),
        ("Cal Ripken Jr.", "Cal Ripken"),
        ("Abdoujaparov", "Abduzhaparov"),
        ("US", "United States"),
        ("Paris", "Paris, Texas"),
        ("Mercury (planet)", "Mercury (element)"),
    ],
)
def test_does_not_guess(a: str, b: str) -> None:
    assert same_name(a, b) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Claudio Chiappucci", "Marco Pantani"),
        ("John Smith", "Jane Smith"),
        ("Cal Ripken Jr.", "Cal Ripken Sr."),
        ("Emmitt Smith", "Timmy Smith"),
        ("A. N. Wilson", "A. M. Wilson"),
        ("Austria", "Germany"),
    ],
)
def test_tells_names_apart(a: str, b: str) -> None:
    assert same_name(a, b) is False


NAME = "John J. Quincy Adams Adam Jr. Sr. Smith, A. William Bill (poet) the N"
WORDS = st.sampled_from(NAME.split())
PEOPLE = st.lists(WORDS, min_size=1, max_size=5)


@given(PEOPLE, PEOPLE)
def test_same_name_is_symmetric(a: list[str], b: list[str]) -> None:
    assert same_name(" ".join(a), " ".join(b)) == same_name(" ".join(b), " ".join(a))


@given(st.text(max_size=30))
def test_a_name_is_itself(name: str) -> None:
    assert same_name(name, name) is True


def test_digits_are_no_slips() -> None:
    assert not misspelt("season1964", "season1965")
    assert misspelt("chiappucci", "chiapucci")
