"""Unique: one answer over all facts, whatever table or document it may be asked of."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.craft.chain import Hop
from taskloom.craft.draft import draft_chain
from taskloom.mine.index import FactIndex
from taskloom.schema.answer import Answer
from taskloom.schema.document import Block, Box, Cell, Document, Entry
from taskloom.schema.fact import Fact
from taskloom.schema.verdict import Verdict
from taskloom.verify.unique import unique

FactMaker = Callable[..., Fact]


def titled(*titles: str, blocks: tuple[Block, ...] = ()) -> MemoryLibrary:
    """A document for each title, with the same blocks in all of them."""
    return MemoryLibrary(
        Document(
            digest=f"{at:064}",
            uri=f"{at}.html",
            media_type="text/html",
            modality="html",
            title=title,
            title_from="heading",
            blocks=blocks,
        )
        for at, title in enumerate(titles)
    )


def searched(folder: Path, library: MemoryLibrary) -> Corpus:
    update_index(folder, library)
    return Corpus(library, folder)


def verdict(
    *chain: Hop, beside: Sequence[Fact] = (), titles: Sequence[str] = ("The Tour",), corpus: Corpus | None = None
) -> Verdict:
    """The check on a chain in an index that holds its facts and those beside it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    index = FactIndex(connection)
    index.create()
    index.add([*(hop.fact for hop in chain), *beside], seed=0)
    try:
        return unique(draft_chain(chain), index, corpus or Corpus(titled(*titles)))
    finally:
        connection.close()


def number(text: str) -> Answer:
    return Answer(text=text, type="number", value=float(text.replace(",", "")))


def test_a_fact_alone_is_unique(make_fact: FactMaker) -> None:
    found = verdict(Hop(make_fact()))
    assert (found.check, found.passed, found.score) == ("unique", True, 1.0)


def test_another_table_with_another_answer_is_found(make_fact: FactMaker) -> None:
    twin = make_fact(answer=number("14"), locator="table[2]/row[2]/column[2]", table=2)
    found = verdict(Hop(make_fact()), beside=[twin])
    assert (found.passed, found.score) == (False, 0.0)
    assert found.detail == "'points' is also answered by '14' at table[2]/row[2]/column[2]"


def test_a_wording_of_one_answer_is_no_second_answer(make_fact: FactMaker) -> None:
    fact = make_fact(answer=number("1200"))
    assert verdict(Hop(fact), beside=[make_fact(answer=number("1,200"), table=2)]).passed is True


def test_the_scope_tells_two_tables_apart(make_fact: FactMaker) -> None:
    fact = make_fact(scope="Sprints")
    twin = make_fact(answer=number("14"), scope="Mountains", table=2)
    assert verdict(Hop(fact), beside=[twin]).passed is True


def test_a_table_without_scope_may_be_meant_as_well(make_fact: FactMaker) -> None:
    fact = make_fact(scope="Sprints")
    twin = make_fact(answer=number("14"), scope="", table=2)
    assert verdict(Hop(fact), beside=[twin]).passed is False


@pytest.mark.parametrize(("titles", "count"), [(("The Tour", "the tour"), 2), (("A Race",), 0)])
def test_the_title_must_name_one_document(make_fact: FactMaker, titles: Sequence[str], count: int) -> None:
    found = verdict(Hop(make_fact()), titles=titles)
    assert (found.passed, found.detail) == (False, f"{count} documents are called 'The Tour'")


def test_a_document_that_is_reached_needs_no_single_title(make_fact: FactMaker) -> None:
    first = make_fact(answer=Answer(text="Bo Marsh", type="name"), phrase="champion", attribute="Champion")
    second = make_fact(form="entry", uri="bo.html", title="Bo Marsh", attribute="Height", phrase="height")
    assert verdict(Hop(first), Hop(second, "document")).passed is True


def test_every_hop_is_checked(make_fact: FactMaker) -> None:
    first = make_fact(answer=Answer(text="Bo Marsh", type="name"), phrase="champion", attribute="Champion")
    second = make_fact(form="entry", uri="bo.html", title="Bo Marsh", attribute="Height", phrase="height")
    twin = second.model_copy(update={"id": "f_0", "answer": number("3")})
    found = verdict(Hop(first), Hop(second, "document"), beside=[twin])
    assert (found.passed, "'height' is also answered by '3'" in found.detail) == (False, True)


def held_by(make_fact: FactMaker, uri: str) -> Fact:
    answer = Answer(text="Ghent", type="name")
    return make_fact(form="entry", uri=uri, relation="box|entry|birthplace", phrase="birthplace", answer=answer)


def owner(make_fact: FactMaker) -> Fact:
    answer = Answer(text="Bo Marsh", type="name")
    return make_fact(
        form="owner", relation="box|owner|birthplace", attribute="Birthplace", phrase="birthplace", item="Ghent",
        answer=answer,
    )  # fmt: skip


def test_an_owner_whose_value_one_document_holds_is_unique(make_fact: FactMaker, tmp_path: Path) -> None:
    corpus = searched(tmp_path, titled("Bo Marsh"))
    assert verdict(Hop(owner(make_fact)), beside=[held_by(make_fact, "bo.html")], corpus=corpus).passed is True


def test_an_owner_whose_value_another_document_holds_among_others_is_not(make_fact: FactMaker, tmp_path: Path) -> None:
    two = Entry(label="Birthplace(s)", value=Cell(text="Ghent or Bruges"), locator="table[1]/row[1]")
    corpus = searched(tmp_path, titled("Cy Ford", blocks=(Box(entries=(two,)),)))
    found = verdict(Hop(owner(make_fact)), beside=[held_by(make_fact, "bo.html")], corpus=corpus)
    assert (found.passed, found.detail) == (False, "another document holds 'Ghent' among others as 'birthplace'")


def test_an_owner_whose_value_two_documents_hold_is_not(make_fact: FactMaker) -> None:
    beside = [held_by(make_fact, "bo.html"), held_by(make_fact, "cy.html")]
    found = verdict(Hop(owner(make_fact)), beside=beside)
    assert (found.passed, found.detail) == (False, "2 documents hold 'Ghent' as 'birthplace'")
