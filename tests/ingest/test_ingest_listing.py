"""The files of a run come in the order of their uris, and it is known which of them are only searched."""

from pathlib import Path

from taskloom.ingest.listing import Found, Listing


def test_files_come_in_the_order_of_their_uris_as_they_were_put() -> None:
    files = [
        Found("b", "/x/b", "why"),
        Found("a", "/x/a", None, "/x/README", "README"),
        Found("c", "/c", name="c.html"),
    ]
    held = Listing(files)
    assert list(held) == [files[1], files[0], files[2]]
    assert len(held) == 3


def test_of_two_files_of_one_uri_the_one_that_may_be_read_stays() -> None:
    refused, good = Found("a", "/x/a", "why"), Found("a", "/y/a")
    assert list(Listing([refused, good])) == list(Listing([good, refused])) == [good]


def test_a_path_need_not_be_unicode() -> None:
    odd = Found("caf\\xe9", "/x/caf\udce9", readme="/x/\udce9/README", readme_uri="README")
    assert list(Listing([odd])) == [odd]


def test_what_is_hidden_is_known_by_its_uri() -> None:
    held = Listing([Found("a", "/a")])
    held.add([Found("b", "/b")], hidden=True)
    assert ("a" in held, "b" in held, "c" in held) == (True, True, False)
    assert [held.hides(uri) for uri in "abc"] == [False, True, False]


def test_a_file_is_reached_through_a_link_to_its_folder(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a").write_text("a")
    (tmp_path / "linked").symlink_to("docs")
    held = Listing([Found("a", str(tmp_path / "docs" / "a"))])
    assert held.reaches(str(tmp_path / "linked" / "a"))
    assert not held.reaches(str(tmp_path / "linked" / "b"))
