from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from taskloom.corpus.markup import one_line, read_entry, read_row, read_text
from taskloom.corpus.render import column_names, render
from taskloom.corpus.rendering import Kind
from taskloom.schema.document import (
    Box,
    Cell,
    Column,
    Document,
    Entry,
    Figure,
    Heading,
    Line,
    Link,
    Paragraph,
    Row,
    Table,
)

TEXTS = st.text(st.sampled_from("ab |\\[]()=/"), max_size=12).map(str.strip)


def document(*blocks: Heading | Paragraph | Table | Box | Figure | Line) -> Document:
    return Document(
        digest="0" * 64,
        uri="a.html",
        media_type="text/html",
        modality="html",
        title="A title",
        title_from="heading",
        address="http://example.org/a",
        authors=("Ann", "Bo"),
        blocks=blocks,
    )


def every_block() -> Document:
    payne = Link(text="Payne Stewart", target="Payne_Stewart.html")
    return document(
        Heading(level=1, text="One"),
        Paragraph(text="The winner was Payne Stewart.", links=(payne,)),
        Paragraph(text="an item", item=True, page=3),
        Heading(level=2, text="Two"),
        Table(
            number=3,
            caption="Results",
            columns=(Column(name="", role="group"), Column(name="Player"), Column(name="")),
            rows=(
                Row(
                    number=2,
                    cells=(Cell(text="g"), Cell(text="Payne Stewart", links=(payne,)), Cell(text="1|2")),
                ),
            ),
            notes=("a legend",),
        ),
        Box(
            number=1,
            title="Facts",
            entries=(
                Entry(
                    label="total",
                    group=("People", "Population"),
                    value=Cell(text="9,174,390"),
                    locator="x",
                    note="n",
                ),
            ),
        ),
        Figure(number=2, source="p.png", caption="A chart"),
        Figure(number=3, source="elsewhere.png", alternative="Another"),
        Line(number=12, text="0.4318", box=(980, 910, 1058, 938), confidence=0.9),
    )


def resolve(target: str) -> str | None:
    return target if target in {"Payne_Stewart.html", "p.png"} else None


def test_every_kind_of_block() -> None:
    assert render(every_block(), resolve).text == snapshot("""\
# A title
address: http://example.org/a
authors: Ann, Bo

## One

The winner was [Payne Stewart](Payne_Stewart.html).

[page 3]

- an item

### Two

[table 3] Results
| Group | Player | column 3 |
| --- | --- | --- |
| g | [Payne Stewart](Payne_Stewart.html) | 1\\|2 |
(note: a legend)

[box 1] Facts
People / Population / total = 9,174,390 (note: n)

[figure 2] A chart (image: p.png)

[figure 3] Another

[line 12 at 980,910,1058,938] 0.4318\
""")


def test_each_line_knows_its_headings_and_table() -> None:
    rendering = render(every_block(), resolve)
    row = rendering.kinds.index(Kind.ROW)
    assert [rendering.line(number) for number in rendering.above(row)] == [
        "## One",
        "### Two",
        "[table 3] Results",
        "| Group | Player | column 3 |",
        "| --- | --- | --- |",
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_table_is_read_back_cell_by_cell(rows: list[tuple[str, str]]) -> None:
    table = Table(
        number=1,
        columns=(Column(name="a | b"), Column(name="[c](d)")),
        rows=tuple(
            Row(number=number, cells=tuple(Cell(text=text) for text in texts))
            for number, texts in enumerate(rows, start=2)
        ),
    )
    rendering = render(document(table), resolve)
    kept = [number for number, kind in enumerate(rendering.kinds) if kind in (Kind.COLUMNS, Kind.ROW)]
    read = [tuple(read_text(cell).text for cell in read_row(rendering.line(number))) for number in kept]
    assert read == [("a | b", "[c](d)"), *rows]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_box_is_read_back_entry_by_entry(entries: list[tuple[str, str, str, str]]) -> None:
    box = Box(
        entries=tuple(
            Entry(label=label, group=(group,), value=Cell(text=value), locator="", note=note)
            for group, label, value, note in entries
        )
    )
    rendering = render(document(box), resolve)
    read = [
        (*entry.labels, entry.value.text, entry.note)
        for number, kind in enumerate(rendering.kinds)
        if kind == Kind.ENTRY and (entry := read_entry(rendering.line(number))) is not None
    ]
    assert read == entries


def test_every_cell_of_real_tables_is_read_back(documents: tuple[Document, ...]) -> None:
    for each in documents:
        rendering = render(each, lambda target: target)
        rows = iter(read_row(rendering.line(number)) for number, kind in enumerate(rendering.kinds) if kind == Kind.ROW)
        tables = [block for block in each.blocks if isinstance(block, Table)]
        for row in (row for table in tables for row in table.rows):
            assert [read_text(cell).text for cell in next(rows)] == [one_line(cell.text) for cell in row.cells]


def test_every_entry_of_real_boxes_is_read_back(documents: tuple[Document, ...]) -> None:
    for each in documents:
        rendering = render(each, lambda target: target)
        lines = iter(rendering.line(number) for number, kind in enumerate(rendering.kinds) if kind == Kind.ENTRY)
        boxes = [block for block in each.blocks if isinstance(block, Box)]
        for entry in (entry for box in boxes for entry in box.entries):
            read = read_entry(next(lines))
            assert read is not None
            assert read.labels == (*entry.group, entry.label)
            assert (read.value.text, read.note) == (entry.value.text, entry.note)


def test_real_documents_have_no_line_break_in_a_line(documents: tuple[Document, ...]) -> None:
    for each in documents:
        rendering = render(each, lambda _: None)
        assert list(rendering.lines()) == rendering.text.splitlines()


def test_unnamed_columns_get_names() -> None:
    assert column_names((Column(name="", role="group"), Column(name=""), Column(name="x"))) == (
        "Group",
        "column 2",
        "x",
    )
