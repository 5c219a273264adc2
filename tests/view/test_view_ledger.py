"""What models cost: summed over the results, by purpose where the record has the calls."""

from pathlib import Path

from taskloom.store import Store
from taskloom.view.ledger import spending


def test_a_run_without_a_model_spent_nothing(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        assert spending(store) == (0, 0, 0, 0.0, ())


def test_usage_of_candidates_is_summed_and_an_unknown_price_stays_unknown(run_folder: Path) -> None:
    used = '{"model_calls": 2, "input_tokens": 30, "output_tokens": 4, "cost": %s}'
    with Store.create_or_open(run_folder) as store:
        store.connection.execute("UPDATE results SET usage = ? WHERE rowid IN (1, 2)", (used % "0.5",))
        assert spending(store) == (4, 60, 8, 1.0, ())
        store.connection.execute("UPDATE results SET usage = ? WHERE rowid = 2", (used % "null",))
        assert spending(store).cost is None


def test_calls_are_put_together_by_purpose(run_folder: Path) -> None:
    with Store.create_or_open(run_folder) as store:
        store.connection.execute(
            "CREATE TABLE model_calls"
            " (purpose TEXT, model TEXT, input_tokens INT, output_tokens INT, cost REAL, latency_s REAL)"
        )
        for purpose, cost, seconds in (("judge", 0.25, 1.0), ("agent", 2.0, 2.0), ("agent", 1.0, 4.0)):
            row = (purpose, "m", 10, 5, cost, seconds)
            store.connection.execute("INSERT INTO model_calls VALUES (?, ?, ?, ?, ?, ?)", row)
        found = spending(store)
    assert (found.calls, found.cost) == (3, 3.25)
    assert [(one.name, one.calls, one.cost, one.seconds) for one in found.purposes] == [
        ("agent", 2, 3.0, 3.0),
        ("judge", 1, 0.25, 1.0),
    ]
