"""The ledger's rows: what a call becomes, what stays counted, and the summary."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taskloom.store import Calls, Store
from taskloom.store.calls import Answered, Change, Failed, Hit, Reserved

A, B, C = b"a" * 16, b"b" * 16, b"c" * 16
REPLY = b'{"content":"yes"}'


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[Calls]:
    with Calls.open(tmp_path) as opened:
        yield opened


def answered(key: bytes, price: float | None = 0.25) -> Answered:
    return Answered(key, REPLY, 100, 10, price, 1.5, 1)


def test_an_answer_is_kept_with_what_it_cost(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", 1.0)])
    assert (calls.answered(A), calls.spent()) == (None, 1.0)
    calls.record([answered(A)])
    stored = calls.answered(A)
    assert stored is not None
    assert stored == (REPLY, 100, 10, 0.25)
    assert calls.spent() == 0.25
    assert calls.answered(B) is None


def test_changes_of_one_batch_hold_in_their_order(calls: Calls) -> None:
    batch: list[Change] = [Reserved(A, "m", "word", 1.0), Reserved(B, "m", "word", 2.0), answered(A), Hit(A), Hit(A)]
    calls.record([*batch, Failed(B, "no", 3, lost=False), Reserved(B, "m", "word", 4.0)])
    (row,) = calls.summary()
    assert (row.answered, row.failed, row.hits, row.tries) == (1, 0, 2, 4)
    assert (row.lost, row.lost_price, calls.spent()) == (1, 4.0, 4.25)


def test_one_that_was_reserved_and_is_sent_again_stays_counted(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", 1.0)])
    calls.record([Reserved(A, "m", "word", 1.5)])
    assert calls.spent() == 2.5
    calls.record([answered(A)])
    assert calls.spent() == 1.25
    assert calls.summary()[0].lost == 1


def test_a_failure_that_may_have_cost_stays_counted(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", 1.0), Failed(A, "timeout", 8, lost=True)])
    calls.record([Reserved(B, "m", "word", 1.0), Failed(B, "429", 8, lost=False)])
    assert calls.spent() == 1.0
    calls.record([Reserved(A, "m", "word", 1.0), answered(A), Reserved(B, "m", "word", 1.0), answered(B)])
    assert calls.spent() == 1.5


def test_an_answer_is_never_replaced(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", 1.0), answered(A)])
    calls.record([Reserved(A, "m", "word", 1.0)])
    assert (calls.spent(), calls.answered(A)) == (0.25, (REPLY, 100, 10, 0.25))


def test_an_unknown_price_stays_unknown_and_keeps_what_was_reserved(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", None), answered(A, None), Reserved(B, "m", "word", 1.0), answered(B, None)])
    stored = calls.answered(A)
    assert stored is not None
    assert stored.price is None
    assert (calls.summary()[0].unpriced, calls.summary()[0].price, calls.spent()) == (2, 0.0, 1.0)


def test_a_batch_that_fails_leaves_nothing(calls: Calls) -> None:
    with pytest.raises(Exception, match="constraint"):
        calls.record([Reserved(A, "m", "word", 1.0), Reserved(B, None, "word", 1.0)])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    assert calls.summary() == []


def test_the_summary_is_by_model_and_purpose_the_dearest_first(calls: Calls) -> None:
    calls.record([Reserved(A, "m", "word", 1.0), answered(A, 0.1), Reserved(B, "m", "judge", 1.0), answered(B, 0.5)])
    calls.record([Reserved(C, "n", "judge", 3.0)])
    rows = calls.summary()
    assert [(row.model, row.purpose, row.calls, row.price) for row in rows] == [
        ("m", "judge", 1, 0.5),
        ("m", "word", 1, 0.1),
        ("n", "judge", 1, 0.0),
    ]
    assert (rows[0].input_tokens, rows[0].output_tokens, rows[0].latency_s) == (100, 10, 1.5)
    assert (rows[2].lost, rows[2].lost_price, rows[2].latency_s) == (1, 3.0, None)


def test_the_ledger_is_written_beside_the_runs_own_writer(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path) as store, Calls.open(tmp_path) as beside:
        beside.record([Reserved(A, "m", "word", 1.0), answered(A)])
        store.meta.put("status", "mining")
        assert store.calls.answered(A) is not None
    with Store.read_only(tmp_path) as reader:
        assert reader.calls.spent() == 0.25
