"""A chain of facts: each names what the next one is asked about (paper, 'depth-based extension')."""

from dataclasses import dataclass
from typing import Literal

from taskloom.grade.given import leaves
from taskloom.schema.fact import Fact

Slot = Literal["none", "subject", "document"]
"""What the previous hop's answer replaces: nothing, the key of the row, or the document's name."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A fact and where the answer before it goes."""

    fact: Fact
    slot: Slot = "none"


Chain = tuple[Hop, ...]
"""One hop is an atomic task; the first hop's slot is 'none', no other's is."""


def final(chain: Chain) -> Fact:
    """The fact that gives the chain's answer."""
    return chain[-1].fact


def hidden(chain: Chain) -> tuple[Fact, ...]:
    """The facts whose answers are identifiers the question does not name."""
    return tuple(hop.fact for hop in chain[:-1])


def whole_of(chain: Chain) -> Fact | None:
    """The set whose member the chain's last hop is about, if it is about one."""
    return chain[-2].fact if len(chain) > 1 and chain[-2].fact.form == "set" else None


def hidden_names(chain: Chain) -> tuple[str, ...]:
    """The identifiers the question does not name; of a set all its members."""
    return tuple(leaf.text for fact in hidden(chain) for leaf in leaves(fact.answer))
