import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.errors import Refused
from taskloom.ingest.keyed import read
from taskloom.ingest.read import digest_of
from taskloom.ingest.source import Source
from taskloom.schema.document import Box, Document, Entry, Table

DATA = Path(__file__).parents[1] / "data" / "keyed"


def document(text: str, name: str = "x.json") -> Document:
    data = text.encode()
    return read(Source(Path("folder") / name, f"folder/{name}", data, digest_of(data), "application/json"))


def stored(name: str) -> Document:
    data = (DATA / name).read_bytes()
    return read(Source(DATA / name, name, data, digest_of(data), "application/json"))


def entries(found: Document) -> dict[str, Entry]:
    box = found.blocks[0]
    assert isinstance(box, Box)
    return {" / ".join((*entry.group, entry.label)): entry for entry in box.entries}


def values(text: str) -> dict[str, str]:
    return {path: entry.value.text for path, entry in entries(document(text)).items()}


@pytest.mark.parametrize(
    ("name", "title", "names"),
    [
        ("europe_au.json", "Austria", ("Republic of Austria",)),
        ("europe_ez.json", "Czechia", ("Czech Republic",)),
        ("europe_ax.json", "Akrotiri", ()),
        ("europe_ee.json", "European Union", ()),
        ("europe_ls.json", "Liechtenstein", ("Principality of Liechtenstein",)),
    ],
)
def test_a_country_is_named_by_its_own_field(name: str, title: str, names: tuple[str, ...]) -> None:
    found = stored(name)
    assert (found.title, found.title_from, found.names) == (title, "field", names)


def test_an_entry_knows_its_groups_and_its_place() -> None:
    entry = entries(stored("europe_au.json"))["People and Society / Population / total"]
    assert entry.value.text == "9,174,390 (2025 est.)"
    assert entry.locator == "/People and Society/Population/total"


def test_the_echoed_key_is_removed() -> None:
    found = entries(stored("europe_au.json"))
    assert found["Geography / Land use / agricultural land: arable land"].value.text == "16% (2023 est.)"
    assert found["People and Society / Drinking water source / improved: urban"].value.text == (
        "100% of population (2022 est.)"
    )


def test_a_sentence_with_a_colon_keeps_its_head() -> None:
    assert values('{"Forces": "Czech Armed Forces: Land Forces, Air Force"}') == {
        "Forces": "Czech Armed Forces: Land Forces, Air Force"
    }


def test_keys_are_trimmed_and_pointers_are_not() -> None:
    entry = entries(stored("europe_au.json"))["Geography / Area / total"]
    assert (entry.value.text, entry.locator) == ("83,871 sq km", "/Geography/Area/total ")


def test_a_remark_beside_the_text_is_the_entrys_note() -> None:
    entry = entries(stored("europe_au.json"))["People and Society / Ethnic groups"]
    assert entry.note == "data represent population by country of birth"


def test_a_remark_in_a_group_goes_to_its_entries() -> None:
    note = entries(stored("europe_au.json"))["Economy / Real GDP per capita / Real GDP per capita 2024"].note
    assert note == "data in 2021 dollars"


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("5 km<br><br><strong>note:</strong> in part", "5 km", "in part"),
        ("54; note - includes two abroad", "54", "includes two abroad"),
        ("5 years note: for the EP", "5 years", "for the EP"),
        ("base (island; note - the first) (2025)", "base (island; note - the first) (2025)", ""),
        ("a noteworthy: value", "a noteworthy: value", ""),
    ],
)
def test_a_remark_inside_a_value_is_told_apart(text: str, value: str, note: str) -> None:
    entry = entries(document(json.dumps({"k": {"text": text}})))["k"]
    assert (entry.value.text, entry.note) == (value, note)


def test_a_remark_alone_is_the_value() -> None:
    assert values('{"Exchange rates": {"note": {"text": "<p><b>note:</b> uses the euro</p>"}}}') == {
        "Exchange rates": "uses the euro"
    }


def test_markup_and_entities_are_gone() -> None:
    assert values('{"a": "R&eacute;publique <em>fran&ccedil;aise</em>"}') == {"a": "République française"}


def test_line_breaks_make_parts() -> None:
    cell = entries(document('{"a": "one<br>two<br><br>three"}'))["a"].value
    assert (cell.text, cell.parts) == ("one; two; three", ("one", "two", "three"))


def test_links_are_kept() -> None:
    (link,) = entries(document('{"a": "see <a href=\\"b.html\\">B</a>"}'))["a"].value.links
    assert (link.text, link.target) == ("B", "b.html")


