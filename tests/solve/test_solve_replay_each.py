"""A plan's loop: a figure for every member that was observed, from its own document or from the rows of one table."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from pydantic import JsonValue

from bordering import BORDERS, CASES, FARMED, records, survey
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Document
from taskloom.solve.plan import (
    MEMBER,
    CellReader,
    Compute,
    Each,
    EntryReader,
    ItemsReader,
    Locate,
    Operation,
    Plan,
    Read,
    Step,
    Where,
)
from taskloom.solve.replay import Replayed, replay

NEIGHBOURS = (
    Locate("Albany", "document"),
    Read("document", ItemsReader("", "Geography / Land boundaries / border countries"), "set"),
)
OWN = Each(
    "set",
    (
        Locate(MEMBER, "member_document"),
        Read("member_document", EntryReader("", "Geography / Land use / agricultural land"), "value"),
    ),
    "values",
)
CELL = CellReader("", (Where("Country", MEMBER),), "Confirmed cases")
ROWS = (Locate("Fever survey", "table"), Each("set", (Read("table", CELL, "value"),), "values", some=True))


@pytest.fixture
def countries(open_run: Callable[[Sequence[Document]], Opened]) -> Iterator[Opened]:
    yield open_run((*records(), survey()))


def answer(run: Opened, *steps: Step) -> Replayed:
    return replay("?", Plan((*NEIGHBOURS, *steps)), run.tools.call)


@pytest.mark.parametrize(
    ("operation", "above", "expected"),
    [
        ("largest", None, "Caledon"),
        ("larger", None, "55.7%"),
        ("range", None, "35.3"),
        ("sum", None, "216.1"),
        ("keys", 45.0, "Caledon; Eldoria; Fenland"),
        ("count", 45.0, "3"),
    ],
)
def test_every_member_is_read_in_its_own_document(
    countries: Opened, operation: Operation, above: float | None, expected: str
) -> None:
    found = answer(countries, OWN, Compute(operation, ("values",), "x", above=above))
    assert found.answer == expected, found.failure
    assert found.observed["values"].rows == tuple((name, f"{FARMED[name]}%") for name in BORDERS["Albany"])


def test_members_that_a_table_does_not_list_are_left_out(countries: Opened) -> None:
    found = answer(countries, *ROWS, Compute("keys", ("values",), "x", above=1000.0))
    assert found.answer == "Borduria; Caledon"
    assert [name for name, _ in found.observed["values"].rows] == [one for one in BORDERS["Albany"] if one in CASES]


def test_a_member_that_must_be_there_and_is_not_fails(countries: Opened) -> None:
    strict = Each("set", (Read("table", CELL, "value"),), "values")
    found = answer(countries, ROWS[0], strict, Compute("count", ("values",), "x"))
    assert found.answer is None
    assert "was not found" in found.failure


def test_a_figure_that_cannot_be_read_is_not_taken_for_a_missing_one(
    open_run: Callable[[Sequence[Document]], Opened],
) -> None:
    missing = open_run((*records(), survey({**CASES, "Dunmark": "n/a"})))
    assert [name for name, _ in answer(missing, *ROWS).observed["values"].rows] == ["Borduria", "Caledon", "Fenland"]
    marked = open_run((*records(), survey({**CASES, "Dunmark": "about 340 or more"})))
    assert "no single value" in answer(marked, *ROWS).failure


def test_a_document_that_was_read_through_is_not_opened_again(countries: Opened) -> None:
    opened: list[JsonValue] = []

    def call(name: str, arguments: Mapping[str, JsonValue]) -> str:
        if name == "open" and arguments["document"] == "survey.html":
            opened.append(arguments.get("part", 1))
        return countries.tools.call(name, arguments)

    replay("?", Plan((*NEIGHBOURS, *ROWS, Compute("count", ("values",), "x"))), call)
    assert len(opened) == len(set(map(str, opened)))
    assert opened
