"""Answers of several members: a list, whose members stand in any order unless it is ordered, and the parts
of a task.

A list is right or wrong as a whole. Parts earn their share. The reply is cut at lines, ';', ',' and 'and';
pieces that belong together ('Bosnia and Herzegovina', 'Washington, D.C.') are put together again where a
golden member says so.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from taskloom.grade.date import date_readings
from taskloom.grade.name import fold
from taskloom.grade.number import read_quantity
from taskloom.grade.outcome import Grade, right, undecided, wrong
from taskloom.grade.wording import content, forms, words_of
from taskloom.schema.answer import Answer

Grader = Callable[[str, Answer, str | None], Grade]
"""Grades a piece of the reply against a member."""

_BULLET = re.compile(r"^[ \t]*(?:[-*•·–]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t]+", re.MULTILINE)
_CUT = re.compile(
    r"\s*(?:\n+|;|[>→⇒]|,(?!\d{3}(?!\d))|\s(?:and|&|plus|as\s+well\s+as)(?=\s))\s*(?:(?:and|&)\s+)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\(?1[.)]\s")
_INLINE = re.compile(r"\s+(?=\(?\d{1,2}[.)]\s)")
_COARSE_CUT = re.compile(r"\s*(?:\n+|;)\s*")
_LEAD = re.compile(r"[^,;\n]*?(?:\b(?:are|is|were|was|includes?|namely|being)\b:?|:)\s+", re.IGNORECASE)
_BACKWARDS = re.compile(r"\b(?:revers\w+|backwards?|last\s+to\s+first|bottom|ascending|descending)\b", re.IGNORECASE)
_LABEL = re.compile(r"\s*([^:=]{1,60}?)\s*[:=]\s*(.+)", re.DOTALL)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_REMARK = 6
"""Words from which on a piece that is no member is a remark, not a further member."""


class _Piece(NamedTuple):
    start: int
    end: int


class _Matched(NamedTuple):
    items: list[int | None]
    """For each run of pieces, in order, the member it is, None for none."""
    texts: list[str]


def _pieces(text: str, cut: re.Pattern[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for match in cut.finditer(text):
        pieces.append(_Piece(start, match.start()))
        start = match.end()
    pieces.append(_Piece(start, len(text)))
    return [piece for piece in pieces if text[piece.start : piece.end].strip()]


def grade_list(text: str, answer: Answer, question: str | None, grader: Grader) -> Grade:
    """Grade an unwrapped reply against a list: right when it names every member and nothing else."""
    text = _INLINE.sub("\n", text) if _NUMBERED.match(text) else text
    text = _BULLET.sub("", text)
    best = _judged(text, answer, question, grader)
    lead = _LEAD.match(text)
    if answer.ordered and lead is not None and _BACKWARDS.search(lead[0]):
        return undecided("perhaps the other way round")
    for other in (text[lead.end() :] if lead is not None else None, _ASIDE.sub("", text)):
        if best.outcome != "right" and other and other != text:
            again = _judged(other, answer, question, grader)
            best = (
                again if again.outcome == "right" or (best.outcome, again.outcome) == ("wrong", "undecided") else best
            )
    return best


def _judged(text: str, answer: Answer, question: str | None, grader: Grader) -> Grade:
    matched = _matched(text, answer.items, question, grader)
    found = list(dict.fromkeys(item for item in matched.items if item is not None))
    missing = [item for place, item in enumerate(answer.items) if place not in found]
    asked = content(words_of(question)) if question else set[str]()
    pairs = zip(matched.items, matched.texts, strict=True)
    others = [piece for item, piece in pairs if item is None and not content(words_of(piece)) <= asked]
    said = f"{len(found)} of {len(answer.items)} members, {len(others)} others"
    if missing:
        table = [[grader(piece, item, question).outcome == "undecided" for item in missing] for piece in others]
        if others and all(map(any, table)) and all(map(any, zip(*table, strict=True))):
            return undecided(f"{said}, perhaps the same in other words")
        return wrong(said)
    if any(len(piece.split()) < _REMARK for piece in others):
        return wrong(said)
    if others:
        return undecided(f"{said}, perhaps remarks")
    if answer.ordered and found != sorted(found):
        return wrong("the members in another order")
    return right("all members")


def _matched(text: str, items: tuple[Answer, ...], question: str | None, grader: Grader) -> _Matched:
    """Match runs of pieces with members, longest runs first, each member once (a repetition counts as the
    same).
    """
    pieces = _pieces(text, _CUT)
    golden = [{tuple(words) for words in forms((item.text, *item.aliases))} for item in items]
    longest = 1 + max((len(_CUT.findall(name)) for item in items for name in (item.text, *item.aliases)), default=0)
    matched = _Matched([], [])
    place = 0
    while place < len(pieces):
        for size in range(min(longest, len(pieces) - place), 0, -1):
            run = text[pieces[place].start : pieces[place + size - 1].end].strip()
            item = _member(run, size, items, golden, matched.items, question, grader)
            if item is not None or size == 1:
                matched.items.append(item)
                matched.texts.append(run)
                place += size
                break
    return matched


def _member(
    run: str,
    size: int,
    items: tuple[Answer, ...],
    golden: list[set[tuple[str, ...]]],
    taken: list[int | None],
    question: str | None,
    grader: Grader,
) -> int | None:
    """Give the member a run of pieces is: by its words, else, for one piece or a typed value, by grading
    it.
    """
    words = tuple(words_of(run))
    free = sorted(range(len(items)), key=lambda place: place in taken)
    for place in free:
        if words in golden[place]:
            return place
    whole = size == 1 or read_quantity(run) is not None or bool(date_readings(run))
    for place in free:
        if whole and grader(run, items[place], question).outcome == "right":
            return place
    return None


def grade_parts(text: str, answer: Answer, question: str | None, grader: Grader) -> Grade:
    """Grade an unwrapped reply against parts in order, or by their labels; parts of different types in any
    order.
    """
    text = _BULLET.sub("", text)
    grades = _by_label(text, answer.items, question, grader)
    for cut in (_COARSE_CUT, _CUT):
        if grades is None:
            pieces = [text[piece.start : piece.end] for piece in _pieces(text, cut)]
            grades = _in_order(pieces, answer.items, question, grader)
    if grades is None or not any(grade.outcome == "right" for grade in grades):
        whole = _in_sentence(text, answer.items, question, grader)
        grades = whole if grades is None or any(grade.outcome == "right" for grade in whole) else grades
    hits = sum(grade.outcome == "right" for grade in grades)
    said = "; ".join(
        f"{item.label or place}: {grade.detail}"
        for place, (item, grade) in enumerate(zip(answer.items, grades, strict=True), 1)
    )
    if hits == len(grades):
        return right("all parts")
    if any(grade.outcome == "undecided" for grade in grades):
        return undecided(said)
    return wrong(said, sum(grade.score or 0.0 for grade in grades) / len(grades))


def _by_label(text: str, items: tuple[Answer, ...], question: str | None, grader: Grader) -> list[Grade] | None:
    """Grade 'country: Hungary; share: 55.7 %'; None unless every piece has the label of a part."""
    labels = {fold(item.label): place for place, item in enumerate(items) if item.label}
    said: dict[int, str] = {}
    for piece in _pieces(text, _COARSE_CUT if _COARSE_CUT.search(text) else _CUT):
        match = _LABEL.fullmatch(text[piece.start : piece.end])
        place = labels.get(fold(match[1])) if match is not None else None
        if match is None or place is None or place in said:
            return None
        said[place] = match[2]
    return [
        grader(said[place], item, question) if place in said else wrong("not said") for place, item in enumerate(items)
    ]


def _in_order(pieces: list[str], items: tuple[Answer, ...], question: str | None, grader: Grader) -> list[Grade] | None:
    """Grade as many pieces as there are parts; None for another number of pieces."""
    if len(pieces) != len(items):
        return None
    grades = [grader(piece, item, question) for piece, item in zip(pieces, items, strict=True)]
    if all(grade.outcome == "right" for grade in grades):
        return grades
    if len({item.type for item in items}) == len(items):
        table = [[grader(piece, item, question) for piece in pieces] for item in items]
        turned = [max(row, key=lambda grade: (grade.score or 0.0, grade.outcome == "undecided")) for row in table]
        if sum(grade.score or 0.0 for grade in turned) > sum(grade.score or 0.0 for grade in grades):
            return turned
    return grades


def _in_sentence(text: str, items: tuple[Answer, ...], question: str | None, grader: Grader) -> list[Grade]:
    """Grade the whole reply against each part; parts of one type in one sentence cannot be told apart."""
    kinds = [item.type for item in items]
    grades: list[Grade] = []
    for item in items:
        grade = grader(text, item, question)
        if grade.outcome == "right" and kinds.count(item.type) > 1:
            grade = undecided("said, but which part it answers cannot be told")
        grades.append(grade)
    return grades
