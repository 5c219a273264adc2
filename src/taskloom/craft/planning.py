"""A chain, or several with an operation -> the construction plan that replay runs."""

from taskloom.craft.chain import Chain, Hop, Slot
from taskloom.schema.fact import Fact
from taskloom.solve.plan import (
    MEMBER,
    CellReader,
    ColumnReader,
    Compute,
    Each,
    EntryReader,
    ItemsReader,
    Locate,
    LocateOwner,
    MetadataReader,
    Read,
    Reader,
    SentenceReader,
    Step,
    Term,
    Variable,
    Where,
)


def steps_of(chain: Chain, prefix: str) -> tuple[Step, ...]:
    """Steps that end in the variable '{prefix}{number of hops}'."""
    steps: list[Step] = []
    before: str | None = None
    for number, hop in enumerate(chain, start=1):
        into = f"{prefix}{number}"
        steps.extend(hop_steps(hop, Variable(before) if before else None, into))
        before = into
    return tuple(steps)


def hop_steps(hop: Hop, before: Variable | None, into: str) -> list[Step]:
    """Steps that read one hop into the variable `into`; `before` holds what fills its slot."""
    fact = hop.fact
    if fact.form == "owner":
        return [LocateOwner(fact.attribute, fact.item or "", into)]
    document = f"{into}_document"
    name: Term = before if hop.slot == "document" and before else fact.title
    steps: list[Step] = [Locate(name, document)]
    if fact.form == "set":
        members: Reader = ItemsReader(fact.scope, fact.attribute)
        if fact.keys:
            where = fact.keys[0]
            members = ColumnReader(fact.scope, fact.attribute, where.column, Where(where.column, where.text))
        return [*steps, Read(document, members, into)]
    if fact.form == "extreme":
        rows = f"{into}_rows"
        reader: Reader = (
            ColumnReader(fact.scope, fact.keys[0].column, fact.attribute)
            if fact.keys
            else ItemsReader(fact.scope, fact.attribute)
        )
        operation = "largest" if fact.direction == "max" else "smallest"
        return [*steps, Read(document, reader, rows), Compute(operation, (rows,), into)]
    if fact.form == "cell":
        where = tuple(
            Where(key.column, before if at == 0 and hop.slot == "subject" and before else key.text)
            for at, key in enumerate(fact.keys)
        )
        return [*steps, Read(document, CellReader(fact.scope, where, fact.attribute), into)]
    if fact.form == "sentence":
        return [*steps, Read(document, SentenceReader(fact.attribute, fact.when or ""), into)]
    if fact.form == "metadata":
        return [*steps, Read(document, MetadataReader(fact.attribute), into)]
    return [*steps, Read(document, EntryReader(fact.scope, fact.attribute, fact.item), into)]


def each_steps(fact: Fact, slot: Slot, members: str, into: str) -> list[Step]:
    """Steps that read a figure for every member into `into`, as `fact` is read for one of them."""
    if slot == "document":
        reader = EntryReader(fact.scope, fact.attribute)
        steps = (Locate(MEMBER, "member_document"), Read("member_document", reader, "member_value"))
        return [Each(members, steps, into)]
    cell = CellReader(fact.scope, (Where(fact.keys[0].column, MEMBER),), fact.attribute)
    return [
        Locate(fact.title, f"{into}_document"),
        Each(members, (Read(f"{into}_document", cell, "member_value"),), into, some=True),
    ]
