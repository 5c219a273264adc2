"""Replay: a plan run through the real tools, recorded as chat messages, and the answer read out of what they
returned.

It proves that the frozen evidence yields the golden answer: change the cell and the replayed answer changes,
remove it and replay fails. It has no thoughts and makes no claim about what a model would do.
"""

import json
import re
from ast import literal_eval
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from pydantic import JsonValue

from taskloom.grade.name import fold
from taskloom.mine.value import Value, placeholder, quantity_of, read_items, read_value
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall
from taskloom.solve.compute import code_for
from taskloom.solve.observation import Seen, Shown, parts_of, read, read_parts, results
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
    SentenceReader,
    Step,
    Term,
    Variable,
)
from taskloom.solve.reader import (
    Absent,
    Unread,
    read_cell,
    read_column,
    read_entry,
    read_member,
    read_metadata,
    read_sentence,
)

VERSION = 3

CallTool = Callable[[str, Mapping[str, JsonValue]], str]
"""A tool's name and arguments to its observation (see `tools.Toolbox.call`)."""

MAX_PARTS = 10
RESULTS = 5
IMAGE = re.compile(r"\.(png|jpe?g|webp)$", re.IGNORECASE)


class Observed(NamedTuple):
    """What a step yielded: a text, and the document it names where a link was shown."""

    text: str
    uri: str | None = None
    rows: tuple[tuple[str, str], ...] = ()
    """For a column or a list: keys and values."""


class Replayed(NamedTuple):
    """A replay's outcome; `answer` is None when it failed, and `failure` says at which step and why."""

    answer: str | None
    messages: tuple[Message, ...]
    calls: int
    failure: str = ""
    observed: Mapping[str, Observed] = {}


@dataclass(slots=True)
class _Run:
    """One replay under way."""

    call_tool: CallTool
    messages: list[Message] = field(default_factory=list[Message])
    observed: dict[str, Observed] = field(default_factory=dict[str, Observed])
    calls: int = 0
    whole: dict[str, Seen] = field(default_factory=dict[str, Seen])
    """Documents that were read through."""

    def call(self, name: str, **arguments: JsonValue) -> str:
        self.calls += 1
        identity = f"call_{self.calls}"
        written = json.dumps(arguments, ensure_ascii=False)
        request = ToolCall(id=identity, function=FunctionCall(name=name, arguments=written))
        observation = self.call_tool(name, arguments)
        self.messages.append(Message(role="assistant", tool_calls=(request,)))
        self.messages.append(Message(role="tool", content=observation, tool_call_id=identity, name=name))
        return observation

    def bound(self, term: Term) -> str:
        return self.observed[term.name].text if isinstance(term, Variable) else term


def replay(question: str, plan: Plan, call_tool: CallTool) -> Replayed:
    """Run the plan; never raises for what documents hold."""
    run = _Run(call_tool)
    run.messages.append(Message(role="user", content=question))
    try:
        for step in plan.steps:
            run.observed[step.into] = _done(run, step)
    except Unread as failure:
        return Replayed(None, tuple(run.messages), run.calls, str(failure), run.observed)
    answer = run.observed[plan.steps[-1].into].text
    run.messages.append(Message(role="assistant", content=answer))
    return Replayed(answer, tuple(run.messages), run.calls, "", run.observed)


def _done(run: _Run, step: Step) -> Observed:
    match step:
        case Locate():
            return _locate(run, step)
        case LocateOwner():
            return _locate_owner(run, step)
        case Read():
            return _read(run, step)
        case Each():
            return _each(run, step)
        case Compute():
            return _compute(run, step)


def _each(run: _Run, step: Each) -> Observed:
    """What the steps read for each member, in the members' order."""
    held = run.observed[step.members]
    links: dict[str, str] = json.loads(held.uri or "{}")
    rows: list[tuple[str, str]] = []
    for name, _ in held.rows:
        run.observed[MEMBER.name] = Observed(name, links.get(name))
        try:
            for inner in step.steps:
                run.observed[inner.into] = _done(run, inner)
        except Absent:
            if not step.some:
                raise
            continue
        rows.append((name, run.observed[step.steps[-1].into].text))
    if not rows:
        raise Unread("nothing was read for any member")
    return Observed("", rows=tuple(rows), uri=held.uri)


