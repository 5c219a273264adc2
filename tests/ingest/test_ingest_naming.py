from pathlib import Path

import pytest

from taskloom.ingest.naming import Readme, is_aside, name_of, siblings_of, words_of_file_name
from taskloom.ingest.siblings import Siblings
from taskloom.ingest.source import Source

NONE = Siblings.of(())

DATA = Path(__file__).parents[1] / "data" / "tables"


def source(path: Path) -> Source:
    return Source(path, f"{path.parent.name}/{path.name}", b"", "", "text/csv")


def readme(text: str) -> Readme:
    found = Readme.read(text.encode())
    assert found is not None
    return found


def readme_of(folder: str) -> Readme:
    return readme((DATA / folder / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bad-drivers.csv", "bad drivers"),
        ("NFL_fandom_data-google_trends.csv", "NFL fandom data google trends"),
        ("ticketPrices2014.xlsx", "ticket Prices2014"),
        ("wwc-forecast-20150602-093000.csv", "wwc forecast 2015-06-02 09:30:00"),
        ("targets_2024-01-11.csv", "targets 2024-01-11"),
        ("id-20159999.csv", "id 20159999"),
        (".hidden", ".hidden"),
    ],
)
def test_words_of_a_file_name(name: str, words: str) -> None:
    assert words_of_file_name(name).lstrip(".") == words.lstrip(".")


def test_the_only_data_file_takes_the_readmes_title() -> None:
    path = DATA / "bad-drivers" / "bad-drivers.csv"
    named = name_of(source(path), readme_of("bad-drivers"), siblings_of(source(path)))
    assert (named.title, named.title_from) == ("Bad Drivers", "readme")


def test_versions_of_a_file_have_different_titles() -> None:
    folder = DATA / "womens-world-cup-predictions"
    about = readme_of("womens-world-cup-predictions")
    titles = {name_of(source(path), about, siblings_of(source(path))).title for path in folder.glob("*.csv")}
    assert titles == {
        "2015 Women's World Cup Tournament Predictions: wwc forecast 2015-06-02 09:30:00",
        "2015 Women's World Cup Tournament Predictions: wwc forecast 2015-06-06 20:00:29",
    }


def test_files_that_differ_in_extension_alone_have_different_titles() -> None:
    siblings = Siblings.of(("prices.csv", "prices.json"))
    titles = {name_of(source(Path("shop") / name), None, siblings).title for name in siblings.names}
    assert titles == {"prices (csv)", "prices (json)"}


def test_a_name_that_says_nothing_takes_its_folders() -> None:
    assert name_of(source(Path("state-capitals/data.csv")), None, Siblings.of(["data.csv"])).title == "State capitals"


def test_a_slug_for_a_title_is_written_as_words() -> None:
    named = name_of(source(Path("x/a.csv")), readme("# voter-registration\n"), Siblings.of(["a.csv"]))
    assert named.title == "Voter registration"


def test_columns_are_explained_by_the_table_under_the_file() -> None:
    note = readme(
        "# R\n\n`one.csv` is first.\n\nColumn | Definition\n---|---\n`a` | first a\n\n"
        "`two.csv` is second.\n\nColumn | Definition\n---|---\n`a` | second a\n"
    ).note("two.csv", ["a"], Siblings.of(["one.csv", "two.csv"]))
    assert dict(note.columns) == {"a": "second a"}


def test_a_legend_headed_source_says_so() -> None:
    note = readme_of("bad-drivers").note("bad-drivers.csv", ["State", "Car Insurance Premiums ($)"], NONE)
    assert dict(note.columns) == {
        "carinsurancepremiums": "Source: National Association of Insurance Commissioners, 2011"
    }


def test_a_pattern_names_a_file() -> None:
    note = readme_of("womens-world-cup-predictions").note("wwc-forecast-20150602-093000.csv", ["wspi", "tie"], NONE)
    assert dict(note.columns) == {"wspi": "Women's Soccer Power Index"}


def test_a_version_that_is_not_named_borrows_the_legend_of_its_sibling() -> None:
    header = ["state_abb", "state_name", "vote_date"]
    name = "delegate_targets_2024-01-11.csv"
    note = readme_of("gop-delegate-benchmarks-2024").note(name, header, Siblings.of(["delegate_targets.csv", name]))
    assert note.columns["statename"] == "Name of the state or territory"


def test_list_items_explain_columns() -> None:
    note = readme("# R\n\n- `speed`: in km/h\n- **mass** - in kg\n- other: nothing\n").note(
        "x.csv", ["speed", "mass"], NONE
    )
    assert dict(note.columns) == {"speed": "in km/h", "mass": "in kg"}


def test_the_description_is_about_this_file() -> None:
    about = readme_of("most-common-name")
    note = about.note("adjusted-name-combinations-matrix.csv", [], NONE)
    assert note.description.startswith("The same data from the file adjusted-name-combinations-list.csv")


def test_a_heading_with_the_files_words_scopes_its_section() -> None:
    names = ["NFL_fandom_data-google_trends.csv", "NFL_fandom_data-surveymonkey.csv"]
    description = readme_of("nfl-fandom").note(names[1], [], Siblings.of(names)).description
    assert "poll of American adults" in description
    assert "search traffic" not in description


def test_descriptions_are_short() -> None:
    assert len(readme("# R\n\n" + "A sentence of a few words. " * 100).note("x.csv", [], NONE).description) <= 500


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "manifest.jsonl", "README.zh.md", "SOURCES.md"])
def test_files_that_describe_others_are_asides(name: str) -> None:
    assert is_aside(name)


def test_data_files_are_no_asides() -> None:
    assert not is_aside("licences-issued.csv")
