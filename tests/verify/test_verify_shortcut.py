"""Shortcut: a chain whose hops are all needed passes; each way round them is found."""

import sqlite3
from collections.abc import Callable, Sequence

from taskloom.corpus.corpus import Corpus, Hit
from taskloom.corpus.index import Stretch
from taskloom.corpus.library import MemoryLibrary
from taskloom.corpus.snippet import Snippets
from taskloom.craft.chain import Hop
from taskloom.craft.draft import draft_chain
from taskloom.mine.index import FactIndex
from taskloom.schema.answer import Answer
from taskloom.schema.document import Document, Paragraph
from taskloom.schema.fact import Fact
from taskloom.schema.verdict import Verdict
from taskloom.verify.shortcut import shortcut

FactMaker = Callable[..., Fact]


def page(uri: str, title: str, text: str = "") -> Document:
    return Document(
        digest=uri.encode().hex().ljust(64, "0"),
        uri=uri,
        media_type="text/html",
        modality="html",
        title=title,
        title_from="heading",
        blocks=(Paragraph(text=text),),
    )


def name(text: str) -> Answer:
    return Answer(text=text, type="name")


def champion(make_fact: FactMaker) -> Fact:
    """Who won the year 1990: the tour's page leads to Bo Marsh's."""
    key = {"column": "Year", "text": "Year of 1990", "phrase": "year", "named": False}
    return make_fact(
        answer=name("Bo Marsh"), answer_uri="bo.html", phrase="champion", attribute="Champion", keys=[key],
        relation="tour.html#1|cell|year|champion",
    )  # fmt: skip


def birthplace(make_fact: FactMaker, uri: str = "bo.html", place: str = "Ghent") -> Fact:
    title = {"bo.html": "Bo Marsh", "cy.html": "Cy Ford", "tour.html": "The Tour"}[uri]
    return make_fact(
        form="entry", uri=uri, title=title, answer=name(place), attribute="Birthplace", phrase="birthplace",
        relation="box|entry|birthplace", locator="table[1]/row[1]",
    )  # fmt: skip


def verdict(
    *chain: Hop,
    beside: Sequence[Fact],
    page_text: str = "Born in Ghent.",
    first_text: str = "",
    hits: Sequence[Hit] | None = (),
) -> Verdict:
    """The check on a chain, with the page of Bo Marsh, and the tour's, reading as given.

    With `hits` None a search is an error.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    index = FactIndex(connection)
    index.create()
    index.add([*(hop.fact for hop in chain), *beside], seed=0)
    pages = [
        page("tour.html", "The Tour", first_text),
        page("bo.html", "Bo Marsh", page_text),
        page("cy.html", "Cy Ford"),
    ]

    def search() -> list[Hit]:
        assert hits is not None
        return list(hits)

    try:
        return shortcut(draft_chain(chain), index, Corpus(MemoryLibrary(pages)), search)
    finally:
        connection.close()


def two_hops(make_fact: FactMaker) -> tuple[Hop, Hop]:
    return Hop(champion(make_fact)), Hop(birthplace(make_fact), "document")


def elsewhere(make_fact: FactMaker) -> Fact:
    """Another person's birthplace, so that it matters who is meant."""
    return birthplace(make_fact, "cy.html", "Oslo")


def hit(uri: str, snippet: str, rank: int = 1) -> Hit:
    return Hit(rank, uri, "a title", Stretch(Snippets({}), lambda: snippet), 1.0)


def test_one_hop_is_not_checked(make_fact: FactMaker) -> None:
    found = verdict(Hop(make_fact()), beside=[])
    assert (found.check, found.passed, found.detail) == (
        "shortcut",
        None,
        "not run: the task has one hop",
    )


def test_a_chain_whose_hops_are_needed_passes(make_fact: FactMaker) -> None:
    found = verdict(*two_hops(make_fact), beside=[elsewhere(make_fact)])
    assert (found.passed, found.score) == (True, 1.0)


def test_a_hop_with_one_answer_whoever_is_meant_is_needless(make_fact: FactMaker) -> None:
    same = birthplace(make_fact, "cy.html", "Ghent")
    found = verdict(*two_hops(make_fact), beside=[same])
    assert (found.passed, found.score) == (False, 0.0)
    assert found.detail == "a: 'birthplace' has one answer whatever document is meant"


