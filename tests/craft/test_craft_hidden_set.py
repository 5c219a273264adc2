"""Tasks over a hidden set: who its members are, what is computed, and when there is no task."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from bordering import BORDERS, CASES, FARMED, record, records, survey
from taskloom.craft.bridges import Bridges
from taskloom.craft.draft import Draft
from taskloom.craft.hidden_set import MADE, set_drafts
from taskloom.craft.width import width_drafts
from taskloom.mine.index import FactIndex
from taskloom.pipeline.worker import Opened
from taskloom.schema.answer import Answer
from taskloom.schema.document import Document

OpenRun = Callable[[Sequence[Document]], Opened]


def over_sets(index: FactIndex, max_hops: int = 3) -> Iterator[Draft]:
    bridges = Bridges(index)
    for seed in range(12):
        for number in index.sets():
            yield from set_drafts(bridges, number, max_hops, seed)


def start_of(draft: Draft) -> str:
    """The country whose neighbours the draft is about."""
    return draft.chains[0][-2].fact.title


def names(answers: Sequence[Answer]) -> list[str]:
    return [answer.text for answer in answers]


def expected(draft: Draft, figures: Mapping[str, float]) -> object:
    """What a draft's answer must be, from the documents' own numbers."""
    held = {name: figures[name] for name in BORDERS[start_of(draft)] if name in figures}
    ordered = sorted(held, key=lambda name: -held[name])
    match draft.operation:
        case "argmax":
            return [ordered[0], held[ordered[0]]]
        case "order":
            return ordered[:3]
        case "difference":
            return pytest.approx(held[ordered[0]] - held[ordered[-1]])
        case "sum":
            return pytest.approx(sum(held.values()))
        case _:
            said = draft.question.split("more than ")[1].split()[0].replace(",", "").rstrip("%")
            above = [name for name in held if held[name] > float(said)]
            return above if draft.operation == "join" else float(len(above))


def given(draft: Draft) -> object:
    match draft.operation:
        case "argmax":
            return [draft.answer.items[0].text, draft.answer.items[1].value]
        case "order" | "join":
            return names(draft.answer.items)
        case _:
            return draft.answer.value


def test_answers_are_what_the_members_own_records_give(open_run: OpenRun) -> None:
    drafts = list(over_sets(open_run(records()).facts))
    assert {draft.operation for draft in drafts} == {"argmax", "difference", "join", "count", "order"}
    for draft in drafts:
        assert given(draft) == expected(draft, FARMED), draft.question


def test_answers_are_what_the_rows_of_one_table_give(open_run: OpenRun) -> None:
    run = open_run((*records(dict.fromkeys(FARMED, "none")), survey()))
    drafts = list(over_sets(run.facts))
    assert {"argmax", "difference", "join", "count", "sum"} <= {str(draft.operation) for draft in drafts}
    for draft in drafts:
        assert given(draft) == expected(draft, {name: float(count) for name, count in CASES.items()}), draft.question


def test_the_question_names_where_the_set_stands_and_none_of_its_members(open_run: OpenRun) -> None:
    for draft in over_sets(open_run((*records(), survey())).facts, 2):
        assert draft.hops == 2
        assert f"the record for {start_of(draft)}" in draft.question
        assert not any(name in draft.question for name in BORDERS[start_of(draft)])


def test_a_set_can_be_reached_through_a_further_hop(open_run: OpenRun) -> None:
    run = open_run((*records(), survey()))
    longer = [draft for draft in over_sets(run.facts) if draft.hops == 3]
    assert longer
    for draft in longer:
        assert draft.question.startswith("Take ")
        assert start_of(draft) not in draft.question.replace("Fever survey", "")
        assert given(draft) == expected(draft, FARMED if "agricultural" in draft.question else CASES)


def test_what_the_table_does_not_list_is_left_out_openly(open_run: OpenRun) -> None:
    run = open_run((*records(dict.fromkeys(FARMED, "none")), survey()))
    drafts = [draft for draft in over_sets(run.facts, 2) if start_of(draft) == "Albany"]
    assert drafts
    for draft in drafts:
        assert len(draft.chains) == len(BORDERS["Albany"]) - 1
        listed = "listed with more than" in draft.question
        assert listed or "(as far as the page gives a figure for them)" in draft.question


def test_there_is_no_task_where_one_member_has_no_record(open_run: OpenRun) -> None:
    run = open_run([record(name, f"{FARMED[name]}% (2023 est.)") for name in FARMED if name != "Eldoria"])
    assert all("Eldoria" not in BORDERS[start_of(draft)] for draft in over_sets(run.facts))
    assert any(start_of(draft) == "Borduria" for draft in over_sets(run.facts))


def test_figures_of_different_years_or_units_are_not_put_together(open_run: OpenRun) -> None:
    run = open_run(records({"Caledon": "55.7% (2021 est.)", "Dunmark": "340 sq km (2023 est.)"}))
    assert all(not {"Caledon", "Dunmark"} & set(BORDERS[start_of(draft)]) for draft in over_sets(run.facts))


def test_two_that_lead_together_give_no_largest(open_run: OpenRun) -> None:
    run = open_run(records({"Eldoria": "55.7% (2023 est.)"}))
    drafts = [draft for draft in over_sets(run.facts) if {"Caledon", "Eldoria"} <= set(BORDERS[start_of(draft)])]
    assert drafts
    assert not any(draft.operation in {"argmax", "order"} for draft in drafts)


def test_sets_are_asked_about_beside_other_width_tasks_and_each_a_few_times(open_run: OpenRun) -> None:
    run = open_run((*records(), survey()))
    drafts = list(width_drafts(Bridges(run.facts), 3, 0))
    over = [draft for draft in drafts if draft.template.startswith("set:")]
    assert 0 < len(over) < len(drafts)
    assert max(sum(start_of(draft) == name for draft in over) for name in BORDERS) <= MADE
    again = list(width_drafts(Bridges(run.facts), 3, 0))
    assert [draft.question for draft in again] == [draft.question for draft in drafts]
    assert not any(draft.template.startswith("set:") for draft in width_drafts(Bridges(run.facts), 1, 0))
