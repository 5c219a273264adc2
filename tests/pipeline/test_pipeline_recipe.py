"""A draft goes through its recipe and comes back equal, whatever kind of task it is."""

from itertools import islice

import pytest

from taskloom.craft.bridges import Bridges
from taskloom.craft.draft import Draft
from taskloom.pipeline.crafting import streams
from taskloom.pipeline.recipe import RecipeUnusable, draft_of, recipe_of
from taskloom.pipeline.worker import Opened


def drafts(run: Opened) -> list[Draft]:
    by_kind = streams(run.facts, Bridges(run.facts), 4, 0)
    return [draft for stream in by_kind.values() for draft in islice(stream, 400)]


def test_every_draft_comes_back_as_it_was(real_run: Opened) -> None:
    made = drafts(real_run)
    assert {draft.operation for draft in made} >= {None, "difference", "join", "order", "count"}
    assert [draft_of(recipe_of(draft), real_run.fact) for draft in made] == made


def test_a_recipe_names_facts_and_does_not_hold_them(real_run: Opened) -> None:
    draft = drafts(real_run)[0]
    assert draft.facts[0].id.encode() in recipe_of(draft)
    assert b"locator" not in recipe_of(draft)


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        (b"{", "cannot be read"),
        (b"{}", "None is no part of a draft"),
        (b'{"type":"Popen","args":["true"]}', "'Popen' is no part of a draft"),
        (b'{"type":"Fact","id":"f_none"}', "not in the run's fact index: f_none"),
        (b'{"type":"Draft","id":"t_1"}', "missing"),
        (b'{"type":"Variable","name":"a"}', "holds no draft"),
        (b"[1]", "holds no draft"),
    ],
)
def test_a_recipe_that_was_changed_says_what_is_wrong(real_run: Opened, recipe: bytes, told: str) -> None:
    with pytest.raises(RecipeUnusable, match=told):
        draft_of(recipe, real_run.fact)
