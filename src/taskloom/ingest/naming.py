"""What a data file is called, by its name, its folder and the README beside it.

Titles must tell siblings apart, so the file's own words join the README's title where a folder holds several.
What a README says of columns is `taskloom.ingest.readme`'s.
"""

import os
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Literal, NamedTuple

from taskloom.ingest.readme import DATA_EXTENSIONS, FileNote, Readme
from taskloom.ingest.source import Source

__all__ = [
    "FileNote",
    "Named",
    "Readme",
    "is_aside",
    "name_of",
    "siblings_of",
    "title_of_file",
    "words_of_file_name",
]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_STAMP = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[-_T]?([01]\d|2[0-3])[-_.:]?([0-5]\d)[-_.:]?([0-5]\d))?(?!\d)"
)
# Names that say nothing by themselves.
_GENERIC = frozenset({
    "data", "dataset", "download", "export", "file", "files", "index", "main", "output", "results", "sheet",
    "sheet1", "table", "tables",
})  # fmt: skip
_ASIDE = frozenset({
    "authors", "changelog", "changes", "checksums", "citation", "code_of_conduct", "contributing",
    "contributors", "copying", "credits", "datapackage", "licence", "license", "manifest", "md5sums", "notice",
    "readme", "security", "sha256sums", "sources",
})  # fmt: skip


class Named(NamedTuple):
    """A data file's title, where it is from, and its other names."""

    title: str
    title_from: Literal["readme", "file name"]
    names: tuple[str, ...]


def words_of_file_name(path: PurePath | str) -> str:
    """The words of a file's name without its extension: 'ticketPrices_2014.csv' -> 'ticket Prices 2014'.

    A date in it is written as ISO 8601: 'forecast-20150602-093000' -> 'forecast 2015-06-02 09:30:00'.
    """
    name = PurePath(path).name
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    if stem.lower().endswith(".csv"):
        stem = stem[:-4]
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


def is_aside(path: PurePath | str) -> bool:
    """Whether a file only describes others: a README, a licence, a manifest."""
    name = PurePath(path).name.lower()
    return name.split(".", 1)[0].replace("-", "_") in _ASIDE or bool(
        re.match(r"(?:readme|licen[cs]e)\b", name)
    )


def siblings_of(source: Source) -> tuple[str, ...]:
    """The names of the data files in the folder of `source`, sorted; its own alone if there is no folder."""
    own = source.path.name
    try:
        names = {entry.name for entry in os.scandir(source.path.parent) if _is_data(entry.name)}
    except OSError:
        names = set[str]()
    return tuple(sorted(names | {own}))


def _is_data(name: str) -> bool:
    return (
        not name.startswith(".") and name.rsplit(".", 1)[-1].lower() in DATA_EXTENSIONS and not is_aside(name)
    )


def name_of(source: Source, readme: Readme | None, siblings: Sequence[str]) -> Named:
    """The title and names of a data file that does not name itself.

    `siblings` as `siblings_of` gives them.
    """
    own = source.path.name
    words = _distinct_words(own, siblings)
    names = (own,) if words.lower() in _GENERIC else tuple(dict.fromkeys((words, own)))
    if readme is not None and readme.title:
        title = _written(readme.title)
        if len(siblings) > 1 and words.lower() not in title.lower():
            title = f"{title}: {words}"
        return Named(title, "readme", _without(names, title))
    return Named(
        title_of_file(source, siblings), "file name", _without(names, title_of_file(source, siblings))
    )


def title_of_file(source: Source, siblings: Sequence[str]) -> str:
    """A title from the name of a file, with its folder's where the name says nothing ('index', 'data')."""
    own = source.path.name
    words = _distinct_words(own, siblings)
    title = words if words != words_of_file_name(own) else _written(own.rsplit(".", 1)[0])
    parent = source.uri.rsplit("/", 2)[-2] if "/" in source.uri else ""
    if words.lower() in _GENERIC and parent:
        return _written(parent) if len(siblings) == 1 else f"{_written(parent)}: {words}"
    return title


def _distinct_words(own: str, siblings: Sequence[str]) -> str:
    """The words of a file's name, and its extension where a sibling differs in that alone."""
    words = words_of_file_name(own)
    if any(name != own and words_of_file_name(name).lower() == words.lower() for name in siblings):
        return f"{words} ({own.rsplit('.', 1)[-1]})"
    return words


def _written(title: str) -> str:
    """A title as a person writes it: 'fight-songs' -> 'Fight songs'; one with spaces stays as it is."""
    if " " in title.strip():
        return title.strip()
    words = words_of_file_name(f"{title}.x")
    return words[0].upper() + words[1:] if words.split()[0].islower() else words


def _without(names: Sequence[str], title: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != title)
