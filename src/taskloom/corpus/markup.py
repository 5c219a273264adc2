"""How text is written in a rendering and read back: links, table rows, box entries, and what is escaped.

Writing then reading gives back the same text. The escapes are one backslash each, put only where a
reader could mistake text for structure:

- `](` in text is written `]\\(`; a link is `[anchor](uri)`, or `[anchor](<uri>)` when the uri holds white
  space or unpaired parentheses;
- `|` in a cell is written `\\|`;
- a lone word `/` or `=` in a box's label is written `\\/`, `\\=`;
- ` (note: ` in an entry's value is written ` \\(note: `;
- a paragraph that begins like structure (`## `, `- `, `|`, `[table 3`, `(note: `…) gets a `\\` in front.

Whole documents are written in `render`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from taskloom.schema.document import Link

Resolve = Callable[[str], str | None]
"""From a link's target as written to the uri of a document of the corpus, or None."""

_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_ANCHOR = re.compile(r"(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+")
_BARE = re.compile(r"(?:[^()<>\s]++|\([^()<>\s]*+\))++")
_LINK = re.compile(rf"\[({_ANCHOR.pattern})\]\((?:<([^<>\n]*+)>|({_BARE.pattern}))\)")
_LINK_LIKE = re.compile(r"\](\\*+)\(")
_LINK_ESCAPED = re.compile(r"\]\\(\\*+)\(")
_PIPE = re.compile(r"(?<!\\)\|")
_WORD_MARK = re.compile(r"(?<!\S)(\\*+[=/])(?!\S)")
_WORD_ESCAPED = re.compile(r"(?<!\S)\\(\\*+[=/])(?!\S)")
_NOTE_LIKE = re.compile(r" (\\*+\(note: )")
_NOTE_ESCAPED = re.compile(r" \\(\\*+\(note: )")
_STRUCTURE = re.compile(r"\\*+(?:#+ |- |\||\[(?:table|box|figure|page|line|part)\b|\(note: )")
_STRUCTURE_ESCAPED = re.compile(rf"\\(?={_STRUCTURE.pattern})")


class Marked(NamedTuple):
    """A text read back: its plain form, and its links, whose targets are uris of documents."""

    text: str
    links: tuple[Link, ...]


class ReadEntry(NamedTuple):
    """A box's entry read back; `labels` are the groups, outermost first, and the label."""

    labels: tuple[str, ...]
    value: Marked
    note: str


class _Place(NamedTuple):
    start: int
    end: int
    target: str


def one_line(text: str) -> str:
    """The text with every line break made a space."""
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def write_text(text: str, links: Sequence[Link] = (), resolve: Resolve | None = None) -> str:
    """A text in one line, `[anchor](uri)` for each link that resolves and whose anchor stands in it."""
    text = one_line(text)
    if not links or resolve is None:
        return _escape(text)
    pieces: list[str] = []
    end = 0
    for place in _places(text, links):
        uri = resolve(place.target)
        anchor = text[place.start : place.end]
        if uri is None or _ANCHOR.fullmatch(anchor) is None:
            continue
        pieces += (_escape(text[end : place.start]), "[", _escape(anchor), "](", _destination(uri), ")")
        end = place.end
    pieces.append(_escape(text[end:]))
    return "".join(pieces)


def read_text(written: str) -> Marked:
    """The inverse of `write_text`."""
    if "](" not in written:
        return Marked(_unescape(written), ())
    links: list[Link] = []
    pieces: list[str] = []
    end = 0
    for match in _LINK.finditer(written):
        anchor = _unescape(match[1])
        links.append(Link(text=anchor, target=match[2] if match[2] is not None else match[3]))
        pieces += (_unescape(written[end : match.start()]), anchor)
        end = match.end()
    pieces.append(_unescape(written[end:]))
    return Marked("".join(pieces), tuple(links))


def plain(written: str) -> str:
    """Rendered lines without link marks and escapes; the number of lines stays the same."""
    if "](" in written:
        written = _LINK.sub(r"\1", written)
    return _unescape(written).replace("\\|", "|") if "\\" in written else written


def mute_links(written: str) -> str:
    """Rendered lines with every sign of their link marks made a NUL, so that the anchors stay where they stand."""
    if "](" not in written:
        return written
    return _LINK.sub(lambda match: f"\0{match[1]}".ljust(len(match[0]), "\0"), written)


def write_row(cells: Sequence[str]) -> str:
    """A table's row of cells that `write_text` made."""
    return "| " + " | ".join(cell.replace("|", "\\|") if "|" in cell else cell for cell in cells) + " |"


def read_row(line: str) -> tuple[str, ...]:
    """The cells of a row as `write_text` made them; () when the line is no row."""
    if len(line) < 4 or not line.startswith("| ") or not line.endswith(" |"):
        return ()
    return tuple(cell[1:-1].replace("\\|", "|") for cell in _PIPE.split(line)[1:-1])


def write_entry(labels: Sequence[str], value: str, note: str) -> str:
    """A box's entry; `value` was made by `write_text`."""
    name = " / ".join(_WORD_MARK.sub(r"\\\1", one_line(label)) for label in labels)
    value = _NOTE_LIKE.sub(r" \\\1", value) if "(note: " in value else value
    return f"{name} = {value} (note: {one_line(note)})" if note else f"{name} = {value}"


def read_entry(line: str) -> ReadEntry | None:
    """The inverse of `write_entry`; None when the line is no entry."""
    name, sign, rest = line.partition(" = ")
    if not sign:
        return None
    value, mark, note = rest.partition(" (note: ")
    if mark and not note.endswith(")"):
        return None
    if "\\" in line:
        value = _NOTE_ESCAPED.sub(r" \1", value)
        labels = tuple(_WORD_ESCAPED.sub(r"\1", label) for label in name.split(" / "))
    else:
        labels = tuple(name.split(" / "))
    return ReadEntry(labels, read_text(value), note[:-1])


def guard(paragraph: str) -> str:
    """A written paragraph that no reader takes for a line of structure."""
    return "\\" + paragraph if _STRUCTURE.match(paragraph) else paragraph


def unguard(line: str) -> str:
    """The inverse of `guard`."""
    return line[1:] if _STRUCTURE_ESCAPED.match(line) else line


def _escape(text: str) -> str:
    return _LINK_LIKE.sub(r"]\\\1(", text) if "]" in text else text


def _unescape(text: str) -> str:
    return _LINK_ESCAPED.sub(r"]\1(", text) if "]\\" in text else text


def _destination(uri: str) -> str:
    if _BARE.fullmatch(uri):
        return uri
    return "<" + one_line(uri).replace("<", "%3C").replace(">", "%3E") + ">"


def _places(text: str, links: Sequence[Link]) -> list[_Place]:
    """Where each link's anchor stands, in order, none overlapping another."""
    places: list[_Place] = []
    cursor = 0
    for link in links:
        anchor = one_line(link.text)
        if not anchor:
            continue
        start = _find_word(text, anchor, cursor)
        if start < 0:
            continue
        cursor = start + len(anchor)
        places.append(_Place(start, cursor, link.target))
    return places


def _find_word(text: str, anchor: str, start: int) -> int:
    """The first place of `anchor` from `start` that cuts no word in two, else its first place, else -1."""
    first = position = text.find(anchor, start)
    for _ in range(8):
        if position < 0:
            return first
        end = position + len(anchor)
        before = position == 0 or not (text[position - 1].isalnum() and anchor[0].isalnum())
        after = end == len(text) or not (text[end].isalnum() and anchor[-1].isalnum())
        if before and after:
            return position
        position = text.find(anchor, position + 1)
    return first
