"""A page's lead -> what it states of the page's subject: the dates of a life, and what `statement` reads in set forms.

What a looser reading would find is not always so. The same reading is applied to what the tools show.
"""

import re
from collections.abc import Iterator, Sequence

from taskloom.grade.name import fold
from taskloom.mine.forms import DATE
from taskloom.mine.prose import about, named_in
from taskloom.mine.relation import relation_of
from taskloom.mine.statement import Stated, statements
from taskloom.schema.document import Paragraph

_LIFE = re.compile(
    rf"^(?P<name>[^().]{{2,80}}(?:\. ?[^().]{{1,40}})*) \((?:[^()]*[;,] )?"
    rf"(?:born (?P<since>{DATE})|(?P<born>{DATE}) ?[–-] ?(?P<died>{DATE}))\),? .{{0,120}}?\b(?:is|was) an? "
)


def stated(lead: Sequence[Paragraph], names: Sequence[str], later: Sequence[Paragraph] = ()) -> tuple[Stated, ...]:
    """What a page's paragraphs state of what `names`, the title first, denote.

    `lead` stands before the first heading, `later` under headings, where only a sentence that says the name counts.
    Where two sentences answer one relation differently, neither does. Paragraphs are numbered from 0, through both.
    """
    found: dict[tuple[str, str], list[Stated]] = {}
    life = list(_life(lead, names[0]))
    kind, said = _all(lead, names)
    later_said = _later(later, names, surname_of(names[0]) if life else None, kind)
    numbered = (one._replace(paragraph=one.paragraph + len(lead)) for one in later_said)
    for one in (*life, *said, *numbered):
        found.setdefault((relation_of(one.phrase), one.when), []).append(one)
    return tuple(max(ones, key=lambda one: len(one.text)) for ones in found.values() if _agree(ones))


def surname_of(name: str) -> str | None:
    """The last word of a person's name, 'Jr.' and the like apart; None for a name of one word."""
    words = re.sub(r"\s*\([^()]*\)$|,? (?:Jr\.?|Sr\.?|I{2,3}|IV)$", "", name).split()
    return words[-1] if len(words) > 1 else None


def _life(lead: Sequence[Paragraph], title: str) -> Iterator[Stated]:
    words = set(fold(title.split(" (")[0]).split())
    for number, paragraph in enumerate(lead):
        match = _LIFE.match(paragraph.text)
        if match is None or not words <= set(fold(match[0]).split()):
            continue
        for phrase, text in (("date of birth", match["since"] or match["born"]), ("date of death", match["died"])):
            if text:
                yield Stated(phrase, text, match[0].strip(), paragraph=number)
        return


def _all(lead: Sequence[Paragraph], names: Sequence[str]) -> tuple[str, list[Stated]]:
    """What the lead states, and of what kind the subject is."""
    kind = ""
    found: list[Stated] = []
    for place, sentence in about([block.text if not block.item else "" for block in lead], names):
        kind = sentence.kind
        anchors = [link.text for link in lead[place].links]
        found.extend(one._replace(paragraph=place) for one in statements(sentence, names, anchors))
    return kind, found


def _later(later: Sequence[Paragraph], names: Sequence[str], surname: str | None, kind: str) -> Iterator[Stated]:
    for number, block in enumerate(later):
        if block.item:
            continue
        anchors = [link.text for link in block.links]
        for sentence in named_in(block.text, names, surname, kind):
            yield from (one._replace(paragraph=number) for one in statements(sentence, names, anchors))


def _agree(ones: list[Stated]) -> bool:
    """Whether the answers are one, perhaps told more exactly in places ('1907' and '3 May 1907')."""
    longest = f" {fold(max((one.text for one in ones), key=len))} "
    return all(f" {fold(one.text)} " in longest for one in ones)
