"""What a tool returned, read back: the tables, boxes and search results that stand in an observation.

Knows the tools' text form (see `corpus.render`) and nothing of facts or golden answers.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from taskloom.corpus.markup import read_entry, read_row, read_text, write_row
from taskloom.schema.document import Link, Paragraph

RESULT = re.compile(r"^(\d+)\. (.*) <([^<>]+)>$")
TABLE = re.compile(r"^\[table (\d+)\](?: (.*))?$")
BOX = re.compile(r"^\[box(?: (\d+))?\](?: (.*))?$")
PAGE = re.compile(r"^\[page (\d+)\]$")
PART = re.compile(r"^\[part (\d+) of (\d+)\]$")
ABOUT = re.compile(r"^(also called|address|published|authors|description): (.+)$")
HEADING = re.compile(r"^(#{1,7}) (.*)$")


@dataclass(frozen=True, slots=True)
class Result:
    """A search result."""

    rank: int
    title: str
    uri: str
    snippet: str


class Shown(NamedTuple):
    """A cell as shown."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class SeenTable:
    """A table, or the part of it that was shown."""

    number: int
    caption: str
    headings: tuple[str, ...]
    page: int | None
    columns: tuple[str, ...] = ()
    rows: list[tuple[Shown, ...]] = field(default_factory=list[tuple[Shown, ...]])


@dataclass(slots=True)
class SeenBox:
    """A key-value box, or the part of it that was shown: (label path, value)."""

    title: str
    headings: tuple[str, ...]
    entries: list[tuple[str, Shown]] = field(default_factory=list[tuple[str, Shown]])


@dataclass(slots=True)
class Seen:
    """A document, or the part of it that was shown."""

    title: str = ""
    tables: list[SeenTable] = field(default_factory=list[SeenTable])
    boxes: list[SeenBox] = field(default_factory=list[SeenBox])
    names: tuple[str, ...] = ()
    """What else it is called."""
    about: dict[str, str] = field(default_factory=dict[str, str])
    """What the lines below the title say of the document: its authors, when it was published."""
    lead: list[Paragraph] = field(default_factory=list[Paragraph])
    """The paragraphs before the first heading."""
    later: list[Paragraph] = field(default_factory=list[Paragraph])
    """The paragraphs under headings."""
    part: int = 1
    parts: int = 1


def results(observation: str) -> list[Result]:
    """The results of a search, best first."""
    found: list[Result] = []
    lines = observation.split("\n")
    for at, line in enumerate(lines):
        if match := RESULT.match(line):
            snippet = lines[at + 1].strip() if at + 1 < len(lines) and lines[at + 1].startswith("   ") else ""
            found.append(Result(int(match[1]), match[2], match[3], snippet))
    return found


def cell(written: str) -> Shown:
    """A cell as shown, its links taken apart from its text."""
    marked = read_text(written)
    return Shown(marked.text, marked.links)


def parts_of(observation: str) -> int:
    """How many parts the document is shown in."""
    match = PART.match(observation.rsplit("\n", 1)[-1])
    return int(match[2]) if match else 1


@lru_cache(maxsize=64)
def read_parts(observations: tuple[str, ...]) -> Seen:
    """The parts of one document, put together; not to be changed, since it is kept."""
    whole = Seen()
    for observation in observations:
        part = read(observation)
        whole.title = whole.title or part.title
        for table in part.tables:
            last = whole.tables[-1] if whole.tables else None
            if last is not None and last.number == table.number and last.columns == table.columns:
                last.rows.extend(table.rows)
            else:
                whole.tables.append(table)
        whole.boxes.extend(part.boxes)
        whole.names = whole.names or part.names
        whole.lead.extend(part.lead)
        whole.later.extend(part.later)
    return whole


def read(observation: str) -> Seen:
    """Everything structured in what `open`, `find` or `look` returned."""
    seen = Seen()
    headings: list[str] = []
    page: int | None = None
    table: SeenTable | None = None
    box: SeenBox | None = None
    heads = False
    for line in observation.split("\n"):
        if heads:
            if match := ABOUT.match(line):
                seen.about.setdefault(match[1], match[2])
                continue
            heads = False
        if table is not None and line.startswith("|"):
            if not table.columns:
                table.columns = tuple(read_text(name).text for name in read_row(line))
            elif table.rows or line != write_row(["---"] * len(table.columns)):
                table.rows.append(tuple(cell(piece) for piece in read_row(line)))
            continue
        if box is not None and (entry := read_entry(line)):
            value = Shown(entry.value.text, entry.value.links)
            box.entries.append((" / ".join(entry.labels), value))
            continue
        if match := TABLE.match(line):
            table, box = SeenTable(int(match[1]), match[2] or "", tuple(headings), page), None
            seen.tables.append(table)
        elif match := BOX.match(line):
            box, table = SeenBox(match[2] or "", tuple(headings)), None
            seen.boxes.append(box)
        elif match := HEADING.match(line):
            level = len(match[1])
            if level == 1:
                seen.title, heads = match[2], True
            else:
                del headings[level - 2 :]
                headings.extend([""] * (level - 2 - len(headings)))
                headings.append(match[2])
            table = box = None
        elif match := PAGE.match(line):
            page = int(match[1])
        elif match := PART.match(line):
            seen.part, seen.parts = int(match[1]), int(match[2])
        else:
            table = box = None
            if line:
                marked = read_text(line)
                running = seen.later if headings else seen.lead
                running.append(Paragraph(text=marked.text, links=marked.links, item=line.startswith("- ")))
    seen.names = tuple(name for name in seen.about.get("also called", "").split("; ") if name)
    return seen
