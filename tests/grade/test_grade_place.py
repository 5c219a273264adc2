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
