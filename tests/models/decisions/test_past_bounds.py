"""No bound hides a crossing: one just past each of them alerts, and names its true ends."""

from collections.abc import Iterable

import pytest

from models.alerts.alert_state import AlertState
from models.alerts.overflow import MAX_OPEN
from models.event_time.watermark import MAX_PARKED
from models.findings.sighting import Finding
from models.paths.graph import MAX_PATHS_PER_ASSET
from models.settings import CoreSettings
from schemas.alert import Alert
from tests.models import builders as b
from tests.models.cuts import Store, keep, restored

NOW = b.after()
NEWCOMER = "10.1.200.7"

SMALL = {
    "models.identity.inventory.MAX_ASSETS": 8,
    "models.identity.inventory.RESERVED_ASSETS": 4,
    "models.identity.inventory.MAX_EXTERNAL_PEERS": 3,
    "models.identity.inventory.RESERVED_EXTERNAL_PEERS": 2,
    "models.identity.inventory.MAX_POOLS": 2,
    "models.decisions.past_bounds.MAX_PATHS_PER_ASSET": 10,
    "models.decisions.past_bounds.MAX_GUARDED_PATHS": 20,
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small bounds: they are reached within a few flows."""
    for name, value in SMALL.items():
        monkeypatch.setattr(name, value)


def hops(alerts: Iterable[Alert | AlertState]) -> set[tuple[str, str, str]]:
    return {(hop.initiator, hop.responder, hop.service) for alert in alerts for hop in alert.hops}


def ips(alerts: Iterable[Alert]) -> set[tuple[str | None, str | None]]:
    return {(a.initiator.ip, a.responder.ip) for a in alerts if a.initiator is not None and a.responder is not None}


def office_peers(count: int, of: str = b.OFFICE) -> list[b.Event]:
    return [b.flow(NOW - 7_200 + n * 0.01, of, f"10.1.{n // 250 + 20}.{n % 250 + 1}", 443) for n in range(count)]


# ---------------------------------------------------------------- paths of an initiator


def test_a_busy_management_station_that_reaches_a_controller_alerts() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, office_peers(MAX_PATHS_PER_ASSET + 10))
    alerts = b.alerts_of(pipeline, b.crossing())
    assert [alert.kind for alert in alerts] == ["dmz-bypass"]
    assert hops(alerts) == {(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "modbus")}
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "held"


@pytest.mark.usefixtures("small")
def test_its_next_flow_counts_to_the_same_alert() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, office_peers(30))
    first = b.alerts_of(pipeline, b.crossing())
    again = b.alerts_of(pipeline, b.crossing(NOW + 90), b.crossing(NOW + 91))
    assert {alert.id for alert in again} == {alert.id for alert in first}
    assert again[-1].count == 2


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("service", ["ssh", "rdp", "modbus"])
def test_past_the_second_bound_each_crossing_still_alerts_and_none_is_learnt(service: str) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW - 9_000 + n * 200, b.OFFICE, b.PLC2, 8_000, service=f"own-{n}") for n in range(25)])
    known = {path.key for path in pipeline._state.graph.paths.values() if path.initiator == f"ip:{b.OFFICE}"}
    assert len(known) == 20
    alerts = b.alerts_of(pipeline, *(b.flow(NOW + n, b.OFFICE, b.PLC, 22, service=service) for n in range(3)))
    assert (f"ip:{b.OFFICE}", f"ip:{b.PLC}", service) in hops(alerts)
    told = [alert for alert in b.last_revisions(alerts).values() if alert.service == service]
    assert [alert.count >= 2 for alert in told] == [True]
    assert known == {path.key for path in pipeline._state.graph.paths.values() if path.initiator == f"ip:{b.OFFICE}"}


@pytest.mark.usefixtures("small")
def test_office_paths_past_the_bound_are_one() -> None:
    pipeline = b.new_pipeline()
    assert b.alerts_of(pipeline, *office_peers(9, b.OTHER_OFFICE), *office_peers(60)) == []
    assert len([path for path in pipeline.paths() if path.initiator == f"ip:{b.OFFICE}"]) <= 11


@pytest.mark.usefixtures("small")
def test_a_service_of_its_own_does_not_bypass_the_policy() -> None:
    """Many tries of one pair, past twice the bound: what is answered by a controller is its own path."""
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW - 300 + n, b.OFFICE, b.JUMP, 1_024 + n) for n in range(25)])
    assert hops(b.alerts_of(pipeline, b.crossing()))


# ---------------------------------------------------------------- paths of a site


def test_past_a_sites_paths_a_crossing_alerts_and_office_paths_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.decisions.past_bounds.MAX_PATHS", 30)
    monkeypatch.setattr("models.decisions.past_bounds.MAX_PATHS_WITH_GUARDED", 34)
    pipeline = b.learnt_plant()
    b.run(pipeline, [event for host in range(9) for event in office_peers(20, f"10.1.9.{host}")])
    assert len(pipeline.paths()) == 31
    assert b.path(pipeline, "other:peers", "other:peers", "other").flows > 100
    for number in range(8):
        alerts = b.alerts_of(pipeline, b.flow(NOW + number, b.OFFICE, b.PLC, 102 + number, service=f"own-{number}"))
        assert (f"ip:{b.OFFICE}", f"ip:{b.PLC}", f"own-{number}") in hops(alerts) | hops(
            pipeline._state.alerting.alerts.values()
        )
    assert len(pipeline.paths()) <= 34 + 1


# ---------------------------------------------------------------- assets


@pytest.mark.usefixtures("small")
def test_a_host_past_the_assets_bound_is_told_apart_when_it_reaches_a_controller() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, office_peers(20))
    alerts = b.alerts_of(pipeline, b.flow(NOW, NEWCOMER, b.PLC, service="modbus"))
    assert hops(alerts) == {(f"ip:{NEWCOMER}", f"ip:{b.PLC}", "modbus")}
    assert [alert.kind for alert in alerts] == ["dmz-bypass"]
    assert b.path(pipeline, NEWCOMER, b.PLC, "modbus").status == "held"


@pytest.mark.usefixtures("small")
def test_a_controller_past_the_assets_bound_is_told_apart_too() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, office_peers(20))
    alerts = b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, "10.9.0.177", service="modbus"))
    assert (f"ip:{b.OFFICE}", "ip:10.9.0.177", "modbus") in hops(alerts)


@pytest.mark.usefixtures("small")
def test_past_the_reserve_a_crossing_alerts_by_its_true_ends_and_makes_nothing() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW - 600 + n, b.SCADA, f"10.9.0.{n + 20}", 502, service="modbus") for n in range(60)])
    size = len(pipeline.assets()), len(pipeline.paths())
    flows = [b.flow(NOW + n, NEWCOMER, b.PLC, service="modbus") for n in range(4)]
    # The day's digest has the new devices that do what the cell's controllers do.
    alerts = [alert for alert in b.alerts_of(pipeline, *flows) if alert.kind != "first-look"]
    assert hops(alerts) == {(f"ip:{NEWCOMER}", f"ip:{b.PLC}", "modbus")}
    (alert,) = b.last_revisions(alerts).values()
    assert (alert.count, alert.hops_total) == (4, 1)
    assert (len(pipeline.assets()), len(pipeline.paths())) == size


@pytest.mark.usefixtures("small")
def test_a_device_that_takes_an_address_over_past_the_bound_is_not_its_holder() -> None:
    pipeline = b.learnt_plant()
    mac, thief = "02:00:00:00:00:01", "02:00:00:00:00:02"
    b.run(pipeline, [b.flow(NOW - 90, b.SCADA, b.PLC, initiator_mac=mac)])
    b.run(pipeline, [b.flow(NOW - 600 + n, b.SCADA, f"10.9.0.{n + 20}", 502, initiator_mac=mac) for n in range(60)])
    before = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows
    alerts = b.alerts_of(pipeline, b.flow(NOW, b.SCADA, b.PLC, 22, service="ssh", initiator_mac=thief))
    assert alerts
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == before


@pytest.mark.usefixtures("small")
def test_what_is_in_a_conduit_stays_quiet_past_the_reserve() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("office", "cell", "modbus"))
    b.run(pipeline, [b.flow(NOW - 600 + n, b.SCADA, f"10.9.0.{n + 20}", 502, service="modbus") for n in range(60)])
    assert b.alerts_of(pipeline, b.flow(NOW, NEWCOMER, b.PLC, service="modbus")) == []
    (pooled,) = [
        path for path in pipeline.paths() if path.initiator.startswith("pool:") and path.responder == f"ip:{b.PLC}"
    ]
    assert (pooled.status, pooled.flows) == ("learnt", 1)
    alerts = b.alerts_of(pipeline, b.flow(NOW + 5, NEWCOMER, b.PLC, 22, service="ssh"))
    assert hops(alerts) == {(f"ip:{NEWCOMER}", f"ip:{b.PLC}", "ssh")}


@pytest.mark.usefixtures("small")
def test_what_was_said_to_be_malicious_is_not_pooled() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*office_peers(40), b.verdict(NOW - 600, "malicious", initiator=b.OFFICE)])
    b.run(pipeline, [b.flow(NOW, b.OFFICE, "10.1.99.9", 443)])
    assert b.path(pipeline, b.OFFICE, "10.1.99.9", "tls").status == "malicious"


# ---------------------------------------------------------------- internet prefixes


def internet(count: int, of: str = b.JUMP) -> list[b.Event]:
    return [b.flow(NOW - 900 + n * 0.01, of, f"9.{n // 250}.{n % 250}.1", 443) for n in range(count)]


@pytest.mark.usefixtures("small")
def test_a_prefix_past_the_bound_that_reaches_a_controller_is_named() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, internet(50))
    alerts = b.alerts_of(pipeline, b.flow(NOW, b.INTERNET, b.PLC, service="modbus"))
    assert hops(alerts) == {("ext:8.8.8.0/24", f"ip:{b.PLC}", "modbus")}


@pytest.mark.usefixtures("small")
def test_the_pool_of_prefixes_that_was_learnt_hides_none() -> None:
    core = CoreSettings(learn_until=NOW)
    pipeline = b.new_pipeline(learn_until=core.learn_until)
    b.run(pipeline, internet(40, b.PLC))
    assert b.path(pipeline, b.PLC, "ext:other", "tls").status == "learnt"
    for number in range(5):
        peer = f"8.8.{number}.8"
        alerts = b.alerts_of(pipeline, b.flow(NOW + 60 + number, b.PLC, peer, 443))
        assert (f"ip:{b.PLC}", f"ext:8.8.{number}.0/24", "tls") in hops(alerts) | {
            (hop.initiator, hop.responder, hop.service)
            for alert in pipeline._state.alerting.alerts.values()
            for hop in alert.hops
        }
    assert len([asset for asset in pipeline.assets() if asset.external]) <= 3 + 2 + 1


# ---------------------------------------------------------------- strangers of an hour


def test_a_stranger_past_the_limit_by_another_service_has_an_alert_of_its_own() -> None:
    pipeline = b.learnt_plant()
    flood = [b.flow(NOW + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.JUMP, 443) for n in range(1_100)]
    b.run(pipeline, flood)
    alerts = b.alerts_of(pipeline, b.flow(NOW + 200, NEWCOMER, b.JUMP, 22))
    assert hops(alerts) == {(f"ip:{NEWCOMER}", f"ip:{b.JUMP}", "ssh")}
    assert len({alert.id for alert in alerts}) == 1


def test_a_stranger_past_the_limit_from_another_side_has_an_alert_of_its_own() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tried(NOW + n * 0.1, f"10.1.{n // 250 + 20}.{n % 250 + 1}", b.PLC) for n in range(300)])
    alerts = b.alerts_of(pipeline, b.tried(NOW + 100, b.INTERNET, b.PLC))
    assert [alert.kind for alert in alerts] == ["external-path"]
    assert (b.INTERNET, b.PLC) in ips(alerts)


def test_strangers_past_the_limit_in_a_declared_conduit_raise_nothing() -> None:
    pipeline = b.new_pipeline(
        *b.ZONES, b.zone("world", 5.0, "external", "172.16.0.0/16"), b.conduit("world", "dmz", "tls")
    )
    b.run(pipeline, b.days_of_work(b.MONDAY, 14))
    flood = [b.flow(NOW + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.JUMP, 443) for n in range(1_200)]
    assert b.alerts_of(pipeline, *flood) == []
    # So many once-seen strangers have made the host unsure of its ways: what else they do is listed, once each.
    b.run(pipeline, [b.flow(NOW + 200 + n, "172.16.99.9", b.JUMP, 22) for n in range(3)])
    assert [(hop.initiator, hop.service) for hop in pipeline._state.digest.hops] == [("ip:172.16.99.9", "ssh")]


# ---------------------------------------------------------------- open alerts


def tries_of_many(count: int) -> list[b.Event]:
    """Each from another host to another controller: a cause of its own, that nobody answers."""
    return [
        b.tried(NOW + n * 0.1, f"10.1.{n // 250 + 20}.{n % 250 + 1}", f"10.9.0.{n % 200 + 20}") for n in range(count)
    ]


def test_past_the_open_alerts_a_crossing_that_was_answered_is_named() -> None:
    pipeline = b.learnt_plant()
    for number in range(MAX_OPEN):
        finding = Finding(kind="scan", points=1.0, cause=(f"ip:{number}",), title="", text="")
        draft = AlertState("", "scan", "", 1, "", "", NOW, NOW, NOW)
        pipeline._state.alerting.open(finding, draft)
    b.run(pipeline, tries_of_many(300))
    alerts = b.alerts_of(pipeline, b.crossing(NOW + 60))
    assert hops(alerts) == {(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "modbus")}
    assert alerts[0].title.endswith(f"{b.OFFICE} -> {b.PLC} (modbus)")


def test_overflow_alerts_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.alerts.overflow.MAX_OPEN", 5)
    monkeypatch.setattr("models.alerts.overflow.MAX_OVERFLOWS", 3)
    pipeline = b.learnt_plant()
    ways = [b.flow(NOW + n, f"10.1.20.{n + 1}", f"10.9.0.{n + 20}", 2_000 + n) for n in range(40)]
    alerts = b.alerts_of(pipeline, *ways)
    assert len({alert.id for alert in alerts}) <= 5 + 3 + 1
    assert len([path for path in pipeline.paths() if path.status == "held"]) == 40


# ---------------------------------------------------------------- flows held back


@pytest.mark.parametrize("others", [0, 2_000], ids=["the sensor's only flows", "against the sensor's other flows"])
def test_past_the_flows_held_back_a_crossing_alerts_or_is_refused_with_its_reason(others: int) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tick(NOW)])
    ahead = [b.flow(NOW + 2 * b.DAY + n * 0.01, b.SCADA, b.PLC, service="modbus") for n in range(MAX_PARKED)]
    usual = [b.flow(NOW + n * 0.001, b.SCADA, b.PLC, service="modbus") for n in range(others)]
    b.run(pipeline, [*ahead, *usual])
    out = b.run(pipeline, [b.crossing(NOW + 2 * b.DAY + 60)])
    told = [reject.reason for reject in out.rejects]
    assert bool(out.alerts) != bool(told)
    assert hops(b.run(pipeline, [b.crossing(NOW + 1)]).alerts) or out.alerts


# ---------------------------------------------------------------- restarts


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("zones", [True, False], ids=["zones", "no zones"])
def test_a_run_past_all_bounds_cut_anywhere_has_the_same_future(*, zones: bool) -> None:
    whole = b.new_pipeline() if zones else b.bare_pipeline()
    events: list[b.Event] = []
    for n in range(25):
        at = b.MONDAY + n * 10.0
        events += [
            b.flow(at, b.OFFICE, f"10.1.{n}.1", 443, state=("attempted", "established")[n % 2]),
            b.flow(at + 1, b.SCADA, f"10.9.0.{n + 2}", 502, initiator_mac=f"02:00:00:00:01:{n:02x}"),
            b.flow(at + 2, f"10.1.{n % 7}.9", b.PLC, 502, state=("attempted", "established")[n % 3 // 2]),
            b.flow(at + 3, f"9.0.{n}.1", b.JUMP, 443),
            b.flow(at + 4, b.PLC, f"9.1.{n}.1", 443),
            b.flow(at + 5, f"10.77.{n}.1", "10.78.0.1", 4444, state=("established", "attempted")[n % 2]),
        ]
    expected = [b.run(whole, [event]) for event in events]
    store: Store = {}
    cut = b.new_pipeline() if zones else b.bare_pipeline()
    for event, wanted in zip(events, expected, strict=True):
        assert b.run(cut, [event]) == wanted
        keep(store, cut)
        cut = restored(store, CoreSettings())
    assert cut.paths() == whole.paths()
    assert cut.assets() == whole.assets()