def test_marked_labels_inside_a_value_are_entries() -> None:
    found = entries(stored("europe_gm.json"))
    path = "Government / Executive branch / most recent election date"
    assert found[f"{path} / president"].value.text == "13 February 2022"
    assert found[f"{path} / chancellor"].value.text == "6 May 2025"
    assert found[f"{path} / chancellor"].locator.endswith("/most recent election date#chancellor")


def test_every_locator_is_given_once() -> None:
    for name in ("europe_au.json", "europe_ee.json", "europe_gm.json"):
        box = stored(name).blocks[0]
        assert isinstance(box, Box)
        assert len({entry.locator for entry in box.entries}) == len(box.entries)


def test_numbers_keep_their_digits() -> None:
    assert values('{"a": 1.50, "b": 1e3, "c": 12345678901234567890, "d": true, "e": null, "f": NaN}') == {
        "a": "1.50",
        "b": "1e3",
        "c": "12345678901234567890",
        "d": "true",
    }


def test_a_value_with_a_unit_is_one_entry() -> None:
    assert values('{"speed": {"value": 5, "unit": "km/h"}}') == {"speed": "5 km/h"}


def test_a_list_of_values_is_an_entry_with_parts() -> None:
    assert entries(document('{"a": ["x", "y"]}'))["a"].value.parts == ("x", "y")


def test_a_list_of_like_records_is_a_table() -> None:
    found = document('{"title": "T", "people": [{"n": "a", "x": 1}, {"n": "b", "x": 2.50}]}')
    table = found.blocks[1]
    assert isinstance(table, Table)
    assert (table.number, table.section, table.rows[1].number) == (1, ("people",), 3)
    assert [cell.text for cell in table.rows[1].cells] == ["b", "2.50"]


def test_equally_long_lists_with_figures_are_a_table() -> None:
    (table,) = document('{"city": ["a", "b", "c"], "size": [1, 2, 3]}').blocks
    assert isinstance(table, Table)
    assert [column.name for column in table.columns] == ["city", "size"]


def test_equally_long_lists_of_words_are_not() -> None:
    assert set(values('{"a": ["x", "y", "z"], "b": ["p", "q", "r"]}')) == {"a", "b"}


def test_an_array_of_records_is_a_table_alone() -> None:
    (table,) = document('[{"a": 1, "b": 2}, {"a": 3, "b": 4}]').blocks
    assert isinstance(table, Table)


def test_a_key_given_twice_is_noted() -> None:
    found = document('{"a": 1, "b": 2, "a": 3}')
    assert entries(found)["a"].value.text == "3"
    assert [skipped.locator for skipped in found.skipped] == ["key 'a'"]


def test_slashes_in_keys_are_escaped() -> None:
    assert entries(document('{"km/h~": 5}'))["km/h~"].locator == "/km~1h~0"


@pytest.mark.parametrize("text", ['{"Capital": {"name": "Vienna"}, "x": 1}', '{"name": "none", "x": 1}'])
def test_without_a_name_the_file_names_the_document(text: str) -> None:
    assert document(text, "my-data_file.json").title_from == "file name"


def test_nesting_beyond_the_stack_is_refused() -> None:
    with pytest.raises(Refused, match="nested too deeply"):
        stored("json_deep.json")


def test_nesting_within_the_stack_is_cut_and_noted() -> None:
    found = document('{"x": 1, "a": ' + '{"a": [' * 150 + "1" + "]}" * 150 + "}")
    assert set(entries(found)) == {"x"}
    assert found.skipped[0].reason == "nested more than 64 levels deep"


@pytest.mark.parametrize("text", ["", "{", "12", '"word"', "{}", '{"a": {}}', "[]", "nonsense"])
def test_what_holds_no_values_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        document(text)


LEAVES = st.text("abcd", min_size=1, max_size=6)
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(LEAVES, inner, min_size=1, max_size=4), max_leaves=20)


@given(st.dictionaries(LEAVES, TREES, min_size=1, max_size=4))
def test_every_leaf_is_an_entry_at_its_pointer(tree: dict[str, object]) -> None:
    def leaves(value: object, pointer: str) -> dict[str, object]:
        if not isinstance(value, dict):
            return {pointer: value}
        found: dict[str, object] = {}
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            found |= leaves(inner, f"{pointer}/{key}")  # pyright: ignore[reportUnknownArgumentType]
        return found

    box = document(json.dumps(tree)).blocks[0]
    assert isinstance(box, Box)
    assert {entry.locator: entry.value.text for entry in box.entries} == leaves(tree, "")
