"""Facts of real and hand-written documents: where they stand, how they are keyed, what is dropped."""

import re
from collections.abc import Iterable

import pytest
from inline_snapshot import snapshot

from taskloom.grade.name import fold
from taskloom.mine.structure import Mined, mine, scope_of
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Block, Box, Cell, Column, Document, Entry, Link, Paragraph, Row, Table
from taskloom.schema.fact import Fact


@pytest.fixture(scope="module")
def real_facts(real_run: Opened) -> list[Fact]:
    return [real_run.facts.fact(edge.number) for edge in real_run.facts.edges()]


def standing_at(document: Document, locator: str) -> set[str]:
    """The texts at a locator."""
    found: set[str] = set()
    if place := re.fullmatch(r"paragraph\[(\d+)\]", locator):
        paragraphs = [block.text for block in document.blocks if isinstance(block, Paragraph)]
        return {paragraphs[int(place[1]) - 1]}
    for block in document.blocks:
        if isinstance(block, Box):
            found.update(entry.value.text for entry in block.entries if entry.locator == locator)
        elif isinstance(block, Table):
            place = re.search(rf"\btable\[{block.number}\]/row\[(\d+)\]/column\[(\d+)\]$", locator)
            for row in block.rows:
                if place and row.number == int(place[1]):
                    found.add(row.cells[int(place[2]) - 1].text)
    return found


def stands(fact: Fact, texts: set[str]) -> bool:
    """Whether the quote is the text there, or a part of the paragraph there."""
    return fact.quote in texts or (fact.form == "sentence" and any(fact.quote in text for text in texts))


def test_every_quote_stands_at_its_locator(real_facts: list[Fact], real_run: Opened) -> None:
    lost = [
        (fact.uri, fact.locator, fact.quote)
        for fact in real_facts
        if not stands(fact, standing_at(real_run.corpus.document(fact.uri), fact.locator))
    ]
    assert lost == []


def test_every_quote_holds_its_answer(real_facts: list[Fact]) -> None:
    other = [
        (fact.quote, fact.answer.text)
        for fact in real_facts
        if fold((fact.item or "") if fact.form == "owner" else fact.answer.text) not in fold(fact.quote)
    ]
    assert other == []


def test_real_documents_give_every_form(real_facts: list[Fact]) -> None:
    assert {fact.form for fact in real_facts} == {"cell", "entry", "item", "extreme", "owner", "sentence"}
    assert {fact.modality for fact in real_facts} == {"html", "pdf", "table"}


def test_no_two_facts_share_an_id(real_facts: list[Fact]) -> None:
    assert len({fact.id for fact in real_facts}) == len(real_facts)


def find(facts: Iterable[Fact], uri: str, answer: str, attribute: str) -> Fact:
    (fact,) = [
        one
        for one in facts
        if (one.uri, one.answer.text, one.attribute) == (uri, answer, attribute) and one.form != "owner"
    ]
    return fact


def test_a_cell_of_a_page(real_facts: list[Fact]) -> None:
    fact = find(real_facts, "1951_Masters_Tournament.html", "Skee Riegel", "Player")
    assert (fact.locator, [(key.column, key.text) for key in fact.keys]) == snapshot(
        ("table[2]/row[3]/column[2]", [("Money ($)", "1,875")])
    )


def test_an_entry_of_a_record(real_facts: list[Fact]) -> None:
    path = "Economy / Real GDP growth rate / Real GDP growth rate 2023"
    (fact,) = [one for one in real_facts if one.uri == "europe_au.json" and one.attribute == path]
    assert (fact.locator, fact.when, fact.phrase, fact.answer.unit) == snapshot(
        ("/Economy/Real GDP growth rate/Real GDP growth rate 2023", "2023", "real GDP growth rate", "%")
    )


def cell(text: str) -> Cell:
    if text.startswith("@"):
        return Cell(text=text[1:], links=(Link(text=text[1:], target=f"{text[1:]}.html"),))
    return Cell(text=text)


