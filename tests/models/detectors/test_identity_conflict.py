"""An address that another device has is one alert; replacements, pairs, leases and routers are none."""

from collections.abc import Iterable

import pytest

from models.detectors.identity_conflict import POINTS
from models.identity.taking_over import SETTLED_S, UNUSED_BY_LEASE_S
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.asset_change import Binding
from tests.models import builders as b

PANEL, SPARE, FREE = "10.9.0.2", "10.9.0.3", "10.9.0.6"
PANEL_MAC, TWIN_MAC, SPARE_MAC, PLC_MAC = (
    "00:1b:1b:00:00:02",
    "00:1b:1b:be:ef:01",
    "00:1b:1b:00:00:03",
    "00:1c:06:00:00:11",
)
THIEF_MAC, ROUTER_MAC = "3c:97:0e:0a:0b:0c", "00:00:5e:00:01:0a"
NOW = b.after()


def asked(time: float, mac: str | None = PANEL_MAC, *, ip: str = PANEL, service: str = "modbus") -> b.Event:
    """The panel, or who poses as it, asks a controller."""
    port = {"modbus": 502, "http": 80}[service]
    return b.flow(time, ip, b.PLC, port, service=service, initiator_mac=mac, responder_mac=PLC_MAC)


def polls(begin: float, end: float, *asking: tuple[str, str]) -> Iterable[b.Event]:
    """Every ten minutes each of these addresses, with its MAC, asks the controller."""
    time = begin
    while time < end:
        for number, (ip, mac) in enumerate(asking):
            yield asked(time + number, mac, ip=ip)
        time += 10 * b.MINUTE


def plant(*asking: tuple[str, str], learn_until: float | None = None) -> Pipeline:
    """The plant of the tests after a fortnight; for the last two days these have asked the controller.

    They are twins of the panel that always did, so that by itself this is no news.
    """
    pipeline = b.learnt_plant(learn_until=learn_until)
    for ip in (b.SCADA, PANEL, SPARE):
        pipeline.change(b.asset(f"at-{ip}", ip, name=f"at-{ip}", role="hmi"))
    pipeline.change(b.asset(f"at-{b.PLC}", b.PLC, name=f"at-{b.PLC}"))
    b.run(pipeline, b.ticked(polls(NOW - 2 * b.DAY, NOW, *(asking or ((PANEL, PANEL_MAC),)))))
    return pipeline


def conflicts(pipeline: Pipeline, *events: b.Event) -> list[Alert]:
    return [alert for alert in b.alerts_of(pipeline, *events) if alert.kind == "identity-conflict"]


def test_another_makers_device_at_the_address_is_told_at_once_whatever_it_does_there() -> None:
    for service in ("modbus", "http"):
        (alert,) = b.alerts_of(plant(), asked(NOW + 5.0, THIEF_MAC, service=service))
        assert alert.kind == "identity-conflict"
        assert alert.title.startswith(f"Address taken over from at-{PANEL}: {PANEL} is now used by MAC {THIEF_MAC}")
        assert alert.initiator is not None
        assert alert.initiator.mac == THIEF_MAC


def test_it_is_one_alert_though_the_true_owner_goes_on_and_whatever_else_it_does() -> None:
    events = [
        event
        for n in range(30)
        for event in (
            asked(NOW + 40.0 * n, THIEF_MAC, service="http" if n % 2 else "modbus"),
            asked(NOW + 40.0 * n + 20.0),
        )
    ]
    told = b.alerts_of(plant(), *events)
    assert len({alert.id for alert in told}) == 1
    assert {hop.service for hop in told[-1].hops} == {"modbus", "http"}


def test_the_controller_itself_may_be_who_was_replaced_by_another() -> None:
    answer = b.flow(NOW + 5.0, PANEL, b.PLC, service="modbus", initiator_mac=PANEL_MAC, responder_mac=THIEF_MAC)
    (alert,) = b.alerts_of(plant(), answer)
    assert (alert.kind, alert.title.split(":")[0]) == ("identity-conflict", f"Address taken over from at-{b.PLC}")


