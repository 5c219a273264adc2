"""Document -> facts, read by a model: each quotes the words that prove it, or it is dropped with its reason.

What the model says is a claim. The document's own spelling is kept, the answer is typed as a cell of a table is, and
what cannot be one answer to one question goes. Whether the corpus knows another answer is for verification to say.
"""

import base64
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.markup import plain
from taskloom.corpus.rendering import Part, Rendering
from taskloom.grade import same_answer
from taskloom.grade.given import given_away
from taskloom.grade.name import fold
from taskloom.llm.asking import ask
from taskloom.llm.request import Image, Model
from taskloom.mine.flags import flags_in
from taskloom.mine.value import Refusal, one_of, placeholder, read_value
from taskloom.mine.witness import Claim, Refuted, Witness
from taskloom.schema.answer import Answer
from taskloom.schema.document import Document, Modality
from taskloom.schema.model import Record

VERSION = 1
"""Raised when what is read from the same replies changes."""

CHUNK = 6_000
"""Characters of a document shown in one call, about."""
LEAST = 60
"""Characters below which a part states nothing worth a call."""
LONGEST = 120
"""Characters of an identifier or a relation."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
VAGUE = re.compile(r"(?i:it|its|he|she|they|this|that|these|(?:row|table|figure|page) \d+)|[Tt]he [a-z]+")
AGES = re.compile(
    r"(?i)\b(?:current(?:ly)?|present(?:ly)?|latest|newest|age|now|today|to date)\b(?!.*\b(?:1[5-9]|20)\d\d\b)"
)
"""Relations whose answer was so one day; with a year they are lasting."""
PREPOSITION = re.compile(r" (?:of|in|for|at|by|on|from|with|to|as|during|under|per)\b.*| \(.*")


class Said(Record):
    """A fact as a model gives it: first the words it rests on, because what follows is then read off them."""

    quote: str
    identifier: str
    relation: str
    answer: str


class SaidFacts(Record):
    """The reply to `extract`."""

    facts: tuple[Said, ...]


class ReadFact(Record):
    """A fact that its document proves: an atomic task before it is worded (paper, 'atomic task')."""

    identifier: str
    """What it is about, as the document spells it; for most the document's title or a name in it."""
    relation: str
    """What is asked, as a noun phrase in the document's language."""
    answer: Answer
    quote: str
    """What stands in the document, without markup, in one line."""
    locator: str
    """The cell, entry or line that holds the answer, or the quotation's characters: 'text[120:180]'."""
    uri: str
    digest: str
    title: str
    names: tuple[str, ...]
    media_type: str
    modality: Modality
    language: str | None = None
    flags: tuple[str, ...] = ()
    retrieved_at: str | None = None
    licence: str | None = None
    attribution: str | None = None


class Dropped(NamedTuple):
    """A fact that was not kept."""

    reason: str
    said: str


class Reading(NamedTuple):
    """The facts of a part of a document, and what was dropped."""

    facts: tuple[ReadFact, ...]
    dropped: tuple[Dropped, ...]

    @property
    def reasons(self) -> Counter[str]:
        """How many were dropped for each reason."""
        return Counter(one.reason for one in self.dropped)


def parts_to_read(document: Document, rendering: Rendering) -> tuple[Part, ...]:
    """The parts of a document that are worth a call, in order; none of one that only describes other files."""
    if document.aside:
        return ()
    return tuple(part for part in rendering.parts(CHUNK) if len(shown(rendering, part)) >= LEAST)


def shown(rendering: Rendering, part: Part) -> str:
    """A part as a model is shown it: under the title and the lines that head it, without link marks."""
    lines = [rendering.line(line) for line in ((0, *part.repeat) if part.start else ())]
    return plain("\n".join([*lines, rendering.text[part.start : part.end].strip("\n")]))


def picture(document: Document, data: bytes) -> Image | None:
    """An image of the corpus as a model takes it; None for anything else."""
    if document.media_type not in PICTURES:
        return None
    return Image(media_type=document.media_type, data=base64.b64encode(data).decode("ascii"))


