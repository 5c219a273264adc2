"""Which documents bear a name exactly: by title or other name, folded; with a tie broken by nothing."""

from __future__ import annotations

from taskloom.corpus.catalogue import Catalogue
from taskloom.grade.name import fold


class Names:
    """The names of a corpus' documents.

    A disambiguator belongs to the name ('Mercury (planet)' is not 'Mercury'), but where one document alone
    bears the name without it, and none bears it exactly, the bare name finds it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def find(self, name: str) -> tuple[str, ...]:
        """The uris of the documents of that name, in the corpus' order; () for a name nobody bears."""
        key = fold(name)
        if found := self._catalogue.every("name", key):
            return found
        bare = self._catalogue.find("stem", key)
        return bare if len(bare) == 1 else ()
