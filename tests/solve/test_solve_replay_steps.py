"""Each step of a plan over a small corpus written by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from pydantic import JsonValue

from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Block, Box, Cell, Column, Document, Entry, Heading, Link, Paragraph, Row, Table
from taskloom.solve.plan import (
    CellReader,
    ColumnReader,
    Compute,
    EntryReader,
    ItemsReader,
    Locate,
    LocateOwner,
    MetadataReader,
    Operation,
    Plan,
    Read,
    Reader,
    SentenceReader,
    Step,
    Variable,
    Where,
)
from taskloom.solve.replay import Replayed, replay

PEOPLE = Table(
    number=1,
    columns=(Column(name="Player"), Column(name="Team"), Column(name="Points")),
    rows=tuple(
        Row(number=number, cells=tuple(Cell(text=text) for text in texts))
        for number, texts in enumerate(
            [("Ann Hill", "Reds", "1,012.5"), ("Bo Marsh", "Blues", "15"), ("Cy Ford", "Reds", "0.98 male"),
             ("Total", "", "1,100")], start=2
        )
    ),
)  # fmt: skip


CHAMPIONS = Table(
    number=1,
    columns=(Column(name="Year"), Column(name="Champion")),
    rows=(
        Row(
            number=2,
            cells=(Cell(text="1990"), Cell(text="A. Hill", links=(Link(text="A. Hill", target="ann.html"),))),
        ),
    ),
)


def hand_made(uri: str, title: str, *blocks: Block) -> Document:
    return Document(
        digest=uri.encode().hex().ljust(64, "0"),
        uri=uri,
        media_type="text/html",
        modality="html",
        title=title,
        title_from="heading",
        blocks=blocks,
    )


def entry_box(**values: str) -> Box:
    return Box.model_validate(
        {
            "entries": [
                {"label": label, "value": {"text": text}, "locator": f"/{label}"} for label, text in values.items()
            ]
        }
    )


FOUNDED = Paragraph(
    text="Ashford is a club founded on 25 June 1914 by Bo Marsh.", links=(Link(text="Bo Marsh", target="bo.html"),)
)
NAMED = Paragraph(text="The club grew. Ashford was dissolved on 3 May 1990.")


@pytest.fixture
def players(open_run: Callable[[Sequence[Document]], Opened]) -> Iterator[Opened]:
    borders = entry_box(Borders="France 20 km; Spain 64 km; Italy 9 km")
    yield open_run(
        [
            hand_made("players.html", "The Players", PEOPLE),
            hand_made("champions.html", "Champions", CHAMPIONS),
            hand_made("ann.html", "Ann Hill", entry_box(Birthplace="Yonkers", Height="1.80 m")),
            hand_made("bo.html", "Bo Marsh", entry_box(Birthplace="Ghent", Height="1.80 m")),
            hand_made("twin.html", "Twin", entry_box(Height="2 m")),
            hand_made("other.html", "Twin", entry_box(Height="3 m")),
            hand_made("land.html", "Landia", borders),
            hand_made("ashford.html", "Ashford", FOUNDED, Heading(level=1, text="Name"), NAMED).model_copy(
                update={"authors": ("Di Lake",), "published": "2024-05-04"}
            ),
            hand_made("cy.html", "Cy Ford", Paragraph(text="Cy Ford (born May 4, 1930) is a rider."), PEOPLE),
        ]
    )


def answer(run: Opened, *steps: Step) -> Replayed:
    return replay("?", Plan(steps), run.tools.call)


def read(title: str | Variable, reader: Reader, into: str) -> tuple[Step, Step]:
    return Locate(title, f"{into}_document"), Read(f"{into}_document", reader, into)


ROWS = ColumnReader("", "Player", "Points")
TEAMS = ColumnReader("", "Player", "Team")
REDS = ColumnReader("", "Player", "Points", Where("Team", "reds"))


@pytest.mark.parametrize(
    ("operation", "reader", "limit", "expected"),
    [
        ("largest", ROWS, None, "Ann Hill"),
        ("smallest", ROWS, None, "Cy Ford"),
        ("count", REDS, None, "2"),
        ("keys", REDS, None, "Ann Hill; Cy Ford"),
        ("sum", REDS, None, "1013.48"),
        ("descending", ROWS, 2, "Ann Hill; Bo Marsh"),
    ],
)
def test_rows_are_computed_over(
    players: Opened, operation: Operation, reader: ColumnReader, limit: int | None, expected: str
) -> None:
    rows = read("The Players", reader, "rows")
    assert answer(players, *rows, Compute(operation, ("rows",), "x", limit=limit)).answer == expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("difference", "997.5"),
        ("sum", "1027.5"),
        ("larger", "1,012.5"),
        ("smaller", "15"),
        ("parts", "1,012.5; 15"),
    ],
)
def test_two_cells_are_computed_with(players: Opened, operation: Operation, expected: str) -> None:
    ann = read("The Players", CellReader("", (Where("Player", "Ann Hill"),), "Points"), "a")
    bo = read("The Players", CellReader("", (Where("Player", "Bo Marsh"),), "Points"), "b")
    assert answer(players, *ann, *bo, Compute(operation, ("a", "b"), "x")).answer == expected


def test_what_was_read_leads_to_the_next_document(players: Opened) -> None:
    who = read("The Players", CellReader("", (Where("Points", "15"),), "Player"), "who")
    where = read(Variable("who"), EntryReader("", "Birthplace"), "x")
    assert answer(players, *who, *where).answer == "Ghent"


def test_the_extreme_member_of_a_list_is_computed(players: Opened) -> None:
    borders = read("Landia", ItemsReader("", "Borders"), "rows")
    assert answer(players, *borders, Compute("smallest", ("rows",), "x")).answer == "Italy"


def test_the_quantity_beside_a_member_is_read(players: Opened) -> None:
    assert answer(players, *read("Landia", EntryReader("", "Borders", "Spain"), "x")).answer == "64 km"


def test_what_a_lead_states_is_read(players: Opened) -> None:
    assert answer(players, *read("Cy Ford", SentenceReader("date of birth"), "born")).answer == "May 4, 1930"
    failed = answer(players, *read("Cy Ford", SentenceReader("date of death"), "died"))
    assert (failed.answer, failed.failure) == (None, "the text states no date of death")


def test_what_a_lead_states_leads_to_the_next_document(players: Opened) -> None:
    who = read("Ashford", SentenceReader("founder"), "who")
    where = read(Variable("who"), EntryReader("", "Birthplace"), "x")
    assert answer(players, *who, *where).answer == "Ghent"


def test_what_a_sentence_under_a_heading_states_is_read(players: Opened) -> None:
    assert answer(players, *read("Ashford", SentenceReader("date of dissolution"), "x")).answer == "3 May 1990"


@pytest.mark.parametrize(("label", "expected"), [("authors", "Di Lake"), ("published", "2024-05-04")])
def test_what_a_document_says_of_itself_is_read(players: Opened, label: str, expected: str) -> None:
    assert answer(players, *read("Ashford", MetadataReader(label), "x")).answer == expected
    failed = answer(players, *read("Cy Ford", MetadataReader(label), "x"))
    assert (failed.answer, failed.failure) == (None, f"there is no line {label!r} below the title")


def test_the_owner_of_a_value_is_found(players: Opened) -> None:
    assert answer(players, LocateOwner("Birthplace", "Ghent", "x")).answer == "Bo Marsh"


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (read("The Coaches", ROWS, "x"), "0 of the first"),
        (read("Twin", EntryReader("", "Height"), "x"), "2 of the first"),
        (read("Landia", EntryReader("", "Height"), "x"), "'Height' was not found"),
        (read("Landia", EntryReader("", "Borders", "Peru"), "x"), "'Peru' is not in the list"),
        ((LocateOwner("Birthplace", "Paris", "x"),), "holds 'Paris'"),
        (
            (*read("The Players", ColumnReader("", "Player", "Team"), "r"), Compute("sum", ("r",), "x")),
            "is no number",
        ),
    ],
)
def test_a_replay_that_cannot_go_on_says_where(players: Opened, steps: tuple[Step, ...], why: str) -> None:
    replayed = answer(players, *steps)
    assert replayed.answer is None
    assert why in replayed.failure


def test_a_link_is_followed_without_a_search(players: Opened) -> None:
    who = read("Champions", CellReader("", (Where("Year", "1990"),), "Champion"), "who")
    replayed = answer(players, *who, *read(Variable("who"), EntryReader("", "Birthplace"), "x"))
    tools = [message.name for message in replayed.messages if message.role == "tool"]
    assert (replayed.answer, tools) == ("Yonkers", ["search", "find", "open"])


@pytest.mark.parametrize("song", ["'S Wonderful", '"Ski Instructor"', "[untitled]", 'it\'s "so"'])
def test_a_name_with_marks_is_computed_as_it_stands(
    open_run: Callable[[Sequence[Document]], Opened], song: str
) -> None:
    songs = Table(
        number=1,
        columns=(Column(name="Song"), Column(name="Sales")),
        rows=tuple(
            Row(number=number, cells=(Cell(text=name), Cell(text=sold)))
            for number, (name, sold) in enumerate([(song, "31"), ("Blue", "25"), ("Red", "10")], start=2)
        ),
    )
    run = open_run([hand_made("songs.html", "Songs", songs)])
    rows = read("Songs", ColumnReader("", "Song", "Sales"), "rows")
    assert answer(run, *rows, Compute("largest", ("rows",), "x")).answer == song
    assert answer(run, *rows, Compute("descending", ("rows",), "x", limit=2)).answer == f"{song}; Blue"


def test_an_error_of_python_ends_the_replay(players: Opened) -> None:
    def failing(name: str, arguments: Mapping[str, JsonValue]) -> str:
        if name == "python":
            return "error: TimeoutError: stopped after 5 seconds"
        return players.tools.call(name, arguments)

    steps = (*read("The Players", ROWS, "rows"), Compute("largest", ("rows",), "x"))
    replayed = replay("?", Plan(steps), failing)
    assert (replayed.answer, replayed.failure) == (
        None,
        "python: error: TimeoutError: stopped after 5 seconds",
    )


def test_a_label_of_many_is_read_in_the_whole_of_a_long_document(
    open_run: Callable[[Sequence[Document]], Opened],
) -> None:
    entries = tuple(
        Entry(label="total", group=(f"Group {at}",), value=Cell(text=f"{at} km " + "x" * 40), locator=f"/{at}")
        for at in range(900)
    )
    last = Entry(label="total", group=("Rail",), value=Cell(text="12 km"), locator="/rail")
    run = open_run([hand_made("long.html", "Long", Box(entries=(*entries, last)))])
    assert answer(run, *read("Long", EntryReader("", "Rail / total"), "x")).answer == "12 km"
