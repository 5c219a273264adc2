"""Leak: what gives an answer away, and what does not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from taskloom.craft.chain import Hop
from taskloom.craft.draft import Draft, draft_chain
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact
from taskloom.verify.leak import leak

FactMaker = Callable[..., Fact]


def draft_for(make_fact: FactMaker, answer: Answer, question: str) -> Draft:
    return replace(draft_chain((Hop(make_fact(answer=answer)),)), question=question)


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        ("Oslo", "Which city is listed for Norway?"),
        ("12", "How many points are listed for 2012?"),
        ("Ann Hill", "Which rider is listed with 12 points?"),
        ("Reds", "Which team is listed for Fred Redson?"),
        ("OK-3", "Which district is listed for the 3rd round?"),
        ("1.5", "What share is listed for 15 districts?"),
    ],
)
def test_a_question_that_keeps_its_answer_passes(make_fact: FactMaker, answer: str, question: str) -> None:
    verdict = leak(draft_for(make_fact, Answer(text=answer, type="name"), question))
    assert (verdict.check, verdict.passed, verdict.score) == ("leak", True, 1.0)


@pytest.mark.parametrize(
    ("answer", "question", "detail"),
    [
        ("Oslo", "Which city is listed for the Oslo games?", "'Oslo' stands in the question"),
        ("12", "How many points are listed for stage 12?", "'12' stands in the question"),
        ("The Hague", "Which city is the seat of THE HAGUE court?", "stands in the question"),
        ("Edelweiss", "Which act sang “Bring me Edelweiss”?", "stands in the question"),
        ("Bring Me Edelweiss", "Which song is listed for Edelweiss?", "'edelweiss' of 'Bring Me Edelweiss'"),
        ("Texas Rangers", "Which team is listed for the Ranger?", "'rangers' of 'Texas Rangers'"),
        ("OK-3", "Which district is listed for Oklahoma’s 3rd?", "'OK-3' is short for words"),
        ("", "Which mark is listed?", "folds to nothing"),
    ],
)
def test_a_question_that_gives_its_answer_away_fails(
    make_fact: FactMaker, answer: str, question: str, detail: str
) -> None:
    verdict = leak(draft_for(make_fact, Answer(text=answer, type="name"), question))
    assert (verdict.passed, verdict.score) == (False, 0.0)
    assert detail in verdict.detail


def test_an_alias_leaks(make_fact: FactMaker) -> None:
    answer = Answer(text="Czechia", type="name", aliases=("Czech Republic",))
    assert leak(draft_for(make_fact, answer, "What is the capital’s Czech Republic?")).passed is False


def test_every_part_of_an_answer_is_looked_for(make_fact: FactMaker) -> None:
    parts = (Answer(text="Oslo", type="name"), Answer(text="Bergen", type="name"))
    answer = Answer(text="Oslo; Bergen", type="parts", items=parts)
    verdict = leak(draft_for(make_fact, answer, "Take the city that is not Bergen."))
    assert verdict.detail == "'Bergen' stands in the question"


def test_a_key_that_abbreviates_the_answer_leaks(make_fact: FactMaker) -> None:
    key = {"column": "Code", "text": "AK", "phrase": "code", "named": False}
    fact = make_fact(answer=Answer(text="Alaska", type="name"), keys=[key])
    verdict = leak(draft_chain((Hop(fact),)))
    assert (verdict.passed, verdict.detail) == (False, "'AK' abbreviates 'Alaska'")


def test_a_hidden_identifier_leaks(make_fact: FactMaker) -> None:
    first = make_fact(answer=Answer(text="Bo Marsh", type="name"), noun="champion")
    chain = (Hop(first), Hop(make_fact(uri="bo.html", title="Bo Marsh"), "document"))
    draft = draft_chain(chain)
    assert leak(draft).passed is True
    told = leak(replace(draft, question=f"{draft.question} (Bo Marsh)"))
    assert (told.passed, told.detail) == (False, "hidden identifier: 'Bo Marsh' stands in the question")


@pytest.mark.parametrize(("country", "question"), [
    ("Norway", "Which rider won the Norwegian Cup?"), ("Spain", "Who won the Open de España?"),
    ("Netherlands", "Who won the Dutch Open?"),
])  # fmt: skip
def test_a_hidden_country_is_told_by_its_people_or_language(make_fact: FactMaker, country: str, question: str) -> None:
    first = make_fact(answer=Answer(text=country, type="name"), noun="host country", phrase="host country")
    draft = replace(draft_chain((Hop(first), Hop(make_fact(uri="b.html"), "subject"))), question=question)
    found = leak(draft)
    assert (found.passed, found.detail[:17]) == (False, "hidden identifier")
    assert leak(replace(draft, question="Who won the third race?")).passed is True


def test_accepted_drafts_fail_once_their_answer_is_said(accepted: tuple[Draft, ...]) -> None:
    passed: list[str] = []
    for draft in accepted:
        answer = (draft.answer.items or (draft.answer,))[0].text
        if leak(replace(draft, question=f"{draft.question} {answer}")).passed:
            passed.append(draft.question)
    assert passed == []
