"""Reviews are kept beside the record, while it is written, and put together for whoever honours them."""

from pathlib import Path

import pytest

from taskloom.store import Store
from taskloom.store.reviews import BlindAnswer, Decision, Drawn, Opinion, Review, Reviews

AT = "2026-01-02T03:04:05Z"


def review(
    reader: str, opinion: Opinion, *, comment: str = "", question: str | None = None, answer: str | None = None
) -> Review:
    return Review("t_1", reader, AT, opinion, comment, question, answer)


def test_a_run_without_reviews_has_none_and_gets_no_file(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    assert (reviews.decisions(), reviews.samples(), reviews.of_task("t_1")) == ({}, [], [])
    assert list(tmp_path.iterdir()) == []


def test_the_last_verdict_of_a_reader_counts_and_all_are_kept(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    given = [review("ann", "reject"), review("ann", "accept"), review("ann", "comment", comment="fine now")]
    for one in given:
        reviews.add(one)
    assert reviews.of_task("t_1") == given
    assert reviews.decisions() == {"t_1": Decision("accepted")}


@pytest.mark.parametrize(
    ("opinions", "decision"),
    [
        ([review("ann", "accept"), review("bob", "reject")], Decision("disputed")),
        ([review("ann", "accept"), review("bob", "reject"), review("eve", "reject")], Decision("rejected")),
        (
            [review("ann", "correct", answer="7"), review("bob", "correct", answer="7")],
            Decision("corrected", None, "7"),
        ),
        ([review("ann", "correct", answer="7"), review("bob", "correct", answer="8")], Decision("disputed")),
        ([review("ann", "correct", question="How many?"), review("bob", "accept")], Decision("disputed")),
        (
            [review("ann", "accept"), review("bob", "reject"), review("eve", "correct", answer="7")],
            Decision("disputed"),
        ),
    ],
)
def test_readers_are_put_together(tmp_path: Path, opinions: list[Review], decision: Decision) -> None:
    for one in opinions:
        Reviews(tmp_path).add(one)
    assert Reviews(tmp_path).decisions() == {"t_1": decision}
    assert Reviews(tmp_path).decisions(["t_2"]) == {}


def test_a_comment_alone_decides_nothing(tmp_path: Path) -> None:
    Reviews(tmp_path).add(review("ann", "comment", comment="odd"))
    assert Reviews(tmp_path).decisions() == {}


def test_reviews_are_written_while_the_run_is(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path) as store, store.transaction():
        store.meta.put("status", "running")
        Reviews(tmp_path).add(review("ann", "accept"))
        assert set(Reviews(tmp_path).decisions()) == {"t_1"}


def test_a_sample_and_blind_answers_come_back_as_they_were(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    drawn = (Drawn("t_1", "depth"), Drawn("t_2", "width"))
    number = reviews.draw(drawn, {"depth": 4, "width": 9}, at=AT, seed=3, stratum="kind", filter="hops=2", blind=True)
    sample = reviews.sample(number)
    assert sample is not None
    assert (sample.drawn, sample.populations, sample.seed, sample.blind) == (drawn, {"depth": 4, "width": 9}, 3, True)
    for text, score in (("7", 1.0), ("8", 0.0)):
        reviews.answer(BlindAnswer("t_1", "ann", AT, text, score, ""))
    assert reviews.answers("ann", ["t_1", "t_2"])["t_1"].answer == "7"
    assert reviews.answers("bob", ["t_1"]) == {}
