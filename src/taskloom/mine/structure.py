"""Document -> facts from its structure: tables, key-value boxes, with the words that tell them apart.

No model is used. A fact's question must name every constraint that uniqueness needs within the document, so
facts that no wording can tell apart, or that contradict one another, are dropped here with their reason.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from taskloom.grade.name import fold
from taskloom.mine.box import Read, facts_of_box, item_noun
from taskloom.mine.decimal_sign import DecimalSign
from taskloom.mine.flags import flags_of
from taskloom.mine.link import link_of
from taskloom.mine.member_set import row_sets
from taskloom.mine.phrase import says_unit
from taskloom.mine.profile import described
from taskloom.mine.table import Found, Names, facts_of
from taskloom.mine.text import Told, told
from taskloom.schema.document import Box, Cell, Document, Paragraph, Table
from taskloom.schema.fact import Fact

VERSION = 4
"""Raised when what is mined from the same document changes."""

MAX_SCOPE = 90

AGING = re.compile(r"age|(?:current|present)(?:ly)?\b.*|.*\b(?:as of now|to date)", re.IGNORECASE)
"""Headers of values that age, on a page that gives them no date."""


class Mined(NamedTuple):
    """The facts of a document, and how many readings were dropped for each reason."""

    facts: tuple[Fact, ...]
    dropped: Counter[str]


def mine(document: Document, resolve: Callable[[str], str | None], by_name: Callable[[str], tuple[str, ...]]) -> Mined:
    """All facts of a document.

    `resolve` takes a link's target to the document of the corpus it leads to; `by_name` takes an exact name to
    the documents that bear it.
    """

    def named(cell: Cell) -> str | None:
        if len(cell.links) == 1:
            uri = resolve(cell.links[0].target)
            return uri if uri != document.uri else None
        if cell.links:
            return None
        found = by_name(cell.text)
        return found[0] if len(found) == 1 and found[0] != document.uri else None

    if document.aside:
        return Mined((), Counter({"aside": 1}))
    facts: list[Fact] = []
    dropped: Counter[str] = Counter()
    sign = DecimalSign(document)
    for block in document.blocks:
        if isinstance(block, Table):
            facts.extend(_facts_of_table(document, block, sign, named, dropped))
        elif isinstance(block, Box):
            facts.extend(_facts_of_box(document, block, sign, named, dropped))
    facts.extend([_of_text(document, one) for one in told(document, facts, resolve, named, dropped)])
    mined = distinguish(facts, document)
    return Mined((*mined.facts, *row_sets(mined.facts, document)), mined.dropped + dropped)


def _facts_of_table(
    document: Document, table: Table, sign: DecimalSign, named: Names, dropped: Counter[str]
) -> Iterator[Fact]:
    open_columns = _open_columns(table, sign)
    for found in facts_of(table, named):
        if found.column.position in open_columns:
            dropped["unclear decimal sign"] += 1
        elif document.modality == "html" and _ages(found):
            dropped["a value that ages"] += 1
        else:
            yield _of_table(document, table, found)


def _facts_of_box(
    document: Document, box: Box, sign: DecimalSign, named: Names, dropped: Counter[str]
) -> Iterator[Fact]:
    for read in facts_of_box(box, named):
        if sign.leaves_open((read.entry.value.text,), counts=read.label.countable):
            dropped["unclear decimal sign"] += 1
        else:
            yield _of_box(document, box, read)


def _of_text(document: Document, told: Told) -> Fact:
    return _fact(
        document,
        form=told.form,
        locator=told.locator,
        quote=told.quote,
        attribute=told.attribute,
        phrase=told.phrase,
        noun=told.phrase,
        relation=f"{told.form}|{told.phrase}",
        answer=told.answer,
        answer_uri=told.answer_uri,
        answer_link=told.answer_link,
        keys=(),
        when=told.when or None,
        subject=document.title,
        subject_uri=document.uri,
    )


def _ages(found: Found) -> bool:
    """Whether the column asked for, or one that selects the row, holds what was so one day (bad kind 19)."""
    columns = (found.column.label, *(key.column for key in found.keys))
    return any(AGING.fullmatch(column.strip()) for column in columns)


def _open_columns(table: Table, sign: DecimalSign) -> set[int]:
    """The columns whose numbers the document's decimal sign leaves open (bad kind 30)."""
    return {
        position
        for position, column in enumerate(table.columns)
        if sign.leaves_open(
            (row.cells[position].text for row in table.rows if not row.total),
            counts=(phrase := described(column)) is not None and phrase.countable,
        )
    }


