"""Which documents bear a name exactly: by title or other name, folded; with a tie broken by nothing."""

from __future__ import annotations

from collections.abc import Iterable

from taskloom.corpus.library import Header
from taskloom.grade.name import fold, plain


class Names:
    """The names of a corpus' documents.

    A disambiguator belongs to the name ('Mercury (planet)' is not 'Mercury'), but where one document alone
    bears the name without it, and none bears it exactly, the bare name finds it.
    """

    def __init__(self, headers: Iterable[Header]) -> None:
        self._exact: dict[str, str | tuple[str, ...]] = {}
        bare: dict[str, str | tuple[str, ...]] = {}
        for header in headers:
            for name in {header.title: None, **dict.fromkeys(header.names)}:
                key = fold(name)
                if not key:
                    continue
                _add(self._exact, key, header.uri)
                if "(" in name and (stem := fold(plain(name))) and stem != key:
                    _add(bare, stem, header.uri)
        self._bare = {key: uri for key, uri in bare.items() if isinstance(uri, str) and key not in self._exact}

    def find(self, name: str) -> tuple[str, ...]:
        """The uris of the documents of that name, in the corpus' order; () for a name nobody bears."""
        key = fold(name)
        found = self._exact.get(key)
        if found is None:
            found = self._bare.get(key, ())
        return (found,) if isinstance(found, str) else found


def _add(index: dict[str, str | tuple[str, ...]], key: str, uri: str) -> None:
    """Adds a uri under a key; a lone uri is kept as itself, which spares a tuple for each name."""
    held = index.get(key)
    if held is None:
        index[key] = uri
    elif isinstance(held, str):
        if held != uri:
            index[key] = (held, uri)
    elif uri not in held:
        index[key] = (*held, uri)
