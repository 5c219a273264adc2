"""The files a run reads: files, folders and globs expanded, named by uri, in the order of their uris.

What comes out depends on the names and contents below each SOURCE only: not on where the SOURCE lies, on the
order a file system lists its entries in, or on how the SOURCE was spelled. Hidden files, version control
folders and caches are left out; everything else is listed, what may not be read with the reason.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from weakref import finalize

from taskloom.ingest.listing import Found, Listing

_LEFT_OUT = frozenset({"CVS", "SCCS", "RCS", "_darcs", "__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})

_README_NAMES = ("readme.md", "readme.txt", "readme")

_WILDCARD = re.compile(r"[*?\[]")


class SourceMissing(Exception):
    """A SOURCE that names nothing; the message says what to give instead."""


class _Entry(NamedTuple):
    root: str
    """Absolute: the SOURCE's folder, a file's folder, or the one in which a glob's wildcards start."""
    parts: tuple[str, ...]
    """The path below `root`."""
    refusal: str | None
    linked: bool = False
    """Whether it is a symbolic link to a file."""

    @property
    def path(self) -> str:
        return os.path.join(self.root, *self.parts)  # noqa: PTH118  (speed: tens of thousands of files)


def is_address(source: Path | str) -> bool:
    """Whether a SOURCE is an address of the web."""
    return re.match(r"https?://", os.fspath(source), re.IGNORECASE) is not None


def expand(sources: Sequence[Path | str]) -> Listing:
    """Every file of `sources` once.

    A folder's files are named by their path below it, a single file by its name, a glob's files by their path
    below the folder its wildcards start in. Where two SOURCEs give the same uri, the files of both have their
    folder's name in front (and the name above that, as far as is needed to tell them apart). A file reached
    through several SOURCEs is listed once, under the widest of them. Raises SourceMissing.
    """
    entries = _Entries(entry for source in sources for entry in _expand_one(source))
    return Listing(map(partial(_found, readme_in=lru_cache(maxsize=1024)(_readme_in)), entries))


def _found(named: _Named, readme_in: Callable[[str], str | None]) -> Found:
    entry, prefix = named
    uri = "/".join((*prefix, *entry.parts))
    refusal = entry.refusal or _refusal_of_name(uri)
    folder, name = os.path.split(entry.path)
    readme = None if entry.refusal else readme_in(folder)
    if readme is None or readme == name:
        return Found(_printable(uri), entry.path, refusal)
    readme_uri = _printable("/".join((*prefix, *entry.parts[:-1], readme)))
    return Found(_printable(uri), entry.path, refusal, os.path.join(folder, readme), readme_uri)  # noqa: PTH118


def _expand_one(source: Path | str) -> Iterator[_Entry]:
    text = os.fspath(source)
    if is_address(text):
        raise SourceMissing(f"{text}: an address, not a file, folder or glob; fetch it first")
    path = Path(os.path.abspath(Path(text).expanduser()))  # noqa: PTH100  (no symbolic link resolved: its name counts)
    if path.is_dir():
        yield from _walk(str(path))
    elif path.exists():
        refusal = None if path.is_file() else "not a regular file (a pipe, socket or device)"
        yield _Entry(str(path.parent), (path.name,), refusal, path.is_symlink() and not refusal)
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
        refusal = _refusal_of_path(path, os.path.realpath(root))
        yield _Entry(str(root), parts, refusal, path.is_symlink() and not refusal)
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
                for child in listing:
                    if _is_left_out(child.name):
                        continue
                    below = (*parts, child.name)
                    if child.is_dir(follow_symlinks=False):
                        waiting.append(below)
                    elif child.is_file(follow_symlinks=False):
                        yield _Entry(root, below, None)
                    else:
                        refusal = _refusal_of_path(Path(child.path), real_root)
                        yield _Entry(root, below, refusal, child.is_symlink() and not refusal)
        except OSError as error:
            yield _Entry(root, parts or (".",), f"the folder cannot be listed ({error.strerror}); allow reading it")


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


_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE entries (place BLOB PRIMARY KEY, root BLOB NOT NULL, parts BLOB NOT NULL, depth INTEGER NOT NULL,
    refusal TEXT, uri BLOB) WITHOUT ROWID;
