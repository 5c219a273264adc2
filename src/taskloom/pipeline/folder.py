"""What a file's reading takes from its folder: the README there, and the names of the data files beside it.

It is frozen with the bytes, so that the reading can be repeated without the sources, and is part of the
reading's key, so that a file is read again when it changes.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from taskloom.ingest.listing import Found
from taskloom.ingest.run import LARGEST_README
from taskloom.ingest.siblings import DATA_EXTENSIONS
from taskloom.store import content_key

DOCUMENTS = "documents"
"""The folder of frozen bytes under a run's `corpus`."""


@dataclass(frozen=True)
class Folder:
    """A folder as its files' readings see it."""

    names: tuple[str, ...]
    """Its data files, sorted, a '.gz' at the end left out."""
    readme_uri: str | None
    readme: str | None
    """The digest of the README's frozen bytes."""

    @cached_property
    def key(self) -> str:
        """The content key, worked out once: every file of a folder needs it, and it holds all their names."""
        return content_key("folder", 1, [self.readme_uri or "", self.readme or "", *self.names])

    def to_json(self) -> JsonValue:
        """The folder as the run's record keeps it."""
        return {"names": list(self.names), "readme_uri": self.readme_uri, "readme": self.readme}

    @classmethod
    def of_json(cls, value: JsonValue) -> "Folder":
        """The folder that was kept; an empty one for None."""
        if not isinstance(value, dict):
            return cls((), None, None)
        names = value.get("names")
        uri, readme = value.get("readme_uri"), value.get("readme")
        listed = tuple(map(str, names)) if isinstance(names, list) else ()
        return cls(listed, str(uri) if uri else None, str(readme) if readme else None)


class Folders:
    """The folders of the files found, each looked at once."""

    def __init__(self, freeze: Callable[[bytes], str]) -> None:
        """`freeze` keeps a README's bytes and returns their digest."""
        self._freeze = freeze
        self._known: dict[tuple[str, str | None], Folder] = {}

    def of(self, found: Found) -> Folder | None:
        """The folder of a file that may be read; a page of the web lies in none."""
        if found.refusal is not None or found.name is not None:
            return None
        parent = os.path.dirname(found.path)  # noqa: PTH120  (speed: asked for every file)
        place = (parent, found.readme_uri)
        folder = self._known.get(place)
        if folder is None:
            data = _readme(found.readme)
            readme = self._freeze(data) if data else None
            uri = found.readme_uri if readme else None
            folder = self._known[place] = Folder(_data_files(parent), uri, readme)
        return folder


def _readme(path: str | None) -> bytes | None:
    """The README's bytes, where reading uses them."""
    try:
        if path is None or not Path(path).is_file() or Path(path).stat().st_size > LARGEST_README:
            return None
        return Path(path).read_bytes()
    except OSError:
        # Reading the file beside it does without a README that cannot be opened, too.
        return None


def _data_files(folder: str) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as entries:
            names = {entry.name.removesuffix(".gz") for entry in entries}
    except OSError:
        # A file in a folder that may be entered but not listed is read as if it were alone.
        return ()
    return tuple(sorted(name for name in names if name.rsplit(".", 1)[-1].lower() in DATA_EXTENSIONS))
