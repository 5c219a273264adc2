"""What every process holds of all documents: uris, and the documents that a key leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.index import document_key
from taskloom.corpus.places import Keyed, Places, Uris, text_key

KEYS = st.integers(0, (1 << 64) - 1)


@given(st.lists(st.text()))
def test_uris_come_back_in_their_order(uris: list[str]) -> None:
    held = Uris(uris)
    assert ([held[at] for at in range(len(held))], list(held), held[1:]) == (uris, uris, uris[1:])


@pytest.mark.parametrize("at", [-1, 2])
def test_there_is_no_uri_beyond_the_last(at: int) -> None:
    with pytest.raises(IndexError):
        Uris(["a", "b"])[at]


@given(st.lists(st.tuples(KEYS, st.integers(0, (1 << 32) - 1))), KEYS)
def test_a_key_leads_to_its_numbers_once_each_in_order(pairs: list[tuple[int, int]], other: int) -> None:
    places = Places(pairs)
    for key in {other, *(key for key, _ in pairs)}:
        assert list(places.find(key)) == sorted({number for one, number in pairs if one == key})


def test_uris_are_found_by_their_documents_keys() -> None:
    uris = [f"pages/{number}.html" for number in range(300)]
    keys = [document_key(uri, "ab" * 32) for uri in uris]
    held = Keyed(uris, keys)
    assert [held.get(key) for key in keys] == uris
    assert min(keys) < 0
    assert held.get(document_key("pages/300.html", "ab" * 32)) is None
    assert len(held) == 300


def test_texts_have_keys_of_64_bits() -> None:
    assert text_key("mercury") != text_key("mercury ")
    assert 0 <= text_key("mercury") < 1 << 64
