"""The files a run reads: files, folders and globs expanded, named by uri, in the order of their uris.

What comes out depends on the names and contents below each SOURCE only: not on where the SOURCE lies, on the
order a file system lists its entries in, or on how the SOURCE was spelled. Hidden files, version control
folders, caches and the folders of runs are left out; everything else is listed, what may not be read with the reason.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

from taskloom.ingest.entries import Entries, Entry, Named
from taskloom.ingest.listing import Found, Listing

_LEFT_OUT = frozenset({"CVS", "SCCS", "RCS", "_darcs", "__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})

_README_NAMES = ("readme.md", "readme.txt", "readme")

_WILDCARD = re.compile(r"[*?\[]")

_RECORD = "run.sqlite"
"""A folder that holds it is a run's: what lies there TaskLoom wrote."""


class SourceMissing(Exception):
    """A SOURCE that names nothing; the message says what to give instead."""


def is_address(source: Path | str) -> bool:
    """Whether a SOURCE is an address of the web."""
    return re.match(r"https?://", os.fspath(source), re.IGNORECASE) is not None


def folder_of(source: Path | str) -> Path | None:
    """The folder a SOURCE lists: itself, or the one in which a glob's wildcards start; None for a file or address."""
    text = os.fspath(source)
    path = _absolute(text)
    if is_address(text) or path.is_dir():
        return None if is_address(text) else path
    if path.exists() or not _WILDCARD.search(text):
        return None
    return Path(*path.parts[: _literal(path)])


def expand(sources: Sequence[Path | str]) -> Listing:
    """Every file of `sources` once.

    A folder's files are named by their path below it, a single file by its name, a glob's files by their path
    below the folder its wildcards start in. Where two SOURCEs give the same uri, the files of both have their
    folder's name in front (and the name above that, as far as is needed to tell them apart). A file reached
    through several SOURCEs is listed once, under the widest of them. Raises SourceMissing.
    """
    entries = Entries(entry for source in sources for entry in _expand_one(source))
    return Listing(map(partial(_found, readme_in=lru_cache(maxsize=1024)(_readme_in)), entries))


def _found(named: Named, readme_in: Callable[[str], str | None]) -> Found:
    entry, prefix = named
    uri = "/".join((*prefix, *entry.parts))
    refusal = entry.refusal or _refusal_of_name(uri)
    folder, name = os.path.split(entry.path)
    readme = None if entry.refusal else readme_in(folder)
    if readme is None or readme == name:
        return Found(_printable(uri), entry.path, refusal)
    readme_uri = _printable("/".join((*prefix, *entry.parts[:-1], readme)))
    return Found(_printable(uri), entry.path, refusal, os.path.join(folder, readme), readme_uri)  # noqa: PTH118


def _expand_one(source: Path | str) -> Iterator[Entry]:
    text = os.fspath(source)
    if is_address(text):
        raise SourceMissing(f"{text}: an address, not a file, folder or glob; fetch it first")
    path = _absolute(text)
    if (folder := folder_of(text)) is not None and _is_run(str(folder)):
        raise SourceMissing(
            f"{text}: {folder} is the folder of a run; give the documents themselves, or a folder below"
        )
    if path.is_dir():
        yield from _walk(str(path))
    elif path.exists():
        refusal = None if path.is_file() else "not a regular file (a pipe, socket or device)"
        yield Entry(str(path.parent), (path.name,), refusal, path.is_symlink() and not refusal)
    elif _WILDCARD.search(text):
        yield from _matches(path, text)
    else:
        raise SourceMissing(f"{text}: no such file or folder; give a file, a folder or a glob that matches files")


def _absolute(text: str) -> Path:
    return Path(os.path.abspath(Path(text).expanduser()))  # noqa: PTH100  (no symbolic link resolved: its name counts)


def _literal(pattern: Path) -> int:
    """How many parts of a glob stand before its first wildcard."""
    return next(number for number, part in enumerate(pattern.parts) if _WILDCARD.search(part))


def _matches(pattern: Path, text: str) -> Iterator[Entry]:
    """The files a glob matches ('**' for any depth); hidden ones only where the pattern spells the dot."""
    literal = _literal(pattern)
    root = Path(*pattern.parts[:literal])
    real_root = os.path.realpath(root)
    wildcards = pattern.parts[literal:]
    some = False
    for path in root.glob("/".join(wildcards)) if root.is_dir() else ():
        parts = path.relative_to(root).parts
        if any(_is_left_out(part, wildcards) for part in parts) or (path.is_dir() and not path.is_symlink()):
            continue
        target = os.path.realpath(path)
        if _in_run(target, real_root):
            continue
        some = True
        refusal = _refusal_of_path(path, target, real_root)
        yield Entry(str(root), parts, refusal, path.is_symlink() and not refusal)
    if not some:
        raise SourceMissing(f"{text}: the glob matches no file; '**' stands for folders of any depth")


def _is_left_out(name: str, wildcards: Iterable[str] = ()) -> bool:
    if name in _LEFT_OUT:
        return True
    return name.startswith(".") and not any(part.startswith(".") for part in wildcards)


def _is_run(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, _RECORD))  # noqa: PTH113, PTH118  (speed: asked for every folder)


def _in_run(target: str, real_root: str) -> bool:
    """Whether what lies at `target` in the SOURCE is the folder of a run, or lies in one."""
    within = os.path.commonpath((target, real_root)) == real_root
    while within and target != real_root:
        if _is_run(target):
            return True
        target = os.path.dirname(target)  # noqa: PTH120
    return False


def _walk(root: str) -> Iterator[Entry]:
    """The files below `root`. Links to folders are not followed: within the SOURCE they only repeat it."""
    real_root = os.path.realpath(root)
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        folder = os.path.join(root, *parts)  # noqa: PTH118
        if parts and _is_run(folder):
            continue
        try:
            with os.scandir(folder) as listing:
                for child in listing:
                    if _is_left_out(child.name):
                        continue
                    below = (*parts, child.name)
                    if child.is_dir(follow_symlinks=False):
                        waiting.append(below)
                    elif child.is_file(follow_symlinks=False):
                        yield Entry(root, below, None)
                    elif not _in_run(target := os.path.realpath(child.path), real_root):
                        refusal = _refusal_of_path(Path(child.path), target, real_root)
                        yield Entry(root, below, refusal, child.is_symlink() and not refusal)
        except OSError as error:
            yield Entry(root, parts or (".",), f"the folder cannot be listed ({error.strerror}); allow reading it")


def _refusal_of_path(path: Path, target: str, real_root: str) -> str | None:
    """Why a link or special file may not be read; None for a regular file of the SOURCE or a link to one.

    `target` is where it really lies.
    """
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
