import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.tools.toolbox import Toolbox

VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
TOUR = "1999_European_Tour.html"


@pytest.fixture(scope="module")
def toolbox(corpus: Corpus) -> Iterator[Toolbox]:
    with Toolbox(corpus) as opened:
        yield opened


def test_the_schemas_are_json_of_five_functions(toolbox: Toolbox) -> None:
    schemas = json.loads(json.dumps(toolbox.schemas))
    assert [schema["function"]["name"] for schema in schemas] == ["search", "open", "find", "look", "python"]


def test_a_schema_requires_what_has_no_default(toolbox: Toolbox) -> None:
    schemas = json.loads(json.dumps(toolbox.schemas))
    assert [schema["function"]["parameters"]["required"] for schema in schemas] == [
        ["query"],
        ["document"],
        ["document", "text"],
        ["document"],
        ["code"],
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "remedy"),
    [
        ("opne", {}, "the tools are search, open, find, look, python"),
        ("open", {}, "needs 'document'"),
        ("open", {"document": None}, "needs 'document'"),
        ("open", {"uri": "a"}, "it takes document, part"),
        ("open", {"document": ["a"]}, "must be a text"),
        ("open", {"document": TOUR, "part": "two"}, "must be a whole number"),
        ("open", {"document": TOUR, "part": 0}, "must be at least 1"),
        ("open", {"document": TOUR, "part": 9}, "the document has one part"),
        ("search", {"query": "x", "k": 99}, "must be at most 20"),
        ("search", {"query": " "}, "give the words to look for"),
        ("find", {"document": TOUR, "text": ""}, "give the text to look for"),
        ("python", {"code": ""}, "give the code to run"),
        ("python", {"code": "1" * 30_000}, "at most 20000 characters"),
        ("open", {"document": "1951 Masters Turnament"}, "<1951_Masters_Tournament.html>"),
    ],
)
def test_bad_arguments_give_a_line_with_the_remedy(
    toolbox: Toolbox, name: str, arguments: dict[str, JsonValue], remedy: str
) -> None:
    answer = toolbox.call(name, arguments)
    assert answer.startswith("error: ")
    assert "\n" not in answer
    assert remedy in answer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["search", "open", "find", "look", "nothing"]),
    st.dictionaries(st.sampled_from(["query", "document", "text", "part", "k", "other"]), VALUES),
)
def test_no_arguments_raise(toolbox: Toolbox, name: str, arguments: dict[str, JsonValue]) -> None:
    assert toolbox.call(name, arguments)


@pytest.mark.parametrize("part", [1, "1", 1.0])
def test_whole_numbers_may_come_in_any_form(toolbox: Toolbox, part: JsonValue) -> None:
    assert toolbox.call("open", {"document": TOUR, "part": part}).startswith("# 1999 European Tour")
