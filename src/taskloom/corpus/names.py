"""Which documents bear a name exactly: by title or other name, folded; with a tie broken by nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taskloom.corpus.library import Header
from taskloom.corpus.places import Places, text_key
from taskloom.grade.name import fold, plain


class Names:
    """The names of a corpus' documents.

    A disambiguator belongs to the name ('Mercury (planet)' is not 'Mercury'), but where one document alone
    bears the name without it, and none bears it exactly, the bare name finds it.
    """

    def __init__(self, headers: Iterable[Header], uris: Sequence[str]) -> None:
        """`uris` are those of the headers, in their order."""
        self._uris = uris
        exact: list[tuple[int, int]] = []
        bare: list[tuple[int, int]] = []
        for number, header in enumerate(headers):
            for name in {header.title: None, **dict.fromkeys(header.names)}:
                key = fold(name)
                if not key:
                    continue
                exact.append((text_key(key), number))
                if "(" in name and (stem := fold(plain(name))) and stem != key:
                    bare.append((text_key(stem), number))
        self._exact, self._bare = Places(exact), Places(bare)

    def find(self, name: str) -> tuple[str, ...]:
        """The uris of the documents of that name, in the corpus' order; () for a name nobody bears."""
        key = text_key(fold(name))
        found = self._exact.find(key)
        if not found:
            bare = self._bare.find(key)
            found = bare if len(bare) == 1 else ()
        return tuple(self._uris[number] for number in found)
