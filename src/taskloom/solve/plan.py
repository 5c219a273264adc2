"""A construction plan: which documents to reach, what to read in each, what to compute.

A plan holds tool names, readers and variables. Its literals come from the question, everything else from
earlier observations. It holds no golden or hidden value, no position, address or hash (design, 'Proofs').
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that an earlier step observed."""

    name: str


Term = str | Variable
"""A literal of the question, or what was observed."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on a table's row: this column holds this text."""

    column: str
    text: Term


@dataclass(frozen=True, slots=True)
class CellReader:
    """The cell at `column` of the one row that meets the conditions."""

    scope: str
    where: tuple[Where, ...]
    column: str


@dataclass(frozen=True, slots=True)
class EntryReader:
    """The value at a label path of a box; with `item`, the quantity beside that member of the list there."""

    scope: str
    path: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """The pairs of `key` and `column` over all rows of a table, or over those that meet the condition."""

    scope: str
    key: str
    column: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class ItemsReader:
    """The members of the list at a label path, each with its quantity if it has one."""

    scope: str
    path: str


@dataclass(frozen=True, slots=True)
class SentenceReader:
    """What the lead of a page states of its subject: `phrase` is what, as in 'date of birth', for the year `when`."""

    phrase: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class MetadataReader:
    """What a line below a document's title says: `label` is 'authors' or 'published'."""

    label: str


Reader = CellReader | EntryReader | ColumnReader | ItemsReader | SentenceReader | MetadataReader


MEMBER = Variable("member")
"""The member at hand, in the steps of a loop."""


@dataclass(frozen=True, slots=True)
class Locate:
    """Reach the document of this name: through the link it was read with, else through a search."""

    name: Term
    into: str


@dataclass(frozen=True, slots=True)
class LocateOwner:
    """Reach the one document whose entry at `path` holds `value`: search, then try the results."""

    path: str
    value: str
    into: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read a document that was reached."""

    document: str
    reader: Reader
    into: str


Operation = Literal[
    "largest", "smallest", "difference", "sum", "count", "keys", "larger", "smaller", "range", "descending", "parts"
]


@dataclass(frozen=True, slots=True)
class Compute:
    """Run a few lines of Python over what was read.

    largest, smallest: the key (or the name of the input) with the extreme number. larger, smaller: the
    extreme number itself. range: how far the largest and the smallest number lie apart. descending: the first
    `limit` keys by falling number. keys, count: the keys read, or those whose number is larger than `above`, and how
    many they are. parts: the inputs themselves, in order (no tool is called).
    """

    operation: Operation
    inputs: tuple[str, ...]
    into: str
    names: tuple[Term, ...] = ()
    limit: int | None = None
    above: float | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """For every member that was read into `members`: these steps, of which the last one reads its value.

    `members` are rows of a list or column; the steps know the one at hand as `MEMBER`. With `some`, members that
    the document read does not hold are left out; without, each must be there.
    """

    members: str
    steps: tuple[Locate | Read, ...]
    into: str
    some: bool = False


Step = Locate | LocateOwner | Read | Each | Compute


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order; the last one's variable is the answer."""

    steps: tuple[Step, ...]
