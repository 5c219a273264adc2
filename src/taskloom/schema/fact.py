"""A fact: an atomic task before it is worded (paper, 'atomic task': identifier, relation, answer).

A fact says how its answer is read from what a tool shows, in words the question can use: the table's or
box's labels and the values that select the row. It holds no position that a solver could not see.
"""

from typing import Literal

from taskloom.schema.answer import Answer
from taskloom.schema.document import Modality
from taskloom.schema.model import Record

Form = Literal["cell", "entry", "item", "extreme", "owner", "sentence", "metadata", "set"]
"""How the answer is read.

cell: the row whose `keys` hold, at the column `attribute`.
entry: the value at the label `attribute` of a box.
item: one member `item` of the list at the label `attribute`, and the quantity beside it.
extreme: the key of the row (or the member of the list) with the largest or smallest value of `attribute`.
owner: the title of the one document whose entry `attribute` holds `item`.
sentence: what the page's lead states of what it is about.
metadata: what a document says of itself: its author, its date.
set: the `members` of the list at the label `attribute`, or the names in the column `attribute` of the rows that meet
the condition in `keys`. Asked only as a part of a task over its members.
"""


class Key(Record):
    """A condition on a row: the column's name and the cell's text, both as rendered."""

    column: str
    text: str
    phrase: str
    """The column's name as a noun phrase ('player', 'seniority date')."""
    named: bool
    """True when the value is a name that denotes its row by itself, so the column need not be said."""


class Member(Record):
    """One of the things that a set holds, and the place that says so."""

    name: str
    uri: str | None = None
    """The document it names, by its link or else by its exact title."""
    locator: str
    quote: str


class Fact(Record):
    """One reading of one document."""

    id: str
    form: Form
    uri: str
    digest: str
    title: str
    media_type: str
    modality: Modality
    locator: str
    quote: str
    attribute: str
    """The column's name, or the label path, exactly as rendered."""
    phrase: str
    """The attribute as a noun phrase in running text ('car insurance premiums')."""
    noun: str
    """The head noun that stands for the answer when it is referred to again ('governor')."""
    relation: str
    """What is asked, whatever the row or document: equal for facts that answer the same question of others."""
    answer: Answer
    answer_uri: str | None = None
    """The document the answer names, by its link or else by its exact title."""
    answer_link: str = ""
    """What the answer's own link leads to, in the corpus or not."""
    table: int | None = None
    scope: str = ""
    """The caption or section the question must name, because another table of the document has the attribute."""
    keys: tuple[Key, ...] = ()
    selected: bool = False
    """True for a cell asked for by a value that is not the row's own name."""
    rows: int = 0
    """How many rows the table has, summary rows apart; 0 for what stands in no table."""
    item: str | None = None
    members: tuple[Member, ...] = ()
    direction: Literal["max", "min"] | None = None
    note: str = ""
    """The remark the source attaches to the value ('data in 2015 dollars')."""
    when: str | None = None
    """The date the source attaches to the value; it moves into the question."""
    unit: str | None = None
    """The unit the question states because the answer's text does not."""
    subject: str = ""
    """What the fact is about: the row's key, or the document's title."""
    subject_uri: str | None = None
    subject_link: str = ""
    """What the link of the row's own name leads to, in the corpus or not."""
    key_noun: str = ""
    """What the subject is called ('state'), '' when the subject is the document itself."""
    values: int = 1
    """How many different values the relation takes in this document or, for entries, in the corpus."""
    flags: tuple[str, ...] = ()
    language: str | None = None
    retrieved_at: str | None = None
    licence: str | None = None
    attribution: str | None = None
