"""What a sentence says of the page's subject -> answers, in set forms and no others.

A form is read clause by clause from where the sentence speaks of its subject: 'is a 1971 film | directed by … | and
produced by …'. The first clause that is none of the forms ends the reading, so that nothing is taken from what the
sentence says of something else.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from taskloom.grade.name import fold
from taskloom.mine.forms import (
    AGENTS,
    BOOKS,
    BORN,
    BORN_ON,
    CENSUS,
    COUNTY,
    DATES,
    DIVISION,
    DONE,
    EDITION,
    FAMILY,
    HELD,
    JOINT,
    LASTED,
    LOCATED,
    MAKERS,
    MEASURED,
    MONTH,
    MUSIC,
    OFFICE,
    ORDINAL,
    SETTLEMENTS,
    WHEN,
)
from taskloom.mine.naming import read_name, read_place
from taskloom.mine.prose import Sentence, doubtful
from taskloom.mine.relation import relation_of


def dates_of(relation: str, text: str) -> Iterator[str]:
    """All dates that a text, whatever it speaks of, gives as those of a relation ('founding date')."""
    verbs = [verb for verb, phrase in DATES.items() if relation_of(phrase) == relation]
    if not any(verb in text or verb.capitalize() in text for verb in verbs):
        return
    said = re.compile(rf"\b(?i:{'|'.join(verbs)}) (?=on |in )")
    for match in said.finditer(text):
        if when := WHEN.match(text, match.end()):
            yield when["day"] or when["month"] or when["year"]


class Stated(NamedTuple):
    """What a sentence states."""

    phrase: str
    """What is stated, as a noun phrase: 'date of birth', 'founder'."""
    text: str
    """The answer, as it stands there."""
    quote: str
    """The sentence, or the part of it that says so."""
    when: str = ""
    """The year it is stated for."""
    paragraph: int = 0
    """The number of its paragraph, from 0."""


def statements(sentence: Sentence, titles: Collection[str], anchors: Collection[str]) -> Iterator[Stated]:
    """All that a sentence states of its subject; `titles` are the subject's names, `anchors` the texts of links."""
    if match := CENSUS.search(sentence.text):
        people, year = next((match[one], match[two]) for one, two in _CENSUSES if match[one])
        if sentence.kind.rsplit(" ", 1)[-1] in SETTLEMENTS:
            yield Stated("population", people, sentence.text[: match.end()], year)
        return
    if doubtful(sentence.said if sentence.said in sentence.text else sentence.text):
        return
    reading = _Reading(sentence, anchors)
    if sentence.whose:
        yield from reading.office()
        return
    if match := ORDINAL.match(sentence.said):
        counted = _counted(match["rest"], titles)
        if counted is None:
            return
        yield Stated("edition", match["ordinal"], quoted(sentence, match["ordinal"]))
        yield from reading.clauses(match.start("rest") + counted)
        return
    yield from reading.clauses()


_CENSUSES = (("people", "year"), ("people2", "year2"), ("people3", "year3"))


def _counted(rest: str, titles: Collection[str]) -> int | None:
    """Where what was counted ends, if the title names it: the 33rd 'U.S. Open' of '1929 U.S. Open'."""
    if match := EDITION.match(rest):
        return match.end()
    for title in titles:
        series = re.sub(r"^\d{4} |\s*\([^()]*\)$| \d{4}$", "", title)
        if series != title and fold(series) and re.match(rf"{re.escape(series)}(?=[,.]|$)", rest):
            return len(series)
    return None


def quoted(sentence: Sentence, answer: str) -> str:
    """The sentence up to the answer."""
    if sentence.said not in sentence.text:  # it names its subject later
        return sentence.text
    start = sentence.text.index(sentence.said)
    return sentence.text[: sentence.text.index(answer, start) + len(answer)]


