"""What a README says about the data files beside it: a title, a remark on each file, the meaning of columns.

A README describes several files in one text, so what it says is scoped: a section or a table belongs to the
file that its heading or the text above it names, and to all of them when it names none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from taskloom.ingest.encoding import decode
from taskloom.ingest.errors import NotText
from taskloom.ingest.markdown import Part, parse
from taskloom.ingest.raw import RawTable
from taskloom.ingest.siblings import DATA_EXTENSIONS, Siblings
from taskloom.schema.document import Heading, Paragraph

__all__ = ["FileNote", "Readme", "column_key"]

LONGEST_DESCRIPTION = 500
"""Characters kept of what a README says of a file."""

_FILE = re.compile(r"[\w*{}<>#-][\w*{}<>#./-]{0,120}\.[A-Za-z]\w{0,7}\b")
_SLOT = re.compile(r"\*+|<[^<>]*>|\{[^{}]*\}|Y{2,4}|M{2}|D{2}|H{2}|S{2}|N{1,8}|#+|X{2,8}")
_LEGEND = re.compile(
    r"(?:columns?|headers?|variables?|fields?|features?|attributes?|keys?|name"
    r"|(?:column|variable|field)[ _]names?)\b.{0,20}",
    re.IGNORECASE,
)
_MEANING = re.compile(r"desc|def[ei]n|meaning|explanation|details|label|what", re.IGNORECASE)
_NOTHING = re.compile(r"(?:n\.?/?a\.?|none|[-–—. ]*)", re.IGNORECASE)
_ITEM = re.compile(r"(?P<name>.{1,80}?)\s*(?::|\s[-–—=]|--)\s+(?P<meaning>\S.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BARE = re.compile(r"[^\W_]+")
_GENERIC = frozenset({
    "a", "about", "and", "contents", "csv", "data", "dataset", "datasets", "file", "files", "of", "table",
    "tables", "the",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileNote:
    """What a README says of one file. `columns` maps a column's folded name to its description."""

    description: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Scoped:
    """A part of the README and the files it is about; none means all. `named`: it names them itself."""

    part: Part
    files: frozenset[str]
    named: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Readme:
    """A README, read; compared by identity, as the same bytes give the same one. `title` may be ''."""

    title: str
    parts: tuple[Part, ...]

    @staticmethod
    def read(data: bytes) -> "Readme | None":
        """Read the bytes of a README; None when they are no text."""
        return _read(data)

    def note(self, name: str, columns: Sequence[str], siblings: Siblings) -> FileNote:
        """What is said of the file `name` with these columns; `siblings` are the data files beside it."""
        scoped = _scopes(self, siblings.with_name(name))
        own = [entry for entry in scoped if not entry.files or name in entry.files]
        wanted = frozenset(map(column_key, columns)) - {""}
        meanings = _meanings(own, wanted)
        if not meanings:
            meanings = _borrowed(scoped, wanted)
        return FileNote(_description(own, name, self.title), MappingProxyType(meanings))


def column_key(name: str) -> str:
    """What a column's name in a README is compared by: letters and digits in lower case."""
    return "".join(_BARE.findall(name.lower()))


@lru_cache(maxsize=64)
def _read(data: bytes) -> Readme | None:
    try:
        text = decode(data).text
    except NotText:
        return None
    markdown = parse(text)
    first = next((part for part in markdown.parts if isinstance(part, Heading)), None)
    title = markdown.front.get("title") or (first.text if first is not None else "")
    return Readme(title, markdown.parts)


@lru_cache(maxsize=16)
def _scopes(readme: Readme, siblings: Siblings) -> tuple[_Scoped, ...]:
    """Each part with the files it is about, as the headings and the texts before it say."""
    scoped: list[_Scoped] = []
    section: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    in_list = False
    for part in readme.parts:
        if isinstance(part, Heading):
            section = subject = _named(part.text, siblings) or _meant(part.text, siblings)
            in_list = False
        elif isinstance(part, Paragraph):
            files = _named(part.text, siblings)
            if files:
                subject = subject | files if part.item and in_list else files
                scoped.append(_Scoped(part, files, named=True))
                in_list = part.item
                continue
            if in_list and not part.item:
                subject = section
            in_list = in_list and part.item
        scoped.append(_Scoped(part, subject))
    return tuple(scoped)


