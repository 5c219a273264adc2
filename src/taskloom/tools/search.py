"""search: the documents whose words fit a query best, each with a snippet."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.markup import one_line
from taskloom.tools.tool import BadArguments, Parameter

_LONGEST_QUERY = 2_000


class SearchTool:
    """Full-text search over the corpus."""

    name = "search"
    description = "Search documents by words: rank, title, <uri> and best passage of each."
    parameters = (
        Parameter("query", str, "Names and key words, no operators."),
        Parameter("k", int, "How many.", 5, 1, 20),
    )

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """`1. title <uri>` and an indented snippet for each document found. Raises BadArguments."""
        query = str(arguments["query"])
        if not query.strip():
            raise BadArguments("'query' of search is empty; give the words to look for")
        if len(query) > _LONGEST_QUERY:
            raise BadArguments(f"'query' of search is too long; give at most {_LONGEST_QUERY} characters")
        hits = self._corpus.search(query, int(arguments["k"]))
        if not hits:
            return "Nothing found. Try other words: names, or fewer of them."
        return "\n".join(f"{hit.rank}. {one_line(hit.title)} <{hit.uri}>\n   {hit.snippet}" for hit in hits)