CREATE TABLE links (parts BLOB NOT NULL, root BLOB NOT NULL, PRIMARY KEY (parts, root)) WITHOUT ROWID;
CREATE TABLE real (place BLOB PRIMARY KEY) WITHOUT ROWID;
BEGIN;
"""
_KEEP = """
INSERT INTO entries (place, root, parts, depth, refusal) VALUES (?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE
SET (root, parts, depth, refusal) = (excluded.root, excluded.parts, excluded.depth, excluded.refusal)
WHERE excluded.depth > depth
"""


class _Named(NamedTuple):
    entry: _Entry
    prefix: tuple[str, ...]
    """What goes in front of its path in its uri."""


class _Entries:
    """Each file once, by where it really lies: under the widest SOURCE, by its own name before a link's."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        finalize(self, self._file.close)
        self._file.executescript(_TABLES)
        for entry in entries:
            if entry.linked:
                row = (os.fsencode("/".join(entry.parts)), os.fsencode(entry.root))
                self._file.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", row)
            else:
                self._keep(entry)
        self._settle()
        self._prefixes = self._told_apart()

    def __iter__(self) -> Iterator[_Named]:
        for root, parts, refusal in self._file.execute("SELECT root, parts, refusal FROM entries ORDER BY place"):
            yield _Named(_Entry(os.fsdecode(root), _parts(parts), refusal), self._prefixes[root])

    def _keep(self, entry: _Entry) -> None:
        named = (entry.path, entry.root, "/".join(entry.parts))
        self._file.execute(_KEEP, (*map(os.fsencode, named), len(entry.parts), entry.refusal))

    def _settle(self) -> None:
        """Keep the links, those to a file that is read already with that as the reason not to read them."""
        if self._file.execute("SELECT 1 FROM links").fetchone() is None:
            return
        places = self._file.execute("SELECT place FROM entries")
        self._file.executemany(
            "INSERT OR IGNORE INTO real VALUES (?)", ((os.path.realpath(place),) for (place,) in places)
        )
        for parts, root in self._file.execute("SELECT parts, root FROM links ORDER BY parts, root"):
            entry = _Entry(os.fsdecode(root), _parts(parts), None)
            target = (os.fsencode(os.path.realpath(entry.path)),)
            if not self._file.execute("INSERT OR IGNORE INTO real VALUES (?)", target).rowcount:
                entry = entry._replace(refusal="a symbolic link to a file that is read under another name")
            self._keep(entry)

    def _told_apart(self) -> dict[bytes, tuple[str, ...]]:
        """What goes in front of each root's paths: nothing, or as many of its last names as tell uris apart."""
        roots = [root for (root,) in self._file.execute("SELECT DISTINCT root FROM entries")]
        names = {root: Path(os.fsdecode(root)).parts[1:] for root in roots}
        depth = dict.fromkeys(roots, 0)

        def named(root: bytes, parts: bytes) -> bytes:
            return b"/".join((*map(os.fsencode, _last(names[root], depth[root])), parts))

        self._file.create_function("named", 2, named)
        while len(roots) > 1:
            self._file.execute("UPDATE entries SET uri = named(root, parts)")
            collided = self._file.execute(
                "SELECT DISTINCT root FROM entries WHERE uri IN"
                " (SELECT uri FROM entries GROUP BY uri HAVING count(DISTINCT root) > 1)"
            )
            deeper = [root for (root,) in collided if depth[root] < len(names[root])]
            if not deeper:
                break
            for root in deeper:
                depth[root] += 1
        return {root: _last(names[root], depth[root]) for root in roots}


def _parts(joined: bytes) -> tuple[str, ...]:
    return tuple(os.fsdecode(joined).split("/"))


def _last(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    return names[len(names) - count :]


def _readme_in(folder: str) -> str | None:
    """The name of a folder's README."""
    try:
        with os.scandir(folder) as listing:
            names = sorted(
                entry.name
                for entry in listing
                if entry.name.lower() in _README_NAMES and entry.is_file(follow_symlinks=False)
            )
    except OSError:
        return None
    return min(names, key=lambda name: _README_NAMES.index(name.lower()), default=None)


def _refusal_of_name(uri: str) -> str | None:
    return None if uri == _printable(uri) else "its name is not UTF-8; rename it"


def _printable(uri: str) -> str:
    """`uri` with what is no Unicode character in it written as '\\xNN'."""
    return os.fsencode(uri).decode("utf-8", "backslashreplace")
