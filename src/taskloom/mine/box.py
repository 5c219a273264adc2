"""Key-value box -> facts: each label's value, the members of lists with quantities, and their extremes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskloom.grade.name import fold
from taskloom.grade.number import read_quantity
from taskloom.mine.member_set import SIZES, listed
from taskloom.mine.phrase import cited, is_cited, noun_phrase, singular, titled
from taskloom.mine.table import Names
from taskloom.mine.value import Item, Value, one_of, read_items, read_value
from taskloom.schema.answer import Answer
from taskloom.schema.document import Box, Cell, Entry
from taskloom.schema.fact import Member

VOLATILE = re.compile(
    r"\b(age|current|currently|as of|active|residence|website|web ?site|url|e-?mail|phone|telephone|fax|address|"
    r"signature|image|caption|logo|coordinates|time zone|code|isbn|issn|imdb|note|notes|etymology|history|background|"
    r"overview|"
    r"description|map references|summer|winter|time zone|abbreviation|prefix)s?\b",
    re.IGNORECASE,
)
"""Labels whose values age, are addresses or are prose (bad kind 19)."""

GENERIC = frozenset(
    """total male female name title history other number type date value amount rate production consumption exports
    imports noun adjective revenues expenditures urban rural municipal industrial agricultural land water beer wine
    spirits""".split()
)
"""Labels that need the label above them to be understood."""

HEADINGS = frozenset("statistics statistic details information overview data facts career background profile".split())
"""Nouns of labels above others that say nothing of what they hold."""

YEAR_TAIL = re.compile(r"[\s,]*\(?((?:19|20)\d\d)\)?$")


@dataclass(frozen=True, slots=True)
class Label:
    """How a label is said in a question."""

    phrase: str
    noun: str
    plural: bool
    countable: bool
    when: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """A fact of a box, before the document's context is added."""

    form: str
    entry: Entry
    path: str
    label: Label
    value: Value
    item: str | None = None
    direction: str | None = None
    answer_uri: str | None = None
    values: int = 1
    members: tuple[Member, ...] = ()


def path_of(entry: Entry) -> str:
    """The label with the labels above it, as the tools show it."""
    return " / ".join((*entry.group, entry.label))


def labels_of(box: Box) -> list[Label | None]:
    """For each entry the shortest wording of its label that no other entry of the box shares."""
    paths = [(*entry.group, entry.label) for entry in box.entries]
    own = Counter(fold(path[-1]) for path in paths)
    worded: list[Label | None] = []
    for path in paths:
        label = _label(path, own[fold(path[-1])] > 1)
        worded.append(label)
    said = Counter(fold(label.phrase) + (label.when or "") for label in worded if label)
    return [label if label and said[fold(label.phrase) + (label.when or "")] == 1 else None for label in worded]


def _label(path: tuple[str, ...], shared: bool) -> Label | None:
    last = path[-1]
    when = None
    if match := YEAR_TAIL.search(last):
        when, last = match[1], last[: match.start()]
    phrase = noun_phrase(last)
    if phrase and (tail := re.search(r"\(([^()]+)\)$", last)) and tail[1] not in {"s", "es"} and "(" not in phrase.text:
        phrase = phrase._replace(text=f"{phrase.text} ({tail[1]})")
    if len(path) > 2 and not _akin(last, path[-2]):
        shared = True
    if VOLATILE.search(last) or len(last) > 70:
        return None
    if phrase and not shared and fold(last) not in GENERIC and (when is None or len(last) > 3):
        return Label(phrase.text, phrase.noun, phrase.plural, phrase.countable, when)
    if len(path) < 2:
        return None
    outer = path[-2]
    above = noun_phrase(outer)
    if above is None or VOLATILE.search(outer):
        return None
    if phrase and fold(outer) in fold(last):
        return Label(phrase.text, phrase.noun, phrase.plural, phrase.countable, when)
    if fold(above.noun) in HEADINGS:
        return _cited((outer, last), when)
    detail = _detail(last, outer)
    if detail is None:
        return None
    return Label(f"{above.text} ({detail})", above.noun, above.plural, False, when)


def _cited(path: tuple[str, ...], when: str | None) -> Label:
    """The label as it stands, after the label above it."""
    return Label(cited(" / ".join(path[-2:])).text, "figure", False, False, when)


def _akin(label: str, above: str) -> bool:
    """Whether a label says by itself what the label above it is about: they share a word."""
    if fold(label).split()[:1] in (["other"], ["total"], ["rest"], ["remaining"]):
        return False
    words = {word.rstrip("s") for word in fold(above).split() if len(word) > 3}
    return any(word.rstrip("s") in words for word in fold(label).split())


def _for_number(label: Label, entry: Entry) -> Label:
    """The label as a question can ask a number by it: a quantity or a plural, else cited with the label above it."""
    phrase = noun_phrase(label.phrase.split(" (")[0])
    if phrase is None or phrase.plural or phrase.measure or is_cited(label.phrase) or "(" in label.phrase:
        return label
    return _cited((*entry.group, entry.label), label.when)


