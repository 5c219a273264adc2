"""What is drawn and not needed comes again; a task is remembered only when it is admitted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from taskloom.craft.bridges import Bridges
from taskloom.craft.draft import Draft
from taskloom.dataset.diversity import Caps, Variety
from taskloom.dataset.near import NearDuplicates
from taskloom.dataset.traits import template
from taskloom.pipeline.admission import ORDER, WIDENINGS, Admission
from taskloom.pipeline.crafting import streams
from taskloom.pipeline.events import Progress
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.stream import LEAST, PATIENCE, Stream, Worth
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Kind, Provenance
from taskloom.store import Store

PROVENANCE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0", run="r_0")


def quiet(progress: Progress) -> None:
    del progress


def passing(run: Opened, count: int, uri: str | None = None) -> list[Draft]:
    """Atomic drafts that pass their checks, of one document or any."""
    found: list[Draft] = []
    for draft in streams(run.facts, Bridges(run.facts), 2, 0)["atomic"]:
        if uri in (None, draft.facts[0].uri) and run.check(draft, PROVENANCE).task is not None:
            found.append(draft)
        if len(found) == count:
            break
    return found


@pytest.fixture(scope="module")
def drafts(real_run: Opened) -> list[Draft]:
    return passing(real_run, 40)


@pytest.fixture(scope="module")
def workers(real_run: Opened) -> Iterator[Workers]:
    pool = Workers(real_run.store.run, 1)
    yield pool
    pool.close()


def admitted(
    place: Path, workers: Workers, drafts: list[Draft], requested: int, variety: Variety
) -> tuple[list[str], dict[str, int]]:
    """The questions in the dataset, and why others are not in it."""
    with Store.create_or_open(place) as store:
        _admit(store, workers, drafts, requested, variety)
        reasons = {one.check: one.times for one in store.results.rejection_counts()}
        return [task.question for task in store.results.tasks()], reasons


def _admit(store: Store, workers: Workers, drafts: list[Draft], requested: int, variety: Variety) -> None:
    targets: dict[Kind, int | None] = {"atomic": requested, "depth": 0, "width": 0}
    admission = Admission(
        store, "k", Caps(variety, requested), NearDuplicates(), workers, PROVENANCE, quiet, {}, requested,
        targets,
    )  # fmt: skip
    empty: dict[Kind, Iterator[Draft]] = {kind: iter(()) for kind in ORDER}
    admission.run({**empty, "atomic": iter(drafts)})
    admission.give_up()


WIDE = Variety(document=1, relation=1, template=1, bridge=100, least=100)


def test_candidates_that_are_put_back_come_again_in_order(drafts: list[Draft]) -> None:
    stream = Stream(iter(drafts), "k")
    first = stream.take(10)
    stream.put_back(first[4:])
    assert [one.draft for one in stream.take(8)] == drafts[4:12]


def test_a_candidate_keeps_its_place_and_key_when_it_comes_again(drafts: list[Draft]) -> None:
    stream = Stream(iter(drafts), "k")
    first = stream.take(3)
    stream.put_back(first)
    assert stream.take(3) == first


def test_a_stream_is_dry_when_nothing_is_left_and_nothing_was_put_back(drafts: list[Draft]) -> None:
    stream = Stream(iter(drafts[:3]), "k")
    taken = stream.take(4)
    assert stream.dry
    stream.put_back(taken[1:])
    assert not stream.dry


def test_exactly_what_was_asked_for_is_admitted(drafts: list[Draft], workers: Workers, tmp_path: Path) -> None:
    questions, rejected = admitted(tmp_path, workers, drafts, 7, WIDE)
    assert (questions, rejected) == ([draft.question for draft in drafts[:7]], {})


def test_a_twin_of_a_task_that_found_no_room_is_not_lost(
    drafts: list[Draft], workers: Workers, real_run: Opened, tmp_path: Path
) -> None:
    by_wording: dict[str, list[Draft]] = {}
    for draft in drafts:
        task = real_run.check(draft, PROVENANCE).task
        assert task is not None
        by_wording.setdefault(template(task), []).append(draft)
    first, deferred = max(by_wording.values(), key=len)[:2]
    twin = replace(deferred, id="t_twin", question=f"Please answer this: {deferred.question}")
    one_of_each_wording = WIDE.model_copy(update={"template": 0.01, "least": 1})
    questions, rejected = admitted(tmp_path, workers, [first, deferred, twin], 3, one_of_each_wording)
    assert (questions, rejected) == ([first.question, twin.question], {"near_duplicate": 1})


def test_what_finds_no_room_is_deferred_and_admitted_when_nothing_else_is_left(
    drafts: list[Draft], workers: Workers, tmp_path: Path
) -> None:
    tight = Variety(document=0.01, relation=1, template=1, bridge=100, least=1, slack=1)
    questions, _ = admitted(tmp_path, workers, drafts, 40, tight)
    documents = {draft.facts[0].uri for draft in drafts}
    assert len(documents) < len(questions)


def test_what_never_finds_room_is_rejected_for_the_cap_that_kept_it_out(
    real_run: Opened, workers: Workers, tmp_path: Path
) -> None:
    of_one_document = passing(real_run, 20, "bad-drivers.csv")
    one_each = WIDE.model_copy(update={"document": 0.01, "least": 1, "slack": 1})
    questions, rejected = admitted(tmp_path, workers, of_one_document, 21, one_each)
    assert len(questions) == 2**WIDENINGS
    assert rejected["variety"] == 20 - len(questions) - rejected.get("near_duplicate", 0)


def test_what_a_lasting_cap_kept_out_is_not_read_again(real_run: Opened, workers: Workers, tmp_path: Path) -> None:
    by_name: dict[str, list[Draft]] = {}
    for draft in passing(real_run, 200):
        if draft.answer.type == "name":
            by_name.setdefault(draft.answer.text, []).append(draft)
    alike = max(by_name.values(), key=len)
    assert len(alike) > 2
    read: list[str] = []
    with Store.create_or_open(tmp_path) as store:
        store.connection.set_trace_callback(read.append)
        one_of_each_name = WIDE.model_copy(update={"answer": 0.01, "least": 1})
        _admit(store, workers, alike, len(alike), one_of_each_name)
        assert [one.times for one in store.results.rejection_counts() if one.check == "variety"] == [len(alike) - 1]
    judged = [text for text in read if text.startswith("SELECT status, record")]
    assert len(judged) == len(alike) + (len(alike) - 1), "each is looked up when it is drawn, and again when refused"


@pytest.mark.parametrize(("requested", "to_the_end"), [(30, False), (45, True)])
def test_a_kind_that_gives_next_to_nothing_is_drawn_on_only_when_the_others_are_not_enough(
    drafts: list[Draft],
    workers: Workers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    requested: int,
    to_the_end: bool,
) -> None:
    monkeypatch.setattr("taskloom.pipeline.stream.PATIENCE", 40)
    drawn: list[str] = []

    def leaking() -> Iterator[Draft]:
        for number in range(400):
            one = drafts[number % len(drafts)]
            drawn.append(f"t_{number}")
            yield replace(one, id=drawn[-1], kind="depth", question=f"{one.question} {one.answer.text}")

    with Store.create_or_open(tmp_path) as store:
        targets: dict[Kind, int | None] = {"depth": 15, "width": 0, "atomic": requested - 15}
        admission = Admission(
            store, "k", Caps(WIDE, requested), NearDuplicates(), workers, PROVENANCE, quiet, {}, requested, targets
        )
        admission.run({"depth": leaking(), "width": iter(()), "atomic": iter(drafts)})
    assert admission.total == min(requested, len(drafts))
    assert (len(drawn) == 400) == to_the_end


def test_drawing_is_not_worth_it_after_many_decisions_that_gave_next_to_nothing() -> None:
    worth = Worth()
    for number in range(PATIENCE - 1):
        worth.note(gained=number < LEAST - 1)
    assert not worth.lost
    worth.note(gained=False)
    assert worth.lost


def test_drawing_is_worth_it_while_there_is_something_now_and_then() -> None:
    worth = Worth()
    for number in range(3 * PATIENCE):
        worth.note(gained=number % (PATIENCE // LEAST) == 0)
    assert not worth.lost
