"""open: a document's text, part by part."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.rendering import Rendering
from taskloom.tools.tool import OBSERVATION, BadArguments, Parameter, find_document


class OpenTool:
    """Reads one document of the corpus."""

    name = "open"
    description = (
        "Read a document. [text](uri) is a link to another. A long one comes in parts, as its last line says: "
        "'[part 1 of 4]'."
    )
    parameters = (
        Parameter("document", str, "Its uri or exact title."),
        Parameter("part", int, "", 1, 1),
    )

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """The part's text. Raises BadArguments."""
        rendering = self._corpus.rendering(find_document(self._corpus, str(arguments["document"])))
        return open_part(rendering, int(arguments["part"]))


def open_part(rendering: Rendering, number: int) -> str:
    """A part of a rendering, counted from 1, with the lines that head it. Raises BadArguments."""
    parts = rendering.parts(OBSERVATION)
    if not 1 <= number <= len(parts):
        count = f"{len(parts)} parts" if len(parts) > 1 else "one part"
        raise BadArguments(f"there is no part {number}: the document has {count}")
    part = parts[number - 1]
    text = rendering.text[part.start : part.end].strip("\n")
    if len(parts) == 1:
        return text
    pieces = [rendering.line(line) for line in part.repeat]
    pieces += (text, f"[part {number} of {len(parts)}]")
    return "\n".join(pieces)
