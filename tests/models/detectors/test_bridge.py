"""One device in two networks is told once, and what stands in several by its work is not."""

from collections.abc import Callable, Iterator

import pytest

from models.detectors.bridge import AT_HOME_S, DAYS_AT_HOME, Bridge
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.asset_change import Side
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.detectors import sightings as s

MAC, DESK_MAC, ROUTER_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:0a"
SECOND = "10.1.0.200"
NOW = b.MONDAY + 6 * b.DAY + 10 * b.HOUR


def day(midnight: float) -> Iterator[b.Event]:
    """The SCADA server polls a controller of its own segment."""
    for minute in range(0, 24 * 60, 20):
        time = midnight + minute * b.MINUTE
        yield b.tick(time)
        yield b.flow(time, b.SCADA, b.PLC, service="modbus", initiator_mac=MAC)


def plant(*more: b.Event, role: str | None = "hmi-server") -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + 5 * b.DAY))
    changes = [*b.ZONES, b.asset("scada", b.SCADA, MAC, name="scada", role=role), *more]
    days = [event for number in range(7) for event in day(b.MONDAY + number * b.DAY)]
    b.run(pipeline, [*changes, *(event for event in days if getattr(event, "end", getattr(event, "time", 0.0)) < NOW)])
    return pipeline


def used_from(office: str, time: float = NOW) -> list[Flow]:
    """Somebody in the office opens the server's second address, and it opens a file share there."""
    return [
        b.flow(time, office, SECOND, 3389, service="rdp", initiator_mac=DESK_MAC, responder_mac=MAC),
        b.flow(time + 60.0, SECOND, b.OTHER_OFFICE, 445, service="smb", initiator_mac=MAC),
    ]


def bridges(pipeline: Pipeline, *events: b.Event) -> list[Alert]:
    last = b.last_revisions(b.run(pipeline, events).alerts)
    return [alert for alert in last.values() if alert.kind == "bridge"]


def test_a_second_card_in_the_office_is_one_high_alert() -> None:
    (alert,) = bridges(plant(), *used_from(b.OFFICE), *used_from(b.OTHER_OFFICE, NOW + 300.0))
    assert (alert.level, alert.status) == ("high", "open")
    assert alert.title == f"One device joins OT and IT: scada is also at {SECOND} in office"
    assert alert.summary.startswith(
        f"scada, which is at {b.SCADA} in control, is at {SECOND} in office, too: both addresses bear its network "
        f"card's MAC {MAC}, and no inventory has the second."
    )
    assert alert.initiator is not None
    assert alert.initiator.ip == b.OFFICE


def test_it_is_told_from_a_flow_between_segments_too() -> None:
    far = b.flow(NOW, SECOND, "10.1.7.7", 445, service="smb", initiator_mac=MAC)
    assert len(bridges(plant(), far)) == 1


def test_the_second_address_is_none_where_the_inventory_has_it() -> None:
    pipeline = plant(b.asset("scada", SECOND, MAC, change="address-assigned"))
    assert bridges(pipeline, *used_from(b.OFFICE)) == []


@pytest.mark.parametrize("role", ["router", "firewall", "nat", "vpn-gateway", "jump-host", "proxy"])
def test_what_joins_networks_by_its_work_is_none(role: str) -> None:
    assert bridges(plant(role=role), *used_from(b.OFFICE)) == []


def test_an_address_of_the_same_side_is_none() -> None:
    assert bridges(plant(), b.flow(NOW, "10.9.0.200", b.PLC2, service="modbus", initiator_mac=MAC)) == []
    assert bridges(plant(), b.flow(NOW, "10.9.3.1", "10.9.3.2", 22, service="ssh", initiator_mac=MAC)) == []


def test_the_address_of_a_host_behind_a_router_is_none() -> None:
    routed = [b.flow(NOW + n, f"10.1.0.{30 + n}", b.SCADA, 443, initiator_mac=ROUTER_MAC) for n in range(4)]
    assert bridges(plant(), *routed) == []


