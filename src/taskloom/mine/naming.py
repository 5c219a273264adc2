"""A name or a place at a position of running text; nothing where its end is open, or where there are several."""

import re
from collections.abc import Collection
from typing import NamedTuple

from taskloom.mine.lexicon import kinds

_TOKEN = re.compile(
    r"(?P<open>[\"“‘'(]*)(?P<word>[^\s,;:()\"“”]*[^\s,;:()\"“”.])(?P<close>[\"”]?)(?P<point>\.?)(?P<mark>[,;:)]*)"
)
_INSIDE = frozenset(
    "of the de del della der des di do dos du da la le les van von und y el al bin ibn zu ten ter den & n".split()
)
"""Words in small letters that stand inside names."""
_AFTER = frozenset(
    """in on at from for to with as by during after before under while through via over into and or but that which who
    whose where when featuring starring including is was were are has had following between since until against near
    upon within without about around across along also both then later of a an his her its their our this these those
    beating defeating ahead because so""".split()
)
"""Words in small letters that may follow a name, and never describe whom it names."""
_DESCRIBING = 5
"""Words that may stand before a name and say who that is ('by the American singer …')."""
_SHORT_NUMBER = re.compile(r"\d{1,3}")
_RUN_TOGETHER = re.compile(r"[a-z)]\.[^\W\da-z_]")
"""Two sentences without a space between them."""
_GENERATION = re.compile(r", (?:Jr|Sr)\.")


_MORE = re.compile(
    r"['’\w/&]|[-–]\w|, [\"“]?[^\W\da-z_]"
    r"|,? (?:and|or|with|&) (?!(?:was|is|were|are|has|had) |[a-z-]+(?:ed|en|wn|ing|es) |stars |features |runs )"
)
"""What follows a name that is one of several, or only a part of one."""

_FURTHER = re.compile(r"['’]s?\b|[-–/]| (?:and|or|&) [^\W\da-z_]| \d|, and [^\W\da-z_]")
"""What follows a place that is one of several, or only a part of one."""


class Named(NamedTuple):
    """A name in a text: characters from `start` to `end`."""

    text: str
    start: int
    end: int


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    stops: bool
    """Whether a mark after it ends what it belongs to."""
    quoted: bool


def read_name(text: str, start: int, anchors: Collection[str] = ()) -> Named | None:
    """The one name that stands at `start`, after words that describe whom it names.

    `anchors` are the texts of links: one that begins where the name does is the name.
    """
    at = start
    for _ in range(_DESCRIBING):
        if linked := _linked(text, at, anchors):
            return linked if _alone(text, linked.end) else None
        token = _token(text, at)
        if token is None:
            return None
        if not _capital(token):
            if token.stops or (token.word in _AFTER) or not token.word[0].isalpha():
                return None
            at = token.end + 1
            continue
        name = _run(text, at)
        if _RUN_TOGETHER.search(name.text) or name.text.count('"') % 2 or name.text.count("“") != name.text.count("”"):
            return None
        after = _token(text, name.end + 1) if text[name.end : name.end + 1] == " " else None
        if after is None or after.word in _AFTER or not after.word[:1].islower():
            whole = after is None or after.word != "for" or "n" not in kinds(name.text.rsplit(" ", 1)[-1].casefold())
            return name if whole and _alone(text, name.end) else None
        at = after.start
    return None


def read_place(text: str, start: int, anchors: Collection[str] = ()) -> Named | None:
    """The place that stands at `start`, with the larger ones it lies in ('Yonkers, New York')."""
    if text.startswith("the ", start):
        start += 4
    end = start
    while True:
        token = _token(text, end)
        if token is None or not _capital(token) or token.quoted:
            break
        run = _linked(text, end, anchors) or _run(text, end)
        end = run.end
        if not text.startswith(", ", end):
            break
        following = _token(text, end + 2)
        if following is None or not _capital(following) or following.word[0].isdigit():
            break
        end += 2
    if end == start:
        return None
    place = text[start:end].rstrip(", ")
    end = start + len(place)
    if _RUN_TOGETHER.search(place) or re.match(
        r"['’]s?\b|[-–/]| (?:and|or|&) [^\W\da-z_]| \d|, and [^\W\da-z_]", text[end:]
    ):
        return None
    after = _token(text, end + 1) if text[end : end + 1] == " " else None
    if after is not None and after.word[0].islower() and after.word not in _AFTER and not after.word.endswith("ed"):
        return None
    return Named(place, start, end)


def _token(text: str, at: int) -> _Token | None:
    match = _TOKEN.match(text, at)
    if match is None:
        return None
    word = match["word"]
    end = match.end("close")
    if match["point"] and _shortened(word):
        word, end = word + ".", match.end("point")
        stops = bool(match["mark"])
    else:
        stops = bool(match["point"] or match["mark"])
    return _Token(word, match.start(), end, stops, bool(match["open"]))


def _shortened(word: str) -> bool:
    """Whether a point behind the word belongs to it."""
    return (
        re.fullmatch(r"[^\W\da-z_]|(?:[^\W\d_]\.)+[^\W\d_]|St|Mr|Mrs|Ms|Dr|Jr|Sr|Mt|Ft|No|Prof|Rev", word) is not None
    )


def _capital(token: _Token) -> bool:
    return token.word[:1].isupper()


def _run(text: str, at: int) -> Named:
    """The words with capitals from `at` on, with the small ones inside."""
    first = _token(text, at)
    assert first is not None
    end, stops = first.end, first.stops
    start = first.start
    while not stops and text[end : end + 1] == " ":
        here = end + 1
        inside: list[_Token] = []
        token = _token(text, here)
        while token is not None and token.word in _INSIDE and not token.stops:
            inside.append(token)
            token = _token(text, token.end + 1)
        if token is None or text[token.start] == "(":
            break
        if not (_capital(token) or (not inside and (token.quoted or _SHORT_NUMBER.fullmatch(token.word)))):
            break
        end, stops = token.end, token.stops
    if match := _GENERATION.match(text, end):
        end = match.end()
    return Named(text[start:end], start, end)


def _linked(text: str, at: int, anchors: Collection[str]) -> Named | None:
    found = [one for one in anchors if text.startswith(one, at) and one[:1].isupper()]
    if not found:
        return None
    longest = max(found, key=len)
    return Named(longest, at, at + len(longest))


def _alone(text: str, end: int) -> bool:
    """Whether no further name, and nothing of the name, follows."""
    after = text[end : end + 60]
    return _MORE.match(after) is None
