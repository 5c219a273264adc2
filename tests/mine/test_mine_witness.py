"""A claim is proved by its document's own words, or refuted."""

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.mine.witness import Claim, Proof, Refuted, Witness, witnesses
from taskloom.schema.document import Block, Box, Cell, Column, Document, Entry, Line, Link, Paragraph, Row, Table

RACE = Document(
    digest="ab" * 32,
    uri="race.html",
    media_type="text/html",
    modality="html",
    title="The Race",
    title_from="heading",
    names=("La Course",),
    blocks=(
        Paragraph(text="Ann Hill won by 12 points in 1999.", links=(Link(text="Ann Hill", target="ann.html"),)),
        Table(
            number=3,
            columns=(Column(name="Rank"), Column(name="Rider"), Column(name="Points")),
            rows=(
                Row(number=2, cells=(Cell(text="1"), Cell(text="Ann Hill"), Cell(text="214"))),
                Row(number=5, cells=(Cell(text="2"), Cell(text="Bo | Marsh"), Cell(text="2"))),
            ),
        ),
        Box(number=4, entries=(Entry(label="Winner", value=Cell(text="Ann Hill"), locator="table[4]/row[1]"),)),
        Line(number=7, text="Speed 41 km/h", box=(0, 0, 9, 9), confidence=0.9),
    ),
)


@pytest.fixture(scope="module")
def witness() -> Witness:
    corpus = Corpus(
        MemoryLibrary([RACE, RACE.model_copy(update={"uri": "ann.html", "title": "Ann Hill", "names": ()})])
    )
    return Witness.of(RACE, corpus.rendering("race.html"))


@pytest.mark.parametrize(
    ("claim", "proof"),
    [
        (
            Claim("ann hill", "214", "1 | Ann Hill | 214"),
            Proof("Ann Hill", "214", "1 | Ann Hill | 214", "table[3]/row[2]/column[3]"),
        ),
        (
            Claim("La course", "Bo | Marsh", "Bo | Marsh"),
            Proof("La Course", "Bo | Marsh", "Bo | Marsh", "table[3]/row[5]/column[2]"),
        ),
        (
            Claim("THE RACE", "ANN HILL", "Winner = Ann Hill"),
            Proof("The Race", "Ann Hill", "Winner = Ann Hill", "table[4]/row[1]"),
        ),
        (Claim("Speed", "41 km/h", "Speed 41 km/h"), Proof("Speed", "41 km/h", "Speed 41 km/h", "line[7]")),
    ],
)
def test_a_proof_is_in_the_documents_words_at_the_answers_place(witness: Witness, claim: Claim, proof: Proof) -> None:
    assert witness.prove(claim) == proof


def test_running_text_is_located_by_its_characters(witness: Witness) -> None:
    proof = witness.prove(Claim("Ann Hill", "12", "Ann Hill won by 12 points"))
    assert isinstance(proof, Proof)
    start, end = map(int, proof.locator.removeprefix("text[").removesuffix("]").split(":"))
    assert witness.rendering.text[start:end] == "Ann Hill](ann.html) won by 12 points"


def test_an_answer_in_two_cells_of_a_row_is_located_by_the_quote(witness: Witness) -> None:
    proof = witness.prove(Claim("The Race", "2", "2 | Bo | Marsh | 2"))
    assert isinstance(proof, Proof)
    assert proof.locator.startswith("text[")


def test_the_part_shown_is_searched_first(witness: Witness) -> None:
    after = witness.rendering.text.index("[box 4]")
    proof = witness.prove(Claim("The Race", "Ann Hill", "Ann Hill"), after)
    assert isinstance(proof, Proof)
    assert proof.locator == "table[4]/row[1]"


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (Claim("The Race", "214", "Ann Hill scored 214"), "the quote does not stand in the document"),
        (Claim("The Race", "21", "Ann Hill | 214"), "the answer does not stand in the quote"),
        (Claim("The Tour", "214", "Ann Hill | 214"), "the identifier does not stand in the document"),
        (Claim("The Race", "214", "Ann Hill | 214" * 50), "the quote is too long"),
    ],
)
def test_what_does_not_stand_there_is_refuted(witness: Witness, claim: Claim, reason: str) -> None:
    assert witness.prove(claim) == Refuted(reason)


def test_only_documents_that_are_asked_about_testify() -> None:
    page: tuple[Block, ...] = (Paragraph(text="words"),)
    aside = RACE.model_copy(update={"uri": "README.md", "title": "About", "names": (), "aside": True, "blocks": page})
    distractor = RACE.model_copy(update={"uri": "noise.html", "title": "Noise", "names": ()})
    find = witnesses(Corpus(MemoryLibrary([RACE, aside], [distractor])))
    by_title, by_uri = find("the race"), find("race.html")
    assert by_uri is not None
    assert by_title is by_uri
    assert by_uri.document == RACE
    assert [find("README.md"), find("noise.html"), find("nowhere")] == [None, None, None]
