from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.cache import Cache


def test_what_was_used_longest_ago_is_forgotten() -> None:
    cache: Cache[int] = Cache(3)
    cache.put("a", 1, 1)
    cache.put("b", 2, 1)
    cache.put("c", 3, 1)
    cache.get("a")
    cache.put("d", 4, 1)
    assert [cache.get(name) for name in "abcd"] == [1, None, 3, 4]


def test_a_value_larger_than_the_cache_is_kept_alone() -> None:
    cache: Cache[int] = Cache(3)
    cache.put("a", 1, 1)
    cache.put("b", 2, 9)
    assert (cache.get("a"), cache.get("b")) == (None, 2)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 5)), max_size=40))
def test_it_never_holds_more_than_its_limit(puts: list[tuple[str, int]]) -> None:
    cache: Cache[int] = Cache(8)
    for name, size in puts:
        cache.put(name, size, size)
    assert sum(cache.get(name) or 0 for name in "abcdef") <= 8
