"""What stands beside golden words in a reply and takes them back: other candidates, or a longer name."""

import re

from taskloom.grade.name import fold
from taskloom.grade.outcome import Grade, undecided, wrong
from taskloom.grade.place import Span, find_words
from taskloom.grade.wording import content, stems, words_of

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|became|becomes|called|named|known|won|wins|played|plays|wrote|made|lies|"
    r"refers|means|include[sd]?|said|took|founded|directed|sang|starred|built|designed|set)\b",
    re.IGNORECASE,
)
_OR_AFTER = re.compile(
    r"[\"'”’)]*\s*\(?(?:,?\s*(?:\bor\b|and/or|\bpossibly\b|\bmaybe\b)\s*|/\s*)([^,.;]{1,60})", re.IGNORECASE
)
_OR_BEFORE = re.compile(
    r"((?:[^\s,.;]+\s){0,2}[^\s,.;/]+)(?:,?\s+or\s+|\s*/\s*)(?:the\s+|an?\s+)?[\"'“‘]*$", re.IGNORECASE
)
_ATOM = re.compile(r"\s*(?:;|\n|,|\s+and\s+|\s+&\s+|\s+or\s+|/)\s*(?:and\s+|or\s+)?", re.IGNORECASE)
_JOINED_AFTER = re.compile(r"[-‐‑–](\w+)")
_JOINED_BEFORE = re.compile(r"(\w+)[-‐‑–]$")
_BREAK = re.compile(r"\0\W*(?:;|\n)|(?:;|\n)\W*\0")
_GOLD = "\0"
_BRIEF = 5
_PLACES = 2
"""Names that may follow a place's to say where it lies ('Springfield, Illinois, USA')."""
_TITLES_TEXT = """
mr mrs ms dr sir dame lord lady king queen prince princess president senator governor professor prof saint
st pope emperor captain actor actress singer
"""
TITLES = frozenset(_TITLES_TEXT.split())


def has_verb(text: str) -> bool:
    """Tell whether a reply is a sentence, as far as common verbs show."""
    return _VERB.search(text) is not None


def only_golden(text: str, wanted: set[tuple[str, ...]]) -> bool:
    """Tell whether a reply is a row of golden forms and nothing else."""
    atoms = [atom for atom in _ATOM.split(text) if atom.strip()]
    return len(atoms) > 1 and all(tuple(stems(words_of(atom))) in wanted for atom in atoms)


def find_rival(text: str, span: Span, wanted: set[tuple[str, ...]], asked: set[str]) -> Grade | None:
    """Look for another candidate beside the golden words."""
    for match in (
        _OR_AFTER.match(text, span.end),
        _OR_BEFORE.search(text, max(0, span.start - 60), span.start),
    ):
        if match is not None:
            other = content(words_of(match[1]))
            if other and not any(other <= set(form) for form in wanted):
                return wrong("several candidates")
    masked = f"{text[: span.start]}{_GOLD}{text[span.end :]}"
    atoms = [atom for atom in _ATOM.split(masked) if atom.strip()]
    others = [atom for atom in atoms if not _fits(atom, wanted, asked)]
    bare = not has_verb(text) and all(len(atom.split()) <= _BRIEF for atom in atoms)
    if bare and (len(others) > 1 or (others and _BREAK.search(masked))):
        return wrong("several candidates")
    beside = _beside(atoms, others)
    if beside > 1:
        return wrong("several candidates") if beside > _PLACES else undecided("one of several names in a row")
    after = re.match(r"[\"'”’]?,?\s+(?:and|&)\s+(?:the\s+)?([^\s,.;]+)", text[span.end :])
    if after is not None and after[1][:1].isupper() and not content(words_of(after[1])) <= asked:
        return undecided("names another beside the golden one")
    return None


def _beside(atoms: list[str], others: list[str]) -> int:
    """Count the names that stand in one row with the golden words ('A, B and C')."""
    place = next(place for place, atom in enumerate(atoms) if _GOLD in atom)
    row = [*atoms[place + 1 :]] if atoms[place].rstrip().endswith(_GOLD) else []
    count = 0
    for side in (row, atoms[:place][::-1] if atoms[place].lstrip().startswith(_GOLD) else []):
        for atom in side:
            name = len(atom.split()) <= _BRIEF and atom.lstrip("\"'“‘ ")[:1].isupper()
            if atom not in others or not name:
                break
            count += 1
    return count


def _fits(atom: str, wanted: set[tuple[str, ...]], asked: set[str]) -> bool:
    """Tell whether a piece of a reply is golden or only repeats the question."""
    return _GOLD in atom or find_words(atom, wanted) is not None or content(words_of(atom)) <= asked


def is_lengthened(text: str, span: Span, asked: set[str]) -> bool:
    """Tell whether words beside the golden ones make a longer name of them: capitalised ones ('Real Madrid'),
    or any that a hyphen joins to them ('Hill-Smythe').
    """
    joined = (_JOINED_AFTER.match(text, span.end), _JOINED_BEFORE.search(text, 0, span.start))
    if any(match is not None and not content(words_of(match[1])) <= asked for match in joined):
        return True
    if not text[span.start : span.start + 1].isupper():
        return False
    after = re.match(r"[ -]([^\W\d_][\w'’.-]*)", text[span.end :])
    before = re.search(r"([^\W\d_][\w'’.-]*)[ -]$", text[: span.start])
    for match, first in ((after, False), (before, before is not None and before.start() == 0)):
        if match is None or not match[1][0].isupper() or (first and not content([fold(match[1])])):
            continue
        words = content(words_of(match[1])) - TITLES
        if words and not words <= asked and not match[1].endswith((".", ":")):
            return True
    return False
