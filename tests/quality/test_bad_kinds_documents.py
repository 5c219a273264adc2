"""Each bad kind planted in documents: no accepted task shows it, and good tasks beside it remain."""

from collections.abc import Callable

import pytest
from planted import BadKind, Outcome, bad_kinds

KINDS = bad_kinds()


def name_of(kind: BadKind) -> str:
    return f"{kind.number:02} {kind.name}"


@pytest.fixture(scope="session")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[BadKind], Outcome]:
    """What a kind's documents give; each is read, mined, crafted and checked once."""
    known: dict[str, Outcome] = {}

    def outcome(kind: BadKind) -> Outcome:
        if kind.needs is not None:
            pytest.importorskip(kind.needs)
        if kind.name not in known:
            known[kind.name] = Outcome.of(kind.sources, tmp_path_factory.mktemp("planted"))
        return known[kind.name]

    return outcome


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.bad], ids=name_of)
def test_no_accepted_task_shows_the_defect(kind: BadKind, outcome_of: Callable[[BadKind], Outcome]) -> None:
    outcome = outcome_of(kind)
    shown = [(draft.question, draft.answer.text) for bad in kind.bad for draft in outcome.shows(bad)]
    assert shown == []


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_good_tasks_beside_it_remain(kind: BadKind, outcome_of: Callable[[BadKind], Outcome]) -> None:
    outcome = outcome_of(kind)
    lost = [(good.says, good.answer, outcome.stopped(good)) for good in kind.good if not outcome.shows(good)]
    assert lost == []


def test_every_bad_kind_is_planted() -> None:
    assert {kind.number for kind in KINDS} == set(range(36))
