"""Tasks over a hidden set through all checks: what passes, what is recorded, and every way round the set."""

from collections.abc import Callable, Sequence

from bordering import BORDERS, CASES, FARMED, PROSE, records, survey
from taskloom.craft.bridges import Bridges
from taskloom.craft.draft import Draft
from taskloom.craft.hidden_set import set_drafts
from taskloom.pipeline.recipe import draft_of, recipe_of
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Block, Cell, Column, Document, Paragraph, Row, Table
from taskloom.schema.task import Provenance
from taskloom.verify.check import Checked, check

OpenRun = Callable[[Sequence[Document]], Opened]
MADE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0.1.0", run="r_1")


def drafts_of(run: Opened) -> list[Draft]:
    bridges = Bridges(run.facts)
    return [draft for seed in range(6) for number in run.facts.sets() for draft in set_drafts(bridges, number, 2, seed)]


def checked(run: Opened, draft: Draft) -> Checked:
    return check(draft, run.facts, run.corpus, run.tools.call)


def failures(run: Opened, start: str) -> set[tuple[str, str]]:
    """The checks that reject the drafts over one country's neighbours, and why."""
    found = [checked(run, draft).failed for draft in drafts_of(run) if draft.chains[0][0].fact.title == start]
    assert found
    return {(failed.check, failed.detail) for failed in found if failed is not None}


def test_they_pass_and_can_be_made_again_from_their_recipes(open_run: OpenRun) -> None:
    run = open_run((*records(), survey()))
    drafts = drafts_of(run)
    assert drafts
    for draft in drafts:
        found = checked(run, draft)
        assert found.failed is None, found.failed
        assert draft_of(recipe_of(draft), run.fact) == draft


def test_a_task_is_a_tree_whose_parts_all_need_the_set(open_run: OpenRun) -> None:
    run = open_run(records())
    draft = next(draft for draft in drafts_of(run) if draft.chains[0][0].fact.title == "Albany")
    task = run.check(draft, MADE).task
    assert task is not None
    first, *members = task.subtasks
    assert [item.text for item in first.answer.items] == list(BORDERS["Albany"])
    assert [one.identifier for one in members] == list(BORDERS["Albany"])
    assert all(one.uses == (first.id,) for one in members)
    assert {piece.uri for piece in task.evidence} == {f"{name.lower()}.json" for name in ("Albany", *BORDERS["Albany"])}
    assert task.hops == 2


def test_the_replayed_answer_follows_the_documents(open_run: OpenRun) -> None:
    run, changed = open_run(records()), open_run(records({"Dunmark": "66.6% (2023 est.)"}))
    draft = next(
        one for one in drafts_of(run) if one.operation == "argmax" and len(one.chains) == len(BORDERS["Albany"])
    )
    assert draft.answer.text == "Caledon; 55.7%"
    replayed = checked(changed, draft).replayed
    assert replayed is not None
    assert replayed.answer == "Dunmark; 66.6%"
    gone = open_run(records({"Dunmark": "none"}))
    failed = checked(gone, draft).failed
    assert failed is not None
    assert failed.check == "replay"


def test_a_member_that_may_stand_in_the_table_under_another_name_is_not_left_out(open_run: OpenRun) -> None:
    run = open_run((*records(dict.fromkeys(FARMED, "none")), survey({**CASES, "Republic of Eldoria": 9000})))
    assert {name for name, _ in failures(run, "Albany")} == {"unique"}


def test_the_set_must_be_one_of_several(open_run: OpenRun) -> None:
    alone = [
        one if one.title == "Albany" else one.model_copy(update={"blocks": (PROSE, farmed_only(one.blocks))})
        for one in records()
    ]
    reason = "a: no other 'land boundaries (border countries)' could be meant"
    assert failures(open_run(alone), "Albany") == {("shortcut", reason)}


def farmed_only(blocks: tuple[Block, ...]) -> Block:
    box = blocks[1]
    assert box.type == "box"
    return box.model_copy(update={"entries": box.entries[1:]})


def test_the_page_that_lists_the_members_must_not_tell_their_figures(open_run: OpenRun) -> None:
    told = "; ".join(f"{name} {FARMED[name]}%" for name in BORDERS["Albany"])
    telling = [
        one.model_copy(update={"blocks": (*one.blocks, Paragraph(text=f"Farmed land: {told}."))})
        if one.title == "Albany"
        else one
        for one in records()
    ]
    assert {detail[:2] for _, detail in failures(open_run(telling), "Albany")} == {"d:"}


def test_no_table_may_tell_the_figures_of_all_members(open_run: OpenRun) -> None:
    rows = tuple(
        Row(number=number, cells=(Cell(text=name), Cell(text=f"{share}%")))
        for number, (name, share) in enumerate(FARMED.items(), start=2)
    )
    table = Table(number=1, columns=(Column(name="Country"), Column(name="Farmed share")), rows=rows)
    page = survey().model_copy(update={"uri": "farms.html", "title": "Farms of the north", "blocks": (table,)})
    assert ("shortcut", "d: one table tells the figures of all members") in failures(
        open_run((*records(), page)), "Albany"
    )
