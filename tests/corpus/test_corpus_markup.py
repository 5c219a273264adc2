from hypothesis import example, given
from hypothesis import strategies as st

from taskloom.corpus.markup import (
    guard,
    one_line,
    plain,
    read_entry,
    read_row,
    read_text,
    unguard,
    write_entry,
    write_row,
    write_text,
)
from taskloom.schema.document import Link

SIGNS = st.text(st.sampled_from("ab |\\[]()=/<>#-é"), max_size=24)
LINES = st.one_of(SIGNS, st.text(max_size=40).map(one_line))
URIS = st.text(st.sampled_from("ab/._-%()[]|\\ é"), min_size=1, max_size=12)


@given(LINES)
@example("](x")
@example("]\\(")
def test_a_text_is_read_back(text: str) -> None:
    assert read_text(write_text(text)).text == text


@given(LINES, st.lists(st.sampled_from(["a", "b", "ab", "[a]", "(b)", "a b"]), max_size=4), URIS)
def test_links_do_not_change_a_text(text: str, anchors: list[str], uri: str) -> None:
    links = [Link(text=anchor, target=uri) for anchor in anchors]
    marked = read_text(write_text(text, links, lambda target: target))
    assert marked.text == text
    assert {link.target for link in marked.links} <= {uri}


@given(URIS)
def test_a_link_leads_back_to_its_uri(uri: str) -> None:
    written = write_text("see it here", [Link(text="it", target=uri)], lambda target: target)
    assert read_text(written).links == (Link(text="it", target=uri),)


def test_a_uri_with_parentheses_stays_readable() -> None:
    link = Link(text="1929 Open", target="1929_Open_(golf).html")
    assert write_text("the 1929 Open", [link], lambda target: target) == "the [1929 Open](1929_Open_(golf).html)"


def test_an_anchor_is_not_taken_from_within_a_word() -> None:
    assert write_text("USA and US", [Link(text="US", target="u")], lambda _: "u") == "USA and [US](u)"


def test_equal_anchors_keep_their_order() -> None:
    links = [Link(text="x", target="out"), Link(text="x", target="in")]
    assert write_text("x or x", links, lambda target: target if target == "in" else None) == "x or [x](in)"


@given(st.lists(LINES.map(str.strip), min_size=1, max_size=5))
def test_a_row_is_read_back_cell_by_cell(cells: list[str]) -> None:
    row = write_row([write_text(cell) for cell in cells])
    assert [read_text(cell).text for cell in read_row(row)] == cells


def test_a_pipe_in_a_cell_is_escaped() -> None:
    assert write_row(["a|b", "c"]) == "| a\\|b | c |"


@given(st.lists(LINES.map(str.strip), min_size=1, max_size=3), LINES.map(str.strip), LINES.map(str.strip))
@example(["GDP / head"], "x (note: y)", "z (note: w)")
@example(["a", "", "= b"], "", "")
def test_an_entry_is_read_back(labels: list[str], value: str, note: str) -> None:
    entry = read_entry(write_entry(labels, write_text(value), note))
    assert entry is not None
    assert (list(entry.labels), entry.value.text, entry.note) == (labels, value, note)


@given(LINES)
@example("[table 3] x")
@example("\\- x")
def test_a_guarded_paragraph_is_read_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.sampled_from(["## x", "- x", "| x |", "[table 3] x", "[box] x", "[part 1 of 2]", "(note: x)"]))
def test_a_guarded_paragraph_looks_like_no_structure(text: str) -> None:
    assert guard(text) == "\\" + text


def test_plain_text_has_no_marks_and_as_many_lines() -> None:
    assert plain("a [b](c) d\n| e\\|f |\n]\\(") == "a b d\n| e|f |\n]("