def _locate(run: _Run, step: Locate) -> Observed:
    if isinstance(step.name, Variable):
        known = run.observed[step.name.name]
        if known.uri is not None:
            return Observed(known.text, known.uri)
    name = run.bound(step.name)
    found = results(run.call("search", query=name, k=RESULTS))
    matching = [result for result in found if fold(result.title) == fold(name)]
    if not matching and _called(run.call("open", document=name), name):
        return Observed(name, name)
    if len(matching) != 1:
        raise Unread(f"search: {len(matching)} of the first {len(found)} results are titled {name!r}")
    return Observed(name, matching[0].uri)


def _called(observation: str, name: str) -> bool:
    """Whether a document that was opened says that it is also called by the name."""
    lines = observation.split("\n")[1:8]
    called = [line.removeprefix("also called: ") for line in lines if line.startswith("also called: ")]
    return any(fold(name) == fold(other) for line in called for other in line.split("; "))


def _locate_owner(run: _Run, step: LocateOwner) -> Observed:
    label = step.path.rsplit(" / ", 1)[-1]
    found = results(run.call("search", query=f"{label} {step.value}", k=RESULTS))
    reader = EntryReader("", step.path)
    for result in found:
        seen = read(run.call("find", document=result.uri, text=step.value))
        try:
            shown = read_entry(seen, reader)
        except Unread:
            continue
        value = read_value(shown.text)
        if isinstance(value, Value) and fold(value.answer.text) == fold(step.value):
            return Observed(result.title, result.uri)
    raise Unread(f"search: none of the first {len(found)} results holds {step.value!r} at {step.path!r}")


def _read(run: _Run, step: Read) -> Observed:
    uri = run.observed[step.document].uri
    if uri is None:
        raise Unread("the document was not reached")
    match step.reader:
        case CellReader():
            return _observed(_read_cell(run, uri, step.reader))
        case EntryReader():
            shown = _shown(run, uri, step.reader.path, lambda seen, reader=step.reader: read_entry(seen, reader))
            if step.reader.item is not None:
                return Observed(read_member(shown, step.reader.item))
            return _observed(shown)
        case ItemsReader():
            shown = _shown(run, uri, step.reader.path, lambda seen, reader=step.reader: read_entry(seen, reader))
            links = {link.text: link.target for link in shown.links}
            return Observed(shown.text, rows=_members(shown.text), uri=json.dumps(links))
        case ColumnReader():
            return _read_rows(run, uri, step.reader)
        case SentenceReader():
            shown = _read_sentence(run, uri, step.reader)
            return Observed(shown.text, shown.links[0].target if shown.links else None)
        case MetadataReader():
            return Observed(read_metadata(read(run.call("open", document=uri)), step.reader))


def _members(text: str) -> tuple[tuple[str, str], ...]:
    """The names of a list, each with the quantity beside it if the list has quantities."""
    items = read_items(text)
    return items or tuple((piece.strip(), "") for piece in text.split(";") if piece.strip())


def _observed(cell: Shown) -> Observed:
    """A cell as an answer: the same reading that mining applies."""
    link = cell.links[0] if len(cell.links) == 1 else None
    if ";" in cell.text and link is None:
        return Observed(cell.text)
    value = read_value(cell.text, None, link.text if link else None)
    if placeholder(cell.text):
        raise Absent(f"{cell.text!r} stands for a missing value")
    if not isinstance(value, Value):
        raise Unread(f"{cell.text!r} is no single value: {value.reason}")
    return Observed(value.answer.text, link.target if link else None)


def _read_cell(run: _Run, uri: str, reader: CellReader) -> Shown:
    """Find the row by its longest literal; where that shows too much or too little, read it all."""
    if IMAGE.search(uri) or uri in run.whole:
        return read_cell(_whole(run, uri), reader, run.bound)
    clue = max((run.bound(where.text) for where in reader.where), key=len)
    try:
        return read_cell(read(run.call("find", document=uri, text=clue)), reader, run.bound)
    except Unread:
        return read_cell(_whole(run, uri), reader, run.bound)


