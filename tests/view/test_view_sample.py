"""Samples: the same for the same seed, spread over strata, and their result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from taskloom.store.reviews import Review, Reviews, Sample
from taskloom.view.filters import Filters
from taskloom.view.run import Run
from taskloom.view.sample import draw, next_unread, result

Follow = Callable[[Path], Run]


def kept(run: Run, stratum: str, size: int) -> Sample:
    drawn = draw(run, Filters(), stratum, size, 1)
    number = run.reviews.draw(drawn.drawn, drawn.populations, at="", seed=1, stratum=stratum, filter="", blind=False)
    sample = run.reviews.sample(number)
    assert sample is not None
    return sample


def test_a_seed_draws_the_same_tasks_and_another_seed_others(run_folder: Path, follow: Follow) -> None:
    run = follow(run_folder)
    first = draw(run, Filters(), "", 20, 5)
    assert first == draw(run, Filters(), "", 20, 5)
    assert first != draw(run, Filters(), "", 20, 6)
    assert len({one.task for one in first.drawn}) == 20 and first.populations == {"": 80}


def test_strata_give_the_same_number_each_in_mixed_order(run_folder: Path, follow: Follow) -> None:
    drawn = draw(follow(run_folder), Filters(), "kind", 6, 5)
    strata = [one.stratum for one in drawn.drawn]
    assert {kind: strata.count(kind) for kind in drawn.populations} == {"atomic": 6, "depth": 6, "width": 6}
    assert strata != sorted(strata) and sum(drawn.populations.values()) == 80


def test_a_filter_narrows_what_is_drawn_from(run_folder: Path, follow: Follow) -> None:
    run = follow(run_folder)
    drawn = draw(run, Filters.parse([("kind", "depth")]), "kind", 500, 5)
    assert set(drawn.populations) == {"depth"} and len(drawn.drawn) == drawn.populations["depth"]


def test_the_result_counts_what_every_reader_accepts(run_folder: Path, follow: Follow) -> None:
    run = follow(run_folder)
    sample = kept(run, "kind", 4)
    reviews = Reviews(run_folder)
    for at, one in enumerate(sample.drawn):
        reviews.add(Review(one.task, "ann", "", "reject" if at == 0 else "accept"))
        if at == 1:
            reviews.add(Review(one.task, "bob", "", "correct", answer="x"))
    found = result(sample, reviews)
    assert found.total.share is not None
    assert (found.total.share.good, found.total.share.read) == (10, 12)
    assert found.total.share.low < found.total.share.share < found.total.share.high
    assert [line.share.read for line in found.strata if line.share] == [4, 4, 4]
    assert found.disputed == (sample.drawn[1].task,)
    assert found.pairs[0].agreement.both == 1 and found.pairs[0].agreement.same == 0


def test_reading_goes_on_at_the_next_unread_task_and_comes_round(run_folder: Path, follow: Follow) -> None:
    run = follow(run_folder)
    sample = kept(run, "", 3)
    for place in (2, 3):
        run.reviews.add(Review(sample.drawn[place - 1].task, "ann", "", "accept"))
    assert next_unread(sample, run.reviews, "ann", 3) == 1
    assert next_unread(sample, run.reviews, "bob", 1) == 2
    run.reviews.add(Review(sample.drawn[0].task, "ann", "", "reject"))
    assert next_unread(sample, run.reviews, "ann", 1) is None
