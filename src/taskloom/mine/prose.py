"""Running text -> its sentences, and which of them speak of what the page is about.

A sentence does so when it begins with one of the page's names, or with a word that can only stand for it there. Where
that is open, it does not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from taskloom.grade.name import fold

_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[^\W\da-z_])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|St|Mr|Mrs|Ms|Dr|Prof|Rev|Sr|Jr|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rep|Hon"
    r"|Mt|Ft|No|vs|v|c|ca|cf|op|Op|etc|Inc|Ltd|Co|Corp|Bros|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_ASIDE = re.compile(
    r"\s*(?:\((?:[^()]|\([^()]*\))*\)"
    r"|,? (?:also|better|commonly|formerly|originally|often|usually|sometimes|officially|popularly|professionally)?"
    r"\s?(?:known|called|stylized|stylised|abbreviated|titled|credited|spelled|written) (?:[^,.;]|(?<=\b[A-Z])\.)*,"
    r"|, (?:formerly|originally|or simply|or|abbreviated) [^,.;]*,)"
)
_NAMED = re.compile(
    r"[\"“‘']?(?P<name>[^().,;:\"“”]{2,80}?(?:\. ?[^().,;:\"“”]{1,40}?)*?)[\"”’']?(?= \(|,? (?:is|was)\b)"
)
_DEFINED = re.compile(
    r"(?:is|was) (?:an?|the|one of the) (?P<kind>(?:[^\s,.;:()]+ ){0,9}?[^\s,.;:()]+)"
    r"(?=[,.;:(]| (?:of|in|by|for|from|to|with|at|on|about|who|which|that|and|or|located|based|set|situated"
    r"|[a-z]+(?:ed|ing|wn|lt|ten|de))\b|$)"
)
_QUOTES = ('"', "“", "”", "‘", "’", "'")
_PRONOUN = re.compile(r"(?:It|He|She|They|Its|His|Her|Their) ")
_POSSESSIVES = frozenset(["Its ", "His ", "Her ", "Their "])
_PARTICIPLES = re.compile(
    r"(?:Founded|Established|Formed|Created|Built|Constructed|Opened|Launched|Released|Published|Introduced|Directed"
    r"|Written|Designed|Based|Headquartered|Born) (?:on|in|by)\b"
)
"""How a sentence may begin that names its subject after a comma."""
_OWNED = re.compile(
    r"The (?:(?:administrative|provincial|regional|state|county|district|municipal|national) )?"
    r"(?:capital|seat|county seat|centre|center|headquarters|population)"
    r"(?: and largest (?:city|town))?(?: of [^,.;]+?)? (?:is|was|are|were) "
)
"""A part or office that a place or body has one of, said without naming it."""
_COUNTED = re.compile(r"(?:As of|At|In) the \d{4} (?:[A-Z][\w.]* )?census\b")
_DOUBTFUL = re.compile(
    r"\b(?:about|approximately|around|roughly|nearly|almost|some \d|over \d|more than|less than|at least|up to|circa"
    r"|c\.|ca\.|reportedly|allegedly|supposedly|possibly|probably|perhaps|maybe|presumably|apparently|believed"
    r"|thought to|said to|claims?|claimed|rumou?red|disputed|uncertain|unknown|likely|might|may|could|would|should|will"
    r"|planned|scheduled|expected|intended|upcoming|forthcoming|proposed|if|unless|whether|not|never|neither|nor"
    r"|no longer|[Aa]lthough|except|either|estimated|[Aa]ccording to|some sources|other sources|legend|fictional"
    r"|fictitious|hypothetical)(?!\w)"
)
_AGING = re.compile(
    r"\b(?:[Cc]urrent(?:ly)?|[Pp]resent(?:ly)?|[Aa]s of|[Nn]ow|[Tt]oday|to date|so far|former|formerly|previously)\b"
)


class Sentence(NamedTuple):
    """A sentence about what the page is about."""

    text: str
    """The sentence as it stands."""
    said: str
    """What it says, after its subject: 'is a record label founded in 1993 by …'."""
    kind: str
    """What the page's first sentence says that it is ('American drama film'), '' where that is open."""
    whose: bool
    """Whether `said` begins with what the subject has ('capital is …')."""


def sentences(paragraph: str) -> list[str]:
    """The paragraph cut into sentences, without the space between them; abbreviations do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        if _ABBREVIATED.search(paragraph[max(0, match.start() - 14) : match.start()]):
            continue
        found.append(paragraph[start : match.end()].rstrip())
        start = match.end()
    return [*found, paragraph[start:]] if paragraph[start:].strip() else found


def doubtful(text: str) -> bool:
    """Whether a sentence hedges, denies, supposes, foretells, or tells of what changes."""
    return _DOUBTFUL.search(text) is not None or _AGING.search(text) is not None


class _Subject(NamedTuple):
    """Where what a sentence says of the page's subject begins, and whether a name says so."""

    end: int
    named: bool
    whose: bool = False