def _shown(run: _Run, uri: str, path: str, reading: Callable[[Seen], Shown]) -> Shown:
    """Read a label: on the first part, else where the document says it, else in the whole of it."""
    if IMAGE.search(uri):
        return reading(_image(run, uri))
    first = read(run.call("open", document=uri))
    if first.parts == 1:
        return reading(first)
    try:
        return reading(read(run.call("find", document=uri, text=path.rsplit(" / ", 1)[-1])))
    except Unread:
        return reading(_whole(run, uri))


def _read_sentence(run: _Run, uri: str, reader: SentenceReader) -> Shown:
    """What a page's text states: where its first part does not, the whole of it."""
    first = read(run.call("open", document=uri))
    try:
        return read_sentence(first, reader)
    except Unread:
        if first.parts == 1:
            raise
        return read_sentence(_whole(run, uri), reader)


def _read_rows(run: _Run, uri: str, reader: ColumnReader) -> Observed:
    pairs = read_column(_whole(run, uri), reader, run.bound)
    links = {cell.links[0].text: cell.links[0].target for cell, _ in pairs if len(cell.links) == 1}
    rows: list[tuple[str, str]] = []
    for key, value in pairs:
        name = read_value(key.text, None, key.links[0].text if len(key.links) == 1 else None)
        held = read_value(value.text, None, value.links[0].text if len(value.links) == 1 else None)
        if isinstance(name, Value) and isinstance(held, Value):
            rows.append((name.answer.text, held.answer.text))
    return Observed("", rows=tuple(rows), uri=json.dumps(links))


def _image(run: _Run, uri: str) -> Seen:
    """An image: looked at, and opened for its tables and boxes where looking shows lines alone."""
    seen = read(run.call("look", document=uri))
    return seen if seen.tables or seen.boxes else read(run.call("open", document=uri))


def _whole(run: _Run, uri: str) -> Seen:
    """All parts of a document, as one. Raises Unread when there are too many."""
    if IMAGE.search(uri):
        return _image(run, uri)
    if uri in run.whole:
        return run.whole[uri]
    first = run.call("open", document=uri)
    parts = parts_of(first)
    if parts > MAX_PARTS:
        raise Unread(f"the document has {parts} parts, more than {MAX_PARTS} are not read through")
    further = [run.call("open", document=uri, part=part) for part in range(2, parts + 1)]
    run.whole[uri] = read_parts((first, *further))
    return run.whole[uri]


def _compute(run: _Run, step: Compute) -> Observed:
    inputs = [run.observed[name] for name in step.inputs]
    if step.operation == "parts":
        return Observed("; ".join(value.text for value in inputs))
    links: dict[str, str] = {}
    if len(inputs) == 1 and inputs[0].rows:
        names = [name for name, _ in inputs[0].rows]
        texts = [text for _, text in inputs[0].rows]
        links = json.loads(inputs[0].uri or "{}")
    else:
        names = [run.bound(name) for name in step.names] or [value.text for value in inputs]
        texts = [value.text for value in inputs]
        for term in step.names:
            if isinstance(term, Variable) and (uri := run.observed[term.name].uri):
                links[run.bound(term)] = uri
    code = code_for(step, names, texts, _decimals(texts))
    printed = run.call("python", code=code).strip()
    if printed.startswith("error: "):
        raise Unread(f"python: {printed}")
    text = _joined(printed) if step.operation in {"keys", "descending"} else printed
    if step.operation in {"larger", "smaller"}:
        text = next((held for held in texts if _same_number(held, text)), text)
    return Observed(text, links.get(text))


def _decimals(texts: list[str]) -> int:
    quantities = [quantity_of(text) for text in texts]
    return max((quantity.decimals for quantity in quantities if quantity), default=0)


def _same_number(held: str, printed: str) -> bool:
    quantity = quantity_of(held)
    return quantity is not None and repr(quantity.value) in {printed, f"{printed}.0", repr(float(printed))}


def _joined(printed: str) -> str:
    """The list of names that Python showed, joined. Raises Unread when it was cut."""
    try:
        members = cast("list[object]", literal_eval(printed))
    except (SyntaxError, ValueError) as error:
        raise Unread(f"python: {printed[:60]!r} is no whole list") from error
    return "; ".join(str(member) for member in members)