def _of_table(document: Document, table: Table, found: Found) -> Fact:
    phrase = found.column.phrase
    assert phrase is not None
    scope = scope_of(table.caption, table.section, table.page)
    noun = found.key_noun if found.form == "extreme" else phrase.noun
    asked = "/".join(fold(key.column) for key in found.keys)
    relation = f"{document.uri}#{table.number}|{found.form}{found.direction or ''}|{asked}|{fold(found.column.label)}"
    column = table.columns[found.column.position]
    return _fact(
        document,
        form=found.form,
        locator=found.locator,
        quote=found.quote,
        attribute=found.column.label,
        phrase=phrase.text,
        noun=noun,
        relation=relation,
        answer=found.value.answer,
        answer_uri=found.answer_uri,
        answer_link=found.answer_link,
        table=table.number,
        scope=scope,
        keys=found.keys,
        direction=found.direction,
        selected=found.selected,
        rows=found.rows,
        when=found.value.when,
        unit=_unit(column.unit, found),
        subject=found.subject,
        subject_uri=found.subject_uri,
        subject_link=found.subject_link,
        key_noun=found.key_noun,
        values=found.values,
    )


def _unit(unit: str | None, found: Found) -> str | None:
    """The unit the question must say: the header's, when the answer's own text does not show it."""
    if unit is None or (found.form != "extreme" and found.value.answer.type != "number"):
        return None
    return None if says_unit(found.value.answer.text, unit) else unit


def _of_box(document: Document, box: Box, read: Read) -> Fact:
    noun = item_noun(read.label) if read.form in {"extreme", "set"} else read.label.noun
    relation = f"{document.media_type}|{read.form}{read.direction or ''}|{fold(read.path)}"
    if document.media_type != "application/json":
        relation = f"box|{read.form}{read.direction or ''}|{fold(read.label.phrase)}"
    return _fact(
        document,
        form=read.form,
        locator=read.entry.locator,
        quote=read.entry.value.text,
        attribute=read.path,
        phrase=read.label.phrase,
        noun=noun,
        relation=relation,
        answer=read.value.answer,
        answer_uri=read.answer_uri,
        answer_link=link_of(read.entry.value) if read.form == "entry" else "",
        table=box.number,
        scope=scope_of(box.title, box.section, None) if box.title and fold(box.title) != fold(document.title) else "",
        keys=(),
        item=read.item,
        members=read.members,
        direction=read.direction,
        note=read.entry.note,
        when=read.label.when or read.value.when,
        unit=None,
        subject=document.title,
        subject_uri=document.uri,
        key_noun="",
        values=read.values,
    )


def _fact(document: Document, **fields: object) -> Fact:
    identity = repr((document.digest, document.uri, fields["form"], fields["locator"], fields["attribute"],
                     fields["keys"],
                     fields.get("item"), fields.get("direction")))  # fmt: skip
    made = {
        "id": "f_" + hashlib.blake2b(identity.encode(), digest_size=10).hexdigest(),
        "uri": document.uri,
        "digest": document.digest,
        "title": document.title,
        "media_type": document.media_type,
        "modality": document.modality,
        "language": document.language,
        "retrieved_at": document.retrieved_at,
        "licence": document.licence,
        "attribution": document.attribution,
        **fields,
    }
    fact = Fact.model_validate(made)
    flags = flags_of(fact)
    return fact.model_copy(update={"flags": flags}) if flags else fact


def scope_of(caption: str, section: tuple[str, ...], page: int | None) -> str:
    """The words that name a table: its caption, else its nearest heading, else its page."""
    text = caption.strip()
    if text and len(text) <= MAX_SCOPE and any(map(str.isalpha, text)):
        return text
    if text and (match := re.match(r"^(table|figure|box|exhibit)\s+[\w.\-]{1,8}", text, re.IGNORECASE)):
        return match[0]
    for heading in reversed(section):
        if len(heading) <= MAX_SCOPE:
            return heading
    return f"page {page}" if page is not None else ""


