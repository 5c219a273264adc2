"""What a rendering shows is read back whole: tables, boxes, links, headings, pages, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.render import column_names, render
from taskloom.schema.document import (
    Block,
    Box,
    Cell,
    Column,
    Document,
    Entry,
    Heading,
    Link,
    Paragraph,
    Row,
    Table,
)
from taskloom.solve.observation import Seen, Shown, read, results

MARKS = st.text(st.sampled_from("ab |\\[]()=/#-:"), max_size=12).map(str.strip)
WORDS = st.text(st.sampled_from("ab c"), min_size=1, max_size=8).map(lambda text: " ".join(text.split()) or "a")
TARGETS = {"one.html": "one.html", "two": "a folder/Two_(band).html", "three": "three.html", "gone": None}


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    anchor = draw(st.sampled_from(["", "Zoë Quick", "x|y", "(d) [e]"]))
    text = " ".join(filter(None, (draw(MARKS), anchor, draw(MARKS))))
    links = (Link(text=anchor, target=draw(st.sampled_from(sorted(TARGETS)))),) if anchor else ()
    return Cell(text=text, links=links)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(cells(), min_size=width, max_size=width), max_size=4))
    return Table(
        number=draw(st.integers(1, 40)),
        caption=draw(WORDS),
        columns=tuple(Column(name=draw(MARKS)) for _ in range(width)),
        rows=tuple(Row(number=at, cells=tuple(row)) for at, row in enumerate(rows, start=2)),
        notes=tuple(draw(st.lists(MARKS, max_size=1))),
    )


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    entries = draw(st.lists(st.tuples(st.lists(WORDS, max_size=2), MARKS, cells(), MARKS), max_size=4))
    return Box(
        number=draw(st.none() | st.integers(1, 40)),
        title=draw(WORDS),
        entries=tuple(
            Entry(label=label or "label", group=tuple(group), value=value, locator="x", note=note)
            for group, label, value, note in entries
        ),
    )


HEADINGS = st.builds(Heading, level=st.integers(1, 6), text=WORDS)
PARAGRAPHS = st.builds(Paragraph, text=MARKS, item=st.booleans())
BLOCKS: st.SearchStrategy[list[Block]] = st.lists(tables() | boxes() | HEADINGS | PARAGRAPHS, max_size=8)


def shown(*blocks: Block) -> Seen:
    document = Document(
        digest="0" * 64,
        uri="a.html",
        media_type="text/html",
        modality="html",
        title="A title",
        title_from="heading",
        blocks=blocks,
    )
    return read(render(document, TARGETS.__getitem__).text)


def visible(cell: Cell) -> Shown:
    """The cell as a reader sees it: only links that lead to a document of the corpus."""
    links = tuple(Link(text=link.text, target=uri) for link in cell.links if (uri := TARGETS[link.target]) is not None)
    return Shown(cell.text, links)


@given(BLOCKS)
def test_every_table_is_read_back(blocks: list[Block]) -> None:
    expected = [
        (
            block.number,
            block.caption,
            column_names(block.columns),
            [tuple(visible(cell) for cell in row.cells) for row in block.rows],
        )
        for block in blocks
        if isinstance(block, Table)
    ]
    seen = shown(*blocks)
    assert [(one.number, one.caption, one.columns, one.rows) for one in seen.tables] == expected


@given(BLOCKS)
def test_every_box_is_read_back(blocks: list[Block]) -> None:
    expected = [
        (block.title, [(" / ".join((*one.group, one.label)), visible(one.value)) for one in block.entries])
        for block in blocks
        if isinstance(block, Box)
    ]
    assert [(one.title, one.entries) for one in shown(*blocks).boxes] == expected


@given(st.lists(st.tuples(st.integers(1, 6), WORDS), max_size=6))
def test_a_table_stands_under_its_open_headings(headings: list[tuple[int, str]]) -> None:
    open_headings: list[tuple[int, str]] = []
    for level, text in headings:
        open_headings = [held for held in open_headings if held[0] < level] + [(level, text)]
    table = Table(number=1, columns=(Column(name="a"),), rows=())
    seen = shown(*(Heading(level=level, text=text) for level, text in headings), table)
    assert [heading for heading in seen.tables[0].headings if heading] == [text for _, text in open_headings]


def test_a_page_holds_until_the_next_one() -> None:
    def table(number: int, page: int) -> Table:
        return Table(number=number, columns=(Column(name="a"),), rows=(), page=page)

    seen = shown(table(1, 2), table(2, 2), table(3, 5))
    assert [one.page for one in seen.tables] == [2, 2, 5]


def test_a_paragraph_after_a_box_is_no_entry_of_it() -> None:
    box = Box(entries=(Entry(label="mass", value=Cell(text="3"), locator="x"),))
    seen = shown(box, Paragraph(text="mass = 4"))
    assert seen.boxes[0].entries == [("mass", Shown("3"))]


def test_a_row_of_dashes_is_a_row() -> None:
    dashes = tuple(Cell(text=text) for text in ("-", "---"))
    table = Table(
        number=1,
        columns=(Column(name="a"), Column(name="b")),
        rows=tuple(Row(number=number, cells=dashes) for number in (2, 3)),
    )
    assert shown(table).tables[0].rows == [(Shown("-"), Shown("---"))] * 2


def test_a_part_says_which_it_is() -> None:
    seen = read("# Long\n\ntext\n[part 2 of 7]")
    assert (seen.title, seen.part, seen.parts) == ("Long", 2, 7)


def test_search_results_are_read_with_their_snippets() -> None:
    observation = "1. A <b> title <one two.html>\n   the snippet\n2. Other <c.csv>\n   "
    found = [(one.rank, one.title, one.uri, one.snippet) for one in results(observation)]
    assert found == [(1, "A <b> title", "one two.html", "the snippet"), (2, "Other", "c.csv", "")]


def test_no_results_are_read_from_an_error() -> None:
    assert results("Nothing found. Try other words: names, or fewer of them.") == []
