"""Which site a row belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.assets.reading import RunSites
from schemas.formats.assets.sites import named_sites, site_of
from schemas.state import valid_site

MANY = RunSites(default="plant")
ONE = RunSites(default="plant", only=True)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("North Plant", "North-Plant"),
        ("Werk  3 / Halle", "Werk-3-Halle"),
        ("north", "north"),
        ('"A|B"', "A-B"),
        ("x" * 80, "x" * 64),
        ("Zürich", "Zürich"),
    ],
)
def test_a_name_becomes_a_valid_one(text: str, site: str) -> None:
    assert site_of(text) == site


@given(st.text(max_size=100))
def test_whatever_comes_of_a_name_is_valid_or_refused(text: str) -> None:
    try:
        assert valid_site(site_of(text))
    except ValueError:
        assert not valid_site(text)


def test_a_file_of_one_site_belongs_to_a_run_of_one_and_that_is_said() -> None:
    names = named_sites(["North Plant", "North Plant"], ONE)
    assert names.of_cell == {"North Plant": "plant"}
    assert [note.text for note in names.notes] == [
        "the file names one site, 'North Plant', and the run has one, plant: its rows are taken for that"
    ]


def test_a_file_of_several_sites_keeps_them_and_says_that_none_is_the_runs() -> None:
    names = named_sites(["North Plant", "South"], ONE)
    assert names.of_cell == {"North Plant": "North-Plant", "South": "South"}
    assert [note.text for note in names.notes] == [
        "site 'North Plant' is North-Plant here",
        "the file names 2 sites (North-Plant, South), and not plant, the site of this run's traffic",
    ]


def test_a_run_of_many_sites_takes_the_files_word() -> None:
    assert named_sites(["north"], MANY).of_cell == {"north": "north"}
    assert named_sites(["north"], MANY).notes == ()


@pytest.mark.parametrize("cells", [["North Plant", "north plant", "NORTH-PLANT", "North_Plant"]])
def test_spellings_of_one_name_are_one_site(cells: list[str]) -> None:
    assert set(named_sites(cells, MANY).of_cell.values()) == {"North-Plant"}
    known = RunSites(default="plant", known=("north-plant",))
    assert set(named_sites(cells, known).of_cell.values()) == {"north-plant"}
    assert set(named_sites([*cells, "South"], RunSites(default="north.plant", only=True)).of_cell.values()) == {
        "north.plant",
        "South",
    }


def test_what_can_name_no_site_is_left_out() -> None:
    assert named_sites(["///"], MANY).of_cell == {}
