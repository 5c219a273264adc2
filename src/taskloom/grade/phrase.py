"""A name or a text as the answer: whether a reply says it, says something else, or cannot be told.

A reply is right when it is the golden words, names the same thing, or says them as whole words with nothing
against it: no 'not' before them, no other candidate beside them, no longer name around them, not in an
aside. It is wrong when it shares no word with a golden name. A paraphrase of a text is left undecided:
meaning is a judge's matter.
"""

import re
from typing import NamedTuple

from taskloom.grade.name import fold, misspelt, same_name
from taskloom.grade.outcome import Grade, right, undecided, wrong
from taskloom.grade.reading import is_name
from taskloom.grade.reply import declines
from taskloom.grade.wording import content, forms, negated, sentences, stems, words_of
from taskloom.schema.answer import Answer

_TOKEN = re.compile(r"[^\s/]+")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|became|becomes|called|named|known|won|wins|played|plays|wrote|made|lies|"
    r"refers|means|include[sd]?|said|took|took|founded|directed|sang|starred|built|designed|set)\b",
    re.IGNORECASE,
)
_OR_AFTER = re.compile(
    r"[\"'”’)]*\s*(?:,?\s*(?:\bor\b|and/or|\bpossibly\b|\bmaybe\b)\s*|/\s*)([^,.;]{1,60})", re.IGNORECASE
)
_OR_BEFORE = re.compile(
    r"((?:[^\s,.;]+\s){0,2}[^\s,.;/]+)(?:,?\s+or\s+|\s*/\s*)(?:the\s+|an?\s+)?[\"'“‘]*$", re.IGNORECASE
)
_ATOM = re.compile(r"\s*(?:;|\n|,|\s+and\s+|\s+&\s+|\s+or\s+|/)\s*(?:and\s+|or\s+)?", re.IGNORECASE)
_BREAK = re.compile(r"\0\W*(?:;|\n)|(?:;|\n)\W*\0")
_TAIL = re.compile(
    r"[\"'”’]?\s*(?:\(|\s[-–—]\s|:\s|,\s+(?:who|which|an?|the|in|on|at|from)\s|\s+(?:in|on|at|by|from|with|as|who|which)\s)"
)
_NAME = re.compile(r"(?<!\w)[^\W\d_a-z][\w'’-]+(?:\s+[^\W\d_a-z][\w'’-]+)+")
_EDGE = "\"'“”‘’()[]*,;:!?."
_GOLD = "\0"
_SHORT = 8
_FEW = 3
_BRIEF = 5
_HALF = 0.5
_TITLED_TEXT = """
mr mrs ms dr sir dame lord lady king queen prince princess president senator governor professor prof saint
st pope emperor captain actor actress singer
"""
_TITLED = frozenset(_TITLED_TEXT.split())


class Span(NamedTuple):
    """Where golden words stand in a reply, in characters."""

    start: int
    end: int


class _Token(NamedTuple):
    stems: list[str]
    start: int
    end: int


def grade_phrase(text: str, answer: Answer, question: str | None) -> Grade:
    """Grade an unwrapped reply against a name or a text."""
    golden = (answer.text, *answer.aliases)
    forms_ = forms(golden)
    if not forms_:
        return undecided("the golden answer has no words")
    said = words_of(text)
    if said in forms_ or (said[:1] in (["a"], ["an"]) and said[1:] in forms_):
        return right("the golden words")
    wanted = {tuple(stems(form)) for form in forms_}
    if tuple(stems(said)) in wanted:
        return right("the golden words, in another number or spelling")
    names = [same_name(text, form) for form in golden] if len(said) <= _SHORT else []
    if True in names:
        return right("another form of the name")
    asked = content(words_of(question)) if question else set[str]()
    span = _find(text, wanted)
    if span is not None:
        return _in_reply(text, span, wanted, question)
    if declines(text):
        return wrong("gives no answer")
    if None in names:
        return undecided("a part or another form of the name")
    return _apart(text, said, wanted, answer, asked)


def _apart(
    text: str, said: list[str], wanted: set[tuple[str, ...]], answer: Answer, asked: set[str]
) -> Grade:
    """Judge a reply that does not hold the golden words.

    Words that share nothing are wrong where both are specific: a name, a number or a single word. A phrase
    of common words may describe the golden thing.
    """
    mine = content(said)
    if not mine - asked:
        return wrong("says nothing that the question does not")
    mine = mine if len(said) <= _SHORT else mine - asked
    shared = max((_share(mine, content(form), asked) for form in wanted), default=0.0)
    if shared >= _HALF:
        return undecided("shares words with the golden answer")
    if any(_unspaced("".join(form), said) for form in wanted):
        return undecided("the golden words stand among others without spaces")
    sentence = len(said) > _SHORT or _VERB.search(text) is not None
    specific = is_name(text) or len(said) == 1 or any(map(str.isdigit, text))
    if answer.type == "name" and (sentence or specific):
        return wrong("another name")
    few = min(len(content(form)) for form in wanted) <= _FEW and len(mine) <= _FEW
    if answer.type == "text" and few and specific and not (sentence or shared):
        return wrong("other words")
    return undecided("no golden words, but perhaps the same in other words")