def table(columns: str, *rows: str, number: int = 1, caption: str = "", header_rows: int = 1) -> Table:
    return Table(
        number=number,
        caption=caption,
        columns=tuple(Column(name=name.strip()) for name in columns.split("|")),
        rows=tuple(
            Row(number=at, cells=tuple(cell(text.strip()) for text in row.split("|")))
            for at, row in enumerate(rows, start=2)
        ),
        header_rows=header_rows,
    )


def box(**values: str) -> Box:
    entries = [
        Entry(label=label.replace("_", " "), value=cell(text), locator=f"/{label}") for label, text in values.items()
    ]
    return Box(entries=tuple(entries))


def page(*blocks: Block, title: str = "The Tour", aside: bool = False) -> Document:
    return Document(
        digest="0" * 64,
        uri="tour.html",
        media_type="text/html",
        modality="html",
        title=title,
        title_from="heading",
        blocks=blocks,
        aside=aside,
    )


def mined(*blocks: Block, title: str = "The Tour", aside: bool = False) -> Mined:
    def resolve(target: str) -> str | None:
        return target if target == "Ann Hill.html" else None

    def by_name(name: str) -> tuple[str, ...]:
        return {"Ghent": ("ghent.html",), "Twin": ("a.html", "b.html")}.get(name, ())

    return mine(page(*blocks, title=title, aside=aside), resolve, by_name)


def told(facts: Iterable[Fact]) -> list[tuple[str, ...]]:
    """Form, keys, attribute and answer of each fact."""
    return [(fact.form, "+".join(key.text for key in fact.keys), fact.attribute, fact.answer.text) for fact in facts]


RIDERS = table(
    "Rider | Team | Points",
    "@Ann Hill | Reds | 12",
    "Bo Marsh | Blues | 15",
    "Cy Ford | Reds | 9",
    "Di Lake | Greens | 21",
    "Ed Moor | Greens | 11",
    "Total | | 68",
)


def test_a_table_gives_cells_inverses_and_extremes() -> None:
    facts = told(mined(RIDERS).facts)
    assert ("cell", "Bo Marsh", "Team", "Blues") in facts
    assert ("cell", "15", "Rider", "Bo Marsh") in facts
    assert [one for one in facts if one[0] == "extreme"] == [
        ("extreme", "", "Points", "Di Lake"),
        ("extreme", "", "Points", "Cy Ford"),
    ]


def test_the_unit_of_an_extreme_is_said_whatever_letters_are_in_the_name() -> None:
    depths = table("Lake | Depth", "Small | 20", "Amber | 51", "Green | 95", "Stone | 120", "Ember | 230")
    measured = (depths.columns[0], depths.columns[1].model_copy(update={"unit": "m"}))
    facts = mined(depths.model_copy(update={"columns": measured})).facts
    assert {fact.answer.text: fact.unit for fact in facts if fact.form == "extreme"} == {"Small": "m", "Ember": "m"}


def test_a_total_is_no_fact() -> None:
    assert not any("68" in fact or "Total" in fact for fact in told(mined(RIDERS).facts))


def test_a_link_says_which_document_is_meant() -> None:
    facts = mined(RIDERS, box(birthplace="Ghent", capital="Twin")).facts
    named = {fact.answer.text: fact.answer_uri for fact in facts if fact.answer.type == "name"}
    assert (named["Ann Hill"], named["Bo Marsh"], named["Ghent"], named["Twin"]) == (
        "Ann Hill.html",
        None,
        "ghent.html",
        None,
    )