def _detail(last: str, outer: str) -> str | None:
    text = re.sub(r"\((s|es)\)", "", " ".join(last.split())).strip(" :")
    if text.casefold().startswith(outer.casefold()):
        text = text[len(outer) :].strip(" :-–")
    if not any(map(str.isalpha, text)) or "/" in text or fold(text) in {"other", "others"}:
        return None
    if not text.isupper() and not re.match(r"^[A-Z]{2,}", text):
        text = text[:1].lower() + text[1:]
    return text.replace("(", "– ").replace(")", "")


def facts_of_box(box: Box, named: Names) -> Iterator[Read]:
    """All facts of a box."""
    labels = [entry.label for entry in box.entries]
    for entry, label in zip(box.entries, labels_of(box), strict=True):
        if label is None:
            continue
        path = path_of(entry)
        if items := read_items(entry.value.text):
            yield from _items(entry, path, label, items, named)
            continue
        value = read_entry(entry.value)
        if value is None:
            continue
        if label.when and value.when and label.when != value.when:
            continue
        if not one_of(value, label.noun):
            continue
        echoes = bool(entry.group) and fold(entry.group[-1]) in fold(entry.label)
        if not echoes and titled(entry.label, labels) and value.answer.type in {"number", "date"}:
            label = _cited((*entry.group, entry.label), label.when)
        elif value.answer.type == "number":
            label = _for_number(label, entry)
        if value.answer.type != "number" and is_cited(label.phrase):
            continue
        if value.answer.items:
            yield from _set(entry, path, label, [item.text for item in value.answer.items], named)
        linked = named(entry.value) if value.answer.type in {"name", "text"} else None
        yield Read("entry", entry, path, label, value, answer_uri=linked)


def read_entry(cell: Cell) -> Value | None:
    """An entry's value: one value, or a short list of names."""
    if len(cell.parts) > 1:
        return _list(cell)
    value = read_value(cell.text, None, cell.links[0].text if len(cell.links) == 1 else None)
    return value if isinstance(value, Value) else None


def _list(cell: Cell) -> Value | None:
    """A list answer: two to eight members, each a name."""
    if not 2 <= len(cell.parts) <= 8 or len(cell.text) > 200:
        return None
    members: list[Answer] = []
    for part in cell.parts:
        value = read_value(part)
        if (
            not isinstance(value, Value)
            or value.answer.type != "name"
            or value.when
            or "," in part
            or "(" in part
            or re.search(r"\bor\b|\baka\b", part)
        ):
            return None
        members.append(value.answer)
    if len({fold(member.text) for member in members}) < len(members):
        return None
    return Value(Answer(text=cell.text, type="list", items=tuple(members)))


def _items(entry: Entry, path: str, label: Label, items: tuple[Item, ...], named: Names) -> Iterator[Read]:
    when = None
    whole = read_value(entry.value.text)
    if isinstance(whole, Value):
        when = whole.when
    if match := re.search(r"\(((?:19|20)\d\d)(?:\sest\.)?\)\s*$", entry.value.text):
        when = match[1]
    label = Label(label.phrase, label.noun, label.plural, label.countable, label.when or when)
    yield from _set(entry, path, label, [item.name for item in items], named)
    for item in items:
        quantity = read_value(item.quantity)
        if isinstance(quantity, Value):
            yield Read("item", entry, path, label, quantity, item=item.name)
    sized = sorted(
        ((read_quantity(item.quantity), item) for item in items),
        key=lambda pair: pair[0].value if pair[0] else 0,
    )
    if len(sized) < 3 or any(quantity is None for quantity, _ in sized):
        return
    if SEVERAL.search(item_noun(label)):
        return
    for direction, best, second in (("max", sized[-1], sized[-2]), ("min", sized[0], sized[1])):
        if best[0] is None or second[0] is None or abs(best[0].value - second[0].value) <= 0.001 * abs(best[0].value):
            continue
        if direction == "min" and "%" in best[1].quantity:
            continue
        name = best[1].name
        answer = Value(Answer(text=name, type="name"))
        linked = named(_member(entry, name))
        yield Read("extreme", entry, path, label, answer, None, direction, linked, len(items))


def _member(entry: Entry, name: str) -> Cell:
    """One name of a list, with its link."""
    return Cell(text=name, links=tuple(link for link in entry.value.links if link.text == name))


def _set(entry: Entry, path: str, label: Label, names: Sequence[str], named: Names) -> Iterator[Read]:
    """The names of a list, as what a task may go over."""
    if len(names) not in SIZES or SEVERAL.search(item_noun(label)):
        return
    members = tuple(
        Member(name=name, uri=named(_member(entry, name)), locator=entry.locator, quote=entry.value.text)
        for name in names
    )
    yield Read("set", entry, path, label, Value(listed(names)), members=members)


SEVERAL = re.compile(r"\b(and|or|per)\b")
"""Words in the noun of a list whose members are of several kinds."""


def item_noun(label: Label) -> str:
    """What one member of the list is called: 'border countries' -> 'border country'."""
    inner = re.search(r"\(([^()]*)\)$", label.phrase)
    text = inner[1] if inner else label.phrase
    text = re.split(r"\s[-–]\s", text)[-1]
    return singular(text)
