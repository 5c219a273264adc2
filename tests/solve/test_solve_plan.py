"""What the plans of accepted tasks hold: literals of their question, and nothing that is to be found."""

import re
from collections.abc import Iterator, Sequence

from taskloom.craft.chain import hidden
from taskloom.craft.draft import Draft
from taskloom.grade.name import fold
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
    Plan,
    Read,
    Reader,
    SentenceReader,
    Step,
    Term,
)


def said(plan: Plan) -> Iterator[Term]:
    """What a plan names: documents, scopes, rows, members, values."""
    yield from _said(plan.steps)


def _said(steps: Sequence[Step]) -> Iterator[Term]:
    for step in steps:
        match step:
            case Each():
                yield from (term for term in _said(step.steps) if term != MEMBER)
            case Locate():
                yield step.name
            case LocateOwner():
                yield step.value
            case Compute():
                yield from step.names
            case Read():
                yield from _said_by(step.reader)


def _said_by(reader: Reader) -> Iterator[Term]:
    if isinstance(reader, SentenceReader):
        yield from (reader.phrase, reader.when)
        return
    if isinstance(reader, MetadataReader):
        yield reader.label
        return
    yield reader.scope
    match reader:
        case CellReader():
            yield from (condition.text for condition in reader.where)
        case ColumnReader():
            if reader.where is not None:
                yield reader.where.text
        case EntryReader():
            yield reader.item or ""
        case ItemsReader():
            pass


def labels(plan: Plan) -> Iterator[str]:
    """The columns and label paths a plan reads at."""
    for step in plan.steps:
        if isinstance(step, LocateOwner):
            yield step.path
        elif isinstance(step, Read):
            match step.reader:
                case CellReader():
                    yield from (step.reader.column, *(condition.column for condition in step.reader.where))
                case ColumnReader():
                    yield from (step.reader.column, step.reader.key)
                case EntryReader() | ItemsReader():
                    yield step.reader.path
                case SentenceReader():
                    yield step.reader.phrase
                case MetadataReader():
                    yield step.reader.label


def literals(plan: Plan) -> list[str]:
    return [text for text in (*said(plan), *labels(plan)) if isinstance(text, str) and text]


def stands_in(text: str, question: str) -> bool:
    return f" {fold(text)} " in f" {fold(question)} "


def test_what_a_plan_names_stands_in_the_question(accepted: tuple[Draft, ...]) -> None:
    strange = [
        (text, draft.question)
        for draft in accepted
        for text in said(draft.plan)
        if isinstance(text, str) and text and not stands_in(text, draft.question)
    ]
    assert strange == []


def test_no_plan_holds_the_answer_or_a_hidden_identifier(accepted: tuple[Draft, ...]) -> None:
    held: list[tuple[str, str]] = []
    for draft in accepted:
        secrets = {fold(draft.answer.text), *(fold(item.text) for item in draft.answer.items)}
        secrets.update(fold(fact.answer.text) for chain in draft.chains for fact in hidden(chain))
        held += [(text, draft.question) for text in literals(draft.plan) if fold(text) in secrets]
    assert held == []


def test_no_plan_holds_a_place_an_address_or_a_hash(accepted: tuple[Draft, ...]) -> None:
    held: list[tuple[str, str]] = []
    for draft in accepted:
        places = {text for fact in draft.facts for text in (fact.uri, fact.digest, fact.locator, fact.id)}
        held += [
            (text, draft.question)
            for text in literals(draft.plan)
            if text in places or re.search(r"://|(row|column|table)\[|^[0-9a-f]{16,}$", text)
        ]
    assert held == []


def test_the_answer_is_what_the_last_step_yields(accepted: tuple[Draft, ...]) -> None:
    assert {draft.id for draft in accepted if isinstance(draft.plan.steps[-1], Locate)} == set()


def test_every_variable_is_bound_before_it_is_used(accepted: tuple[Draft, ...]) -> None:
    for draft in accepted:
        bound: set[str] = set()
        for step in draft.plan.steps:
            used = {term.name for term in said(Plan((step,))) if not isinstance(term, str)}
            if isinstance(step, Read):
                used.add(step.document)
            if isinstance(step, Compute):
                used.update(step.inputs)
            assert used <= bound, draft.question
            bound.add(step.into)
