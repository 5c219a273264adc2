"""What a refuter is shown of the corpus: the evidence in its surroundings, and what a search for the question finds."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.folding import fold_characters
from taskloom.corpus.markup import plain
from taskloom.corpus.rendering import Kind, Rendering, Words
from taskloom.corpus.verbatim import words_in
from taskloom.grade.wording import content
from taskloom.mine.witness import page_beside
from taskloom.schema.task import Evidence, Task
from taskloom.tools.tool import BadArguments, find_document

LENGTH = 2_400
"""Characters of all passages of a task, about, at most."""
EACH = 700
"""Characters of one of them, about, at most."""
FOUND = 5
"""Documents that are searched for."""


class Passage(NamedTuple):
    """A stretch of a document as plain text."""

    uri: str
    title: str
    text: str


def passages(task: Task, corpus: Corpus) -> tuple[Passage, ...]:
    """The passage of each piece of evidence, the answer's first, then the search's; `LENGTH` characters together."""
    own = {piece.uri: piece for piece in task.evidence if corpus.holds(piece.uri)}
    shown = [_evidence(task, piece, corpus) for piece in reversed(task.evidence) if piece.uri in own]
    for hit in corpus.search(task.question, FOUND):
        if hit.uri not in own:
            shown.append(Passage(hit.uri, hit.title, hit.snippet))
    kept: list[Passage] = []
    room = LENGTH
    for passage in dict.fromkeys(shown):
        room -= len(passage.text)
        if room < 0 and kept:
            break
        kept.append(passage)
    return tuple(kept)


def read(document: str, corpus: Corpus) -> Rendering | None:
    """The document of this uri or exact title, or the page of this address beside the corpus, rendered.

    None when there is none, or several of the title.
    """
    try:
        return corpus.rendering(find_document(corpus, document))
    except BadArguments:
        page = page_beside(corpus, document)
        return None if page is None else corpus.rendering(page)


def _evidence(task: Task, piece: Evidence, corpus: Corpus) -> Passage:
    asked = " ".join(part.question for part in task.subtasks if piece.id in part.evidence) or task.question
    return Passage(piece.uri, piece.title, around(corpus.rendering(piece.uri), piece.quote, asked, EACH))


def around(rendering: Rendering, quote: str, question: str, limit: int) -> str:
    """The line that holds the quote, and others that say most of the question's rarer words, under their heads.

    In the document's order, without markup, about `limit` characters.
    """
    wanted = {word for word in words_in(question).split() if content([word])}
    words = rendering.words()
    worth = _worth(words, wanted)
    whole = words_in(quote)
    held = {*words.holding(whole), *words.within(whole, len(whole) // 4)} if whole.strip() else set[int]()
    telling = held | worth.keys() or set(range(len(rendering))[:1])
    ranked = sorted(telling, key=lambda number: (number not in held, -worth[number], number))
    chosen: set[int] = set()
    room = limit
    for number in ranked:
        new = {*rendering.above(number), number} - chosen
        size = sum(min(len(rendering.line(one)), limit // 2) for one in new)
        if chosen and (size > room or not worth[number]):
            break
        chosen |= new
        room -= size
    texts = (
        _cut(plain(rendering.line(one)), quote, limit // 2)
        for one in sorted(chosen)
        if rendering.kinds[one] != Kind.RULE
    )
    return "\n".join(text for text in texts if text)


def _worth(words: Words, wanted: Iterable[str]) -> defaultdict[int, float]:
    """For each line the sum over the words that it says of one by the number of lines that say the word."""
    worth: defaultdict[int, float] = defaultdict(float)
    for word in sorted(wanted):
        held = list(words.holding(f" {word} "))
        for number in held:
            worth[number] += 1 / len(held)
    return worth


def _cut(line: str, quote: str, limit: int) -> str:
    """Of a line that is too long, the stretch around the quote."""
    if len(line) <= limit:
        return line
    start = max(0, fold_characters(line).find(fold_characters(quote)) - limit // 4)
    return ("… " if start else "") + line[start : start + limit] + (" …" if start + limit < len(line) else "")
