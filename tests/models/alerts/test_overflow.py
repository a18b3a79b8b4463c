"""What joins once a site has as many open alerts as anybody reads."""

import pytest

from models.alerts.alert_state import AlertState
from models.alerts.alerting import Alerting
from models.alerts.listed_paths import MAX_HOPS
from models.alerts.overflow import MAX_OPEN, MAX_OVERFLOWS, NAMED_WITHIN_S, is_overflow, overflow_cause
from models.findings.sighting import Finding
from schemas.alert import Hop
from tests.models import builders as b


def test_it_is_one_a_kind_service_and_zone_and_then_one_a_kind() -> None:
    one = overflow_cause("dmz-bypass", ("ip:1", "modbus", "cell"), MAX_OPEN)
    assert one == overflow_cause("dmz-bypass", ("ip:2", "modbus", "cell"), MAX_OPEN)
    assert one != overflow_cause("dmz-bypass", ("ip:1", "no-answer", "cell"), MAX_OPEN)
    late = overflow_cause("dmz-bypass", ("ip:1", "modbus", "cell"), MAX_OPEN + MAX_OVERFLOWS)
    assert late == overflow_cause("dmz-bypass", ("ip:2", "ssh", "line"), MAX_OPEN + MAX_OVERFLOWS)
    assert is_overflow(one)
    assert is_overflow(late)


def test_no_other_cause_is_taken_for_one() -> None:
    assert not is_overflow("dmz-bypass|ip:1|modbus|cell")
    assert not is_overflow("dmz-bypass|ip:1|overflow|cell")
    assert not is_overflow("overflow")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Alerting:
    """No alert of its own is to be had any more."""
    monkeypatch.setattr("models.alerts.overflow.MAX_OPEN", 0)
    return Alerting(b.SITE)


def join(alerting: Alerting, number: int, time: float) -> None:
    finding = Finding(kind="dmz-bypass", points=1.0, cause=(f"ip:{number}", "modbus", "cell"), title="t", text="")
    draft = AlertState("", "dmz-bypass", "", 50, "t", "", time, time, time)
    draft.hops, draft.hops_total = [Hop(f"ip:{number}", "plc", "modbus", time)], 1
    alerting.touch(alerting.open(finding, draft).id, b.flow(time, b.OFFICE, b.PLC))


def test_the_newest_paths_are_listed_and_named_within_a_minute(full: Alerting) -> None:
    for number in range(10 * MAX_HOPS):
        join(full, number, b.MONDAY + number * 0.01)
    full.outbox.clear()
    join(full, 9_999, b.MONDAY + 10.0)
    assert full.outbox == []
    join(full, 1, b.MONDAY + 10.0 + NAMED_WITHIN_S)
    (alert,) = full.outbox
    assert len(alert.hops) == MAX_HOPS
    assert "ip:9999" in {hop.initiator for hop in alert.hops}


def test_a_flood_costs_one_revision_a_minute_besides_those_of_its_doublings(full: Alerting) -> None:
    for number in range(6_000):
        join(full, number, b.MONDAY + number * 0.1)
    assert len(full.outbox) <= 10 + 13


def test_the_last_one_of_a_flood_is_named_with_the_next_hour(full: Alerting) -> None:
    for number in range(100):
        join(full, number, b.MONDAY)
    full.outbox.clear()
    full.close_quiet(b.MONDAY + b.HOUR)
    assert "ip:99" in {hop.initiator for alert in full.outbox for hop in alert.hops}
    full.outbox.clear()
    full.close_quiet(b.MONDAY + 2 * b.HOUR)
    assert full.outbox == []
