"""Remembered ways."""

import pytest

from models.baseline.asset import new_asset
from models.baseline.path import Path
from models.paths import path_cache
from tests.models import builders as b


def path(service: str = "modbus") -> Path:
    one, two = new_asset("a", "", 0.0), new_asset("b", "", 0.0)
    return Path("a", "b", service, 0, 0.0, 0.0, 0.0, one, two)


FLOW = b.flow(b.MONDAY, b.SCADA, b.PLC)


def test_what_was_remembered_is_found_for_flows_like_it_only() -> None:
    known, way = path_cache.PathCache(), path()
    known.remember(FLOW, way, 1)
    assert known.by_address[b.SCADA, b.PLC, 502, "tcp", None] is way
    assert way.check == (None, None, "")


def test_ways_that_differ_in_more_than_addresses_are_told_apart() -> None:
    known, one, two = path_cache.PathCache(), path(), path("acme")
    there = b.flow(b.MONDAY, b.SCADA, b.PLC, realm="two")
    known.remember(FLOW, one, 1)
    assert known.find(there) is None
    known.remember(there, two, 1)
    assert known.by_address[b.SCADA, b.PLC, 502, "tcp", None] is one
    assert known.find(there) is two


def test_a_service_that_is_named_in_one_row_and_not_in_the_next_has_a_way_for_each() -> None:
    known, way = path_cache.PathCache(), path()
    known.remember(FLOW, way, 1)
    known.remember(b.flow(b.MONDAY, b.SCADA, b.PLC, service="modbus"), way, 1)
    assert known.by_address[b.SCADA, b.PLC, 502, "tcp", None] is way
    assert known.by_address[b.SCADA, b.PLC, 502, "tcp", "modbus"] is way


MAC = "00:80:f4:00:00:01"


def test_a_mac_just_met_forgets_the_ways_that_bear_it_however_it_was_spelt() -> None:
    known, one, two = path_cache.PathCache(), path(), path("acme")
    spelt = b.flow(b.MONDAY, b.SCADA, b.PLC, responder_mac=MAC.upper())
    through = b.flow(b.MONDAY, b.SCADA, b.PLC, realm="two", initiator_mac=MAC)
    for flow, way in ((FLOW, one), (spelt, two), (through, one)):
        known.remember(flow, way, 1)
    known.forget_bearing(["00:80:f4:00:00:02"])
    assert known.find(through) is one
    known.forget_bearing([MAC])
    assert known.by_address == {(b.SCADA, b.PLC, 502, "tcp", None): one}
    assert known.by_all == {}


def test_ways_to_an_assets_paths_are_forgotten_and_others_stay() -> None:
    known, one, two = path_cache.PathCache(), path(), path("acme")
    other = b.flow(b.MONDAY, b.PLC2, b.PLC)
    known.remember(FLOW, one, 1)
    known.remember(other, two, 1)
    known.forget_ends([one.initiator_asset])
    assert list(known.by_address.values()) == [two]
    known.forget_ends([two.responder_asset])
    assert known.by_address == {}


def test_what_is_forgotten_is_found_no_more() -> None:
    known, way = path_cache.PathCache(), path()
    known.remember(FLOW, way, 1)
    known.forget()
    assert known.by_address == {}
    assert known.find(FLOW) is None


@pytest.mark.parametrize("paths", [1, 50])
def test_ways_are_bounded_by_the_number_of_paths(monkeypatch: pytest.MonkeyPatch, paths: int) -> None:
    monkeypatch.setattr(path_cache, "LEAST_ROUTES", 20)
    monkeypatch.setattr(path_cache, "MAX_ROUTES", 100)
    known, way = path_cache.PathCache(), path()
    most = 0
    for number in range(350):
        known.remember(b.flow(b.MONDAY, b.SCADA, b.PLC, 1_024 + number), way, paths)
        most = max(most, len(known.by_address) + len(known.by_all))
    assert most == (24 if paths == 1 else 100)
