"""What of an observation a solver is shown."""

from hypothesis import assume, given
from hypothesis import strategies as st

from taskloom.solve.attempt import cut, is_shown

TEXTS = st.text(max_size=60)


@given(TEXTS, st.integers(0, 80))
def test_what_is_cut_is_shown_and_says_how_much_is_missing(text: str, most: int) -> None:
    assume("[cut:" not in text)
    shown = cut(text, most)
    assert shown == text if len(text) <= most else shown == f"{text[:most]}\n[cut: {len(text) - most} more characters]"
    assert is_shown(text, shown)


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_cutting_twice_is_cutting_to_the_shorter(text: str, first: int, second: int) -> None:
    assume("[cut:" not in text)
    assert cut(cut(text, first), second) == cut(text, min(first, second))


def test_what_the_tool_did_not_give_is_not_shown() -> None:
    assert not is_shown("abcdef", "abx\n[cut: 3 more characters]")
    assert not is_shown("abcdef", "abc\n[cut: 2 more characters]")
    assert not is_shown("abcdef", "abc")
    assert is_shown("abc\n[cut: 9 more characters]", "abc\n[cut: 9 more characters]")
