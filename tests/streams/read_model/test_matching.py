"""What filters mean, and what is said of a value that is none."""

import pytest

from models.queries.stored_site import StoredSite
from schemas.state import site_of
from streams.read_model.matching import all_names, called, candidates, check_one, filter_of
from streams.read_model.wanted import PathsWanted, UnknownValue
from tests.models import stored_state


def a_site() -> StoredSite:
    name = stored_state.sites()[0]
    return StoredSite(name, [record for record in stored_state.records() if site_of(record) == name])


def test_an_asset_is_called_by_its_ids_its_name_and_its_addresses_in_any_case() -> None:
    site = a_site()
    asset = next(each for each in site.assets.values() if each.record.name == "PLC 1")
    assert {"plc-1", "PLC 1", "10.3.0.1"} <= {*all_names(asset)}
    assert called(site, "plc 1") == called(site, "PLC 1") == [asset]
    assert called(site, "nobody") == []


def test_a_path_is_wanted_by_the_time_in_which_it_was_seen() -> None:
    site = a_site()
    middle = sorted(path.stored.first_seen for path in site.paths())[len(site.paths()) // 2]
    early = site.paths(filter_of(site, PathsWanted(until=middle)))
    assert 0 < len(early) < len(site.paths())
    assert all(path.stored.first_seen <= middle for path in early)
    assert filter_of(site, PathsWanted(site=site.name, limit=3)) is None


def test_a_name_of_several_lists_them_with_their_addresses() -> None:
    site = a_site()
    both = [(site, asset) for asset in [*site.assets.values()][:2]]
    said = candidates("plc", both)
    assert said.startswith("2 assets are called 'plc': give the id (and --site) of one: ")
    assert all(asset.id in said for _, asset in both)


@pytest.mark.parametrize(
    ("value", "known", "names", "said"),
    [
        ("x", [], None, "none is known yet"),
        ("x", ["a", "b"], None, "is one of a, b"),
        ("PLC", [f"cell-plc-{n}" for n in range(14)], None, "it is part of cell-plc-0, cell-plc-1"),
        ("cel-plc-3", [f"cell-plc-{n}" for n in range(14)], None, "the nearest are cell-plc-3"),
        ("10.0.0.55", [f"host {n}" for n in range(14)], ["10.0.0.5"], "the nearest are 10.0.0.5"),
        ("quite other", [str(n) for n in range(14)], None, "such as 0, 1"),
    ],
)
def test_an_unknown_value_is_told_with_what_is_near(
    value: str, known: list[str], names: list[str] | None, said: str
) -> None:
    with pytest.raises(UnknownValue, match=f"no asset '{value}'.*{said}"):
        check_one("asset", value, known, names)
    check_one("asset", "a", ["a"])