def _share(mine: set[str], golden: set[str], asked: set[str]) -> float:
    """Give the share of the golden words, those of the question left out, to which a word of the reply is
    akin.
    """
    known = {word for word in golden if any(_akin(one, word) for one in mine)}
    telling = golden - asked or golden
    return max(len(known & telling) / len(telling), len(known) / len(golden)) if golden else 0.0


def _unspaced(golden: str, said: list[str]) -> bool:
    """Tell whether golden words of a script that sets no spaces (Han, kana, Thai) stand inside a longer
    run.
    """
    return len(golden) > 1 and golden[0] >= "\u0e00" and golden in "".join(said)


def _akin(a: str, b: str) -> bool:
    """Tell whether two words may be of one family ('environment', 'environmental') or one misspelt."""
    a, b = a.replace("ae", "e"), b.replace("ae", "e")
    if len(a) > len(b):
        a, b = b, a
    return a == b or (len(a) >= 4 and a in b) or (len(a) >= 6 and a[:5] == b[:5]) or misspelt(a, b)


def _find(text: str, wanted: set[tuple[str, ...]]) -> Span | None:
    """Find the longest golden form that stands in a text as whole words; the first place of it."""
    tokens = _tokens(text)
    flat = [(word, token) for token in tokens for word in token.stems]
    words = [word for word, _ in flat]
    best: tuple[int, Span] | None = None
    for form in wanted:
        size = len(form)
        if size == 1 and len(form[0]) < 2 and not form[0].isdigit():
            continue
        if best is not None and size <= best[0]:
            continue
        for place in range(len(words) - size + 1):
            if words[place] == form[0] and tuple(words[place : place + size]) == form:
                best = (size, Span(flat[place][1].start, flat[place + size - 1][1].end))
                break
    return best[1] if best is not None else None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(text):
        core = match[0].strip(_EDGE)
        if core:
            start = match.start() + match[0].index(core)
            core = core.removesuffix("'s").removesuffix("’s")
            tokens.append(_Token(stems(words_of(core)), start, start + len(core)))
    return tokens


def _in_reply(text: str, span: Span, wanted: set[tuple[str, ...]], question: str | None) -> Grade:
    """Judge a reply that holds the golden words among others."""
    asked = content(words_of(question)) if question else set[str]()
    if declines(text):
        return undecided("holds the golden words, but says that it does not know")
    if content(words_of(text[span.start : span.end])) <= asked:
        return undecided("the golden words stand in the question too")
    if negated(text, span.start, span.end, question):
        return undecided("holds the golden words beside a 'not'")
    atoms = [atom for atom in _ATOM.split(text) if atom.strip()]
    if len(atoms) > 1 and all(tuple(stems(words_of(atom))) in wanted for atom in atoms):
        return right("golden words only")
    rival = _rival(text, span, wanted, asked)
    if rival is not None:
        return rival
    first = sentences(text)[0] if sentences(text) else text
    if span.start >= text.find(first) + len(first):
        return undecided("holds the golden words, but not in its first sentence")
    golden = set[str]().union(*wanted)
    if any(not content(words_of(name[0])) <= asked | golden for name in _NAME.finditer(text, 0, span.start)):
        return undecided("another name stands before the golden words")
    if _lengthened(text, span, asked):
        return undecided("the golden words are part of a longer name")
    if _VERB.search(text) is None and len(words_of(text)) <= _SHORT:
        return _bare(text, span, asked)
    return right("says the golden words")


def _bare(text: str, span: Span, asked: set[str]) -> Grade:
    """Judge a phrase that holds the golden words and no verb."""
    before, after = text[: span.start], text[span.end :]
    extra = content(words_of(before)) - asked - _TITLED
    if not extra and (_TAIL.match(after) or not content(words_of(after)) - asked):
        return right("the golden words, explained")
    return undecided("the golden words and others")


def _rival(text: str, span: Span, wanted: set[tuple[str, ...]], asked: set[str]) -> Grade | None:
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
    bare = _VERB.search(text) is None and all(len(atom.split()) <= _BRIEF for atom in atoms)
    if bare and (len(others) > 1 or (others and _BREAK.search(masked))):
        return wrong("several candidates")
    after = re.match(r"[\"'”’]?,?\s+(?:and|&)\s+(?:the\s+)?([^\s,.;]+)", text[span.end :])
    if after is not None and after[1][:1].isupper() and not content(words_of(after[1])) <= asked:
        return undecided("names another beside the golden one")
    return None


def _fits(atom: str, wanted: set[tuple[str, ...]], asked: set[str]) -> bool:
    """Tell whether a piece of a reply is golden or only repeats the question."""
    return _GOLD in atom or _find(atom, wanted) is not None or content(words_of(atom)) <= asked


def _lengthened(text: str, span: Span, asked: set[str]) -> bool:
    """Tell whether capitalised words beside the golden ones make a longer name of them ('Real Madrid')."""
    if not text[span.start : span.start + 1].isupper():
        return False
    after = re.match(r"[ -]([^\W\d_][\w'’.-]*)", text[span.end :])
    before = re.search(r"([^\W\d_][\w'’.-]*)[ -]$", text[: span.start])
    for match, first in ((after, False), (before, before is not None and before.start() == 0)):
        if match is None or not match[1][0].isupper() or (first and not content([fold(match[1])])):
            continue
        words = content(words_of(match[1])) - _TITLED
        if words and not words <= asked and not match[1].endswith((".", ":")):
            return True
    return False
