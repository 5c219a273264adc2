"""The language of a text, by its script and its commonest words.

Light on purpose: no model, a few microseconds a paragraph. It answers None rather than guess; which
languages a later step can handle is that step's business.
"""

import re
from collections import Counter

from taskloom.ingest.tongues import TONGUES

__all__ = ["detect", "plainly_other"]

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff\u3400-\u4dbf]"), 0.2),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile("[\u0530-\u058f]"), 0.3),
    ("bn", re.compile("[\u0980-\u09ff]"), 0.3),
    ("ta", re.compile("[\u0b80-\u0bff]"), 0.3),
    ("hi", re.compile("[\u0900-\u097f]"), 0.3),
    ("he", re.compile("[\u05d0-\u05ea]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
)
_LETTER = re.compile(r"[^\W\d_]")
_SPEAKERS: dict[str, tuple[str, ...]] = {}
for _tongue in TONGUES:
    for _word in _tongue.words:
        _SPEAKERS[_word] = (*_SPEAKERS.get(_word, ()), _tongue.code)
_WORDS_OF = {code: frozenset[str]() for code, _, _ in _SCRIPTS} | {tongue.code: tongue.words for tongue in TONGUES}
_KIN = (frozenset(["ja", "zh"]), frozenset(["hr", "sr"]), frozenset(["da", "no"]), frozenset(["cs", "sk"]))
"""Languages that a sentence may not tell apart."""
_LETTERS_OF = {tongue.code: frozenset(tongue.letters) for tongue in TONGUES}


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language most of `text` is in; None when too little of it tells.

    Looks at the first 20,000 characters. Two languages within a quarter of each other's score are undecided.
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters < 8:
        return None
    for code, script, share in () if sample.isascii() else _SCRIPTS:
        if len(script.findall(sample)) >= letters * share:
            return code
    words = Counter(word.lower() for word in _WORD.findall(sample))
    scores = _scores(words)
    if not scores:
        return None
    (code, best), *rest = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    count = sum(words.values())
    if best < 2 or best < min(25, count * 0.04):
        return None
    if rest and rest[0][1] > best * 0.8:
        return None
    return code


def plainly_other(text: str, language: str) -> str | None:
    """The language that a sentence is plainly in where that is not `language`; None where its words leave a doubt.

    Plain are three common words of the other that `language` has not (a name may hold two), and none the other way.
    """
    found = detect(text)
    if found is None or language not in _WORDS_OF or frozenset([found, language]) in _KIN or found == language:
        return None
    words, own, its = {word.lower() for word in _WORD.findall(text)}, _WORDS_OF[language], _WORDS_OF[found]
    plain = len(words & its - own) >= 3 or not its
    return found if plain and words.isdisjoint(own - its) else None


def _scores(words: Counter[str]) -> dict[str, float]:
    """How much of the text each language explains by its words, those of many languages counting less.

    A language of which few words occur is left out: those may be names, and single letters are initials.
    """
    scores: dict[str, float] = {}
    seen: dict[str, int] = {}
    for word, count in words.items():
        speakers = _SPEAKERS.get(word, ())
        for code in speakers:
            scores[code] = scores.get(code, 0.0) + count / len(speakers) ** 0.5
            seen[code] = seen.get(code, 0) + (len(word) > 1 or not word.isascii())
    foreign = Counter[str]()
    for word, count in words.items():
        if not word.isascii():
            for letter in set(word):
                if letter >= "\x80":
                    foreign[letter] += count
    total = sum(foreign.values())
    accented = sum(count for letter, count in foreign.items() if letter < "\u0250")
    enough = 2 if sum(words.values()) < 100 else 4
    result: dict[str, float] = {}
    for code, score in scores.items():
        if seen[code] < enough:
            continue
        own = _LETTERS_OF.get(code, frozenset())
        strange = sum(count for letter, count in foreign.items() if letter not in own)
        if total > 5:
            # Accented letters of its own speak for a language, foreign ones against it.
            score = score * (1 - 0.6 * strange / total) + 0.2 * max(0, accented - 3 * strange)
        result[code] = score
    return result
