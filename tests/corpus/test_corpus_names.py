import pytest

from taskloom.corpus.catalogue import Catalogue
from taskloom.corpus.library import Header
from taskloom.corpus.names import Names

HEADERS = [
    Header(uri, "0" * 64, title, names, "html", False, False, None)
    for uri, title, names in [
        ("m1", "Mercury (planet)", ()),
        ("m2", "Mercury (element)", ("Quicksilver",)),
        ("e1", "Edelweiss (band)", ()),
        ("s1", "Springfield", ()),
        ("s2", "Springfield", ("The Springfields",)),
    ]
]
NAMES = Names(Catalogue(HEADERS))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("mercury (Planet)", ("m1",)),
        ("Quicksilver", ("m2",)),
        ("Mercury", ()),
        ("Edelweiss", ("e1",)),
        ("Springfield", ("s1", "s2")),
        ("nobody", ()),
        ("", ()),
    ],
)
def test_a_name_finds_its_bearers(name: str, found: tuple[str, ...]) -> None:
    assert NAMES.find(name) == found
