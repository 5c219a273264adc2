"""The value of a key as a person reads it: markup gone, the echoed key removed, remarks told from the value.

'arable land: 16% (2023 est.)' under the key 'agricultural land: arable land' is '16% (2023 est.)'; what
follows 'note:' is a remark; marked labels inside a value ('<em>president:</em> …') are entries of their own.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from taskloom.ingest.visible import visible
from taskloom.schema.document import Cell, Link

__all__ = ["Reading", "is_note", "plain_note", "read_value"]

_BREAK = re.compile(r"<br\b[^<>]{0,100}>|</?(?:p|li|ul|ol|div|tr|h[1-6])\b[^<>]{0,500}>|\n", re.IGNORECASE)
_MARKED = re.compile(r"\s*<(strong|b|em|i)>\s*([^<>]{2,60}?)\s*(:?)\s*</\1>\s*(:?)\s*(.*)", re.IGNORECASE | re.DOTALL)
_NOTE_KEY = re.compile(r"(?:foot)?notes?(?:\s*\d+)?|remarks?|comments?", re.IGNORECASE)
_NOTE_HEAD = re.compile(r"(?:foot)?notes?(?:\s*\d+)?\s*(?::|[-–—]\s)\s*", re.IGNORECASE)
_NOTE = re.compile(r"(?:^|[;,.)]?\s)(?P<mark>notes?(?:\s\d+)?\s*(?::\s|\s[-–—]\s))")
_HEAD = re.compile(r"([^:.;,()\d]{1,60}):\s+(?=\S)")
_WORD = re.compile(r"\w+")


class Reading(NamedTuple):
    """A value read: the label inside it ('' for the value itself), what it says, and a remark on it."""

    label: str
    value: Cell
    note: str


def read_value(label: str, markup: str) -> list[Reading]:
    """The value under the key `label`, and a reading more for each marked label inside it; none is empty.

    A remark that stands alone is the value. Labels that repeat are emphasis and split nothing.
    """
    lines = [_line(line) for line in _BREAK.split(markup)] if "<" in markup or "\n" in markup else [_Line("", markup)]
    labels = [line.label.lower() for line in lines if line.label and not is_note(line.label)]
    split = len(set(labels)) == len(labels)
    sections = [_Section("")]
    in_note = False
    for line in lines:
        shown = visible(line.markup)
        words = " ".join(shown.lines)
        if line.label and is_note(line.label):
            in_note = True
        elif line.label and not split:
            words = f"{line.label}: {words}"
            in_note = False
        elif line.label:
            in_note = False
            if not _echoes(line.label, label):
                sections.append(_Section(line.label))
        elif _NOTE_HEAD.match(words):
            in_note = True
        if not words:
            continue
        section = sections[-1]
        value, note = ("", plain_note(words)) if in_note else _without_note(words)
        if note:
            section.notes.append(note)
        if value:
            section.lines.append(value)
            section.links.extend(shown.links)
    return [reading for section in sections if (reading := section.reading(label)) is not None]


class _Line(NamedTuple):
    """A line of a value and the marked label it begins with ('' if none)."""

    label: str
    markup: str


def _line(markup: str) -> _Line:
    found = _MARKED.fullmatch(markup) if "<" in markup else None
    if found is None or not (found[3] or found[4]):
        return _Line("", markup)
    return _Line(" ".join(visible(found[2]).lines), found[5])


@dataclass(slots=True)
class _Section:
    """What stands under one label inside a value."""

    label: str
    lines: list[str] = field(default_factory=list[str])
    links: list[Link] = field(default_factory=list[Link])
    notes: list[str] = field(default_factory=list[str])

    def reading(self, key: str) -> Reading | None:
        lines, notes = self.lines, self.notes
        if not lines:
            lines, notes = notes, []
        if not lines:
            return None
        lines = [_without_echo(lines[0], self.label or key).removesuffix(" -"), *lines[1:]]
        parts = tuple(lines) if len(lines) > 1 else ()
        value = Cell(text="; ".join(lines), parts=parts, links=tuple(self.links))
        return Reading(self.label, value, " ".join(notes))


def is_note(key: str) -> bool:
    """Whether a key names a remark on what stands beside it."""
    return _NOTE_KEY.fullmatch(key.strip().rstrip(":")) is not None


def plain_note(markup: str) -> str:
    """A remark's text without 'note:' before it."""
    text = " ".join(visible(markup).lines)
    return _NOTE_HEAD.sub("", text, count=1) if _NOTE_HEAD.match(text) else text


def _without_note(text: str) -> tuple[str, str]:
    """A line cut at a remark in it ('…; note - …'), unless that stands in brackets."""
    for found in _NOTE.finditer(text):
        before = text[: found.start("mark")]
        if before.count("(") <= before.count(")"):
            return before.rstrip(" ;,"), text[found.end("mark") :].strip()
    return text, ""


def _without_echo(text: str, label: str) -> str:
    found = _HEAD.match(text)
    return text[found.end() :] if found and _echoes(found[1], label) else text


def _echoes(head: str, label: str) -> bool:
    """Whether the words before a colon only repeat the key or a part of it."""
    words = {word.lower() for word in _WORD.findall(head)}
    return bool(words) and words <= {word.lower() for word in _WORD.findall(label)}
