"""A document's running text and what it says of itself -> answers, where nothing else in it answers otherwise.

A table's column or a box's label for the same relation comes first: what it states too is not told twice, and what it
states otherwise is not told at all.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from taskloom.grade.date import read_date
from taskloom.grade.name import fold
from taskloom.mine.forms import DATE
from taskloom.mine.link import link_of
from taskloom.mine.phrase import noun_phrase
from taskloom.mine.relation import relation_of
from taskloom.mine.sentence import stated
from taskloom.mine.statement import Stated, dates_of
from taskloom.mine.table import Names
from taskloom.mine.value import Value, read_value
from taskloom.schema.answer import Answer
from taskloom.schema.document import Box, Cell, Document, Heading, Paragraph, Table
from taskloom.schema.fact import Fact

_PERSON = re.compile(r"[^\W\da-z_][\w.'’-]*(?: (?:[^\W\da-z_][\w.'’-]*|de|van|von|der|la|del|di|da)){1,4}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DATED = re.compile(rf"{DATE}|\d{{4}}-\d\d-\d\d")
_BYLINES = 12
"""Paragraphs from the beginning among which a byline stands."""


class Told(NamedTuple):
    """An answer that running text or the document's own account of itself gives."""

    form: Literal["sentence", "metadata"]
    attribute: str
    """What is stated, or the line below the title that says it."""
    phrase: str
    answer: Answer
    quote: str
    locator: str
    when: str = ""
    answer_uri: str | None = None
    answer_link: str = ""


def told(
    document: Document,
    structured: Sequence[Fact],
    resolve: Callable[[str], str | None],
    named: Names,
    dropped: Counter[str],
) -> Iterator[Told]:
    """The answers of a document's text and of its metadata; what was dropped is counted by reason.

    `structured` are the facts of its tables and boxes.
    """
    labels = _labels(document)
    asked = {relation_of(fact.phrase) for fact in structured if fact.form == "entry"}
    seen = list(takewhile(lambda one: not isinstance(one, Heading), document.blocks))
    lead = [_linked(block, resolve) for block in seen if isinstance(block, Paragraph)]
    later = [_linked(block, resolve) for block in document.blocks[len(seen) :] if isinstance(block, Paragraph)]
    paragraphs = [*lead, *later]
    for found in stated(lead, (document.title, *document.names), later):
        relation = relation_of(found.phrase)
        if any(f" {fold(found.text)} " not in f" {fold(text)} " for text in labels.get(relation, ())):
            dropped["a table or box of its document may answer too"] += 1
        elif not all(_same(found.text, one) for block in paragraphs for one in dates_of(relation, block.text)):
            dropped["contradicted or ambiguous in its document"] += 1
        elif relation in asked:
            dropped["said twice in its document"] += 1
        elif value := _value(found):
            links = tuple(link for link in paragraphs[found.paragraph].links if link.text == found.text)
            cell = Cell(text=found.text, links=links[:1])
            place = f"paragraph[{found.paragraph + 1}]"
            named_uri, link = (named(cell), link_of(cell)) if value.type == "name" else (None, "")
            yield Told("sentence", found.phrase, found.phrase, value, found.quote, place, found.when, named_uri, link)
        else:
            dropped["no single value in a sentence"] += 1
    yield from _metadata(document, labels)


def _same(one: str, other: str) -> bool:
    """Whether a date is the other one, or the other one told more exactly."""
    short, long = sorted((f" {fold(one)} ", f" {fold(other)} "), key=len)
    return short in long


def _linked(block: Paragraph, resolve: Callable[[str], str | None]) -> Paragraph:
    """The paragraph with the links that the tools show."""
    kept = tuple(link for link in block.links if resolve(link.target) is not None)
    return block if len(kept) == len(block.links) else block.model_copy(update={"links": kept})


def _labels(document: Document) -> dict[str, list[str]]:
    """What boxes and tables give for each relation that their labels name; of a table '', which nothing agrees with."""
    found: dict[str, list[str]] = {}
    for block in document.blocks:
        if isinstance(block, Box):
            for entry in block.entries:
                found.setdefault(_relation(entry.label), []).append(entry.value.text)
        elif isinstance(block, Table):
            for column in block.columns:
                found.setdefault(_relation(column.name), []).append("")
    return found


def _relation(label: str) -> str:
    phrase = noun_phrase(label)
    return relation_of(phrase.text if phrase else label)


def _value(found: Stated) -> Answer | None:
    value = read_value(found.text)
    if not isinstance(value, Value) or (value.when and not found.when):
        return None
    wanted = _kind(found.phrase)
    return value.answer if value.answer.type in wanted else None


def _kind(phrase: str) -> Sequence[str]:
    """The types of answer that a phrase asks for."""
    if phrase.startswith("date of ") or phrase.endswith(" date"):
        return ("date",)
    if phrase == "edition":
        return ("text",)
    if phrase == "population" or relation_of(phrase) in {"area", "capacity", "length", "height", "depth", "diameter"}:
        return ("number",)
    return ("name",)


def _metadata(document: Document, labels: dict[str, list[str]]) -> Iterator[Told]:
    """The one author who also stands in a byline, and the day that the text does not contradict."""
    if document.title_from in {"file name", "caption"}:
        return
    opening = [block.text for block in document.blocks if isinstance(block, Paragraph)][:_BYLINES]
    if len(document.authors) == 1 and relation_of("author") not in labels:
        author = document.authors[0]
        value = read_value(author)
        shown = any(f" {fold(author)} " in f" {fold(text)} " and len(text) < 300 for text in opening)
        if _PERSON.fullmatch(author) and shown and isinstance(value, Value) and value.answer.type == "name":
            yield Told("metadata", "authors", "author", value.answer, f"authors: {author}", "metadata/authors")
    if document.published and _DAY.fullmatch(document.published) and relation_of("publication date") not in labels:
        day = read_date(document.published)
        dates = {date.iso for text in opening for one in _DATED.findall(text) if (date := read_date(one))}
        if day is not None and day.iso in dates:
            answer = Answer(text=document.published, type="date", value=day.iso)
            quote = f"published: {document.published}"
            yield Told("metadata", "published", "publication date", answer, quote, "metadata/published")
