"""A quote stands in a text word for word, or it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.verbatim import stands_in


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("the campaign cost", "So the cam-\npaign cost more"),
        ("the campaign cost", "so the cam\u00adpaign   COST more"),
        ("well-known", "a wellknown fact"),
        ("Café “Zürich”", "at Cafe 'Zurich', daily"),
        ("Cafe\u0301", "the café"),
        ("Payne Stewart | T8", "| [Payne Stewart](Payne_Stewart.html) | T8 |"),
        ("| Payne Stewart | T8 |", "| 1 | Payne Stewart | T8 |"),
        ("1,234.5", "cost 1,234.5."),
        ("1999–2000", "in 1999-2000"),
        ("Smith", "Smith’s house"),
        ("東京", "東京タワー"),
        ("$5.2 million", "about $5.2 million"),
    ],
)
def test_what_breaks_or_marks_up_a_text_does_not_count(quote: str, text: str) -> None:
    assert stands_in(quote, text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("5 died", "15 died"),
        ("5 died", "2.5 died"),
        ("33 degrees", "-33 degrees"),
        ("5", "55, 1,5 and T5"),
        ("$5", "€5"),
        ("12", "| 1 | 2 |"),
        ("art of war", "the start of war"),
        ("cost was high", "cost was very high"),
        ("high cost", "cost high"),
        ("", "anything"),
        ("| - |", "| - |"),
    ],
)
def test_other_words_are_other_words(quote: str, text: str) -> None:
    assert not stands_in(quote, text)


@given(st.lists(st.text("abc019", min_size=1, max_size=4), min_size=1), st.data())
def test_every_run_of_words_stands_in_its_text(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert stands_in(" ".join(words[start:end]), "\n".join(words))
