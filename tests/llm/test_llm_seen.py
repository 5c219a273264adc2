"""None of the calls that have an answer is taken for a new one, and hardly a new one is looked up."""

from hashlib import blake2b

from taskloom.llm.seen import Seen


def key(number: int) -> bytes:
    return blake2b(str(number).encode(), digest_size=16).digest()


def test_what_was_added_is_there_and_little_else() -> None:
    seen = Seen(map(key, range(0, 200_000, 2)))
    seen.add(key(200_000))
    assert all(key(number) in seen for number in range(0, 200_001, 2))
    assert sum(key(number) in seen for number in range(1, 20_001, 2)) < 10


def test_at_first_nothing_is() -> None:
    assert not any(key(number) in Seen() for number in range(100))
