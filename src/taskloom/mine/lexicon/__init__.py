"""What part of speech a frequent English word can be; `README.md` beside this says where the list comes from."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Lower-case word -> its parts of speech: some of n, v, a, r."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    return {word: kinds for kinds, _, word in (line.partition(" ") for line in lines)}


def kinds(word: str) -> str:
    """The parts of speech of a word, '' when it is not known."""
    return words().get(word.casefold(), "")
