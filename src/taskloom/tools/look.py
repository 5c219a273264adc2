"""look: what can be read in an image, line by line with places."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.markup import one_line
from taskloom.corpus.rendering import Kind, Rendering
from taskloom.schema.document import Document
from taskloom.tools.tool import OBSERVATION, Parameter, find_document


class LookTool:
    """Looks at an image of the corpus."""

    name = "look"
    description = (
        "Look at an image: its size, and its text by lines with their places, left,top,right,bottom. Of another "
        "document it lists the pictures."
    )
    parameters = (Parameter("document", str, "Its uri or exact title."),)

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """The image's size and lines, or the document's figures. Raises BadArguments."""
        uri = find_document(self._corpus, str(arguments["document"]))
        rendering = self._corpus.rendering(uri)
        if self._corpus.header(uri).modality == "image":
            return _image(self._corpus.document(uri), rendering)
        figures = _lines(rendering, Kind.FIGURE)
        if not figures:
            return f"{uri} is no image and holds none; read it with open."
        return "\n".join([f"{uri} is no image; these pictures stand in it:", *figures])


def _image(document: Document, rendering: Rendering) -> str:
    size = f"{document.size[0]} x {document.size[1]} pixels" if document.size else "size unknown"
    lines = _lines(rendering, Kind.LINE)
    return "\n".join([f"{one_line(document.title)} <{document.uri}>", size, *(lines or ["No text was read in it."])])


def _lines(rendering: Rendering, kind: Kind) -> list[str]:
    """The rendering's lines of a kind, as many as an observation holds."""
    numbers = [number for number, its_kind in enumerate(rendering.kinds) if its_kind == kind]
    lines: list[str] = []
    length = 0
    for number in numbers:
        line = rendering.line(number)
        length += len(line) + 1
        if length > OBSERVATION and lines:
            lines.append(f"[{len(numbers) - len(lines)} more; open shows them]")
            break
        lines.append(line)
    return lines
