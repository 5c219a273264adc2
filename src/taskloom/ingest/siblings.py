"""The data files of one folder, by name: what tells one from the others.

Listed once for each state of a folder, so that reading all of a folder's files takes time linear in their
number.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from taskloom.ingest.source import Source

__all__ = ["DATA_EXTENSIONS", "Siblings", "is_aside", "siblings_of", "words_of_file_name"]

DATA_EXTENSIONS = frozenset({
    "csv", "geojson", "json", "jsonl", "ndjson", "parquet", "tab", "tsv", "xlsm", "xlsx",
})  # fmt: skip
"""The extensions of data files, in lower case, without the dot."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_STAMP = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[-_T]?([01]\d|2[0-3])[-_.:]?([0-5]\d)[-_.:]?([0-5]\d))?(?!\d)"
)
_ASIDE = frozenset({
    "authors", "changelog", "changes", "checksums", "citation", "code_of_conduct", "contributing",
    "contributors", "copying", "credits", "datapackage", "licence", "license", "manifest", "md5sums",
    "notice", "readme", "security", "sha256sums", "sources",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Siblings:
    """The names of a folder's data files; compared by identity, to key what is worked out of them."""

    names: tuple[str, ...]
    """Sorted."""
    by_lower_name: Mapping[str, tuple[str, ...]]
    by_words: Mapping[str, int]
    """How many of the names have the same words, by those words in lower case."""

    @staticmethod
    def of(names: Iterable[str]) -> "Siblings":
        """The siblings of these names."""
        ordered = tuple(sorted(set(names)))
        by_lower_name: dict[str, tuple[str, ...]] = {}
        for name in ordered:
            by_lower_name[name.lower()] = (*by_lower_name.get(name.lower(), ()), name)
        return Siblings(ordered, by_lower_name, Counter(words_of_file_name(name).lower() for name in ordered))

    def with_name(self, name: str) -> "Siblings":
        """These and the file `name`."""
        return self if name in self.by_lower_name.get(name.lower(), ()) else Siblings.of((*self.names, name))


def siblings_of(source: Source) -> Siblings:
    """The data files in the folder of `source`, itself included; itself alone if there is no such folder."""
    folder = source.path.parent
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return Siblings.of((source.path.name,))
    return _listed(folder, changed).with_name(source.path.name)


@lru_cache(maxsize=32)
def _listed(folder: Path, _changed: int) -> Siblings:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name.removesuffix(".gz") for entry in entries]
    except OSError:
        names = []
    return Siblings.of(name for name in names if _is_data(name))


def _is_data(name: str) -> bool:
    extension = name.rsplit(".", 1)[-1].lower()
    return extension in DATA_EXTENSIONS and not name.startswith(".") and not is_aside(name)


def is_aside(path: PurePath | str) -> bool:
    """Whether a file only describes others: a README, a licence, a manifest."""
    name = PurePath(path).name.lower()
    first = name.split(".", 1)[0].replace("-", "_")
    return first in _ASIDE or re.match(r"(?:readme|licen[cs]e)\b", name) is not None


def words_of_file_name(path: PurePath | str) -> str:
    """The words of a file's name without its extension: 'ticketPrices_2014.csv' -> 'ticket Prices 2014'.

    A date in it is written as ISO 8601: 'forecast-20150602-093000' -> 'forecast 2015-06-02 09:30:00'.
    """
    name = PurePath(path).name
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    kept: list[str] = []
    end = 0
    for found in _STAMP.finditer(stem):
        kept.append(_spaced(stem[end : found.start()]))
        day = "-".join(found.group(1, 2, 3))
        kept.append(f"{day} {':'.join(found.group(4, 5, 6))}" if found[4] else day)
        end = found.end()
    kept.append(_spaced(stem[end:]))
    return " ".join(filter(None, kept)) or stem


def _spaced(text: str) -> str:
    return " ".join(re.split(r"[\s_+.-]+", _CAMEL.sub(" ", text))).strip()
