"""Questions read as sentences, for every form of fact, answer type and slot."""

from collections.abc import Callable, Mapping

import pytest
from inline_snapshot import snapshot

from taskloom.craft.chain import Hop, Slot
from taskloom.craft.wording import ask, condition, described, noun_of, place, question, quoted
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact, Key

FactMaker = Callable[..., Fact]

NAME = Answer(text="Bo Marsh", type="name")
TEXT = Answer(text="hard clay", type="text")
DATE = Answer(text="May 3, 1990", type="date", value="1990-05-03")
NUMBER = Answer(text="12", type="number", value=12.0)
SHARE = Answer(text="59.0%", type="number", value=59.0, unit="%")
LIST = Answer(text="Ann Hill; Bo Marsh", type="list", items=(NAME, NAME))


def field(name: str, **more: object) -> dict[str, object]:
    return {"attribute": name.title(), "phrase": name, "noun": name, **more}


def key(phrase: str, text: str, *, named: bool = False) -> dict[str, object]:
    return {"column": phrase.title(), "text": text, "phrase": phrase, "named": named}


def asked(make_fact: FactMaker, *fields: Mapping[str, object]) -> list[str]:
    """The questions, the place said last ('0') for each."""
    return [ask(Hop(make_fact(id="f_0", **one))) for one in fields]


def test_a_cell_is_asked_for_by_the_type_of_its_answer(make_fact: FactMaker) -> None:
    assert asked(
        make_fact,
        {},
        field("team", answer=NAME),
        field("surface", answer=TEXT),
        field("birth date", answer=DATE),
        field("winning share", answer=SHARE),
        field("income", answer=Answer(text="32,098", type="number", value=32098.0), unit="$"),
        field("goals", answer=Answer(text="0.7", type="number", value=0.7)),
        field("maximum depth", answer=NUMBER, unit="m"),
        field("output", answer=NUMBER, unit="t"),
        field("depth in m", answer=NUMBER, unit="m"),
    ) == snapshot(
        [
            "How many points are listed for Ann Hill on the page “The Tour”?",
            "Which team is listed for Ann Hill on the page “The Tour”?",
            "What surface is listed for Ann Hill on the page “The Tour”?",
            "What birth date is listed for Ann Hill on the page “The Tour”?",
            "What winning share is listed for Ann Hill on the page “The Tour”?",
            "What income (in $) is listed for Ann Hill on the page “The Tour”?",
            "What goals are listed for Ann Hill on the page “The Tour”?",
            "What maximum depth (in m) is listed for Ann Hill on the page “The Tour”?",
            "What output (in t) is listed for Ann Hill on the page “The Tour”?",
            "What depth in m is listed for Ann Hill on the page “The Tour”?",
        ]
    )


def test_the_place_stands_first_or_last(make_fact: FactMaker) -> None:
    assert [ask(Hop(make_fact(id=name, scope="Points"))) for name in ("f_0", "f_1")] == snapshot(
        [
            "How many points are listed for Ann Hill on the page “The Tour”, under “Points”?",
            "On the page “The Tour”, under “Points”, how many points are listed for Ann Hill?",
        ]
    )


@pytest.mark.parametrize(("count", "words"), [("1", "how many points are"), ("12", "how many points are")])
def test_how_many_takes_a_plural(make_fact: FactMaker, count: str, words: str) -> None:
    answer = Answer(text=count, type="number", value=float(count))
    assert words in ask(Hop(make_fact(answer=answer))).casefold()