def distinguish(facts: Iterable[Fact], document: Document) -> Mined:
    """Keep the scope only where another table has the attribute; drop what stays ambiguous (bad kinds 16, 17)."""
    listed = list(facts)
    labels = labels_by_table(document)
    items = [f" {fold(block.text)} " for block in document.blocks if isinstance(block, Paragraph) and block.item]
    several = sum(isinstance(block, Table) for block in document.blocks) + bool(items) > 1
    shared: dict[tuple[str, int | None], bool] = {}
    dropped: Counter[str] = Counter()
    kept: list[Fact] = []
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    rivals = {fact.id for fact in listed if _listed(fact, items)}
    in_lists = {(fact.attribute, fact.table) for fact in listed if fact.id in rivals}
    for fact in listed:
        asked = (fact.attribute, fact.table)
        if fact.id in rivals and not fact.scope:
            dropped["a list of its document may answer too"] += 1
            continue
        if asked not in shared:
            shared[asked] = asked in in_lists or _stands_elsewhere(fact, labels)
        if not (shared[asked] or (several and _generic(fact))):
            fact = fact.model_copy(update={"scope": ""}) if fact.scope else fact
        groups[_asked(fact)].append(fact)
    for group in groups.values():
        answers = {fold(fact.answer.text) for fact in group}
        if len(answers) > 1:
            dropped["contradicted or ambiguous in its document"] += len(group)
        else:
            kept.append(group[0])
            dropped["said twice in its document"] += len(group) - 1
    return Mined(tuple(_noun_checked(kept, dropped, document)), +dropped)


GENERIC = frozenset(
    """title year name date season role type category result score club team opponent tournament event award country
    place position time points total""".split()
)
"""Headers that say what a table is about only together with its name."""


def _generic(fact: Fact) -> bool:
    """Whether the attribute or a key could be any table's."""
    return fact.table is not None and bool(fact.keys) and not GENERIC.isdisjoint(
        fold(text) for text in (fact.attribute, *(key.column for key in fact.keys))
    )  # fmt: skip


def _listed(fact: Fact, items: list[str]) -> bool:
    """Whether an item of the document's lists names what the row is keyed by, and not the answer."""
    keys = [f" {fold(key.text)} " for key in fact.keys if key.text]
    answer = f" {fold(fact.answer.text)} "
    return bool(keys) and any(all(key in item for key in keys) and answer not in item for item in items)


def labels_by_table(document: Document) -> list[tuple[int | None, frozenset[str]]]:
    """For each table and box of a document the words of each of its labels."""
    found: list[tuple[int | None, frozenset[str]]] = []
    for block in document.blocks:
        if isinstance(block, Table):
            found.extend((block.number, _words(column.name)) for column in block.columns if column.name)
        elif isinstance(block, Box):
            found.extend((block.number, _words(entry.label)) for entry in block.entries)
    return found


def _words(label: str) -> frozenset[str]:
    """A label's words, plurals folded; a date is a year to a reader who is asked for one."""
    words = {word.rstrip("s") for word in fold(label).split() if not word.isdecimal()}
    return frozenset("date" if word == "year" else word for word in words)


def _stands_elsewhere(fact: Fact, labels: list[tuple[int | None, frozenset[str]]]) -> bool:
    """Whether a label of another table, or of a further part of this one, could be meant by the fact's attribute."""
    own = _words(fact.attribute.rsplit(" / ", 1)[-1])
    return any(table != fact.table and own and words and (own <= words or words <= own) for table, words in labels)


def _asked(fact: Fact) -> tuple[object, ...]:
    keys = frozenset(("" if key.named else fold(key.column), fold(key.text)) for key in fact.keys)
    return (fact.form, fold(fact.phrase), fold(fact.scope), keys, fact.item, fact.direction, fact.when)


def _noun_checked(facts: Iterable[Fact], dropped: Counter[str], document: Document) -> Iterator[Fact]:
    title = fold(document.title)
    for fact in facts:
        if fold(fact.answer.text) == title and fact.form != "owner":
            dropped["the answer is the document's title"] += 1
        elif fact.scope and not any(map(str.isalnum, fact.scope)):
            dropped["its table has no name"] += 1
        else:
            yield fact
