from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.folding import fold_characters


@given(st.text())
def test_the_length_stays(text: str) -> None:
    assert len(fold_characters(text)) == len(text)


@given(st.text())
def test_line_breaks_stay(text: str) -> None:
    assert [sign == "\n" for sign in fold_characters(text)] == [sign == "\n" for sign in text]


def test_case_accents_dashes_and_spaces_are_folded() -> None:
    assert fold_characters("Ángel\u00a0“1994–95” −3") == 'angel "1994-95" -3'