class _Reading:
    """One sentence, read from its subject on."""

    def __init__(self, sentence: Sentence, anchors: Collection[str]) -> None:
        self.sentence, self.said, self.anchors = sentence, sentence.said, anchors
        self.placed = False
        self.defined = -1
        self.head = sentence.kind.rsplit(" ", 1)[-1].casefold()

    def office(self) -> Iterator[Stated]:
        """'Its capital is …'."""
        match = OFFICE.match(self.said)
        if match is None:
            return
        found = read_place(self.said, match.end(), self.anchors)
        if found and re.match(r"[.;]|, [a-z]|\.?$| (?:and|which|in|on|with|at)\b", self.said[found.end :]):
            phrase = match["office"]
            yield self._stated(phrase, found.text)

    def clauses(self, at: int | None = None) -> Iterator[Stated]:
        """The clauses one by one, from the first or a later one on, until one is of no known form."""
        if at is None and (defined := re.match(r"(?:is|was) (?:an?|the) ", self.said)):
            if not self.sentence.kind or not self.said.startswith(self.sentence.kind, defined.end()):
                return
            at = defined.end() + len(self.sentence.kind)
        end: int | None = at
        if at is None:
            end, found = self._clause(0)
            yield from found
        else:
            self.defined = at + 1
        while end is not None and (joint := JOINT.match(self.said, end)):
            end, found = self._clause(joint.end())
            yield from found

    def _clause(self, at: int) -> tuple[int | None, list[Stated]]:
        for reads in (
            self._made,
            self._born,
            self._divided,
            self._situated,
            self._measured,
            self._held,
            self._lasted,
            self._done,
        ):
            end, found = reads(at)
            if found or end is not None:
                return end, found
        return None, []

    def _stated(self, phrase: str, text: str) -> Stated:
        return Stated(phrase, text, quoted(self.sentence, text))

    def _born(self, at: int) -> tuple[int | None, list[Stated]]:
        found: list[Stated] = []
        if match := BORN.match(self.said, at):
            if match["day"]:
                found.append(self._stated("date of birth", match["day"]))
            place = read_place(self.said, match.end(), self.anchors)
            if place and not place.text[0].isdigit() and not re.match(MONTH, place.text):
                return place.end, [*found, self._stated("place of birth", place.text)]
        elif match := BORN_ON.match(self.said, at):
            return match.end(), [self._stated("date of birth", match["day"])]
        return None, found

    def _divided(self, at: int) -> tuple[int | None, list[Stated]]:
        if match := FAMILY.match(self.said, at):
            return match.end(), [self._stated("family", match["name"] or match["other"])]
        if match := COUNTY.match(self.said, at):
            self.placed = True
            return match.end(), [self._stated(match["kind"].casefold(), match["name"])]
        match = DIVISION.match(self.said, at)
        if match is None:
            return None, []
        place = read_place(self.said, match.end(), self.anchors)
        if place is None:
            return None, []
        name = place.text.split(", ")[0]
        self.placed = True
        return place.start + len(name), [self._stated((match["kind"] or match["own"]).casefold(), name)]

    def _situated(self, at: int) -> tuple[int | None, list[Stated]]:
        match = LOCATED.match(self.said, at)
        place = read_place(self.said, match.end(), self.anchors) if match else None
        if match is None or place is None:
            return None, []
        phrase = "headquarters" if match["verb"] == "headquartered" else "location"
        partial = self.placed or re.match(r",? (?:in|of|on|near|at|between) ", self.said[place.end :])
        return place.end, [] if partial else [self._stated(phrase, place.text)]

    def _measured(self, at: int) -> tuple[int | None, list[Stated]]:
        match = MEASURED.match(self.said, at)
        if match is None:
            return None, []
        return match.end(), [self._stated(match["measure"], match["value"].strip())]

    def _held(self, at: int) -> tuple[int | None, list[Stated]]:
        """'held June 27–30 | at Winged Foot Golf Club in …'."""
        match = HELD.match(self.said, at)
        place = read_name(self.said, match.end(), self.anchors) if match else None
        if place is None or re.match(r" (?:at|of) ", self.said[place.end :]):
            return None, []
        return place.end, [self._stated("venue", place.text)]

    def _lasted(self, at: int) -> tuple[int | None, list[Stated]]:
        match = LASTED.match(self.said, at)
        if match is None:
            return None, []
        return match.end(), [
            self._stated("start date", match["since"] or match["begun"]),
            self._stated("end date", match["until"] or match["ended"]),
        ]

    def _made(self, at: int) -> tuple[int | None, list[Stated]]:
        """'is a novel | by the English author …'."""
        maker = MAKERS.get(self.head)
        if maker is None or at != self.defined or not self.said.startswith("by ", at):
            return None, []
        name = read_name(self.said, at + 3, self.anchors)
        return (name.end, [self._stated(maker, name.text)]) if name else (None, [])

    def _done(self, at: int) -> tuple[int | None, list[Stated]]:
        """'was written and directed | by … | in 1971'."""
        match = DONE.match(self.said, at)
        if match is None:
            return None, []
        verbs = re.findall(r"[a-z]+", match["verbs"].replace(" and ", ", "))
        end = match.end()
        found: list[Stated] = []
        for _ in range(3):
            if when := WHEN.match(self.said, end):
                day = when["day"] or when["month"] or when["year"]
                end = when.end()
                if not ("released" in verbs and self.said.startswith(" in ", end)):  # one of several countries
                    found.extend(self._stated(DATES[verb], day) for verb in verbs if verb in DATES)
            elif by := re.match(r"(?:, )?by ", self.said[end:]):
                name = read_name(self.said, end + by.end(), self.anchors)
                if name is None:
                    return None, found
                found.extend(self._agents(verbs, name.text))
                end = name.end
            else:
                break
            end += self.said.startswith(" ", end)
        end -= self.said[end - 1 : end] == " "
        return (end, found) if found else (None, [])

    def _agents(self, verbs: list[str], name: str) -> Iterator[Stated]:
        for verb in verbs:
            phrase = AGENTS.get(verb, "")
            if verb == "released":
                phrase = "record label" if self.head in MUSIC else ""
            elif verb == "written" and self.head in BOOKS:
                phrase = "author"
            if phrase:
                yield self._stated(phrase, name)
