"""The files a run reads: files, folders and globs expanded, named by uri, in the order of their uris.

What comes out depends on the names and contents below each SOURCE only: not on where the SOURCE lies, on the
order a file system lists its entries in, or on how the SOURCE was spelled. Hidden files, version control
folders and caches are left out; everything else is listed, what may not be read with the reason.
"""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_LEFT_OUT = frozenset({"CVS", "SCCS", "RCS", "_darcs", "__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})

_README_NAMES = ("readme.md", "readme.txt", "readme")

_WILDCARD = re.compile(r"[*?\[]")


class SourceMissing(Exception):
    """A SOURCE that names nothing; the message says what to give instead."""


class Found(NamedTuple):
    """A file to read, or the reason why it may not be."""

    uri: str
    """The path within its SOURCE, '/' between its parts."""
    path: str
    """Where it lies. A text: a run lists all its files, and a Path takes three times the memory."""
    refusal: str | None = None
    readme: str | None = None
    """The README in the same folder, unless this is it."""
    readme_uri: str | None = None
    name: str | None = None
    """The name it is read by; None for that of `path`, which says nothing where frozen bytes of a page lie."""
    charset: str | None = None
    """The encoding that a server declared."""

    @property
    def read_path(self) -> Path:
        """The path whose name tells a reader what it is; beside a page there are no other files."""
        return Path(self.path) if self.name is None else Path(self.path, self.name)


class _Entry(NamedTuple):
    root: str
    """Absolute: the SOURCE's folder, a file's folder, or the one in which a glob's wildcards start."""
    parts: tuple[str, ...]
    """The path below `root`."""
    refusal: str | None

    @property
    def path(self) -> str:
        return os.path.join(self.root, *self.parts)  # noqa: PTH118  (speed: tens of thousands of files)


def is_address(source: Path | str) -> bool:
    """Whether a SOURCE is an address of the web."""
    return re.match(r"https?://", os.fspath(source), re.IGNORECASE) is not None


def expand(sources: Sequence[Path | str]) -> list[Found]:
    """Every file of `sources` once, sorted by uri.

    A folder's files are named by their path below it, a single file by its name, a glob's files by their path
    below the folder its wildcards start in. Where two SOURCEs give the same uri, the files of both have their
    folder's name in front (and the name above that, as far as is needed to tell them apart). A file reached
    through several SOURCEs is listed once, under the widest of them. Raises SourceMissing.
    """
    entries = _without_repeats([entry for source in sources for entry in _expand_one(source)])
    prefixes = _prefixes(entries)
    readmes = _Readmes()
    found: list[Found] = []
    for entry in entries:
        prefix = prefixes[entry.root]
        uri = "/".join((*prefix, *entry.parts))
        name = None if entry.refusal else readmes.beside(entry)
        refusal = entry.refusal or _refusal_of_name(uri)
        if name is None:
            found.append(Found(_printable(uri), entry.path, refusal))
            continue
        readme, readme_uri = readmes.named(entry, name, prefix)
        found.append(Found(_printable(uri), entry.path, refusal, readme, readme_uri))
    found.sort(key=lambda one: one.uri)
    return found


def _expand_one(source: Path | str) -> Iterator[_Entry]:
    text = os.fspath(source)
    if is_address(text):
        raise SourceMissing(f"{text}: an address, not a file, folder or glob; fetch it first")
    path = Path(os.path.abspath(Path(text).expanduser()))  # noqa: PTH100  (no symbolic link resolved: its name counts)
    if path.is_dir():
        yield from _walk(str(path))
    elif path.exists():
        refusal = None if path.is_file() else "not a regular file (a pipe, socket or device)"
        yield _Entry(str(path.parent), (path.name,), refusal)
    elif _WILDCARD.search(text):
        yield from _matches(path, text)
    else:
        raise SourceMissing(f"{text}: no such file or folder; give a file, a folder or a glob that matches files")


def _matches(pattern: Path, text: str) -> Iterator[_Entry]:
    """The files a glob matches ('**' for any depth); hidden ones only where the pattern spells the dot."""
    literal = next(number for number, part in enumerate(pattern.parts) if _WILDCARD.search(part))
    root = Path(*pattern.parts[:literal])
    wildcards = pattern.parts[literal:]
    some = False
    for path in root.glob("/".join(wildcards)) if root.is_dir() else ():
        parts = path.relative_to(root).parts
        if any(_is_left_out(part, wildcards) for part in parts) or (path.is_dir() and not path.is_symlink()):
            continue
        some = True
        yield _Entry(str(root), parts, _refusal_of_path(path, os.path.realpath(root)))
    if not some:
        raise SourceMissing(f"{text}: the glob matches no file; '**' stands for folders of any depth")


def _is_left_out(name: str, wildcards: Iterable[str] = ()) -> bool:
    if name in _LEFT_OUT:
        return True
    return name.startswith(".") and not any(part.startswith(".") for part in wildcards)


def _walk(root: str) -> Iterator[_Entry]:
    """The files below `root`. Links to folders are not followed: within the SOURCE they only repeat it."""
    real_root = os.path.realpath(root)
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        folder = os.path.join(root, *parts)  # noqa: PTH118
        try:
            with os.scandir(folder) as listing:
                children = list(listing)
        except OSError as error:
            yield _Entry(root, parts or (".",), f"the folder cannot be listed ({error.strerror}); allow reading it")
            continue
        for child in children:
            if _is_left_out(child.name):
                continue
            below = (*parts, child.name)
            if child.is_dir(follow_symlinks=False):
                waiting.append(below)
            elif child.is_file(follow_symlinks=False):
                yield _Entry(root, below, None)
            else:
                yield _Entry(root, below, _refusal_of_path(Path(child.path), real_root))


def _refusal_of_path(path: Path, real_root: str) -> str | None:
    """Why a link or special file may not be read; None for a regular file of the SOURCE or a link to one."""
    target = os.path.realpath(path)
    if os.path.commonpath((target, real_root)) != real_root:
        return "a symbolic link that leaves the SOURCE; give what it points to as a SOURCE of its own"
    if not path.is_symlink():
        return None if path.is_file() else "not a regular file (a pipe, socket or device)"
    try:
        mode = Path(target).stat().st_mode
    except OSError:
        return "a symbolic link that points to nothing"
    if stat.S_ISDIR(mode):
        return "a symbolic link to a folder of the SOURCE, whose files are read there"
    return None if stat.S_ISREG(mode) else "not a regular file (a pipe, socket or device)"


def _without_repeats(entries: list[_Entry]) -> list[_Entry]:
    """Each file once, by where it really lies: under the widest SOURCE, by its own name before a link's."""
    best: dict[str, _Entry] = {}
    linked: list[_Entry] = []
    for entry in entries:
        place = entry.path
        if entry.refusal is None and Path(place).is_symlink():
            linked.append(entry)
            continue
        known = best.get(place)
        if known is None or len(entry.parts) > len(known.parts):
            best[place] = entry
    real = {os.path.realpath(place) for place in best} if linked else set[str]()
    for entry in sorted(set(linked), key=lambda entry: entry.parts):
        target = os.path.realpath(entry.path)
        if target in real:
            entry = entry._replace(refusal="a symbolic link to a file that is read under another name")
        real.add(target)
        known = best.get(entry.path)
        if known is None or len(entry.parts) > len(known.parts):
            best[entry.path] = entry
    return list(best.values())


def _prefixes(entries: list[_Entry]) -> dict[str, tuple[str, ...]]:
    """What goes in front of each root's paths: nothing, or as many of its last names as tell uris apart."""
    names = {root: Path(root).parts[1:] for root in {entry.root for entry in entries}}
    if len(names) == 1:
        return dict.fromkeys(names, ())
    depth = dict.fromkeys(names, 0)
    while True:
        holders: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for entry in entries:
            holders[(*_last(names[entry.root], depth[entry.root]), *entry.parts)].add(entry.root)
        collided = {root for roots in holders.values() if len(roots) > 1 for root in roots}
        deeper = {root for root in collided if depth[root] < len(names[root])}
        if not deeper:
            return {root: _last(names[root], depth[root]) for root in names}
        for root in deeper:
            depth[root] += 1


def _last(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    return names[len(names) - count :]


class _Readmes:
    """The README of each folder, looked up once."""

    def __init__(self) -> None:
        self._of_folder: dict[str, str | None] = {}
        self._named: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {}

    def beside(self, entry: _Entry) -> str | None:
        folder, name = os.path.split(entry.path)
        if folder not in self._of_folder:
            self._of_folder[folder] = self._look(folder)
        readme = self._of_folder[folder]
        return None if name == readme else readme

    def named(self, entry: _Entry, name: str, prefix: tuple[str, ...]) -> tuple[str, str]:
        """The path and uri of a README beside a file: the same two texts for every file of the folder."""
        folder = os.path.dirname(entry.path)  # noqa: PTH120  (speed: tens of thousands of files)
        if (folder, prefix) not in self._named:
            uri = _printable("/".join((*prefix, *entry.parts[:-1], name)))
            self._named[folder, prefix] = (os.path.join(folder, name), uri)  # noqa: PTH118
        return self._named[folder, prefix]

    def _look(self, folder: str) -> str | None:
        try:
            with os.scandir(folder) as listing:
                names = sorted(entry.name for entry in listing if entry.is_file(follow_symlinks=False))
        except OSError:
            return None
        ranked = [(_README_NAMES.index(name.lower()), name) for name in names if name.lower() in _README_NAMES]
        return min(ranked)[1] if ranked else None


def _refusal_of_name(uri: str) -> str | None:
    return None if uri == _printable(uri) else "its name is not UTF-8; rename it"


def _printable(uri: str) -> str:
    """`uri` with what is no Unicode character in it written as '\\xNN'."""
    return os.fsencode(uri).decode("utf-8", "backslashreplace")
