"""What models cost: the ledger of calls, by purpose."""

from pathlib import Path

from taskloom.store import Store
from taskloom.store.calls import Answered, Reserved
from taskloom.view.ledger import spending


def test_a_run_without_a_model_spent_nothing(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        assert spending(store) == (0, 0, 0, 0, ())


def test_calls_are_put_together_by_purpose(run_folder: Path) -> None:
    with Store.create_or_open(run_folder) as store:
        for at, (purpose, price, seconds) in enumerate(
            [("judge", 0.25, 1.0), ("solve", 2.0, 2.0), ("solve", 1.0, 4.0)]
        ):
            key = bytes([at])
            store.calls.record([Reserved(key, "m", purpose, 5.0), Answered(key, b"{}", 10, 5, price, seconds, 1)])
        found = spending(store)
    assert (found.calls, found.input_tokens, found.output_tokens, found.cost) == (3, 30, 15, 3.25)
    assert [(one.name, one.calls, one.cost, one.seconds) for one in found.purposes] == [
        ("solve", 2, 3.0, 3.0),
        ("judge", 1, 0.25, 1.0),
    ]


def test_a_price_that_is_unknown_stays_unknown(run_folder: Path) -> None:
    with Store.create_or_open(run_folder) as store:
        for key, price in ((b"1", 0.5), (b"2", None)):
            store.calls.record([Reserved(key, "m", "solve", None), Answered(key, b"{}", 1, 1, price, 1.0, 1)])
        assert spending(store).cost is None
