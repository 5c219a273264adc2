"""How far a run was when: a mark every few seconds, the last of a stage always."""

from pathlib import Path

from taskloom.store import Store
from taskloom.store.timeline import Mark


def test_marks_are_thinned_but_for_the_first_and_last_of_a_stage(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path) as store:
        for tenth in range(51):
            store.timeline.note(Mark(tenth / 10, "reading", tenth, 50, 0, 0))
        store.timeline.note(Mark(5.0, "making", 1, None, 1, 0))
    with Store.read_only(tmp_path) as store:
        assert [(mark.stage, mark.done) for mark in store.timeline.marks()] == [
            ("reading", 0),
            ("reading", 20),
            ("reading", 40),
            ("reading", 50),
            ("making", 1),
        ]


def test_a_record_without_a_timeline_has_no_marks(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path) as store:
        assert list(store.timeline.marks()) == []
