"""web_fetch: a page of the web as text, part by part."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.corpus.corpus import Corpus
from taskloom.tools.open import open_part
from taskloom.tools.tool import BadArguments, Parameter
from taskloom.tools.web import NOT_KEPT, FrozenWeb, address_of_page

NAME = "web_fetch"


class WebFetchTool:
    """Reads one page of the web; one that the corpus has is read there."""

    name = NAME
    description = (
        "Read a page of the web by its address. [text](address) is a link to another one. A long page comes in parts; "
        "its last line then says which, as in '[part 1 of 4]'."
    )
    parameters = (
        Parameter("url", str, "Its address, as web_search or a link gives it."),
        Parameter("part", int, "Which part of a long page, from 1.", 1, 1),
    )

    def __init__(self, corpus: Corpus, frozen: FrozenWeb) -> None:
        self._corpus = corpus
        self._frozen = frozen

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """The part's text. Raises BadArguments."""
        address = address_of_page(str(arguments["url"]))
        uri = self._corpus.at(address)
        if uri is None:
            try:
                refused = self._frozen.page(address)
            except KeyError:
                refused = NOT_KEPT
            if refused is not None:
                raise BadArguments(f"{address}: {refused}")
        return open_part(self._corpus.rendering(uri or address), int(arguments["part"]))
