"""Markdown -> its headings, paragraphs, list items, tables and pictures, in order.

CommonMark with pipe tables. What a document's title is, what a table says (`taskloom.ingest.grid`) and what a
README tells about files (`taskloom.ingest.readme`) is decided elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from taskloom.ingest.raw import RawCell, RawTable
from taskloom.ingest.visible import folded, visible
from taskloom.schema.document import Cell, Figure, Heading, Link, Paragraph

__all__ = ["Markdown", "Part", "parse"]

Part = Heading | Paragraph | RawTable | Figure

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:\s*(.*)")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*")
_WIDEST = 1000


@dataclass(frozen=True, slots=True)
class Markdown:
    """A parsed text.

    `front` holds the fields of its front matter in lower case; a table's section names its headings.
    """

    front: dict[str, str]
    parts: tuple[Part, ...]


def parse(text: str) -> Markdown:
    """Read Markdown. Never fails: what is no markup is text."""
    front: dict[str, str] = {}
    found = _FRONT.match(text)
    if found:
        front = _fields(found[1])
        text = text[found.end() :]
    reader = _Reader()
    reader.read(_tokens(text))
    return Markdown(front, tuple(reader.parts))


@dataclass(frozen=True, slots=True)
class _Token:
    """One token of markdown-it, as far as it matters here."""

    type: str
    tag: str
    content: str
    target: str
    children: tuple["_Token", ...] = ()


def _tokens(text: str) -> list[_Token]:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    def plain(token: Token) -> _Token:
        target = str(token.attrs.get("href") or token.attrs.get("src") or "")
        return _Token(token.type, token.tag, token.content, target, tuple(map(plain, token.children or ())))

    parser = MarkdownIt("commonmark").enable("table")
    return [plain(token) for token in parser.parse(text)]


def _fields(front: str) -> dict[str, str]:
    """The plain fields of front matter; the items of a list are joined with ', '."""
    fields: dict[str, str] = {}
    last = ""
    for line in front.splitlines():
        found = _FIELD.fullmatch(line)
        if found:
            last = found[1].lower()
            fields[last] = (
                ", ".join(part.strip(" \"'") for part in found[2].strip("[] ").split(", "))
                if found[2].startswith("[")
                else found[2].strip(" \"'")
            )
        elif last and line.lstrip().startswith("- "):
            item = line.strip()[2:].strip(" \"'")
            fields[last] = f"{fields[last]}, {item}" if fields[last] else item
    return {name: value for name, value in fields.items() if value}


@dataclass(slots=True)
class _Reader:
    """Walks the tokens of one text."""

    parts: list[Part] = field(default_factory=list[Part])
    headings: list[Heading] = field(default_factory=list[Heading])
    depth: int = 0
    fresh: bool = False
    figures: int = 0
    tables: int = 0

    def read(self, tokens: Sequence[_Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "heading_open":
                self._heading(int(token.tag[1]), tokens[index + 1])
                index += 2
            elif token.type == "table_open":
                end = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
                self._table(tokens[index:end])
                index = end
            elif token.type == "list_item_open":
                self.depth += 1
                self.fresh = True
            elif token.type == "list_item_close":
                self.depth -= 1
            elif token.type == "inline":
                self._paragraph(token)
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.type == "html_block":
                shown = visible(token.content)
                if shown.lines:
                    text = " ".join(shown.lines)
                    self.parts.append(Paragraph(text=text, links=shown.links))
            index += 1

    def _heading(self, level: int, inline: _Token) -> None:
        cell = _cell(inline)
        if not cell.text:
            return
        heading = Heading(level=level, text=cell.text)
        while self.headings and self.headings[-1].level >= level:
            self.headings.pop()
        self.headings.append(heading)
        self.parts.append(heading)

    def _paragraph(self, inline: _Token) -> None:
        cell = _cell(inline)
        if cell.text:
            self.parts.append(Paragraph(text=cell.text, links=cell.links, item=self.depth > 0 and self.fresh))
            self.fresh = False
        for child in inline.children:
            if child.type == "image":
                self.figures += 1
                self.parts.append(Figure(number=self.figures, source=child.target, alternative=folded(child.content)))

    def _code(self, token: _Token) -> None:
        """Code is a paragraph, unless it is a pipe table that was indented by mistake."""
        lines = token.content.splitlines()
        if token.type == "code_block" and len(lines) > 1 and "|" in lines[0] and _RULE.fullmatch(lines[1][:_WIDEST]):
            inner = _tokens(token.content)
            if inner and inner[0].type == "table_open":
                self._table(inner)
                return
        text = folded(token.content)
        if text:
            self.parts.append(Paragraph(text=text))

    def _table(self, tokens: Sequence[_Token]) -> None:
        rows: list[list[Cell]] = []
        header = False
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                header = token.type == "th_open"
            elif token.type == "inline" and rows:
                rows[-1].append(_cell(token, header=header))
        width = max(map(len, rows), default=0)
        if not width:
            return
        self.tables += 1
        grid = [
            [
                RawCell(cell, row, column)
                for column, cell in enumerate([*cells, *[Cell(text="")] * (width - len(cells))])
            ]
            for row, cells in enumerate(rows)
        ]
        section = tuple(heading.text for heading in self.headings)
        self.parts.append(RawTable(self.tables, grid, section=section))


def _cell(inline: _Token, *, header: bool = False) -> Cell:
    """The visible text and the links of inline markup; pictures are left out."""
    pieces: list[str] = []
    lines: list[str] = []
    links: list[Link] = []
    opened: tuple[str, int] | None = None
    for token in inline.children:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type == "html_inline" and token.content.lower().startswith("<br"):
            lines.append(folded("".join(pieces)))
            pieces = []
            opened = None
        elif token.type == "link_open":
            opened = (token.target, len(pieces))
        elif token.type == "link_close" and opened is not None:
            anchor = folded("".join(pieces[opened[1] :]))
            if anchor and opened[0]:
                links.append(Link(text=anchor, target=opened[0]))
            opened = None
    lines.append(folded("".join(pieces)))
    parts = tuple(filter(None, lines))
    return Cell(text="; ".join(parts), parts=parts if len(parts) > 1 else (), links=tuple(links), header=header)
