"""Golden words in a reply."""

from __future__ import annotations

from taskloom.grade.place import Span, find_words


def test_finds_the_longest_form() -> None:
    assert find_words("In Vienna, Virginia.", {("vienna",), ("vienna", "virginia")}) == Span(3, 19)


def test_finds_the_first_of_equally_long_forms() -> None:
    assert find_words("Graz, then Vienna.", {("vienna",), ("graz",)}) == Span(0, 4)


def test_finds_whole_words_only() -> None:
    assert find_words("The Viennese", {("vienna",), ("vien",)}) is None


def test_looks_past_possessives_and_quotes() -> None:
    assert find_words("It is “Vienna’s” opera", {("vienna",)}) == Span(7, 13)


def test_a_part_of_a_hyphened_word_has_a_place_of_its_own() -> None:
    assert find_words("It was Ann Hill-Smythe.", {("ann", "hill")}) == Span(7, 15)
    assert find_words("the low-cost one", {("low", "cost")}) == Span(4, 12)


def test_a_code_that_reads_otherwise_in_parts_is_one_place() -> None:
    assert find_words("It is the T-X.", {("tx",)}) == Span(10, 13)
