"""Copies and other wordings of a benchmark's questions are found; questions like them are not."""

import pytest
from task_builder import atomic, chain, name, number

from taskloom.dataset.benchmark import Item
from taskloom.dataset.contamination import Benchmarks

POINTS = Item("b.jsonl", "1", "How many points did Claudio Chiappucci score in the 1995 Tour de France?", ("214",), ())
CAPITAL = Item("b.jsonl", "2", "What is the capital of the country where the 1995 race started?", ("Paris",), ())
PAGED = Item("b.jsonl", "3", "Who was last?", ("Ann",), ("1995 tour de france",))
BENCHMARKS = Benchmarks([POINTS, CAPITAL, PAGED])


def found(question: str, answer: str = "214") -> list[tuple[str, str]]:
    golden = number(answer) if answer.isdecimal() else name(answer)
    return [(hit.item, hit.by) for hit in BENCHMARKS.hits(atomic(question, golden))]


@pytest.mark.parametrize(
    ("question", "by"),
    [
        (POINTS.question, "copy"),
        ("how many points did claudio chiappucci score in the 1995 tour de france", "copy"),
        (f"Read the pages. {POINTS.question} Answer with a number.", "copy"),
        ("How many points did Claudio Chiappucci get in the 1995 Tour de France race?", "near_copy"),
        ("In the Tour de France of 1995, what was the score of Claudio Chiappucci in points?", "other_words"),
    ],
)
def test_a_question_is_found_in_other_forms(question: str, by: str) -> None:
    assert found(question) == [("1", by)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many points did Miguel Indurain score in the 1995 Tour de France?", "97"),
        ("How many points did Claudio Chiappucci score in the 1991 Tour de France?", "99"),
        ("Which year is it?", "214"),
        ("How tall is the tower of Pisa?", "56"),
    ],
)
def test_a_question_of_the_same_form_about_another_thing_is_not(question: str, answer: str) -> None:
    assert found(question, answer) == []


def test_a_subtask_that_asks_a_benchmarks_question_is_a_hit() -> None:
    whole = chain("How tall is the tower there?", number("330"))
    asked = whole.subtasks[0].model_copy(update={"question": POINTS.question})
    task = whole.model_copy(update={"subtasks": (asked, *whole.subtasks[1:])})
    assert [hit.item for hit in BENCHMARKS.hits(task)] == ["1"]


@pytest.mark.parametrize(("title", "uri"), [("1995 Tour de France", "a.html"), ("A", "wiki/1995_Tour_de_France.html")])
def test_evidence_from_a_page_that_a_benchmark_names_is_a_hit(title: str, uri: str) -> None:
    task = atomic("Which colour is it?", name("red"))
    evidence = task.evidence[0].model_copy(update={"title": title, "uri": uri})
    (hit,) = BENCHMARKS.hits(task.model_copy(update={"evidence": (evidence,)}))
    assert (hit.item, hit.by, hit.matched) == ("3", "document", "1995 tour de france")


def test_no_files_make_no_benchmarks() -> None:
    assert Benchmarks.of([]) is None


def test_a_page_alone_hits_what_is_made_from_it_and_no_question() -> None:
    alone = Benchmarks([Item("pages.csv", "7", "", (), ("a list of towers",))])
    task = atomic("How tall is the tower of Pisa?", name("56"))
    assert list(alone.hits(task)) == []
    evidence = task.evidence[0].model_copy(update={"title": "A List of Towers"})
    hits = list(alone.hits(task.model_copy(update={"evidence": (evidence,)})))
    assert [(hit.item, hit.by, hit.matched) for hit in hits] == [("7", "document", "a list of towers")]