def test_a_row_is_selected_by_its_keys(make_fact: FactMaker) -> None:
    assert asked(
        make_fact,
        field("rider", answer=NAME, keys=[key("points", "214")], selected=True),
        field("winner", answer=NAME, keys=[key("year", "1990")]),
        field("winner", answer=NAME, keys=[key("stage", "7")]),
        field("winner", answer=NAME, keys=[key("team", "Reds")], selected=True),
        {"keys": [key("rider", "Bo Marsh", named=True), key("year", "1991")]},
        field("winner", answer=NAME, keys=[key("“Haley”", "29")], selected=True),
    ) == snapshot(
        [
            "Which rider is listed with 214 points on the page “The Tour”?",
            "Which winner is listed for year 1990 on the page “The Tour”?",
            "Which winner is listed for stage 7 on the page “The Tour”?",
            "Which winner is listed with team “Reds” on the page “The Tour”?",
            "How many points are listed for Bo Marsh (year 1991) on the page “The Tour”?",
            "Which winner is listed with 29 under “Haley” on the page “The Tour”?",
        ]
    )


def test_a_box_is_asked_by_its_labels(make_fact: FactMaker) -> None:
    record = {"form": "entry", "media_type": "application/json", "modality": "table", "title": "Landia"}
    assert asked(
        make_fact,
        field("capital", answer=NAME, **record),
        field("terrain", answer=TEXT, **record),
        field("airports", answer=NUMBER, **record),
        field("unemployment rate", answer=SHARE, when="2023", **record),
        field("national colors", answer=LIST, **record),
        field("“Tobacco use / male”", answer=SHARE, **record),
        field("border countries", answer=NUMBER, **record) | {"form": "item", "item": "Spain"},
    ) == snapshot(
        [
            "What is given as the capital in the record for Landia?",
            "What terrain is given in the record for Landia?",
            "How many airports are given in the record for Landia?",
            "What unemployment rate is given for 2023 in the record for Landia?",
            "Which names are given as the national colors in the record for Landia?",
            "What figure is listed under “Tobacco use / male” in the record for Landia?",
            "What figure is given for Spain under “border countries” in the record for Landia?",
        ]
    )


def test_an_owner_is_asked_for_by_what_it_gives(make_fact: FactMaker) -> None:
    owner = field("birthplace", form="owner", item="Ghent", answer=NAME)
    assert asked(make_fact, owner, owner | {"media_type": "application/json", "when": "2020"}) == snapshot(
        [
            "Which page gives “Ghent” as the birthplace?",
            "Which record gives “Ghent” as the birthplace for 2020?",
        ]
    )


def test_an_extreme_is_asked_for_by_its_column_or_list(make_fact: FactMaker) -> None:
    row = {"form": "extreme", "noun": "rider", "answer": NAME, "keys": [key("rider", "", named=True)]}
    borders = {"form": "extreme", "noun": "border country", "phrase": "border countries", "answer": NAME}
    assert asked(
        make_fact,
        row | {"direction": "max"},
        row | {"direction": "min", "phrase": "median income", "unit": "$"},
        row | {"direction": "max", "phrase": "“final”"},
        borders | {"direction": "min", "media_type": "application/json", "title": "Landia"},
    ) == snapshot(
        [
            "Which rider has the most points on the page “The Tour”?",
            "Which rider has the lowest median income (in $) on the page “The Tour”?",
            "Which rider has the highest figure under “final” on the page “The Tour”?",
            "Which border country has the smallest figure listed under “border countries” in the record for Landia?",
        ]
    )


def test_a_place_is_named_after_the_kind_of_document(make_fact: FactMaker) -> None:
    kinds = [("html", "text/html"), ("pdf", "application/pdf"), ("image", "image/png"), ("table", "text/csv"),
             ("text", "text/plain"), ("table", "application/json")]  # fmt: skip
    facts = [make_fact(modality=modality, media_type=media_type) for modality, media_type in kinds]
    assert [place(fact) for fact in facts] == snapshot(
        [
            "on the page “The Tour”",
            "in the document “The Tour”",
            "in the image “The Tour”",
            "in the dataset “The Tour”",
            "in the text “The Tour”",
            "in the record for The Tour",
        ]
    )
    assert [place(fact, "that rider") for fact in facts] == snapshot(
        [
            "on the page about that rider",
            "in the document about that rider",
            "in the image about that rider",
            "in the dataset about that rider",
            "in the text about that rider",
            "in the record for that rider",
        ]
    )