def test_a_device_that_has_left_its_own_address_has_moved() -> None:
    assert bridges(plant(), *used_from(b.OFFICE, NOW + 2 * AT_HOME_S)) == []


def test_while_the_plant_is_learnt_it_is_none() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    time = b.MONDAY + b.HOUR
    changes = [*b.ZONES, b.asset("scada", b.SCADA, MAC)]
    assert (
        bridges(pipeline, *changes, b.flow(time, b.SCADA, b.PLC, initiator_mac=MAC), *used_from(b.OFFICE, time)) == []
    )


@pytest.mark.parametrize(
    ("facts", "side"),
    [
        ({"days": DAYS_AT_HOME - 1}, "it"),
        ({"last_seen": s.TIME - AT_HOME_S - 1.0}, "it"),
        ({"role": "router"}, "it"),
        ({}, "ot"),
        ({}, None),
    ],
)
def test_score_says_nothing_of_what_is_none(facts: dict[str, object], side: Side | None) -> None:
    sighting = s.sighting(s.office(), s.office(), second_home=s.second_home(side, **facts))
    assert Bridge().score(sighting) is None


def test_the_further_from_the_plant_the_more() -> None:
    sides: tuple[Side, ...] = ("dmz", "it", "external")
    scores = [Bridge().score(s.sighting(s.office(), s.office(), second_home=s.second_home(side))) for side in sides]
    assert scores == sorted(each for each in scores if each is not None)


STRANGER = "10.9.0.99"
LATER = b.after() + 60.0


def polls(time: float) -> Flow:
    return b.flow(time, STRANGER, b.PLC, 502, service="modbus")


def reaches_out(time: float, to: str = b.OFFICE) -> Flow:
    return b.flow(time, STRANGER, to, 443, service="tls")


def is_reached(time: float) -> Flow:
    return b.flow(time, b.OFFICE, STRANGER, 22, service="ssh")


@pytest.mark.parametrize(
    ("first", "then", "level"),
    [(polls, reaches_out, "high"), (reaches_out, polls, "critical"), (polls, is_reached, "critical")],
    ids=["out of the plant", "into the plant", "reached from the office"],
)
def test_an_unknown_device_that_talks_on_both_sides_is_told_as_that(
    first: Callable[[float], Flow], then: Callable[[float], Flow], level: str
) -> None:
    (alert,) = bridges(b.learnt_plant(), first(LATER), then(LATER + 300.0))
    assert (alert.level, alert.status) == (level, "open")
    assert alert.title.startswith("Unknown device talks on both sides of the boundary: ")
    assert "a device that is in no inventory" in alert.summary
    assert alert.advice is not None
    assert alert.advice.where == f"the switch port of {STRANGER}"


def test_it_goes_on_as_the_same_alert_whomever_else_it_meets() -> None:
    more = [reaches_out(LATER + 600.0, b.OTHER_OFFICE), b.flow(LATER + 700.0, STRANGER, b.PLC2, 502, service="modbus")]
    (alert,) = bridges(b.learnt_plant(), polls(LATER), reaches_out(LATER + 300.0), *more)
    assert {hop.responder_ip for hop in alert.hops} == {b.OFFICE, b.OTHER_OFFICE, b.PLC2}


def test_one_side_alone_or_tries_that_nobody_answered_make_no_bridge() -> None:
    assert bridges(b.learnt_plant(), polls(LATER), b.flow(LATER + 60.0, STRANGER, b.PLC2, 502, service="modbus")) == []
    unanswered = b.tried(LATER + 60.0, STRANGER, b.OFFICE, 443)
    assert bridges(b.learnt_plant(), polls(LATER), unanswered) == []


def test_a_declared_device_of_one_address_is_none_whatever_it_meets() -> None:
    declared = b.asset("new panel", STRANGER)
    assert bridges(b.learnt_plant(), declared, polls(LATER), reaches_out(LATER + 300.0)) == []