def test_a_device_that_is_known_takes_anothers_address_on_a_path_that_is_known() -> None:
    pipeline = plant((PANEL, PANEL_MAC), (SPARE, THIEF_MAC))
    (alert,) = b.alerts_of(pipeline, asked(NOW + 5.0, THIEF_MAC))
    assert (alert.kind, alert.severity >= POINTS) == ("identity-conflict", True)
    assert b.path(pipeline, f"at-{SPARE}", f"at-{b.PLC}", "modbus").status == "learnt"


def test_it_is_told_within_a_conduit_too() -> None:
    pipeline = plant()
    pipeline.change(b.conduit("control", "cell", "modbus"))
    assert len(conflicts(pipeline, asked(NOW + 5.0, THIEF_MAC))) == 1


def test_a_replacement_of_the_same_maker_goes_on_as_the_same_asset() -> None:
    pipeline = plant()
    late = [asked(NOW + n, PANEL_MAC) for n in (30.0, SETTLED_S - 1.0)]
    after = polls(NOW + SETTLED_S, NOW + b.DAY, (PANEL, TWIN_MAC))
    assert b.alerts_of(pipeline, asked(NOW + 5.0, TWIN_MAC), *late, *after) == []
    panel = pipeline._state.inventory.find_declared(f"at-{PANEL}")
    assert panel is not None
    assert panel.record.macs == [TWIN_MAC]
    assert panel.record.replaced is not None
    assert panel.record.replaced.mac == PANEL_MAC


def test_the_former_device_may_be_put_back_but_the_two_may_not_take_turns() -> None:
    pipeline = plant()
    there = [asked(NOW + 5.0, TWIN_MAC), asked(NOW + b.HOUR, PANEL_MAC), asked(NOW + b.HOUR + 30.0, TWIN_MAC)]
    assert b.alerts_of(pipeline, *there) == []
    (alert,) = b.alerts_of(pipeline, asked(NOW + 2 * b.HOUR, TWIN_MAC))
    assert alert.kind == "identity-conflict"
    assert alert.title.startswith(f"Two devices use the address of at-{PANEL}: MAC {TWIN_MAC}")
    more = [asked(NOW + 2 * b.HOUR + n, mac) for n in range(1, 40) for mac in (PANEL_MAC, TWIN_MAC)]
    assert {each.id for each in b.alerts_of(pipeline, *more)} <= {alert.id}


def test_a_virtual_address_or_one_that_a_pair_hands_over_is_none() -> None:
    virtual = plant((PANEL, ROUTER_MAC))
    assert conflicts(virtual, asked(NOW + 5.0, THIEF_MAC), asked(NOW + 6.0, ROUTER_MAC)) == []
    pair = plant((PANEL, PANEL_MAC), (FREE, PANEL_MAC), (SPARE, THIEF_MAC))
    swaps = [asked(NOW + b.HOUR * n, THIEF_MAC if n % 2 else PANEL_MAC, ip=FREE) for n in range(1, 8)]
    assert b.alerts_of(pair, *swaps) == []


def test_who_has_the_shared_address_of_a_pair_without_being_one_of_it_is_told() -> None:
    pair = plant((PANEL, PANEL_MAC), (FREE, PANEL_MAC), (SPARE, SPARE_MAC))
    assert len(conflicts(pair, asked(NOW + 5.0, THIEF_MAC, ip=FREE))) == 1


def test_a_lease_that_moves_is_none() -> None:
    pipeline = plant((PANEL, PANEL_MAC), (SPARE, THIEF_MAC))
    pause = NOW + UNUSED_BY_LEASE_S + 10 * b.MINUTE
    assert conflicts(pipeline, asked(pause, THIEF_MAC)) == []


def test_a_stranger_at_an_address_that_was_free_for_days_is_told_as_a_stranger() -> None:
    (alert,) = b.alerts_of(plant(), asked(NOW + 2 * b.DAY, THIEF_MAC))
    assert alert.kind == "new-asset"
    assert alert.title.startswith("Address taken over from")


