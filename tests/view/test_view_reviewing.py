"""What is kept of the forms that readers send."""

from __future__ import annotations

import re

from served import Answer, Site

from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.store.reviews import Reviews


def first(site: Site) -> Task:
    with Store.read_only(site.run.folder) as store:
        return next(store.results.tasks("atomic"))


def correct(site: Site, task: Task, question: str, answer: str) -> Answer:
    token = re.findall(r'name="token" value="([^"]+)"', site.get(f"/task/{task.id}").text)[0]
    fields = {"task": task.id, "opinion": "correct", "token": token, "question": question, "answer": answer}
    return site.post("/review", fields, Origin=site.address)


def test_a_correction_keeps_only_what_it_changes(site: Site) -> None:
    task = first(site)
    assert correct(site, task, f" Tell me: {task.question}", task.answer.text).status == 303
    (kept,) = Reviews(site.run.folder).of_task(task.id)
    assert (kept.question, kept.answer) == (f"Tell me: {task.question}", None)


def test_a_correction_that_changes_nothing_is_not_kept(site: Site) -> None:
    task = first(site)
    assert correct(site, task, task.question, task.answer.text).status == 400
    assert Reviews(site.run.folder).of_task(task.id) == []


def test_a_correction_that_cannot_be_carried_through_is_not_kept_and_the_page_says_why(site: Site) -> None:
    task = first(site)
    told = correct(site, task, f"Is it {task.answer.text}?", task.answer.text)
    assert told.status == 400
    assert "the question gives its answer away" in told.text
    assert Reviews(site.run.folder).of_task(task.id) == []