def _named(text: str, siblings: Siblings) -> frozenset[str]:
    """The files a text names, outright or by a pattern ('log-YYYYMMDD.csv'); files that are not there too."""
    found: set[str] = set()
    for token in _FILE.finditer(text):
        last = token[0].rstrip("/").rsplit("/", 1)[-1]
        if "//" in token[0] or "." not in last or text[max(0, token.start() - 3) : token.start()] == "://":
            continue
        fitting = siblings.by_lower_name.get(last.lower(), ())
        if not fitting and _SLOT.search(last):
            pattern = _pattern(last)
            fitting = tuple(name for name in siblings.names if pattern.fullmatch(name))
        if fitting:
            found.update(fitting)
        elif last.rsplit(".", 1)[-1].lower() in DATA_EXTENSIONS:
            found.add(last)
    return frozenset(found)


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    pieces: list[str] = []
    end = 0
    for slot in _SLOT.finditer(name):
        pieces.append(re.escape(name[end : slot.start()]))
        letter = slot[0][0]
        pieces.append(rf"\d{{{len(slot[0])}}}" if letter in "YMDHS" else r"\d+" if letter in "N#" else "[^/]{1,80}")
        end = slot.end()
    pieces.append(re.escape(name[end:]))
    return re.compile("".join(pieces), re.IGNORECASE)


def _meant(heading: str, siblings: Siblings) -> frozenset[str]:
    """The files whose names hold every telling word of a heading, unless all do ('Google Trends Data')."""
    words = {word.lower() for word in _BARE.findall(heading)} - _GENERIC
    if not words:
        return frozenset()
    fitting = {name for name in siblings.names if words <= _words(name)}
    return frozenset(fitting) if len(fitting) < len(siblings.names) else frozenset()


def _words(name: str) -> set[str]:
    stem = name.rsplit(".", 1)[0]
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    return {word.lower() for word in (*_BARE.findall(stem), *_BARE.findall(split))}


def _meanings(scoped: Sequence[_Scoped], wanted: frozenset[str]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    # A table of all columns tells more than an item that happens to open with a column's name.
    for entry in sorted(scoped, key=lambda entry: not isinstance(entry.part, RawTable)):
        for name, meaning in _described(entry.part, wanted).items():
            meanings.setdefault(name, meaning)
    return meanings


def _borrowed(scoped: Sequence[_Scoped], wanted: frozenset[str]) -> dict[str, str]:
    """The legend of another file that names at least half of these columns: versions of a file share one."""
    for entry in scoped:
        if isinstance(entry.part, RawTable):
            meanings = _described(entry.part, wanted)
            if len(meanings) * 2 >= max(2, len(wanted)):
                return meanings
    return {}


def _described(part: Part, wanted: frozenset[str]) -> dict[str, str]:
    """The wanted columns that a legend table or a list item describes."""
    if isinstance(part, RawTable):
        return _legend(part, wanted)
    if isinstance(part, Paragraph):
        found = _ITEM.fullmatch(part.text)
        if found and column_key(found["name"]) in wanted and not _NOTHING.fullmatch(found["meaning"]):
            return {column_key(found["name"]): found["meaning"]}
    return {}


def _legend(table: RawTable, wanted: frozenset[str]) -> dict[str, str]:
    rows = [[raw.cell.text for raw in row] for row in table.grid]
    if len(rows) < 2 or len(rows[0]) < 2:
        return {}
    header, body = rows[0], rows[1:]
    named = sum(column_key(row[0]) in wanted for row in body)
    if not named or not (_LEGEND.fullmatch(header[0]) or named * 2 >= len(body)):
        return {}
    column = next((at for at, text in enumerate(header) if at and _MEANING.search(text)), None)
    if column is None:
        column = max(range(1, len(header)), key=lambda at: sum(len(row[at]) for row in body))
    label = header[column]
    prefix = f"{label}: " if label and not _MEANING.search(label) else ""
    return {
        key: prefix + row[column]
        for row in body
        if (key := column_key(row[0])) in wanted and not _NOTHING.fullmatch(row[column])
    }


def _description(own: Sequence[_Scoped], name: str, title: str) -> str:
    """The sentences about the file, those that name it first, within LONGEST_DESCRIPTION characters."""
    texts = [entry for entry in own if isinstance(entry.part, Paragraph)]
    naming = [entry for entry in texts if entry.named]
    general = [entry for entry in texts if not entry.files]
    scoped = [entry for entry in texts if entry.files and not entry.named]
    sentences: list[str] = []
    length = 0
    for entry in (*naming, *general, *scoped):
        text = _remark(entry, name)
        if not text or text == title:
            continue
        for sentence in _SENTENCE.split(text):
            length += len(sentence) + 1
            if length > LONGEST_DESCRIPTION + 1:
                return " ".join(sentences) or sentence[:LONGEST_DESCRIPTION]
            sentences.append(sentence)
    return " ".join(sentences)


def _remark(entry: _Scoped, name: str) -> str:
    """A paragraph as a sentence; of an item '`file.csv` - text' the text; '' for a lead-in."""
    part = entry.part
    if not isinstance(part, Paragraph) or (part.item and not entry.named):
        return ""
    text = part.text
    if part.item and text.lower().startswith(name.lower()):
        rest = text[len(name) :].lstrip()
        text = rest.lstrip("-–—: ") if rest[:1] in ("-", "–", "—", ":") else text
    if text.endswith(":"):
        text = _SENTENCE.sub("\n", text).rpartition("\n")[0].replace("\n", " ")
    return text if not text or text[-1] in ".!?…" else f"{text}."
