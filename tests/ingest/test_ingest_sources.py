"""Which files the SOURCEs give, under which uris, in which order."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.sources import SourceMissing, expand

Corpus = Callable[..., Path]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    def make(name: str, *files: str) -> Path:
        for file in files:
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file)
        return tmp_path / name

    return make


def uris(*sources: Path | str) -> list[str]:
    return [found.uri for found in expand(sources)]


def refusals(*sources: Path | str) -> dict[str, str]:
    return {found.uri: found.refusal for found in expand(sources) if found.refusal}


def test_a_folder_gives_its_files_by_their_path_below_it_sorted_by_uri(corpus: Corpus) -> None:
    assert uris(corpus("docs", "b.html", "sub/a.html", "sub/deep/z.csv", "A.html")) == [
        "A.html",
        "b.html",
        "sub/a.html",
        "sub/deep/z.csv",
    ]


def test_a_single_file_is_named_by_its_name(corpus: Corpus) -> None:
    assert uris(corpus("docs", "sub/a.html") / "sub" / "a.html") == ["a.html"]


def test_a_glob_names_its_files_below_the_folder_its_wildcards_start_in(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html", "a.csv", "sub/b.html", "sub/deep/c.html")
    assert uris(f"{docs}/**/*.html") == ["a.html", "sub/b.html", "sub/deep/c.html"]


def test_a_file_whose_name_holds_a_wildcard_is_that_file(corpus: Corpus) -> None:
    docs = corpus("docs", "a[1].html", "a1.html")
    assert uris(docs / "a[1].html") == ["a[1].html"]


def test_hidden_files_and_version_control_folders_are_left_out(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html", ".hidden", ".git/config", "CVS/Entries", "sub/.svn/x", "__pycache__/x.pyc")
    assert uris(docs) == ["a.html"]


def test_a_hidden_folder_that_is_named_is_read(corpus: Corpus) -> None:
    assert uris(corpus(".notes", "a.md")) == ["a.md"]


def test_a_glob_leaves_hidden_files_out_too(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html", ".b.html", ".git/c.html")
    assert uris(f"{docs}/**/*") == ["a.html"]


def test_sources_whose_uris_collide_get_their_folders_name_in_front_of_all_their_files(
    corpus: Corpus,
) -> None:
    one, two = corpus("one", "x.html", "y.html"), corpus("two", "x.html")
    three = corpus("three", "z.html")
    assert uris(one, two, three) == ["one/x.html", "one/y.html", "two/x.html", "z.html"]


def test_folders_of_the_same_name_are_told_apart_by_the_names_above(corpus: Corpus) -> None:
    north, south = corpus("north", "data/x.csv"), corpus("south", "data/x.csv")
    assert uris(north / "data", south / "data") == ["north/data/x.csv", "south/data/x.csv"]


def test_single_files_that_collide_get_their_folders_name(corpus: Corpus) -> None:
    one, two = corpus("one", "x.html"), corpus("two", "x.html")
    assert uris(one / "x.html", two / "x.html") == ["one/x.html", "two/x.html"]


def test_a_prefix_that_collides_with_a_third_source_is_made_longer(corpus: Corpus) -> None:
    one, two, three = corpus("one", "x.html"), corpus("two", "x.html"), corpus("three", "one/x.html")
    found = uris(one, two, three)
    assert len(set(found)) == 3


def test_a_file_reached_twice_is_listed_once_under_the_widest_source(corpus: Corpus) -> None:
    docs = corpus("docs", "sub/a.html", "b.html")
    assert uris(docs / "sub", docs, docs / "sub" / "a.html", f"{docs}/*") == ["b.html", "sub/a.html"]


def test_the_order_of_the_sources_does_not_matter(corpus: Corpus) -> None:
    sources = [corpus("one", "x.html"), corpus("two", "x.html"), corpus("three", "a/b.csv", "z.csv")]
    assert uris(*sources) == uris(*reversed(sources))


def test_uris_do_not_depend_on_where_the_corpus_lies(corpus: Corpus, tmp_path: Path) -> None:
    docs = corpus("docs", "a.html", "sub/b.html", "sub/README.md")
    moved = tmp_path / "elsewhere" / "deeper" / "papers"
    shutil.copytree(docs, moved)
    here = [(found.uri, found.readme_uri) for found in expand([docs])]
    assert here == [(found.uri, found.readme_uri) for found in expand([moved])]


def test_a_relative_source_gives_the_uris_of_an_absolute_one(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = corpus("docs", "a.html", "sub/b.html")
    expected = uris(docs)
    monkeypatch.chdir(docs)
    assert uris(".") == uris("sub/..") == expected


def test_a_link_out_of_the_source_is_refused(corpus: Corpus) -> None:
    docs, outside = corpus("docs", "a.html"), corpus("outside", "secret.txt")
    (docs / "link.txt").symlink_to(outside / "secret.txt")
    assert "leaves the SOURCE" in refusals(docs)["link.txt"]


def test_a_linked_folder_out_of_the_source_is_refused_as_a_whole(corpus: Corpus) -> None:
    docs, outside = corpus("docs", "a.html"), corpus("outside", "secret.txt")
    (docs / "linked").symlink_to(outside)
    assert uris(docs) == ["a.html", "linked"]
    assert "leaves the SOURCE" in refusals(docs)["linked"]


def test_a_glob_through_a_linked_folder_does_not_leave_the_source(corpus: Corpus) -> None:
    docs, outside = corpus("docs", "sub/a.html"), corpus("outside", "secret.html")
    (docs / "linked").symlink_to(outside)
    assert "leaves the SOURCE" in refusals(f"{docs}/*/*.html")["linked/secret.html"]


def test_a_link_to_a_file_of_the_source_is_refused_beside_the_file(corpus: Corpus) -> None:
    docs = corpus("docs", "b.html")
    (docs / "a.html").symlink_to("b.html")
    assert list(refusals(docs)) == ["a.html"]


def test_a_link_to_a_file_that_is_read_under_no_other_name_is_read(corpus: Corpus) -> None:
    docs = corpus("docs", ".store/content")
    (docs / "a.html").symlink_to(".store/content")
    assert [(found.uri, found.refusal) for found in expand([docs])] == [("a.html", None)]


def test_a_folder_that_links_to_itself_ends(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html")
    (docs / "loop").symlink_to(docs)
    assert uris(docs) == ["a.html", "loop"]


def test_a_link_to_nothing_and_a_pipe_are_refused(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html")
    (docs / "dangling").symlink_to("nowhere")
    os.mkfifo(docs / "pipe")
    assert set(refusals(docs)) == {"dangling", "pipe"}


def test_the_folder_of_a_run_is_never_read(corpus: Corpus) -> None:
    docs = corpus("docs", "a.json", "sub/b.json", "run/run.sqlite", "run/config.json", "run/corpus/documents/c.json")
    (docs / "link.json").symlink_to("run/config.json")
    (docs / "linked").symlink_to("run")
    (docs / "below").symlink_to("run/corpus/documents")
    assert [(found.uri, found.refusal is None) for found in expand([docs])] == [("a.json", True), ("sub/b.json", True)]
    assert uris(f"{docs}/**/*.json", f"{docs}/*/*.json") == ["a.json", "sub/b.json"]


def test_a_run_as_the_source_is_an_error_that_names_it(corpus: Corpus, tmp_path: Path) -> None:
    run = corpus("run", "run.sqlite", "config.yaml", "docs/a.html")
    (tmp_path / "link").symlink_to(run)
    for source in (run, f"{run}/*", tmp_path / "link"):
        with pytest.raises(SourceMissing, match="is the folder of a run"):
            expand([source])
    assert uris(run / "docs", run / "config.yaml") == ["a.html", "config.yaml"]


def test_a_name_that_is_not_utf_8_is_refused_and_shown_with_its_bytes(corpus: Corpus) -> None:
    docs = corpus("docs", "a.html")
    Path(os.fsdecode(os.fsencode(docs) + b"/caf\xe9.html")).write_text("x")
    assert "UTF-8" in refusals(docs)["caf\\xe9.html"]


def test_the_readme_of_the_same_folder_goes_with_each_file_but_itself(corpus: Corpus) -> None:
    docs = corpus("docs", "README.md", "a.csv", "sub/b.csv", "sub/readme.txt", "sub/README", "other/c.csv")
    assert {found.uri: found.readme_uri for found in expand([docs])} == {
        "README.md": None,
        "a.csv": "README.md",
        "sub/b.csv": "sub/readme.txt",
        "sub/readme.txt": None,
        "sub/README": "sub/readme.txt",
        "other/c.csv": None,
    }


def test_a_readmes_uri_has_the_prefix_of_its_source(corpus: Corpus) -> None:
    one, two = corpus("one", "README.md", "x.csv"), corpus("two", "x.csv")
    assert {found.uri: found.readme_uri for found in expand([one, two])}["one/x.csv"] == "one/README.md"


@pytest.mark.parametrize("source", ["nowhere", "nowhere/*.html", "https://example.org/a.html"])
def test_a_source_that_names_nothing_is_an_error_that_names_it(source: str, tmp_path: Path) -> None:
    given_source = source if ":" in source else str(tmp_path / source)
    with pytest.raises(SourceMissing, match=source.replace("*", r"\*")):
        expand([given_source])


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["p/d", "q/d", "e"]), NAMES), max_size=12))
def test_every_file_is_listed_exactly_once_under_a_uri_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, list[str]]]
) -> None:
    base = tmp_path_factory.mktemp("law")
    roots = [base / "p/d", base / "q/d", base / "e"]
    for root in roots:
        root.mkdir(parents=True)
    for root, parts in files:
        path = (base / root).joinpath(*parts[:-1], parts[-1] + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = expand(roots)
    assert sorted(str(one.path) for one in found) == sorted(str(path) for path in base.rglob("*.txt"))
    assert len({one.uri for one in found}) == len(found)
