"""A task before it is verified: its chains, its question, its golden answer and its plan."""

import hashlib
from dataclasses import dataclass

from taskloom.craft.chain import Chain, final
from taskloom.craft.planning import steps_of
from taskloom.craft.wording import question
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact
from taskloom.schema.task import Kind, Operation
from taskloom.solve.plan import Plan


@dataclass(frozen=True, slots=True)
class Draft:
    """What crafting hands to solving and verifying."""

    id: str
    kind: Kind
    question: str
    answer: Answer
    chains: tuple[Chain, ...]
    """One for an atomic or depth task, the parts for a width task."""
    plan: Plan
    template: str
    """Which wording was used; for diversity."""
    operation: Operation | None = None
    guess: float | None = None
    """How often a guess among the candidate values would be right."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, in the order they are solved."""
        return tuple(hop.fact for chain in self.chains for hop in chain)

    @property
    def hops(self) -> int:
        """1 + the hidden identifiers on the longest chain."""
        return max(len(chain) for chain in self.chains)


def identity(kind: Kind, operation: str, facts: tuple[Fact, ...]) -> str:
    """A task's id: the hash of its kind, operation and ordered fact ids."""
    text = "|".join((kind, operation, *(fact.id for fact in facts)))
    return "t_" + hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def draft_chain(chain: Chain) -> Draft:
    """An atomic task (one hop) or a depth task."""
    kind: Kind = "atomic" if len(chain) == 1 else "depth"
    facts = tuple(hop.fact for hop in chain)
    fact = final(chain)
    template = "+".join(f"{hop.fact.form}:{hop.slot}:{hop.fact.answer.type}" for hop in chain)
    return Draft(
        identity(kind, "", facts),
        kind,
        question(chain),
        fact.answer,
        (chain,),
        Plan(steps_of(chain, "a")),
        template,
        None,
        1 / max(1, fact.values),
    )
