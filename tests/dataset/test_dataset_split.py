"""Which documents are for testing."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from taskloom.dataset.split import NEIGHBOURHOOD
from taskloom.dataset.split import test_documents as drawn

ALONE: Mapping[str, int] = {}


@given(st.sets(st.text(max_size=5), max_size=40), st.floats(0, 0.5), st.integers(0, 5))
def test_the_share_is_kept_and_the_draw_is_the_seeds(documents: set[str], share: float, seed: int) -> None:
    found = drawn(sorted(documents), lambda uri: ALONE, share, seed)
    assert found <= documents
    assert share * len(documents) <= len(found) <= share * len(documents) + 1
    assert drawn(sorted(documents, reverse=True), lambda uri: ALONE, share, seed) == found


def test_what_speaks_of_the_same_is_drawn_together() -> None:
    documents = [f"{family}{number}" for family in "abcdefgh" for number in range(4)]
    found = drawn(documents, lambda uri: {f"{uri[0]}{n}": n + 1 for n in range(4)}, 0.25, 1)
    assert len(found) == 8
    assert len({uri[0] for uri in found}) == 2


def test_a_neighbourhood_ends_and_another_one_begins() -> None:
    line = [f"{number:03}" for number in range(200)]
    beside = {uri: dict.fromkeys(line[max(0, at - 1) : at + 2], 1) for at, uri in enumerate(line)}
    found = sorted(drawn(line, lambda uri: beside[uri], 3 * NEIGHBOURHOOD / 200, 1))
    gaps = sum(int(two) - int(one) > 1 for one, two in pairwise(found))
    assert (len(found), gaps) == (3 * NEIGHBOURHOOD, 2)


def test_another_seed_draws_others() -> None:
    documents = [str(number) for number in range(100)]
    assert drawn(documents, lambda uri: ALONE, 0.1, 0) != drawn(documents, lambda uri: ALONE, 0.1, 1)