def about(paragraphs: Iterable[str], names: Sequence[str]) -> Iterator[tuple[int, Sentence]]:
    """The sentences of these paragraphs that speak of what the names denote, each with its paragraph's number."""
    known = _known(names)
    kind = ""
    opened = False
    for number, paragraph in enumerate(paragraphs):
        spoken = opened  # 'The club …' may go on from the paragraph before
        for at, text in enumerate(sentences(paragraph)):
            found = _named(text, known) or (None if opened else _fuller(text, names))
            if found is None and spoken:
                found = _referring(text, kind, at > 0)
            if found is None and opened and (opener := _opening(text, known, kind, spoken)):
                yield number, Sentence(text, opener, kind, whose=False)
                continue
            spoken = found is not None
            if found is None:
                continue
            said = text[found.end :]
            if not opened and found.named and not found.whose:
                opened = True
                defined = _DEFINED.match(said)
                kind = defined["kind"] if defined else ""
            yield number, Sentence(text, said, kind, found.whose)


def named_in(paragraph: str, names: Sequence[str], surname: str | None, kind: str) -> Iterator[Sentence]:
    """The sentences of a paragraph that begin with a name, or tell of someone's birth and begin with the surname."""
    known = _known(names)
    if not any(name in paragraph for name in known) and not (surname and f"{surname} was born" in paragraph):
        return
    for text in sentences(paragraph):
        if found := _named(text, known):
            yield Sentence(text, text[found.end :], kind, found.whose)
        elif surname and text.startswith(f"{surname} was born "):
            yield Sentence(text, text[len(surname) + 1 :], kind, whose=False)


def _known(names: Sequence[str]) -> list[str]:
    """All spellings of the names, the longest first."""
    return sorted({spelled for name in names for spelled in _spellings(name)}, key=lambda name: (-len(name), name))


def _spellings(name: str) -> Iterator[str]:
    bare = re.sub(r"\s*\([^()]*\)$", "", name).strip(' "“”')
    if len(bare) > 1:
        yield bare
        if bare.startswith("The "):
            yield bare.removeprefix("The ")


def _named(text: str, known: Sequence[str]) -> _Subject | None:
    """The sentence begins with a name of the page's subject."""
    start = len("The ") if text.startswith("The ") and not any(map(text.startswith, known)) else 0
    quoted = text[start : start + 1] in _QUOTES
    start += quoted
    for name in known:
        if text.startswith(name, start):
            end = start + len(name)
            if text[end : end + 3] in {"'s ", "’s "}:
                return _Subject(end + 3, named=True, whose=True)
            if quoted and text[end : end + 1] not in _QUOTES:
                return None
            end = _past_asides(text, end + quoted)
            if text[end : end + 1] == " " and text[end + 1 : end + 2].islower():  # else it is another's name
                return _Subject(end + 1, named=True)
    return None


def _fuller(text: str, names: Sequence[str]) -> _Subject | None:
    """The page's first sentence begins with a longer form of a name of two words or more ('Ann Maria Hill (born …')."""
    match = _NAMED.match(text)
    if match is None or match["name"].startswith(("In ", "On ", "At ")):
        return None
    words = fold(match["name"]).split()
    for name in names:
        own = fold(re.sub(r"\s*\([^()]*\)$", "", name)).split()
        if 2 <= len(own) <= len(words) <= len(own) + 4 and own[-1] == words[-1] and set(own) <= set(words):
            end = _past_asides(text, match.end("name"))
            return _Subject(end + 1, named=True) if text[end : end + 1] == " " else None
    return None


def _past_asides(text: str, end: int) -> int:
    while match := _ASIDE.match(text, end):
        end = match.end()
    return end


def _referring(text: str, kind: str, going_on: bool) -> _Subject | None:
    """The sentence goes on about the subject: 'It was …', 'Its capital …', 'The film was …'."""
    if going_on and (match := _PRONOUN.match(text)):
        return _Subject(match.end(), named=False, whose=match[0] in _POSSESSIVES)
    if _COUNTED.match(text):
        return _Subject(0, named=False)
    if match := _OWNED.match(text):
        return _Subject(len("The "), named=False, whose=True)
    noun = kind.rsplit(" ", 1)[-1]
    if not noun[:1].islower() or not text.startswith(f"The {noun}"):
        return None
    end = len("The ") + len(noun)
    if text[end : end + 3] in {"'s ", "’s "}:
        return _Subject(end + 3, named=False, whose=True)
    return _Subject(end + 1, named=False) if text[end : end + 1] == " " else None


def _opening(text: str, known: Sequence[str], kind: str, going_on: bool) -> str | None:
    """What a sentence says before its subject: 'Founded in 1913, the club …'."""
    if not _PARTICIPLES.match(text):
        return None
    for match in re.finditer(r", ", text):
        rest = text[match.end() :]
        rest = rest[:1].upper() + rest[1:]
        if _named(rest, known) or _referring(rest, kind, going_on):
            return text[:1].lower() + text[1 : match.start()] + "."
    return None
