"""What is new for a device and usual for its kind, by whole alerts; and what only looks like it."""

from models.baseline import baseline
from models.decisions.familiar import compared
from models.findings.sighting import Finding
from models.settings import CoreSettings
from schemas.alert import Alert
from tests.models import builders as b
from tests.models import kinds as k
from tests.models.cuts import Store, keep, restored
from tests.models.detectors import sightings as s


def told(*events: b.Event) -> list[Alert]:
    """What one plant says of these events."""
    return b.alerts_of(k.plant(), *events)


def test_one_more_controller_of_a_kind_is_a_line_in_the_days_digest() -> None:
    alerts = told(k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.poll(k.NOW + b.DAY, b.SCADA, b.PLC))
    assert [alert.kind for alert in alerts] == ["first-look"]
    assert "10.9.0.1 uses modbus of 10.9.0.11, 10.9.0.12 and 1 other of cell, too" in [
        reason.text for reason in alerts[0].reasons
    ]
    assert alerts[0].level == "info"


def test_who_reads_all_others_may_read_it_too() -> None:
    assert told(k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.read(k.NOW + 60.0, k.NEW_PLC)) == []


def test_its_replacement_of_another_maker_alerts() -> None:
    alerts = told(k.poll(k.NOW, b.SCADA, k.NEW_PLC, responder_mac=k.mac(k.NEW_PLC, "3c:97:0e")))
    assert [alert.kind for alert in alerts] == ["new-asset"]


def test_a_service_that_its_kind_does_not_serve_alerts() -> None:
    alerts = told(b.flow(k.NOW, b.SCADA, k.NEW_PLC, 80, service="http"))
    assert [alert.kind for alert in alerts] == ["new-asset"]


def test_who_reads_none_of_its_kind_alerts() -> None:
    alerts = told(k.poll(k.NOW, b.SCADA, k.NEW_PLC), b.flow(k.NOW + 60.0, b.JUMP, k.NEW_PLC, 502, service="modbus"))
    assert [alert.kind for alert in alerts] == ["level-skip"]


def test_a_controller_that_was_always_there_is_not_one_more() -> None:
    alerts = told(b.flow(k.NOW, b.JUMP, b.PLC, 4840, service="opc-ua"))
    assert [alert.kind for alert in alerts] == ["level-skip"]


def test_a_new_desk_may_do_what_all_desks_do() -> None:
    assert told(k.report(k.NOW, k.NEW_DESK)) == []


def test_what_one_desk_does_is_news_of_another() -> None:
    for desk in (k.NEW_DESK, k.DESKS[1]):
        alerts = told(b.flow(k.NOW, desk, b.JUMP, 3389, service="rdp"))
        assert [alert.kind for alert in alerts] == ["new-path-crossing"]


def test_an_unknown_device_that_polls_as_the_panel_does_alerts() -> None:
    alerts = told(*(k.poll(k.NOW + n, k.STRANGER, plc) for n, plc in enumerate(k.PLCS)))
    assert (alerts[0].kind, alerts[0].level) == ("new-asset", "high")
    assert {alert.kind for alert in alerts[1:]} <= {"new-asset", "rogue-master"}


def test_what_the_policy_forbids_is_never_usual() -> None:
    alerts = told(b.flow(k.NOW, k.NEW_DESK, k.NEW_PLC, 502, service="modbus"))
    assert [alert.kind for alert in alerts] == ["dmz-bypass"]


def test_a_try_in_vain_is_not_what_others_do() -> None:
    alerts = told(b.tried(k.NOW, k.NEW_DESK, b.HISTORIAN, 443))
    assert [alert.kind for alert in alerts] == ["new-path-crossing"]


def test_one_that_takes_an_address_over_alerts_whatever_its_kind_does() -> None:
    polls = [k.poll(k.NOW, b.SCADA, plc, initiator_mac=k.mac("10.9.0.200", "3c:97:0e")) for plc in k.PLCS]
    alerts = told(*polls)
    assert alerts
    assert all(alert.level in {"high", "critical"} for alert in alerts)


def test_it_decides_the_same_after_a_restart() -> None:
    news = [k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.read(k.NOW + 60.0, k.NEW_PLC), k.report(k.NOW + 90.0, k.NEW_DESK)]
    events = [*b.ticked([*news, k.poll(k.NOW + b.DAY, b.SCADA, b.PLC)])]
    core = CoreSettings(learn_until=k.UNTIL)
    expected = b.run(k.plant(), events).alerts
    assert "first-look" in {alert.kind for alert in expected}
    store: Store = {record.key: record.value for record in k.records() if record.value is not None}
    pipeline, alerts = restored(store, core), list[Alert]()
    for event in events:
        alerts += b.run(pipeline, [event]).alerts
        keep(store, pipeline)
        pipeline = restored(store, core)
    assert alerts == expected


def surprise(desk: str, peer: str, service: str) -> tuple[float, float]:
    """The bits of a desk's new path by its own history, and with its role's and zone's."""
    site = k.plant()._state
    began, reached = site.inventory.find(desk), site.inventory.find(peer)
    assert began is not None
    assert reached is not None
    own = baseline.new_peer_bits(began, reached.id, as_initiator=True)
    sighting = s.sighting(began, reached, service=service, initiator_bits=own)
    finding = Finding(kind="new-path-crossing", points=10.0, cause=(), title="", text="")
    both = compared(site, sighting, finding).initiator_bits
    assert own is not None
    assert both is not None
    return own, both


def test_what_no_sibling_ever_had_surprises_more_than_by_its_own_history() -> None:
    own, both = surprise(k.DESKS[1], b.SCADA, "tls")
    assert both > own


def test_what_a_sibling_has_surprises_less() -> None:
    own, both = surprise(k.DESKS[1], b.JUMP, "tls")
    assert both < own
    assert both < surprise(k.DESKS[1], b.SCADA, "tls")[1]
