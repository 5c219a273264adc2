"""A frozen document that facts quote, and the proof that a quotation, an answer and a name stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.quotation import Quotable, Span
from taskloom.corpus.rendering import Kind, Rendering
from taskloom.grade.name import fold
from taskloom.schema.document import Box, Document, Line, Table
from taskloom.tools.tool import BadArguments, find_document
from taskloom.tools.web import address_of_page

LONGEST_QUOTE = 600
"""Characters of a quotation; longer ones prove nothing in particular."""


class Claim(NamedTuple):
    """What a model says a document says."""

    identifier: str
    answer: str
    quote: str


class Proof(NamedTuple):
    """A claim in the document's own spelling, and where its answer stands."""

    identifier: str
    answer: str
    quote: str
    locator: str


class Refuted(NamedTuple):
    """Why a claim is not proved by its document."""

    reason: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A document with the text that the tools show of it."""

    document: Document
    rendering: Rendering
    quotable: Quotable

    @classmethod
    def of(cls, document: Document, rendering: Rendering) -> Witness:
        """The witness that a document of the corpus is."""
        return cls(document, rendering, Quotable(rendering))

    def prove(self, claim: Claim, start: int = 0, end: int | None = None) -> Proof | Refuted:
        """The proof of a claim; its quotation is looked for between two characters first, then anywhere."""
        if len(claim.quote) > LONGEST_QUOTE:
            return Refuted("the quote is too long")
        quote = self.quotable.find(claim.quote, start, end) or self.quotable.find(claim.quote)
        if quote is None:
            return Refuted("the quote does not stand in the document")
        places = list(self.quotable.spans(claim.answer, *quote))
        if not places:
            return Refuted("the answer does not stand in the quote")
        name = self.named(claim.identifier)
        if name is None:
            return Refuted("the identifier does not stand in the document")
        answer = self.quotable.text(places[0])
        return Proof(name, answer, self.quotable.text(quote), self._locator(quote, places))

    def named(self, identifier: str) -> str | None:
        """The identifier as the document spells it: its title, another of its names, or words in it."""
        for name in (self.document.title, *self.document.names):
            if fold(name) == fold(identifier):
                return name
        span = self.quotable.find(identifier)
        return self.quotable.text(span) if span else None

    def _locator(self, quote: Span, places: list[Span]) -> str:
        """The one cell, entry or line of a picture that holds the answer, else the quotation's characters."""
        found = {place for span in places if (place := self._place(span))}
        return found.pop() if len(found) == 1 else f"text[{quote.start}:{quote.end}]"

    def _place(self, span: Span) -> str | None:
        rendering = self.rendering
        number = rendering.line_at(span.start)
        kind, head = rendering.kinds[number], rendering.blocks[number]
        if span.end > rendering.starts[number + 1]:
            return None
        if kind == Kind.LINE:
            lines = [block for block in self.document.blocks if isinstance(block, Line)]
            return f"line[{lines[rendering.kinds[:number].count(Kind.LINE)].number}]"
        if kind == Kind.ENTRY:
            boxes = [block for block in self.document.blocks if isinstance(block, Box)]
            return boxes[rendering.kinds[:head].count(Kind.BOX)].entries[number - head - 1].locator
        if kind != Kind.ROW:
            return None
        tables = [block for block in self.document.blocks if isinstance(block, Table)]
        table = tables[rendering.kinds[:head].count(Kind.TABLE)]
        first, last = (_column(rendering.text[rendering.starts[number] : at]) for at in (span.start, span.end))
        row = table.rows[number - head - 3].number
        return f"table[{table.number}]/row[{row}]/column[{first}]" if first == last else None


def _column(before: str) -> int:
    """The number of the cell that follows this beginning of a row."""
    return before.replace("\\|", "").count("|")


FindWitness = Callable[[str], Witness | None]
"""From a document, as a tool shows or takes it (uri or exact title), to its witness; None for what may not testify."""


def witnesses(corpus: Corpus) -> FindWitness:
    """The documents of a corpus as witnesses; those that are only searched and never asked about are none."""
    known: dict[str, Witness] = {}

    def found(document: str) -> Witness | None:
        try:
            uri = find_document(corpus, document)
        except BadArguments:
            uri = page_beside(corpus, document)
        if uri is None or (uri in corpus and (corpus.header(uri).aside or corpus.header(uri).distractor)):
            return None
        if uri not in known:
            known.clear()  # one at a time: a proposal and its checks speak of one document
            known[uri] = Witness.of(corpus.document(uri), corpus.rendering(uri))
        return known[uri]

    return found


def page_beside(corpus: Corpus, address: str) -> str | None:
    """The uri of the page beside the corpus that an address means, as a tool takes it; None where there is none."""
    try:
        uri = address_of_page(address)
    except BadArguments:
        return None
    return uri if corpus.holds(uri) else corpus.at(uri)
