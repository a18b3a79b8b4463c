"""Which alerts are wanted; a state and a file ask the same."""

from typing import Any

import msgspec
import pytest

from schemas.alert import Hop, Party
from streams.read_model.alert_filter import asks_bodies, matches, named_in, services_of, zones_of
from streams.read_model.wanted import AlertsWanted
from tests.streams.records import an_alert

ALERT = msgspec.structs.replace(
    an_alert("abc"), severity=55, level="medium", first_seen=10.0, last_seen=20.0, service="ssh",
    initiator=Party(asset="ip:10.0.0.1", name="ws-1", ip="10.0.0.1", zone="office"),
    hops=(Hop("ip:10.0.0.1", "ip:10.9.0.1", "modbus", 1.0, responder_name="plc-1"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({}, True),
        ({"site": "elsewhere"}, False),
        ({"least": "medium"}, True),
        ({"least": "high"}, False),
        ({"status": "closed"}, False),
        ({"kind": "scan"}, False),
        ({"id_begins": "ab"}, True),
        ({"id_begins": "b"}, False),
        ({"since": 20.0}, True),
        ({"since": 20.5}, False),
        ({"until": 10.0}, True),
        ({"until": 9.5}, False),
        ({"zone": "office"}, True),
        ({"zone": "cell-1"}, False),
        ({"service": "ssh"}, True),
        ({"service": "modbus"}, True),
        ({"service": "rdp"}, False),
        ({"asset": "plc-1"}, True),
        ({"asset": "plc-2"}, False),
    ],
)
def test_all_filters_must_hold(wanted: dict[str, Any], holds: bool) -> None:
    names = frozenset({wanted["asset"]}) if "asset" in wanted else frozenset[str]()
    assert matches(ALERT, AlertsWanted(**wanted), names) is holds


def test_what_columns_tell_needs_no_body() -> None:
    assert not asks_bodies(AlertsWanted(site="a", least="high", status="open", kind="scan", id_begins="a"))
    for wanted in ({"zone": "a"}, {"asset": "a"}, {"service": "a"}, {"since": 0.0}, {"until": 0.0}):
        assert asks_bodies(AlertsWanted(**wanted))


def test_an_alert_is_known_by_its_ends_and_those_of_its_paths() -> None:
    assert named_in(ALERT) == {"ip:10.0.0.1", "ws-1", "10.0.0.1", "ip:10.9.0.1", "plc-1"}
    assert services_of(ALERT) == {"ssh", "modbus"}
    assert zones_of(ALERT) == {"office"}
