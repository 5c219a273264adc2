"""The words of a question over the members of a hidden set: who they are, and what of each is asked."""

from dataclasses import dataclass

from taskloom.craft.chain import Chain
from taskloom.craft.threshold import said
from taskloom.craft.wording import (
    counted,
    described,
    names_of,
    noun_of,
    place,
    sentence,
    several,
    superlative,
    those_of,
)
from taskloom.mine.phrase import is_cited, says_unit
from taskloom.schema.fact import Fact
from taskloom.schema.task import Operation


@dataclass(frozen=True, slots=True)
class Over:
    """What a question over a set is about: the chain that ends in the set, and one of the figures asked for."""

    start: Chain
    figure: Fact
    own: bool
    """Whether each figure stands in the member's own document, not in one table."""
    some: bool
    """Whether the table holds some of the members only."""


def set_question(over: Over, operation: Operation, limit: float = 0) -> str:
    """The question for one operation; `limit` is the threshold, or for 'order' how many are asked for."""
    fact = over.figure
    before = f"Take {described(over.start[0])}. " if len(over.start) > 1 else ""
    most, least = superlative(fact), superlative(fact.model_copy(update={"direction": "min"}))
    if is_cited(fact.phrase):
        most, least = "highest", "lowest"
    figures, group = _figures(fact), _group(over)
    remark = f" (as far as the {_kind(fact)} gives a figure for them)" if over.some else ""
    match operation:
        case "argmax":
            asked = f"which of {group}{remark} has the {most} {figures}{_own(over, 'its')}"
            asked = f"{asked}? Name it and give the figure."
        case "join":
            asked = f"which of {group} {_above(over, limit)}? Name all of them."
        case "count":
            asked = f"how many of {group} {_above(over, limit)}?"
        case "difference":
            # Of what is counted, 'the most and the fewest' would ask for a difference of things.
            ends = f"the {most} and the {least}" if most != "most" else "the highest and the lowest"
            ends += " number of" if counted(fact) else ""
            asked = f"what is the difference between {ends} {figures} of {group}{remark}{_own(over, 'their')}?"
        case "sum":
            verb = "do" if several(fact) else "does"
            asked = f"what {verb} the {figures} of {group}{remark}{_own(over, 'their')} add up to?"
        case "order":
            asked = f"which {_NUMERALS[int(limit)]} of {group}{remark} have the {most} {figures}{_own(over, 'their')}"
            asked = f"{asked}? List them, starting with the {most}."
        case "compare":
            raise ValueError("the figures of a set are not compared in pairs")
    return before + sentence(asked if over.own else f"{place(fact)}, {asked}")


_NUMERALS = {2: "two", 3: "three"}


def _group(over: Over) -> str:
    """'the border countries listed in the record for Austria'."""
    whole = over.start[-1].fact
    about = f"that {noun_of(over.start[-2])}" if len(over.start) > 1 else None
    return f"the {names_of(whole)} listed{those_of(whole)} {place(whole, about)}"


def _kind(fact: Fact) -> str:
    """What the figures' document is called."""
    if fact.media_type == "application/json":
        return "record"
    return {"html": "page", "table": "dataset", "image": "image", "text": "text"}.get(fact.modality, "document")


def _own(over: Over, whose: str) -> str:
    """Where each figure stands, if in the member's own document."""
    if not over.own:
        return ""
    return f" in its own {_kind(over.figure)}" if whose == "its" else f" in their own {_kind(over.figure)}s"


def _figures(fact: Fact) -> str:
    unit = f" (in {fact.unit})" if fact.unit and not says_unit(fact.phrase, fact.unit) else ""
    when = f" for {fact.when}" if fact.when else ""
    return f"figure{unit} under {fact.phrase}{when}" if is_cited(fact.phrase) else f"{fact.phrase}{unit}{when}"


def _above(over: Over, limit: float) -> str:
    """'are listed with more than 5,000 cases', 'have more than 10% as the birth rate in their own records'."""
    than = f"more than {said(limit, over.figure.answer)}"
    as_ = " " if counted(over.figure) else " as the "
    what = _figures(over.figure).removeprefix("figure") if is_cited(over.figure.phrase) else as_ + _figures(over.figure)
    return f"{'have' if over.own else 'are listed with'} {than}{what}{_own(over, 'their')}"