async def said_of(
    model: Model, text: str, *, most: int, image: Image | None = None, attempt: int = 0, folder: Path | None = None
) -> tuple[Said, ...]:
    """What a model says the facts of a part are, which is shown to it as `text`; nothing of it is proved.

    `image` is the picture itself, sent to a model that sees; its lines of text are shown in any case, because a quote
    is checked against them. Raises Unusable, ModelFailed, BudgetReached.
    """
    given = {"text": text, "most": str(most)}
    images = (image,) if image is not None and model.sees else ()
    return (await ask(model, "extract", given, SaidFacts, attempt=attempt, images=images, folder=folder)).facts


def proved_of(said: Sequence[Said], witness: Witness, part: Part, most: int) -> Reading:
    """Of what a model said of a part, the first `most` facts that the document proves."""
    facts: list[ReadFact] = []
    dropped = [_dropped("more than were asked for", one) for one in said[most:]]
    for one in said[:most]:
        found = proved(one, witness, part.start, part.end)
        if isinstance(found, Refuted):
            dropped.append(_dropped(found.reason, one))
        else:
            facts.append(found)
    kept = distinct(facts)
    return Reading(kept.facts, (*dropped, *kept.dropped))


def proved(said: Said, witness: Witness, start: int = 0, end: int | None = None) -> ReadFact | Refuted:
    """The fact that a claim is, its answer typed as a cell of a table is; or why it is none."""
    fact = claimed(said, witness, None, start, end)
    if isinstance(fact, Refuted):
        return fact
    if AGES.search(fact.relation):
        return Refuted("a value that ages")
    value = read_value(fact.answer.text)
    if isinstance(value, Refusal):
        return Refuted(f"the answer is no single value: {value.reason}")
    if not one_of(value, PREPOSITION.sub("", fact.relation)):
        return Refuted("the answer is no single value for its relation")
    if given_away(f"{fact.identifier} {fact.relation}", (value.answer,)):
        return Refuted("the identifier or the relation gives the answer")
    dated = value.when is not None and value.when not in fact.relation
    relation = f"{fact.relation} ({value.when})" if dated else fact.relation
    return fact.model_copy(update={"answer": value.answer, "relation": relation})


def claimed(
    said: Said, witness: Witness, answer: Answer | None, start: int = 0, end: int | None = None
) -> ReadFact | Refuted:
    """A claim with its proof; `answer` is what its answer is known to be, else a text as it stands in the document."""
    relation = " ".join(said.relation.split()).strip(" ?.:")
    if VAGUE.fullmatch(said.identifier.strip()) or placeholder(said.identifier):
        return Refuted("the identifier names nothing")
    if placeholder(relation) or len(relation) > LONGEST or len(said.identifier) > LONGEST:
        return Refuted("no identifier and relation to ask with")
    proof = witness.prove(Claim(said.identifier, said.answer, said.quote), start, end)
    if isinstance(proof, Refuted):
        return proof
    document = witness.document
    return ReadFact(
        identifier=proof.identifier,
        relation=relation,
        answer=answer or Answer(text=proof.answer, type="text"),
        quote=proof.quote,
        locator=proof.locator,
        uri=document.uri,
        digest=document.digest,
        title=document.title,
        names=document.names,
        media_type=document.media_type,
        modality=document.modality,
        language=document.language,
        flags=flags_in(f"{relation} {proof.quote}"),
        retrieved_at=document.retrieved_at,
        licence=document.licence,
        attribution=document.attribution,
    )


def distinct(facts: Sequence[ReadFact]) -> Reading:
    """The facts, each said once; those that answer one question in two ways are dropped together."""
    asked: dict[tuple[str, str], list[ReadFact]] = defaultdict(list)
    for fact in facts:
        asked[fold(fact.identifier), fold(fact.relation)].append(fact)
    kept: list[ReadFact] = []
    dropped: list[Dropped] = []
    for group in asked.values():
        agreed = all(same_answer(group[0].answer, other.answer) for other in group[1:])
        reason = "said twice" if agreed else "two answers to one question"
        kept.extend(group[:1] if agreed else ())
        dropped.extend(_dropped(reason, fact) for fact in group[1 if agreed else 0 :])
    return Reading(tuple(kept), tuple(dropped))


def _dropped(reason: str, one: Said | ReadFact) -> Dropped:
    answer = one.answer if isinstance(one.answer, str) else one.answer.text
    return Dropped(reason, f"{one.identifier[:LONGEST]} | {one.relation[:LONGEST]} | {answer[:LONGEST]}")
