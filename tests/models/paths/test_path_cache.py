"""Remembered ways."""

from models.baseline.asset import new_asset
from models.baseline.path import Path
from models.paths import path_cache
from tests.models import builders as b


def path(service: str = "modbus") -> Path:
    one, two = new_asset("a", "", 0.0), new_asset("b", "", 0.0)
    return Path("a", "b", service, 0, 0.0, 0.0, 0.0, one, two)


FLOW = b.flow(b.MONDAY, b.SCADA, b.PLC)


def test_what_was_remembered_is_found_for_flows_like_it_only() -> None:
    known, way = path_cache.Routes(), path()
    known.remember(FLOW, way)
    assert known.by_address[b.SCADA, b.PLC, 502] is way
    assert way.check == (None, "tcp", None, None, "")


def test_ways_that_differ_in_more_than_addresses_are_told_apart() -> None:
    known, one, two = path_cache.Routes(), path(), path("acme")
    named = b.flow(b.MONDAY, b.SCADA, b.PLC, service="acme")
    known.remember(FLOW, one)
    known.remember(named, two)
    assert known.by_address[b.SCADA, b.PLC, 502] is one
    assert known.find(named) is two
    assert known.find(b.flow(b.MONDAY, b.SCADA, b.PLC, realm="two")) is None


def test_what_is_forgotten_is_found_no_more() -> None:
    known, way = path_cache.Routes(), path()
    known.remember(FLOW, way)
    known.forget()
    assert known.by_address == {}
    assert known.find(FLOW) is None


def test_ways_are_bounded() -> None:
    known, way = path_cache.Routes(), path()
    limit, path_cache.MAX_ROUTES = path_cache.MAX_ROUTES, 100
    try:
        for number in range(350):
            known.remember(b.flow(b.MONDAY, b.SCADA, b.PLC, 1_024 + number), way)
            assert len(known.by_address) + len(known.by_all) <= 100
    finally:
        path_cache.MAX_ROUTES = limit
