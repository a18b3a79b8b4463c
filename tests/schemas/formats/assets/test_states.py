"""States of life, and what people add to them."""

import pytest

from schemas.formats.assets.csv_file import read_csv
from schemas.formats.assets.reading import RunSites
from schemas.formats.assets.states import LIVE, NOT_LIVE, state_of_life
from schemas.formats.assets.words import normal_word


@pytest.mark.parametrize(
    "state",
    [
        *("decommissioning", "Offline", "planned", "Staged", "Inventory", "failed", "Retired", "In Stock"),
        *("7 - Retired", "außer Betrieb", "Hors service", "Out-of-Service"),
    ],
)
def test_states_of_devices_that_are_not_in_use(state: str) -> None:
    assert state_of_life(state) == "not live"


@pytest.mark.parametrize("state", ["active", "Active", "Operational", "OPERATING", "In maintenance", "online", "Texas"])
def test_other_states_are_of_devices_in_use(state: str) -> None:
    assert state_of_life(state) != "not live"


@pytest.mark.parametrize(
    "state",
    [
        *("Decommissioned (2024)", "DECOMMISSIONED - 2024-01-01", "To be installed", "Spare part", "not active"),
        *("Retired/Disposed", "In Use - Offline", "Retired since 2019", "decommissioned, scrapped", "In Use (Offline)"),
        *("Außer Betrieb seit 2020", "Stillgelegt \u2013 Halle 3", "Spare: cabinet 4", "Failed 2024", "not operating"),
        *("3 - Decommissioned (sold)", "Decommissioned-2024", "out of service [pump removed]", "Nicht in Betrieb"),
    ],
)
def test_what_is_added_to_a_state_does_not_make_a_device_live(state: str) -> None:
    assert state_of_life(state) == "not live"


@pytest.mark.parametrize(
    "state",
    [
        *("Active (2024)", "In use since 2019", "Installed - building 3", "Operational / OK", "not retired"),
        *("1 - In Use", "In Betrieb (Halle 3)", "Active (was a spare)", "to be replaced"),
    ],
)
def test_what_is_added_to_a_state_does_not_take_a_live_device_away(state: str) -> None:
    assert state_of_life(state) == "live"


@pytest.mark.parametrize("state", ["Lost communication", "Texas", "7", "Test bench", "", "x" * 200, "missing patches"])
def test_a_state_that_nobody_knows_is_unknown(state: str) -> None:
    assert state_of_life(state) == "unknown"


def test_each_word_says_what_its_table_says() -> None:
    assert {state_of_life(word) for word in NOT_LIVE} == {"not live"}
    assert {state_of_life(word) for word in LIVE} == {"live"}
    assert set(map(normal_word, NOT_LIVE)).isdisjoint(map(normal_word, LIVE))


def test_an_unknown_state_is_told_with_its_rows_and_taken_as_in_use() -> None:
    content = b"Name,IP,State\na,10.0.0.1,Blue\nb,10.0.0.2,active\nc,10.0.0.3,Blue\nd,10.0.0.4,Spare part\n"
    found = read_csv(content, sites=RunSites(default="plant"), time=0.0, source="a.csv")
    assert [change.id for change in found.changes] == ["a", "b", "c"]
    assert [one.state for one in found.not_live] == ["Spare part"]
    (note,) = found.notes
    assert (note.line, note.column, note.value) == (2, "State", "Blue")
    assert note.text == "lines 2, 4: 'Blue' is no state of life that is known: taken as in use"
