"""Accepted tasks with one defect put in: the check that must find it does; without it they pass."""

import pytest
from planted import DATA, Planted, read_sources
from sabotage import SABOTAGES, Case, Ground, Sabotage, judge

from taskloom.craft.draft import Draft

OF_EACH_KIND = 8


class Scene:
    """Good documents, and the first accepted drafts of every kind."""

    def __init__(self, ground: Ground, drafts: tuple[Draft, ...]) -> None:
        self.ground = ground
        self.drafts = drafts


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    index = tmp_path_factory.mktemp("good") / "index"
    accepted: dict[str, list[Draft]] = {"atomic": [], "depth": [], "width": []}
    with Planted(read_sources([DATA / "00_good_patterns"]), index) as planted:
        for draft in planted.drafts():
            if len(accepted[draft.kind]) < OF_EACH_KIND and planted.judge(draft).failed is None:
                accepted[draft.kind].append(draft)
        ground = Ground(planted.documents, index, tuple(planted.mined))
    return Scene(ground, tuple(draft for drafts in accepted.values() for draft in drafts))


def test_there_are_good_tasks_of_every_kind(scene: Scene) -> None:
    assert len(scene.drafts) == 3 * OF_EACH_KIND


def test_good_tasks_pass_every_check(scene: Scene) -> None:
    verdicts = [judge(Case(draft, *scene.ground)) for draft in scene.drafts]
    assert [verdict for verdict in verdicts if verdict is not None] == []


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_a_defect_is_found(sabotage: Sabotage, scene: Scene) -> None:
    cases = [case for draft in scene.drafts if (case := sabotage.made(draft, scene.ground)) is not None]
    assert cases
    assert [case.draft.question for case in cases if judge(case) is None] == []


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_the_check_meant_for_a_defect_finds_it(sabotage: Sabotage, scene: Scene) -> None:
    cases = [case for draft in scene.drafts if (case := sabotage.made(draft, scene.ground)) is not None]
    found = [verdict for case in cases if (verdict := judge(case)) is not None]
    meant = [
        verdict
        for verdict in found
        if verdict.check == sabotage.caught_by and verdict.detail.startswith(sabotage.letter)
    ]
    assert 2 * len(meant) > len(found)
