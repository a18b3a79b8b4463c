"""What a chain takes over, and what it leaves."""

from tests.models import builders as b
from tests.models.detectors.test_pivot import ALL_NEW, T, in_order, kinds, plant, step, told


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