def test_a_snippet_with_the_answer_beside_the_hidden_name_is_a_shortcut(make_fact: FactMaker) -> None:
    snippets = [hit("tour.html", "nothing"), hit("bo.html", "Bo Marsh was born in Ghent", 2)]
    found = verdict(*two_hops(make_fact), beside=[elsewhere(make_fact)], hits=snippets)
    assert (found.passed, found.detail[:2]) == (False, "b:")


def test_a_snippet_with_the_answer_alone_is_none(make_fact: FactMaker) -> None:
    snippets = [hit("bo.html", "He was born in Ghent"), hit("cy.html", "Bo Marsh, Ghent", 2)]
    assert verdict(*two_hops(make_fact), beside=[elsewhere(make_fact)], hits=snippets).passed is True


def test_evidence_in_one_document_is_a_shortcut(make_fact: FactMaker) -> None:
    chain = (Hop(champion(make_fact)), Hop(birthplace(make_fact, "tour.html"), "document"))
    found = verdict(*chain, beside=[elsewhere(make_fact)])
    assert (found.passed, found.detail) == (False, "c: all the evidence lies in one document")


def test_what_falls_without_a_search_is_not_searched_for(make_fact: FactMaker) -> None:
    chain = (Hop(champion(make_fact)), Hop(birthplace(make_fact, "tour.html"), "document"))
    assert verdict(*chain, beside=[elsewhere(make_fact)], hits=None).passed is False


def test_a_target_that_states_the_start_is_a_collapse(make_fact: FactMaker) -> None:
    text = "Champion in the Year of 1990; born in Ghent."
    found = verdict(*two_hops(make_fact), beside=[elsewhere(make_fact)], page_text=text)
    assert (found.passed, found.detail) == (
        False,
        "d: the answer's document itself states 'year of 1990'",
    )


def test_a_start_that_states_the_answer_is_a_bypass(make_fact: FactMaker) -> None:
    first = make_fact(
        form="entry", answer=name("Bo Marsh"), answer_uri="bo.html", phrase="champion", attribute="Champion",
        relation="box|entry|champion",
    )  # fmt: skip
    chain = (Hop(first), Hop(birthplace(make_fact), "document"))
    bypass = birthplace(make_fact, "tour.html", "Ghent")
    assert verdict(*chain, beside=[elsewhere(make_fact)]).passed is True
    found = verdict(*chain, beside=[elsewhere(make_fact), bypass])
    assert (found.passed, found.detail) == (False, "d: the first document itself states 'ghent'")


def test_a_fact_that_leads_straight_to_the_answer_is_a_bypass(make_fact: FactMaker) -> None:
    key = {"column": "Year", "text": "Year of 1990", "phrase": "year", "named": True}
    straight = make_fact(uri="cy.html", keys=[key], answer=name("Ghent"), phrase="host city", attribute="Host City")
    found = verdict(*two_hops(make_fact), beside=[elsewhere(make_fact), straight])
    assert (found.passed, found.detail) == (
        False,
        "d: another fact leads from 'year of 1990' straight to 'ghent'",
    )


def test_an_earlier_page_that_tells_the_answer_of_the_hidden_name_is_a_bypass(make_fact: FactMaker) -> None:
    told = "Bo Marsh of Ghent beat Cy Ford of Oslo."
    found = verdict(*two_hops(make_fact), beside=[elsewhere(make_fact)], first_text=told)
    assert (found.passed, found.detail) == (
        False,
        "d: another page of the chain itself sets 'Ghent' beside 'Bo Marsh'",
    )


def test_an_earlier_page_that_lists_the_answer_among_others_tells_nothing(make_fact: FactMaker) -> None:
    others = [birthplace(make_fact, "cy.html", place) for place in ("Oslo", "Rome")]
    listed = "Bo Marsh rode in Ghent, Oslo and Rome."
    assert verdict(*two_hops(make_fact), beside=others, first_text=listed).passed is True
    assert verdict(*two_hops(make_fact), beside=others, first_text=listed.replace("Rome", "Bonn")).passed is False


def test_a_page_cached_for_one_corpus_is_not_used_for_another(make_fact: FactMaker) -> None:
    beside = [elsewhere(make_fact)]
    chain = two_hops(make_fact)
    assert verdict(*chain, beside=beside, page_text="Year of 1990").passed is False
    assert verdict(*chain, beside=beside, page_text="Year of 1991").passed is True