def test_rows_that_share_a_name_take_a_second_key() -> None:
    twice = table(
        "Rider | Team | Points",
        "Ann Hill | Reds | 15",
        "Ann Hill | Blues | 26",
        "Bo Marsh | Reds | 37",
        "Cy Ford | Greens | 48",
    )
    keys = {
        fact.answer.text: [key.text for key in fact.keys] for fact in mined(twice).facts if fact.attribute == "Points"
    }
    assert keys == {
        "15": ["Ann Hill", "Reds"],
        "26": ["Ann Hill", "Blues"],
        "37": ["Bo Marsh"],
        "48": ["Cy Ford"],
    }


def test_a_row_without_a_name_is_keyed_by_its_year() -> None:
    years = table("Year | Attendance", "1990 | 5,100", "1994 | 6,200", "1998 | 7,300", "2002 | 8,400")
    assert ("cell", "1994", "Attendance", "6,200") in told(mined(years).facts)


def test_a_rank_is_neither_key_nor_answer() -> None:
    ranked = table(
        "Rank | Rider | Points",
        "1 | Ann Hill | 30",
        "2 | Bo Marsh | 20",
        "3 | Cy Ford | 10",
        "4 | Di Lake | 5",
    )
    facts = mined(ranked).facts
    assert facts
    assert all(fact.attribute != "Rank" and all(key.column != "Rank" for key in fact.keys) for fact in facts)


@pytest.mark.parametrize(
    "unkeyed",
    [
        table("Rider | Points", "Ann Hill | 1", "Bo Marsh | 2", "Cy Ford | 3", header_rows=0),
        table("Rider | Points", "Ann Hill | 1"),
        table("R1 | R2", "70 | 71", "72 | 73", "69 | 75"),
        table("Points", "1", "2", "3"),
    ],
    ids=["no header", "one row", "no names", "one column"],
)
def test_a_table_without_keys_gives_no_facts(unkeyed: Table) -> None:
    assert mined(unkeyed).facts == ()


def test_an_extreme_needs_a_margin() -> None:
    states = ["Ohio | 23.9", "Iowa | 23.9", "Utah | 12.1", "Maine | 14.2", "Texas | 11.0", "Idaho | 10.0"]
    close = table("State | Rate", *states)
    extremes = [fact for fact in mined(close).facts if fact.form == "extreme"]
    assert [(fact.direction, fact.answer.text) for fact in extremes] == [("min", "Idaho")]


def test_tables_that_say_the_same_are_told_apart_by_their_captions() -> None:
    sprint = table("Rider | Points", "Ann Hill | 1", "Bo Marsh | 2", "Cy Ford | 3", caption="Sprints")
    climb = table("Rider | Points", "Ann Hill | 4", "Bo Marsh | 5", "Cy Ford | 6", number=2, caption="Climbs")
    facts = mined(sprint, climb).facts
    assert {(fact.scope, fact.answer.text) for fact in facts if fact.subject == "Bo Marsh"} == {
        ("Sprints", "2"),
        ("Climbs", "5"),
    }


def test_a_table_alone_needs_no_caption() -> None:
    alone = table("Rider | Points", "Ann Hill | 1", "Bo Marsh | 2", "Cy Ford | 3", caption="Sprints")
    assert {fact.scope for fact in mined(alone).facts} == {""}


def test_tables_that_nothing_tells_apart_are_dropped() -> None:
    rows = ("Ann Hill | 1", "Bo Marsh | 2", "Cy Ford | 3"), ("Ann Hill | 4", "Bo Marsh | 5", "Cy Ford | 6")
    one, two = (table("Rider | Points", *group, number=at) for at, group in enumerate(rows, start=1))
    found = mined(one, two)
    assert not any(key.text == "Ann Hill" for fact in found.facts for key in fact.keys)
    assert found.dropped["contradicted or ambiguous in its document"] == 6


def test_what_is_said_twice_is_one_fact() -> None:
    one = table("Rider | Points", "Ann Hill | 1", "Bo Marsh | 2", "Cy Ford | 3")
    found = mined(one, one.model_copy(update={"number": 2}))
    assert sorted(told(found.facts)) == sorted(told(mined(one).facts))
    assert found.dropped["said twice in its document"] == len(found.facts)


