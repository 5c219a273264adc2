"""A name or a text as the answer: whether a reply says it, says something else, or cannot be told.

A reply is right when it is the golden words, names the same thing, or says them as whole words with nothing
against it: no 'not' before them, no other candidate beside them, no longer name around them, not in an
aside. It is wrong when it shares no word with a golden name. A paraphrase of a text is left undecided:
meaning is a judge's matter.
"""

import re
from collections.abc import Sequence

from taskloom.grade.name import misspelt, same_name
from taskloom.grade.outcome import Grade, right, undecided, wrong
from taskloom.grade.place import Span, find_words
from taskloom.grade.reading import is_name
from taskloom.grade.reply import declines
from taskloom.grade.rival import TITLES, find_rival, has_verb, is_lengthened, only_golden
from taskloom.grade.wording import content, forms, negated, sentences, stems, words_of
from taskloom.schema.answer import Answer

_CHOICE = re.compile(r"\bor\b|\beither\b|/|;", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:alternatively|another|the\s+second|the\s+other|or\s+else|otherwise)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"[\"'”’]?\s*(?:\(|\s[-–—]\s|:\s|,\s+(?:who|which|an?|the|in|on|at|from)\s|\s+(?:in|on|at|by|from|with|as|who|which)\s)"
)
_NAME = re.compile(r"(?<!\w)[^\W\d_a-z][\w'’-]+(?:\s+[^\W\d_a-z][\w'’-]+)+")
_CODE = re.compile(r"[A-Z]{1,3}[-−–]?")
_SIGNED = re.compile(r"(?<![\w-])([A-Z]{1,3})[-−–](?![\w-])")
_EXPLAINED = re.compile(r"\(([^()]+)\)")
_SECOND = re.compile(r"\brunners?[- ]up\b", re.IGNORECASE)
_SHORT = 8
_FEW = 3
_HALF = 0.5


def grade_phrase(text: str, answer: Answer, question: str | None) -> Grade:
    """Grade an unwrapped reply against a name or a text."""
    golden = (answer.text, *answer.aliases)
    forms_ = forms(golden)
    if not forms_:
        return undecided("the golden answer has no words")
    if (told := _otherwise(text, golden, question)) is not None:
        return undecided(told)
    said = words_of(text)
    if said in forms_ or (said[:1] in (["a"], ["an"]) and said[1:] in forms_):
        return right("the golden words")
    wanted = {tuple(stems(form)) for form in forms_}
    if tuple(stems(said)) in wanted:
        return right("the golden words, in another number or spelling")
    one = len(said) <= _SHORT and _CHOICE.search(text) is None
    names = [same_name(text, form) for form in golden] if one else []
    if True in names:
        return right("another form of the name")
    asked = content(words_of(question)) if question else set[str]()
    span = find_words(text, wanted)
    if span is not None:
        return _in_reply(text, span, wanted, question)
    if declines(text):
        return wrong("gives no answer")
    if None in names:
        return undecided("a part or another form of the name")
    return _apart(text, said, wanted, answer, asked)


def _otherwise(text: str, golden: Sequence[str], question: str | None) -> str | None:
    """What tells that a reply with the golden words may mean another thing; None where nothing does."""
    if any(_CODE.fullmatch(one) for one in golden) and {found[1] for found in _SIGNED.finditer(text)} != {
        found[1] for one in golden for found in _SIGNED.finditer(one)
    }:
        return "a code with another sign"
    explained = [content(words_of(found[1])) for one in golden if (found := _EXPLAINED.search(one))]
    said = [content(words_of(found[1])) for found in _EXPLAINED.finditer(text)]
    if len(explained) == len(golden) and said and not any(one & other for one in explained for other in said):
        return "another explanation in brackets"
    if _SECOND.search(text) and not _SECOND.search(question or "") and not any(map(_SECOND.search, golden)):
        return "speaks of a runner-up"
    return None


def _apart(text: str, said: list[str], wanted: set[tuple[str, ...]], answer: Answer, asked: set[str]) -> Grade:
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
    sentence = len(said) > _SHORT or has_verb(text)
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


def _in_reply(text: str, span: Span, wanted: set[tuple[str, ...]], question: str | None) -> Grade:
    """Judge a reply that holds the golden words among others."""
    asked = content(words_of(question)) if question else set[str]()
    if declines(text):
        return undecided("holds the golden words, but says that it does not know")
    if content(words_of(text[span.start : span.end])) <= asked:
        return undecided("the golden words stand in the question too")
    if negated(text, span.start, span.end, question):
        return undecided("holds the golden words beside a 'not'")
    if only_golden(text, wanted):
        return right("golden words only")
    rival = find_rival(text, span, wanted, asked)
    if rival is not None:
        return rival
    first, *later = sentences(text) or [text]
    again = any(sentence.split()[:2] == first.split()[:2] for sentence in later)
    if again or _OTHERWISE.search(text, span.end):
        return undecided("holds the golden words and perhaps another candidate")
    if span.start >= text.find(first) + len(first):
        return undecided("holds the golden words, but not in its first sentence")
    golden = set[str]().union(*wanted)
    if any(not content(words_of(name[0])) <= asked | golden for name in _NAME.finditer(text, 0, span.start)):
        return undecided("another name stands before the golden words")
    if is_lengthened(text, span, asked):
        return undecided("the golden words are part of a longer name")
    if not has_verb(text):
        return _bare(text, span, asked)
    return right("says the golden words")


def _bare(text: str, span: Span, asked: set[str]) -> Grade:
    """Judge a phrase that holds the golden words and no verb."""
    before, after = text[: span.start], text[span.end :]
    extra = content(words_of(before)) - asked - TITLES
    if not extra and (_TAIL.match(after) or not content(words_of(after)) - asked):
        return right("the golden words, explained")
    return undecided("the golden words and others")
