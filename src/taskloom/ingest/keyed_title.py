"""The name that a keyed document gives itself: which of its entries says what it is about.

General keys only ('name', 'title', 'short form', 'official name'); a name under a key of another thing
('Capital / name') is that thing's.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from taskloom.schema.document import Entry

__all__ = ["FieldName", "name_in"]

_NAME = re.compile(r"(?:display |full |common |preferred )?(?:name|title|label|headline)", re.IGNORECASE)
_SHORT = re.compile(r"\b(?:short (?:form|name)|common name|display name)\b", re.IGNORECASE)
_LONG = re.compile(r"\b(?:long (?:form|name)|official name|full name|formal name)\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:local|native|former|previous|old|alternat\w*|other|first|last|family|given|user|file)\b",
    re.IGNORECASE,
)
_WRAPPER = re.compile(
    r"data|items?|records?|results?|meta ?data|info(?:box)?|properties|attributes|entity|general|about"
    r"|basics?|summary|overview|identification|\w* ?names?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"(?:none|n/?a|unknown|null|-+|—|–|\?|)", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_LONGEST = 200


class FieldName(NamedTuple):
    """The title that the data give, and other names of the same thing."""

    title: str
    names: tuple[str, ...]


def name_in(entries: Sequence[Entry]) -> FieldName | None:
    """The name among a document's entries; None when no field is its name."""
    named = [entry for entry in entries if _is_name(entry)]
    root = [entry for entry in named if not entry.group and _NAME.fullmatch(entry.label)]
    short = sorted((entry for entry in named if _SHORT.search(entry.label)), key=lambda entry: len(entry.group))
    long = sorted((entry for entry in named if _LONG.search(entry.label)), key=lambda entry: len(entry.group))
    wrapped = [entry for entry in named if entry.group and len(entry.group) < 3 and _is_wrapped(entry)]
    found = [*root, *short, *long, *wrapped]
    if not found:
        return None
    text = found[0].value.text
    title = _BRACKETED.sub("", text).strip() or text
    # Names beside the title, in the same group, denote the same thing; deeper ones may not.
    beside = [entry.value.text for entry in found[1:] if entry.group == found[0].group and entry in (*short, *long)]
    bracketed = [name for name in _BRACKETED.findall(text) if _is_alias(name)]
    whole = [text] if bracketed else []
    names = (*whole, *bracketed, *beside, *(_BRACKETED.sub("", name).strip() for name in beside))
    return FieldName(title, tuple(dict.fromkeys(name for name in names if name and name != title)))


def _is_name(entry: Entry) -> bool:
    text = entry.value.text
    if not text or len(text) > _LONGEST or _NO_NAME.fullmatch(text) or _FOREIGN.search(entry.label):
        return False
    return any(character.isalpha() for character in text)


def _is_wrapped(entry: Entry) -> bool:
    return _NAME.fullmatch(entry.label) is not None and all(map(_WRAPPER.fullmatch, entry.group))


def _is_alias(text: str) -> bool:
    """Whether words in brackets are a name: few, all but small ones capitalised."""
    words = text.split()
    return 0 < len(words) <= 4 and all(word[0].isupper() or word in ("of", "the", "and") for word in words)
