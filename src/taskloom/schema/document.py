"""A document as a tool shows it: text, tables, boxes and pictures, each with the place it stands at.

Ingestion fills these values; the tools render them, mining reads facts from them. All text in them is
visible text: white space folded, hidden sort keys and footnote marks removed. Numbers that count
(tables, rows, columns, pages) start at 1 and count everything in document order, header rows and
navigation boxes included, with row and column spans expanded.
"""

from typing import Annotated, Literal

from pydantic import Field

from taskloom.schema.model import Record

Modality = Literal["html", "text", "pdf", "image", "table"]
"""The modality of a document (design: `modalities`)."""


class Link(Record):
    """A hyperlink inside a text."""

    text: str
    """The anchor's visible text, as it stands in the text that holds the link."""
    target: str
    """The address as written in the document, made absolute only where the document says against what."""


class Cell(Record):
    """One cell of a table, or the value of a box's entry."""

    text: str
    """Visible text; several lines or list items are joined with '; ' (see `parts`)."""
    parts: tuple[str, ...] = ()
    """The lines or list items, when there are two or more."""
    links: tuple[Link, ...] = ()
    header: bool = False
    """True for a header cell of a row (HTML th)."""
    across: bool = False
    """True where it stands across columns of different names: then it is no value of any of them."""
    notes: tuple[str, ...] = ()
    """Texts of the footnotes whose marks were taken out of `text`, where the document gives them."""


class Column(Record):
    """A column of a table, named by its header."""

    name: str
    """The header's text, header rows joined from the outermost in ('Democrat / Asian'); '' if it has none."""
    unit: str | None = None
    """The unit the header states, as written ('$', 'km', '%', 'mm/year'); it also stays in `name`."""
    description: str | None = None
    """What a legend or the README beside a data file says the column holds."""
    role: Literal["data", "group"] = "data"
    """'group': made here from the section rows inside the table, carried down to the rows they head."""


class Row(Record):
    """A row of data: as many cells as the table has columns."""

    number: int
    """Its number in the table as it stands in the source, header rows counted."""
    cells: tuple[Cell, ...]
    total: bool = False
    """True for a total, subtotal, average or other summary row."""


class Table(Record):
    """A grid of data with its header resolved. A layout, navigation or notice table never becomes one."""

    type: Literal["table"] = "table"
    number: int
    """Its number in the document, every table counted (boxes and skipped ones too)."""
    caption: str = ""
    section: tuple[str, ...] = ()
    """Headings above it, outermost first, without the document's title."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    page: int | None = None
    header_rows: int = 1
    """0 when the source has no header (then every column name is '')."""
    notes: tuple[str, ...] = ()
    """Legend and source lines that belong to the table."""


class Entry(Record):
    """A label and its value in a key-value box."""

    label: str
    group: tuple[str, ...] = ()
    """The labels it stands under, outermost first ('People and Society', 'Population')."""
    value: Cell
    locator: str
    """Where it stands: 'table[1]/row[5]' in a page's box, '/People and Society/Population/total' in JSON."""
    note: str = ""
    """A remark the source attaches to this entry."""


class Box(Record):
    """A key-value box: an infobox, a definition list, a JSON object, two columns of label and value."""

    type: Literal["box"] = "box"
    number: int | None = None
    """Its number among the document's tables; None when the source has no table there."""
    title: str = ""
    section: tuple[str, ...] = ()
    entries: tuple[Entry, ...]
    page: int | None = None


class Heading(Record):
    """A section heading; level 1 is the outermost."""

    type: Literal["heading"] = "heading"
    level: int
    text: str
    page: int | None = None


class Paragraph(Record):
    """Running text, or one item of a list."""

    type: Literal["paragraph"] = "paragraph"
    text: str
    links: tuple[Link, ...] = ()
    item: bool = False
    """True for a list item."""
    page: int | None = None


class Figure(Record):
    """A picture inside a document."""

    type: Literal["figure"] = "figure"
    number: int
    source: str = ""
    """The picture's address as written, resolvable like a link; '' when it is embedded."""
    caption: str = ""
    alternative: str = ""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom on the page, in points from its top left corner as it is shown; None when not known."""


class Line(Record):
    """A line of text read in an image, with its place."""

    type: Literal["line"] = "line"
    number: int
    text: str
    box: tuple[int, int, int, int]
    """Left, top, right, bottom, in pixels from the top left corner."""
    confidence: float
    page: int | None = None


Block = Annotated[Heading | Paragraph | Table | Box | Figure | Line, Field(discriminator="type")]


class Skipped(Record):
    """A part of a document that was left out, and why."""

    locator: str
    reason: str


class Document(Record):
    """One source, read. Frozen by the hash of its bytes."""

    digest: str
    """Hex BLAKE2b-256 of the source's bytes."""
    uri: str
    """The address, or the path within the SOURCE given, with '/' between its parts; never absolute."""
    media_type: str
    """'text/html', 'text/markdown', 'text/plain', 'application/pdf', 'image/png', 'text/csv', …"""
    modality: Modality
    title: str
    """What a person would call it; unique words, no site name."""
    title_from: Literal["metadata", "heading", "box", "lead", "readme", "field", "caption", "file name"]
    names: tuple[str, ...] = ()
    """Other names that denote the same thing (the file name's words, a long form, a bold lead)."""
    blocks: tuple[Block, ...] = ()
    language: str | None = None
    """ISO 639-1 code, None when undecided."""
    encoding: str | None = None
    """The encoding its text was read in; None for binary formats."""
    address: str | None = None
    """Where it was published, if it says so."""
    description: str = ""
    """What the README beside it says of it, or the page's own description."""
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO date, possibly partial ('2014', '2014-06')."""
    retrieved_at: str | None = None
    licence: str | None = None
    attribution: str | None = None
    pages: int | None = None
    size: tuple[int, int] | None = None
    """Width and height in pixels, of an image."""
    skipped: tuple[Skipped, ...] = ()
    aside: bool = False
    """True for a README, licence or manifest that only describes other files: searched, never asked about."""


class Unreadable(Record):
    """A source that gave no document, and why."""

    uri: str
    digest: str | None = None
    reason: str
    """Names the thing and the remedy ('encrypted; …', 'not text: 37 % control characters')."""
