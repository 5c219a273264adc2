"""Questions for many facts: one call, each checked, asked again once, then dropped with its reason."""

import asyncio
from collections.abc import Callable

import pytest
from pydantic import JsonValue

from scripted_model import ScriptedModel, in_turn, said_to
from taskloom.craft.worded import BATCH, Worded, around, word
from taskloom.llm.errors import BudgetReached, Unusable
from taskloom.llm.request import Request
from taskloom.mine.reading import ReadFact
from taskloom.schema.answer import Answer


def said(*questions: tuple[int, str]) -> dict[str, JsonValue]:
    return {"questions": [{"number": number, "question": question} for number, question in questions]}


@pytest.fixture
def facts(make_read_fact: Callable[..., ReadFact]) -> tuple[ReadFact, ReadFact]:
    score = Answer(text="214", type="number", value=214.0)
    points = make_read_fact(identifier="Ann Hill", relation="points in 1995", answer=score)
    return points, make_read_fact(identifier="The Tour", relation="first host", answer=Answer(text="Oslo", type="name"))


GOOD = ("How many points did Ann Hill score in 1995?", "Which city first hosted the Tour?")


def worded(model: ScriptedModel, *facts: ReadFact) -> tuple[Worded, ...]:
    return asyncio.run(word(model, facts))


def test_one_call_words_all_facts(facts: tuple[ReadFact, ReadFact]) -> None:
    model = in_turn(said((2, GOOD[1]), (1, f" {GOOD[0]}\n")))
    assert worded(model, *facts) == (Worded(facts[0], GOOD[0]), Worded(facts[1], GOOD[1]))
    assert [request.purpose for request in model.requests] == ["word"]


def test_what_fails_is_asked_again_with_its_reason_and_the_rest_is_not(facts: tuple[ReadFact, ReadFact]) -> None:
    model = in_turn(said((1, GOOD[0]), (2, "Was Oslo the first host of the Tour?")), said((1, GOOD[1])))
    assert [one.question for one in worded(model, *facts)] == list(GOOD)
    again = said_to(model.requests[1])
    assert "refused ('Oslo' stands in the question): Was Oslo the first host of the Tour?" in again
    assert "points in 1995" not in again


def test_what_fails_twice_is_dropped_with_its_reason(facts: tuple[ReadFact, ReadFact]) -> None:
    model = in_turn(said((1, GOOD[0])), said((1, "Which city hosted it first?")))
    first, second = worded(model, *facts)
    assert first.question == GOOD[0]
    assert second == Worded(facts[1], None, "it does not say 'The Tour'")
    assert "there was no question for it" in said_to(model.requests[1])


def test_an_unusable_second_reply_loses_nothing_that_was_good(facts: tuple[ReadFact, ReadFact]) -> None:
    first, second = worded(in_turn(said((1, GOOD[0])), "", "", ""), *facts)
    assert (first.question, second.question) == (GOOD[0], None)
    with pytest.raises(Unusable):
        worded(in_turn("", "", ""), *facts)


def test_a_budget_that_is_reached_stops_the_call(facts: tuple[ReadFact, ReadFact]) -> None:
    def answering(_: Request) -> str:
        raise BudgetReached("no money left")

    with pytest.raises(BudgetReached):
        worded(ScriptedModel(answering), *facts)


def test_another_name_of_the_document_names_its_identifier(make_read_fact: Callable[..., ReadFact]) -> None:
    fact = make_read_fact(identifier="Norway", title="Norway", names=("Kingdom of Norway", "Norge"))
    question = "How long is the coast of Norge?"
    assert worded(in_turn(said((1, question))), fact)[0].question == question


def test_what_pins_the_relation_down_must_be_said(facts: tuple[ReadFact, ReadFact]) -> None:
    model = in_turn(
        said((1, "How many points does Ann Hill have now?")), said((1, "How many points has Ann Hill got?"))
    )
    assert worded(model, facts[0]) == (Worded(facts[0], None, "it does not say '1995'"),)


def test_a_question_speaks_of_no_other_fact_of_its_call(make_read_fact: Callable[..., ReadFact]) -> None:
    par = make_read_fact(identifier="1951 Masters", relation="par", quote="Par = 72", title="1951 Masters")
    crossed = "In which year did Ann Hill win the 1951 Masters?"
    first, second = worded(
        in_turn(said((1, crossed), (2, "How many points has Ann Hill?")), said()), par, make_read_fact()
    )
    assert (first.question, second.question) == (None, "How many points has Ann Hill?")


def test_a_batch_has_its_size_and_each_fact_its_room(make_read_fact: Callable[..., ReadFact]) -> None:
    long = make_read_fact(identifier="A" * 99, relation="b " * 55, quote="word " * 80 + "12", title="t" * 200)
    model = ScriptedModel(lambda _: '{"questions": []}')
    worded(model, *[long] * BATCH)
    assert len(said_to(model.requests[0])) <= 250 * BATCH + 700
    with pytest.raises(ValueError, match="at most 10"):
        worded(model, *[long] * (BATCH + 1))


def test_a_long_quotation_is_shown_around_the_answer() -> None:
    assert around("word " * 40 + "Oslo " + "more " * 40, "Oslo", 34) == "word word word Oslo more more more"
    assert around("short", "short", 34) == "short"
