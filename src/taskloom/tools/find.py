"""find: the lines of a document that hold a text, with what they stand under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.folding import fold_characters
from taskloom.corpus.markup import one_line
from taskloom.corpus.rendering import Rendering
from taskloom.tools.tool import OBSERVATION, BadArguments, Parameter, find_document

NOT_THERE = " does not stand in "
"""In the one line that says so of a text that was looked for."""
_LINES = 30
_LONGEST_LINE = 6_000


class FindTool:
    """Finds text within one document of the corpus."""

    name = "find"
    description = (
        "Find a text in a document: at most 30 lines that hold it, under their headings, a table's row under its "
        "column names."
    )
    parameters = (
        Parameter("document", str, "Its uri or exact title."),
        Parameter("text", str, ""),
    )

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """The lines found. Raises BadArguments."""
        text = " ".join(one_line(str(arguments["text"])).split())
        if not text:
            raise BadArguments("'text' of find is empty; give the text to look for")
        uri = find_document(self._corpus, str(arguments["document"]))
        found = find_lines(self._corpus.rendering(uri), text)
        return found or f"{text[:200]!r}{NOT_THERE}{uri}; try a shorter text, or open the document."


def find_lines(rendering: Rendering, text: str) -> str:
    """The lines of a rendering that hold `text`, each group under what it stands under; '' if none does.

    A line is shown whole unless it is longer than `_LONGEST_LINE`.
    """
    needle = " ".join(fold_characters(text).split())
    numbers = sorted({number for folded in rendering.folded() for number in _holding(folded, needle)})
    heads = [rendering.above(number) for number in numbers[: _LINES + 1]]
    shown: list[str] = []
    above: tuple[int, ...] | None = None
    length = given = 0
    for number, its_heads, next_heads in zip(numbers[:_LINES], heads, [*heads[1:], ()], strict=False):
        if number in next_heads and given + 1 < min(_LINES, len(numbers)):
            given += 1  # it stands above the next line found, and is shown there
            continue
        group = () if its_heads == above else its_heads
        lines = [_shown(rendering.line(line), needle) for line in (*group, number)]
        length += sum(map(len, lines))
        if shown and length > OBSERVATION:
            break
        if shown and its_heads != above:
            shown.append("")
        shown += lines
        above = its_heads
        given += 1
    if given < len(numbers):
        shown.append(f"[{len(numbers) - given} more]")
    return "\n".join(shown)


def _holding(folded: str, needle: str) -> Iterator[int]:
    """The numbers of the lines that hold the needle, in order."""
    line, counted = 0, 0
    at = folded.find(needle)
    while at >= 0:
        line += folded.count("\n", counted, at)
        yield line
        counted = folded.find("\n", at)
        if counted < 0:
            return
        at = folded.find(needle, counted)


def _shown(line: str, needle: str) -> str:
    """The line; of one that is far too long, the stretch around the needle."""
    if len(line) <= _LONGEST_LINE:
        return line
    start = max(0, fold_characters(line).find(needle) - _LONGEST_LINE // 4)
    end = start + _LONGEST_LINE // 2
    return ("… " if start else "") + line[start:end] + (" …" if end < len(line) else "")