def test_a_box_gives_its_entries() -> None:
    facts = mined(box(birthplace="Ghent", height="1.80 m", website="www.example.org", age="31", founded="-")).facts
    assert told(facts) == [("entry", "", "birthplace", "Ghent"), ("entry", "", "height", "1.80 m")]


def test_a_list_with_quantities_gives_itself_its_members_and_extremes() -> None:
    facts = mined(box(border_countries="France 20 km; Spain 64 km; Italy 9 km")).facts
    assert [(fact.form, fact.item, fact.direction, fact.answer.text) for fact in facts] == [
        ("set", None, None, "France; Spain; Italy"),
        ("item", "France", None, "20 km"),
        ("item", "Spain", None, "64 km"),
        ("item", "Italy", None, "9 km"),
        ("extreme", None, "max", "Spain"),
        ("extreme", None, "min", "Italy"),
    ]
    assert {fact.noun for fact in facts if fact.form == "extreme"} == {"border country"}


def test_the_title_is_no_answer() -> None:
    found = mined(box(birthplace="Ghent"), title="Ghent")
    assert (found.facts, found.dropped["the answer is the document's title"]) == ((), 1)


def test_a_document_about_others_gives_no_facts() -> None:
    found = mined(RIDERS, aside=True)
    assert (found.facts, dict(found.dropped)) == ((), {"aside": 1})


def test_ids_follow_from_what_is_read(real_documents: tuple[Document, ...]) -> None:
    def facts_of(document: Document) -> list[str]:
        return [fact.id for fact in mine(document, lambda _: None, lambda _: ()).facts]

    document = real_documents[0]
    other = document.model_copy(update={"digest": "f" * 64})
    assert facts_of(document) == facts_of(document)
    assert not set(facts_of(document)) & set(facts_of(other))


@pytest.mark.parametrize(
    ("caption", "section", "number", "scope"),
    [
        ("Points", ("Results",), 3, "Points"),
        ("", ("Results", "Stage 7"), 3, "Stage 7"),
        ("Table 6: " + "long " * 40, (), 3, "Table 6"),
        ("", (), 3, "page 3"),
        ("", (), None, ""),
    ],
)
def test_a_table_is_named_by_caption_heading_or_page(
    caption: str, section: tuple[str, ...], number: int | None, scope: str
) -> None:
    assert scope_of(caption, section, number) == scope


FILMS = table(
    "Year | Title | Role | Director",
    "1990 | Dawn | Ann | Bo Marsh", "1991 | Dusk | Cy | Di Lake",
    "1992 | Noon | Ed | Flo Gray", "1993 | Eve | Gus | Hal Ice",
)  # fmt: skip


def subjects(facts: Iterable[Fact]) -> set[str]:
    return {fact.keys[0].column for fact in facts if fact.form == "cell" and not fact.selected}


def test_a_row_is_keyed_by_what_it_is_about_and_not_by_who_else_stands_in_it() -> None:
    assert subjects(mined(FILMS).facts) == {"Title", "Year"}


@pytest.mark.parametrize(
    ("columns", "rows", "found"),
    [
        ("Stage | Route | Winner", ["1 | A – B | Ann", "2 | B – C | Bo", "3 | C – D | Cy"], {"Route"}),
        ("Result | Opponent | Date", ["Won | Ann | 1990", "Lost | Bo | 1991", "Lost | Ann | 1991"], set[str]()),
        ("Name | Film | Award", ["Ann | Dawn | A", "Bo | Dusk | B", "Ann | Noon | C", "Cy | Eve | B"], {"Name"}),
        ("Club | City | Winning years", ["Reds | A | 1990", "Blues | B | 1991", "Greens | C | 1992"], {"Club"}),
        ("Hospital | City | Founded", ["St Mary | A | 1826", "Hill | B | 1912", "Lakeside | C | 1951"], {"Hospital"}),
        ("Code | State | Capital", ["AB | Abland | A", "BC | Bcland | B", "CD | Cdland | C"], {"State"}),
    ],
)  # fmt: skip
def test_the_subject_of_a_row_is_told_by_noun_and_place(columns: str, rows: list[str], found: set[str]) -> None:
    assert subjects(mined(table(columns, *rows)).facts) <= found


