"""What a data file is called, by its name, its folder and the README beside it.

Titles must tell siblings apart, so the file's own words join the README's title where a folder holds several.
What a README says of columns is `taskloom.ingest.readme`'s.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from taskloom.ingest.readme import FileNote, Readme
from taskloom.ingest.siblings import Siblings, is_aside, siblings_of, words_of_file_name
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

# Names that say nothing by themselves.
_GENERIC = frozenset({
    "data", "dataset", "download", "export", "file", "files", "index", "main", "output", "results", "sheet",
    "sheet1", "table", "tables",
})  # fmt: skip


class Named(NamedTuple):
    """A data file's title, where it is from, and its other names."""

    title: str
    title_from: Literal["readme", "file name"]
    names: tuple[str, ...]


def name_of(source: Source, readme: Readme | None, siblings: Siblings) -> Named:
    """The title and names of a data file that does not name itself."""
    own = source.path.name
    words = _distinct_words(own, siblings)
    names = (own,) if words.lower() in _GENERIC else tuple(dict.fromkeys((words, own)))
    if readme is None or not readme.title:
        title = title_of_file(source, siblings)
        return Named(title, "file name", _without(names, title))
    title = _written(readme.title)
    if len(siblings.names) > 1 and words.lower() not in title.lower():
        title = f"{title}: {words}"
    return Named(title, "readme", _without(names, title))


def title_of_file(source: Source, siblings: Siblings) -> str:
    """A title from the name of a file, with its folder's where the name says nothing ('index', 'data')."""
    own = source.path.name
    words = _distinct_words(own, siblings)
    parent = source.uri.rsplit("/", 2)[-2] if "/" in source.uri else ""
    if words.lower() in _GENERIC and parent:
        return _written(parent) if len(siblings.names) == 1 else f"{_written(parent)}: {words}"
    return words if words != words_of_file_name(own) else _written(own.rsplit(".", 1)[0])


def _distinct_words(own: str, siblings: Siblings) -> str:
    """The words of a file's name, and its extension where a sibling differs in that alone."""
    words = words_of_file_name(own)
    alone = siblings.by_words.get(words.lower(), 0) <= 1
    return words if alone else f"{words} ({own.rsplit('.', 1)[-1]})"


def _written(title: str) -> str:
    """A title as a person writes it: 'fight-songs' -> 'Fight songs'; one with spaces stays as it is."""
    if " " in title.strip():
        return title.strip()
    words = words_of_file_name(f"{title}.x")
    return words[0].upper() + words[1:] if words.split()[0].islower() else words


def _without(names: Sequence[str], title: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != title)
