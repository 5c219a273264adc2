"""Running text gathered piece by piece: white space folded, links placed, footnote marks taken out.

What a browser draws on separate lines stays in separate lines here; how they are joined depends on whether
the line break only wraps a phrase ('New / York' in a narrow cell) or separates items.
"""

import re
from dataclasses import dataclass

from taskloom.schema.document import Cell, Link

BREAK = "\n"
_SOFT = "\r"
"""A line break inside a block, which may only wrap a phrase; the ends of blocks and list items never do."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_FOLD = re.compile(r"\s+")
_LINE = re.compile(r"(?:^|(?<=[\n\r])) *(?P<line>[^\n\r ](?:[^\n\r]*[^\n\r ])?) *(?=[\n\r]|$)")
_SYMBOLS = r"[*†‡§¶^∗⁂‖]"
_TRAILING_MARKS = re.compile(rf"(?<=[^\s*†‡§¶^∗⁂‖(\[/])\s?(?P<marks>{_SYMBOLS}{{1,4}})$")
_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_BRACKETED = re.compile(r"[\[(]\s*[^\[\]()]{1,24}\s*\]|\[[^\[\]]{1,24}\]")
_MARK = re.compile(
    rf"(?:{_SYMBOLS}{{1,3}}|\d{{1,2}}|[A-Za-z]{{1,2}})(?:\s*,\s*(?:{_SYMBOLS}{{1,3}}|\d{{1,2}}|[A-Za-z]{{1,2}}))*"
)
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|ère|eme|ème|º|ª|TM|SM|R|®|™|C|F", re.IGNORECASE)
_ROMANCE_ORDINAL = re.compile(r"[oa]s?", re.IGNORECASE)
_BEFORE_ORDINAL = re.compile(r"(?<![\d.,])\d{1,3}$|[^\d\s]$")
"""A year or a decimal number takes no 'a' for an ordinal: there it is a footnote's mark."""
_BEFORE_POWER = re.compile(r"(?:^|[\s\d(/·×])(?:[kcdmµ]?m|ft|in|yd|mi|s|h|[A-Za-z])$|(?:^|[^\d.,])(?:10|[2eE])$|[)\]]$")
_BEFORE_LETTER = re.compile(r"(?:^|[\s(=,+−-])[A-Za-z]{1,2}$")
_WRAPS_BEFORE = re.compile(r"(?:[,&/+:(–—-]|\b(?:and|or|of|the|in|at|for|to|by|with|from|vs\.?|v\.?))$", re.IGNORECASE)
_WRAPS_AFTER = re.compile(r"[(\[,;:.&/+)–—%-]|(?:and|or|of|in|at|for|to|by|with|from|vs\.?|v\.?)\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A finished text."""

    text: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    """The marks taken out ('†'), and the full texts of notes the page gives."""
    bold: bool
    """Whether all of it is bold."""

    def split(self) -> "list[Passage]":
        """Each line as a passage of its own; the notes stay with the first."""
        passages: list[Passage] = []
        links = list(self.links)
        for line in self.lines:
            mine: list[Link] = []
            while links and links[0].text in line:
                mine.append(links.pop(0))
            notes = () if passages else self.notes
            passages.append(Passage(line, (line,), tuple(mine), notes, self.bold))
        return passages

    def cell(self, *, header: bool) -> Cell:
        """The passage as a table's cell."""
        parts = self.lines if len(self.lines) > 1 else ()
        return Cell(text=self.text, parts=parts, links=self.links, header=header, notes=self.notes)


class Gathering:
    """Takes the pieces of one block in order and gives the passage they make."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._ends_in_space = True
        self._links: list[tuple[int, int, str]] = []
        self._open: list[tuple[int, str]] = []
        self._notes: list[str] = []
        self._letters = 0
        self._bold_letters = 0

    @property
    def is_empty(self) -> bool:
        """Whether no visible character was taken yet."""
        return self._letters == 0

    def take(self, text: str, *, bold: bool = False) -> None:
        """Adds running text as it stands in the source."""
        text = _FOLD.sub(" ", _INVISIBLE.sub("", text))
        if self._ends_in_space:
            text = text.lstrip(" ")
        if not text:
            return
        self._add(text)
        self._ends_in_space = text.endswith(" ")
        letters = len(text) - text.count(" ")
        self._letters += letters
        self._bold_letters += letters if bold else 0

    def break_line(self, *, soft: bool = False) -> None:
        """What follows stands on a line of its own; a `soft` break may only wrap a phrase."""
        if self._pieces and self._pieces[-1] not in (BREAK, _SOFT):
            self._add(_SOFT if soft else BREAK)
        elif self._pieces and not soft:
            self._pieces[-1] = BREAK
        self._ends_in_space = True

    def separate(self) -> None:
        """What follows stands apart, as by a column gap."""
        self.take(" ")

    def open_link(self, target: str) -> None:
        """What follows, up to `close_link`, is the text of a link."""
        self._open.append((self._length, target))

    def close_link(self) -> None:
        """Ends the link opened last."""
        start, target = self._open.pop()
        if self._length > start and target:
            self._links.append((start, self._length, target))

    def raise_text(self, text: str, note: str | None) -> None:
        """Adds superscript text: an exponent or ordinal stays, a footnote mark goes out with its `note`."""
        text = " ".join(text.split())
        if not text or text in ",;.":
            return
        before = "".join(self._pieces[-3:])[-12:]
        at_start = not before.strip() or before.endswith((BREAK, _SOFT))
        mark = text.strip("[]() ")
        if note is not None and not at_start:
            self._notes.append(note)
        elif at_start or _ORDINAL.fullmatch(text) or _is_romance_ordinal(before, text):
            self.take(text + (" " if at_start and _MARK.fullmatch(text) else ""))
        elif _BRACKETED.fullmatch(text) and text.startswith("["):
            return
        elif not _MARK.fullmatch(mark):
            self.take(f" {text}" if text.startswith("(") else text)
        elif re.fullmatch(r"[\d+−-]{1,3}|n", text) and _BEFORE_POWER.search(before):
            self.take(text.translate(_SUPERSCRIPTS))
        elif text.isalpha() and _BEFORE_LETTER.search(before):
            self.take(f"^{text}")
        else:
            self._notes.extend(part.strip() for part in mark.split(","))

    def finish(self, *, items: bool) -> Passage:
        """The passage; lines are joined with '; ' if they are `items`, else with a space."""
        text = "".join(self._pieces)
        lines: list[str] = []
        places: list[tuple[int, int, int]] = []  # start in `text`, start in the joined text, length
        joined = ""
        several = text.count(_SOFT) > 1
        for found in _LINE.finditer(text):
            line = self._without_marks(found["line"])
            before = text[found.start() - 1] if found.start() else ""
            wraps = bool(lines) and (not items or (before == _SOFT and _wraps(lines[-1], line, several)))
            joined += "" if not joined else " " if wraps or joined[-1] in ".;!?" else "; "
            places.append((found.start("line"), len(joined), len(line)))
            joined += line
            if wraps and items:
                lines[-1] = f"{lines[-1]} {line}"
            else:
                lines.append(line)
        links = _placed(self._links, places, joined)
        bold = 0 < self._letters == self._bold_letters
        return Passage(joined, tuple(lines), links, tuple(dict.fromkeys(self._notes)), bold)

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def _without_marks(self, line: str) -> str:
        found = _TRAILING_MARKS.search(line)
        if found is None:
            return line
        self._notes.append(found["marks"])
        return line[: found.start()].rstrip()


def _is_romance_ordinal(before: str, text: str) -> bool:
    return _ROMANCE_ORDINAL.fullmatch(text) is not None and _BEFORE_ORDINAL.search(before) is not None


def _wraps(before: str, after: str, several: bool) -> bool:
    """Whether a line break only wraps a phrase; among `several` lines small letters begin items too."""
    if _WRAPS_BEFORE.search(before[-12:]) or _WRAPS_AFTER.match(after):
        return True
    return not several and after[0].islower()


def _placed(links: list[tuple[int, int, str]], places: list[tuple[int, int, int]], joined: str) -> tuple[Link, ...]:
    """Links with their text as it stands in the joined text; those without visible text are dropped."""
    found: list[Link] = []
    index = 0
    for start, end, target in sorted(links):
        while index < len(places) and places[index][0] + places[index][2] <= start:
            index += 1
        last = index
        while last + 1 < len(places) and places[last + 1][0] < end:
            last += 1
        if index == len(places):
            break
        first_offset, first_joined, _ = places[index]
        last_offset, last_joined, last_length = places[last]
        left = first_joined + max(0, start - first_offset)
        right = last_joined + min(last_length, end - last_offset)
        text = joined[left:right].strip()
        if text:
            found.append(Link(text=text, target=target))
    return tuple(found)
