"""A small corpus of invented pages in which every chain is known: works stand in towns, towns have mayors.

Small, so that a run over it costs little; sure to give facts, chains of three hops, and tasks to merge.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Town(NamedTuple):
    """A town with its works and its mayor."""

    name: str
    river: str
    people: int
    works: str
    product: str
    staff: int
    mayor: str
    instrument: str
    born: int


TOWNS = (
    Town("Lindhaven", "Osk", 41_230, "Brugel & Sons", "roof tiles", 312, "Ada Holm", "viola", 1961),
    Town("Torsby Cross", "Meer", 9_874, "Pellworm Foundry", "church bells", 87, "Per Quist", "oboe", 1974),
    Town("Grauwald", "Tann", 118_402, "Hesk Optical", "field glasses", 1_204, "Mila Vranov", "harp", 1958),
    Town("Niederau", "Lohe", 27_651, "Corvin Mills", "oat flour", 143, "Otto Brandis", "trombone", 1969),
    Town("Salmera", "Duro", 63_019, "Tessaro Glass", "ship lanterns", 451, "Ines Caldeira", "zither", 1980),
    Town("Kestrel Bay", "Wyn", 15_346, "Ropewalk Yard", "sail cloth", 66, "Hugh Penrose", "bassoon", 1955),
    Town("Vallorcine", "Arve", 4_412, "Dumas Clocks", "tower clocks", 39, "Rose Delmas", "flugelhorn", 1983),
    Town("Hoyle", "Stour", 88_120, "Marrick Looms", "wool blankets", 705, "Edith Farrow", "concertina", 1966),
)  # fmt: skip
RACES = ("Amber Cup", "Heron Sprint", "Long Night Race", "Tarn Trophy")
"""Held in the first towns, one each."""


def write_pages(folder: Path, towns: Sequence[Town] = TOWNS) -> None:
    """Write the corpus to a folder."""
    folder.mkdir(parents=True)
    for town in towns:
        seat, mayor = _link(town.name), _link(town.mayor)
        _page(folder, town.works, "A company.", {"Seat": seat, "Product": town.product, "Staff": f"{town.staff:,}"})
        _page(folder, town.name, "A town.", {"Mayor": mayor, "River": town.river, "Inhabitants": f"{town.people:,}"})
        _page(folder, town.mayor, "In office.", {"Instrument": town.instrument, "Year of birth": str(town.born)})
    rows = "".join(
        f"<tr><td>{race}</td><td>{_link(town.name)}</td><td>{number * 7 + 12}</td></tr>"
        for number, (race, town) in enumerate(zip(RACES, towns, strict=False))
    )
    table = f"<table><caption>Races</caption><tr><th>Race</th><th>Host town</th><th>Boats</th></tr>{rows}</table>"
    _write(folder, "Regattas of the north", f"<p>Rowing.</p>{table}")


def _page(folder: Path, title: str, about: str, fields: dict[str, str]) -> None:
    rows = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in fields.items())
    _write(folder, title, f"<p>{about}</p><table class='infobox'>{rows}</table>")


def _write(folder: Path, title: str, body: str) -> None:
    shown = title.replace("&", "&amp;")
    text = f"<html lang='en'><head><title>{shown}</title></head><body><h1>{shown}</h1>{body}</body></html>"
    (folder / f"{_name(title)}.html").write_text(text, encoding="utf-8")


def _link(title: str) -> str:
    return f"<a href='{_name(title)}.html'>{title}</a>"


def _name(title: str) -> str:
    return title.replace(" & ", " and ").replace(" ", "_")
