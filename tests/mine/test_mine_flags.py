"""What a fact is flagged for."""

from collections.abc import Callable

import pytest

from taskloom.mine.flags import flags_of
from taskloom.schema.fact import Fact


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("resigned over harassment", ("misconduct",)),
        ("a damn fool", ("offensive",)),
        ("a damn fool, indicted", ("offensive", "misconduct")),
        ("Scunthorpe; a cockpit", ()),
        ("Ghent", ()),
    ],
)
def test_what_may_offend_or_harm_is_flagged(make_fact: Callable[..., Fact], text: str, flags: tuple[str, ...]) -> None:
    assert flags_of(make_fact(quote=text)) == flags


def test_a_key_is_looked_at_too(make_fact: Callable[..., Fact]) -> None:
    key = {"column": "Reason", "text": "bribery", "phrase": "reason", "named": False}
    assert flags_of(make_fact(keys=[key])) == ("misconduct",)
