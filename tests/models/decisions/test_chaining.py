"""What a chain takes over, and what it leaves."""

from tests.models import builders as b
from tests.models.detectors.remembering.test_pivot import (
    ALL_NEW,
    ENGINEERS,
    STATION,
    T,
    in_order,
    kinds,
    plant,
    step,
    told,
)
from tests.models.maintenance.announced import announced


def test_it_reads_no_lower_than_the_worst_of_its_steps() -> None:
    pipeline = plant()
    bypass = step(T, b.OFFICE, b.SCADA, "ssh", 2_000.0)
    alerts = told(*in_order(bypass, step(T + 300.0, b.SCADA, b.PLC2, "http")), pipeline=pipeline)
    (alone,) = told(bypass)
    (pivot,) = alerts
    assert (pivot.kind, alone.kind) == ("pivot", "dmz-bypass")
    assert pivot.severity >= alone.severity
    assert pivot.severity == min(100, round(sum(reason.weight for reason in pivot.reasons)))


def test_flows_of_its_steps_count_for_the_chain_from_then_on() -> None:
    pipeline = plant()
    (alert,) = told(*in_order(*ALL_NEW), pipeline=pipeline)
    again = [step(T + 3_000.0 + 100.0 * n, b.JUMP, b.SCADA, "ssh", 50.0) for n in range(3)]
    assert kinds(told(*again, pipeline=pipeline)) in ([], ["pivot"])
    assert pipeline._state.alerting.alerts[alert.id].count == alert.count + 3


SUPPLIER = in_order(
    step(T, ENGINEERS[0], b.JUMP, "rdp", 2_700.0),
    step(T + 60.0, b.JUMP, STATION, "rdp", 2_600.0),
    step(T + 300.0, STATION, b.PLC3, "http", 600.0),
)
"""An engineer comes by his usual sessions; that the station opens a controller's page is new."""


def test_a_chain_whose_only_new_step_is_announced_is_held_with_it() -> None:
    assert kinds(told(*SUPPLIER)) == ["pivot"]
    work = announced(time=T - b.HOUR, expires=T + 4 * b.HOUR, initiator=STATION)
    assert told(work, *SUPPLIER) == []


def test_a_chain_with_one_new_step_that_nobody_announced_is_told_amid_the_work() -> None:
    work = announced(time=T - b.HOUR, expires=T + 4 * b.HOUR, initiator=STATION)
    other = in_order(*SUPPLIER, step(T + 400.0, STATION, b.SCADA, "ssh", 600.0))
    (alert,) = told(work, *other)
    assert (alert.kind, alert.responder and alert.responder.ip) == ("pivot", b.SCADA)