def test_a_cell_across_columns_is_no_value_of_any() -> None:
    stages = table(
        "Stage | Winner | Car", "Berget | Ann Hill | Audi", "Myra | Cancelled | Cancelled", "Tista | Bo | Ford"
    )
    across = tuple(one.model_copy(update={"across": one.text == "Cancelled"}) for one in stages.rows[1].cells)
    rows = (stages.rows[0], stages.rows[1].model_copy(update={"cells": across}), stages.rows[2])
    assert any("Cancelled" in fact for fact in told(mined(stages).facts))
    assert not any("Cancelled" in fact for fact in told(mined(stages.model_copy(update={"rows": rows})).facts))


def test_a_number_of_thousands_picks_no_row() -> None:
    rows = ("Rail | 120.9", "Sea | 80.1", "City | 300.5")
    plain, scaled = table("Museum | Visitors", *rows), table("Museum | Visitors (thousands)", *rows)
    columns = (scaled.columns[0], scaled.columns[1].model_copy(update={"unit": "thousands"}))
    keyed = {fact.keys[0].column for fact in mined(scaled.model_copy(update={"columns": columns})).facts if fact.keys}
    assert {fact.keys[0].column for fact in mined(plain).facts if fact.keys} == {"Museum", "Visitors"}
    assert keyed == {"Museum"}


def test_what_means_one_thing_keeps_its_s() -> None:
    (fact,) = [one for one in mined(box(Headquarters="Narvik", Staff="12")).facts if one.answer.text == "Narvik"]
    assert fact.phrase == "headquarters"


def test_columns_of_events_are_no_roles() -> None:
    events = table(
        "Year | Match Play | Open | World Cup",
        "1990 | Ann Hill | Bo Marsh | Belgium", "1991 | Bo Marsh | Ann Hill | Spain",
        "1992 | Cy Ford | Ann Hill | Italy",
    )  # fmt: skip
    assert not [fact for fact in mined(events).facts if fact.answer.type == "name"]


def test_a_list_that_names_the_key_too_makes_the_question_name_the_table() -> None:
    item = Paragraph(text="Ann Hill rode for the Whites in 1980", item=True)
    riders = RIDERS.model_copy(update={"caption": "Final standing"})
    assert {fact.scope for fact in mined(riders, item).facts if fact.attribute == "Team" and fact.keys} == {
        "Final standing"
    }
    unnamed = mined(RIDERS, item)
    assert unnamed.dropped["a list of its document may answer too"] > 0
    assert not [fact for fact in unnamed.facts if fact.form == "cell" and fact.keys[0].text == "Ann Hill"]


def test_a_label_that_is_a_proper_name_is_cited_over_a_number() -> None:
    found = mined(box(Turned_professional="1985", Japan_Golf_Tour="3", Payne_Stewart_Award="2008"))
    assert [(fact.attribute, fact.phrase) for fact in found.facts] == [
        ("Turned professional", "year of turning professional"),
        ("Japan Golf Tour", "“Japan Golf Tour”"),
    ]


def test_a_lead_gives_the_dates_of_a_life() -> None:
    lead = Paragraph(text="Ann Mary Hill (born Ann Low; 4 May 1930 – 7 June 1999) was a rider from Ghent.")
    (born, died) = mined(lead, title="Ann Hill").facts
    assert (born.form, born.phrase, born.answer.text) == ("sentence", "date of birth", "4 May 1930")
    assert (died.phrase, died.answer.text, died.locator) == ("date of death", "7 June 1999", "paragraph[1]")