def test_an_address_of_an_office_and_a_flow_from_another_segment_are_none() -> None:
    pipeline = plant()
    office = [
        b.flow(NOW + n, b.OFFICE, b.OTHER_OFFICE, 445, service="smb", initiator_mac=mac, responder_mac=PLC_MAC)
        for n, mac in enumerate((PANEL_MAC, THIEF_MAC, SPARE_MAC) * 3)
    ]
    beyond = [b.flow(NOW + 60.0, b.SCADA.replace("10.9", "10.3"), PANEL, 502, responder_mac=THIEF_MAC)]
    assert conflicts(pipeline, *office, *beyond) == []


def test_what_took_turns_while_all_was_learnt_is_usual() -> None:
    pipeline = plant(learn_until=NOW)
    b.run(pipeline, [asked(NOW - b.DAY + n, mac) for n in range(9) for mac in (THIEF_MAC, PANEL_MAC)])
    after = [
        asked(NOW + 60.0 * n, mac, service=service)
        for n, (mac, service) in enumerate(
            [(THIEF_MAC, "modbus"), (PANEL_MAC, "modbus"), (THIEF_MAC, "http"), (PANEL_MAC, "http")]
        )
    ]
    assert conflicts(pipeline, *after) == []


def test_after_an_hour_of_declared_learning_an_address_is_known_to_be_its_devices() -> None:
    pipeline = b.new_pipeline(*b.ZONES, learn_until=b.MONDAY + b.HOUR)
    b.run(pipeline, b.ticked(polls(b.MONDAY, b.MONDAY + 2 * b.HOUR, (PANEL, PANEL_MAC), (b.SCADA, SPARE_MAC))))
    assert len(conflicts(pipeline, asked(b.MONDAY + 2 * b.HOUR, THIEF_MAC))) == 1


def test_a_replacement_that_is_declared_before_is_none_and_one_declared_later_ends_the_alert() -> None:
    declared = b.asset(f"at-{PANEL}", name=f"at-{PANEL}", addresses=(Binding(PANEL, THIEF_MAC),))
    pipeline = plant()
    pipeline.change(declared)
    assert b.alerts_of(pipeline, *polls(NOW, NOW + b.HOUR, (PANEL, THIEF_MAC))) == []
    pipeline = plant()
    (alert,) = b.alerts_of(pipeline, asked(NOW + 5.0, THIEF_MAC))
    (closed,) = b.run(pipeline, [declared]).alerts
    assert (closed.id, closed.status) == (alert.id, "closed")
    assert b.alerts_of(pipeline, *polls(NOW + 60.0, NOW + b.HOUR, (PANEL, THIEF_MAC))) == []


@pytest.mark.parametrize("decision", ["expected", "mute"])
def test_a_word_on_its_alert_silences_what_it_holds_and_a_restart_knows_it(decision: str) -> None:
    pipeline = plant()
    (alert,) = b.alerts_of(pipeline, asked(NOW + 5.0, THIEF_MAC))
    b.run(pipeline, [b.verdict(NOW + 6.0, decision, alert=alert.id, expires=NOW + b.DAY)])
    assert b.alerts_of(pipeline, asked(NOW + 10.0, THIEF_MAC)) == []


def test_a_restart_in_between_changes_nothing() -> None:
    events = [
        asked(NOW + 200.0 * n, mac, service=service)
        for n, (mac, service) in enumerate(
            [(TWIN_MAC, "modbus"), (PANEL_MAC, "modbus"), (TWIN_MAC, "http"), (PANEL_MAC, "http")] * 4
            + [(THIEF_MAC, "modbus"), (PANEL_MAC, "modbus"), (THIEF_MAC, "http")]
        )
    ]
    whole = plant()
    start = whole.changed_records()
    store = {record.key: record for record in start}
    told = b.alerts_of(whole, *events)
    cut = Pipeline(b.SITE, CoreSettings())
    again: list[Alert] = []
    cut.restore([*b.learnt_records(), *store.values()])
    for event in events:
        again += b.alerts_of(cut, event)
        store |= {record.key: record for record in cut.changed_records()}
        cut = Pipeline(b.SITE, CoreSettings())
        merged = {record.key: record for record in b.learnt_records()} | store
        assert cut.restore([record for record in merged.values() if record.value is not None]) == []
    assert again == told != []
