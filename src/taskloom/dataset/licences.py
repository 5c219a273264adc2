"""The licences that documents stand under: as they state it themselves, else as the user of the run states it for them.

What the user states is told wherever licences are counted; no document is read, and no task made, by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import Annotated, Literal, NamedTuple, cast

from pydantic import BeforeValidator, StringConstraints

from taskloom.errors import UsageError
from taskloom.schema.task import Evidence
from taskloom.store import Store

META = "licences"
"""Where a run's record keeps what its user states."""
ALL = "*"
"""The glob of every document."""

StatedBy = Literal["document", "user", "nobody"]


class Stated(NamedTuple):
    """The licence of a document, '' where nobody states one."""

    licence: str
    by: StatedBy


def _by_glob(value: object) -> object:
    """The setting as a file holds it ('{GLOB: LICENCE}') or as options give it ('GLOB=LICENCE', 'LICENCE')."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, list | tuple):
        return value
    stated: dict[str, str] = {}
    for item in cast("Iterable[object]", value):
        # An address has '=' in its query; a licence's name has none.
        glob, equals, licence = str(item).rpartition("=")
        glob = glob if equals else ALL
        if glob in stated:
            raise ValueError(f"{glob!r} is named twice")
        stated[glob] = licence
    return stated


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
StatedLicences = Annotated[Mapping[_Text, _Text], BeforeValidator(_by_glob)]
"""Licences by glob of the documents' uris, where `*` stands for any signs, '/' too; the first that matches counts."""


class Licences:
    """What a user states, looked up by uri."""

    def __init__(self, by_glob: StatedLicences) -> None:
        """The globs in the order they are tried in."""
        self._by_glob = dict(by_glob)
        self._patterns = {glob: re.compile(translate(glob)) for glob in by_glob}

    @classmethod
    def of_run(cls, store: Store) -> Licences:
        """What was kept with a run."""
        kept = store.meta.get(META)
        return cls({glob: str(licence) for glob, licence in kept.items()} if isinstance(kept, dict) else {})

    def keep(self, store: Store) -> None:
        """Keep them with a run, when its documents are known. Raises UsageError for a glob that none of them needs."""
        if not self._by_glob:
            store.meta.remove(META)
            return
        uris = list(store.documents.digests())
        needed = {self._first(uri) for uri in uris}
        for glob in self._by_glob:
            if glob in needed:
                continue
            if any(map(self._patterns[glob].match, uris)):
                raise UsageError(f"licences: {glob!r}: what it matches, globs before it match; put it in front of them")
            such = f", such as {uris[0]!r}" if uris else ""
            raise UsageError(
                f"licences: {glob!r} matches none of the {len(uris):,} documents; it is compared with a document's"
                f" path below its SOURCE, or its address{such}"
            )
        store.meta.put(META, dict(self._by_glob))

    def of(self, evidence: Evidence) -> Stated:
        """The licence of the document that a piece of evidence lies in."""
        if evidence.licence:
            return Stated(evidence.licence, "document")
        glob = self._first(evidence.uri)
        return Stated("", "nobody") if glob is None else Stated(self._by_glob[glob], "user")

    def _first(self, uri: str) -> str | None:
        return next((glob for glob, pattern in self._patterns.items() if pattern.match(uri)), None)


UNSTATED = Licences({})
"""Of a user who says nothing."""
