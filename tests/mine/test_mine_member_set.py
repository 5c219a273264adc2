"""Sets: all members of a list, or all rows of a table that share a value, and none where that cannot be told."""

from collections.abc import Sequence

from bordering import BORDERS, record
from taskloom.mine.structure import mine
from taskloom.schema.document import Box, Cell, Column, Document, Entry, Link, Row, Table
from taskloom.schema.fact import Fact

TEAMS = (
    ("Ann Hill", "Reds"), ("Bo Marsh", "Blues"), ("Cy Ford", "Reds"), ("Dee Lake", "Greens"), ("Ed Moor", "Reds"),
    ("Flo Dale", "Blues"),
)  # fmt: skip


def sets_of(document: Document) -> list[Fact]:
    facts = mine(document, lambda target: target, lambda name: (f"{name.lower()}.html",)).facts
    return [fact for fact in facts if fact.form == "set"]


def page(*blocks: Table | Box) -> Document:
    return Document(
        digest="ab" * 32,
        uri="tour.html",
        media_type="text/html",
        modality="html",
        title="The Tour",
        title_from="heading",
        blocks=blocks,
    )


def table(rows: Sequence[tuple[str, str]]) -> Table:
    cells = [
        (Cell(text=name, links=(Link(text=name, target=f"{name[:3].strip().lower()}.html"),)), Cell(text=team))
        for name, team in rows
    ]
    return Table(
        number=1,
        columns=(Column(name="Rider"), Column(name="Team")),
        rows=tuple(Row(number=number, cells=pair) for number, pair in enumerate(cells, start=2)),
    )


def members(found: Fact) -> list[str]:
    return [member.name for member in found.members]


def test_a_list_with_quantities_is_a_set_of_its_names() -> None:
    (found,) = sets_of(record("Albany", "30.1%"))
    assert members(found) == list(BORDERS["Albany"])
    assert [member.uri for member in found.members] == [f"{name.lower()}.html" for name in BORDERS["Albany"]]
    assert [item.text for item in found.answer.items] == members(found)
    assert found.noun == "border country"


def test_two_or_too_many_are_no_set() -> None:
    for count in (2, 13):
        text = "; ".join(f"Land{chr(ord('a') + at)} {at + 5} km" for at in range(count))
        box = Box(entries=(Entry(label="border countries", value=Cell(text=text), locator="/border countries"),))
        assert sets_of(page(box)) == []


def test_rows_that_share_a_value_are_a_set_with_the_places_of_their_names() -> None:
    (found,) = sets_of(page(table(TEAMS)))
    assert members(found) == ["Ann Hill", "Cy Ford", "Ed Moor"]
    assert [member.uri for member in found.members] == ["ann.html", "cy.html", "ed.html"]
    assert [member.locator for member in found.members] == [f"table[1]/row[{row}]/column[1]" for row in (2, 4, 6)]
    assert [(key.column, key.text) for key in found.keys] == [("Team", "Reds")]


def test_there_is_none_where_a_row_does_not_say_its_value() -> None:
    assert sets_of(page(table((*TEAMS, ("Gus Vale", "n/a"))))) == []


def test_there_is_none_where_a_value_may_be_spelled_in_two_ways() -> None:
    assert sets_of(page(table((*TEAMS, ("Gus Vale", "The Reds"))))) == []
