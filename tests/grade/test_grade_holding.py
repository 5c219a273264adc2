"""Whether a text holds a name: as folding both whole would say, though most texts are not folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.grade.holding import holds
from taskloom.grade.name import fold

NAMES = st.one_of(
    st.text(min_size=1, max_size=8),
    st.sampled_from(
        ["U.S.", "O’Brien", "Müller & Söhne", "1,234", "J. R. R. Tolkien", "½ ﬃ ①", "Ştefan İ", "Москва", "4"]
    ),
)


@given(st.text(max_size=40), NAMES, st.text(max_size=40))
def test_a_line_holds_what_its_folded_words_hold(before: str, name: str, after: str) -> None:
    for text in (f"{before} {name} {after}", f"{before}{name}{after}", before + after):
        line = " ".join(text.split())
        assert holds(line, name) == (f" {fold(name)} " in f" {fold(line)} ")


@given(st.lists(st.text(max_size=20), max_size=4), NAMES, st.lists(st.text(max_size=20), max_size=4))
def test_what_a_text_holds_across_lines_is_found_too(before: list[str], name: str, after: list[str]) -> None:
    text = "\n".join([*before, *name.split(" "), *after])
    if f" {fold(name)} " in f" {fold(text)} ":
        assert holds(text, name)


@pytest.mark.parametrize(
    ("text", "name", "held"),
    [
        ("Won by BO MARSH.", "Bo Marsh", True),
        ("Bob Marshall", "Bo Marsh", False),
        ("| J.R.R. Tolkien | 1,234 |", "JRR Tolkien", True),
        ("| J.R.R. Tolkien | 1,234 |", "1234", True),
        ("| J.R.R. Tolkien | 1,234 |", "234", False),
        ("Жизнь в Москве", "Москва", False),
        ("Москва", "москва", True),
    ],
)
def test_names_are_held_as_whole_words_however_they_are_spelled(text: str, name: str, *, held: bool) -> None:
    assert holds(text, name) is held
