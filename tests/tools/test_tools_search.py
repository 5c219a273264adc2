import re

from taskloom.corpus.corpus import Corpus
from taskloom.tools.search import SearchTool


def test_each_hit_has_a_line_and_an_indented_snippet(corpus: Corpus) -> None:
    lines = SearchTool(corpus).call({"query": "Masters Tournament 1951", "k": 2}).split("\n")
    assert re.fullmatch(r"1\. 1951 Masters Tournament <1951_Masters_Tournament\.html>", lines[0])
    assert lines[2].startswith("2. ")
    assert all(re.fullmatch(r"   \S.*", line) for line in lines[1::2])


def test_k_bounds_the_hits(corpus: Corpus) -> None:
    assert SearchTool(corpus).call({"query": "tournament", "k": 1}).count("\n") == 1


def test_nothing_found_is_said(corpus: Corpus) -> None:
    assert SearchTool(corpus).call({"query": "zxqv", "k": 5}).startswith("Nothing found")