def test_a_page_or_a_caption_says_which_table(make_fact: FactMaker) -> None:
    scopes = ["page 3", "Points (1–10)", "a “quoted” caption"]
    assert [place(make_fact(scope=scope)) for scope in scopes] == snapshot(
        [
            "on the page “The Tour”, on page 3",
            "on the page “The Tour”, under “Points (1–10)”",
            "on the page “The Tour”, under “a ‘quoted’ caption”",
        ]
    )


def chain(make_fact: FactMaker, *slots: Slot) -> tuple[Hop, ...]:
    """Winner of a stage -> his birthplace or points -> a figure of the town."""
    first = make_fact(id="f_0", keys=[key("stage", "7")], **field("winner", answer=NAME))
    later: dict[Slot, list[dict[str, object]]] = {
        "document": [
            field("birthplace", form="entry", title="Bo Marsh", uri="bo.html", answer=NAME),
            field("population", form="entry", title="Ghent", uri="ghent.html", answer=NUMBER),
        ],
        "subject": [
            {"title": "Standings", "uri": "standings.html"},
            field("team", title="Teams", uri="teams.html", answer=NAME),
        ],
    }
    return (Hop(first), *(Hop(make_fact(id="f_1", **later[slot][at]), slot) for at, slot in enumerate(slots)))


def test_two_hops_are_nested_or_told_in_turn(make_fact: FactMaker) -> None:
    slots: tuple[Slot, Slot] = ("document", "subject")
    assert {slot: question(chain(make_fact, slot)) for slot in slots} == snapshot(
        {
            "document": "Take the winner listed for stage 7 on the page “The Tour”. On the page about that winner, what is given as the birthplace?",  # noqa: E501
            "subject": "On the page “Standings”, how many points are listed for the winner listed for stage 7 on the page “The Tour”?",  # noqa: E501
        }
    )


def test_three_hops_are_told_sentence_by_sentence(make_fact: FactMaker) -> None:
    assert question(chain(make_fact, "document", "document")) == snapshot(
        "Take the winner listed for stage 7 on the page “The Tour”. Then take the birthplace given on the page about that winner. On the page about that birthplace, what population is given?"  # noqa: E501
    )
    assert question(chain(make_fact, "document", "subject")) == snapshot(
        "Take the winner listed for stage 7 on the page “The Tour”. Then take the birthplace given on the page about that winner. On the page “Teams”, which team is listed for that birthplace?"  # noqa: E501
    )


def test_a_hidden_identifier_is_never_said(make_fact: FactMaker) -> None:
    for slots in (["document"], ["subject"], ["document", "document"], ["document", "subject"]):
        asked_for = question(chain(make_fact, *slots))  # pyright: ignore[reportArgumentType]
        assert "Bo Marsh" not in asked_for
        assert "Ann Hill" not in asked_for


def test_what_was_found_is_referred_to_in_the_singular(make_fact: FactMaker) -> None:
    assert noun_of(Hop(make_fact(noun="border countries"))) == "border country"


def test_an_answer_is_described_where_it_stands(make_fact: FactMaker) -> None:
    hop = Hop(make_fact(keys=[key("points", "214")], selected=True, **field("rider", answer=NAME)))
    assert described(hop) == snapshot("the rider with 214 points on the page “The Tour”")


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("points", "214", "214 points"),
        ("points", "many", "points “many”"),
        ("stage", "7", "stage 7"),
        ("seniority date", "May 10, 1994", "seniority date May 10, 1994"),
        ("party", "Reds", "party “Reds”"),
        ("“Haley”", "29", "29 under “Haley”"),
    ],
)
def test_a_condition_reads_as_its_value_asks(phrase: str, text: str, words: str) -> None:
    assert condition(Key(column="x", text=text, phrase=phrase, named=False)) == words


def test_a_title_in_quotation_marks_keeps_its_own() -> None:
    assert quoted(' The "big" “one” ') == "“The 'big' ‘one’”"
