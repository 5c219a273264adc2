from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.snippet import LENGTH, Snippets


def test_a_short_passage_is_shown_whole() -> None:
    assert Snippets({"two": 1.0}).of("one\ntwo") == "one / two"


def test_the_window_lies_where_most_words_are() -> None:
    text = "filler " * 100 + "Ángel won the trophy " + "filler " * 100
    assert "Ángel won the trophy" in Snippets({"angel": 1.0, "trophy": 1.0}).of(text)


def test_a_rare_word_counts_more() -> None:
    text = "common " + "filler " * 100 + "rare " + "filler " * 100
    assert "rare" in Snippets({"common": 1.0, "rare": 5.0}).of(text)


@given(
    st.text(max_size=900),
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.floats(0.1, 9), max_size=4),
)
def test_it_is_short_and_one_line(text: str, weights: dict[str, float]) -> None:
    shown = Snippets(weights).of(text)
    assert "\n" not in shown
    assert len(shown) <= 3 * LENGTH
