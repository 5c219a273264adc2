"""What a run spent on models: all candidates together, and by purpose where the record has the calls one by one."""

from __future__ import annotations

from typing import NamedTuple

from taskloom.store import Store

_CALLS = "model_calls"
_COLUMNS = {"purpose", "input_tokens", "output_tokens", "cost", "latency_s"}


class Purpose(NamedTuple):
    """The calls made for one purpose; `seconds` is their mean latency, None where it was not measured."""

    name: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float | None


class Spending(NamedTuple):
    """What a run spent so far. `cost` is in US dollars, None when the price of any call is unknown."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    purposes: tuple[Purpose, ...]
    """The dearest first; () when the record has no table of calls."""


def spending(store: Store) -> Spending:
    """The sums over the results, and over the table of model calls if there is one."""
    connection = store.connection
    calls, tokens_in, tokens_out, cost, unknown = connection.execute(
        "SELECT total(json_extract(usage, '$.model_calls')), total(json_extract(usage, '$.input_tokens')),"
        " total(json_extract(usage, '$.output_tokens')), total(json_extract(usage, '$.cost')),"
        " count(*) - count(json_extract(usage, '$.cost')) FROM results WHERE usage IS NOT NULL"
    ).fetchone()
    columns = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (_CALLS,))}
    if not columns >= _COLUMNS:
        return Spending(int(calls), int(tokens_in), int(tokens_out), None if unknown else cost, ())
    purposes = tuple(
        Purpose(*row)
        for row in connection.execute(
            "SELECT purpose, count(*), total(input_tokens), total(output_tokens),"
            f" CASE WHEN count(cost) = count(*) THEN total(cost) END, avg(latency_s) FROM {_CALLS}"
            " GROUP BY purpose ORDER BY total(cost) DESC, purpose"
        )
    )
    known = [one.cost for one in purposes if one.cost is not None]
    return Spending(
        sum(one.calls for one in purposes),
        int(sum(one.input_tokens for one in purposes)),
        int(sum(one.output_tokens for one in purposes)),
        sum(known) if len(known) == len(purposes) else None,
        purposes,
    )
