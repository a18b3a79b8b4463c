"""What is counted in crowds makes neither assets nor paths."""

from models.findings.flood_tracker import UNANSWERED_LIMIT
from tests.models import builders as b

NOW = b.after()


def strangers(count: int, port: int = 502) -> list[b.Event]:
    return [b.tried(NOW + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.PLC, port) for n in range(count)]


def test_strangers_past_the_limit_are_counted_only() -> None:
    pipeline = b.learnt_plant()
    known = len(pipeline.assets()), len(pipeline.paths())
    b.run(pipeline, strangers(1_000))
    assert len(pipeline.assets()) <= known[0] + UNANSWERED_LIMIT
    assert len(pipeline.paths()) <= known[1] + UNANSWERED_LIMIT
    crowd = pipeline._state.flood_tracker.by_responder[f"ip:{b.PLC}"]
    assert crowd.unanswered == 1_000


def test_a_known_host_is_no_stranger() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, strangers(500))
    b.run(pipeline, [b.tried(NOW + 60, b.OFFICE, b.PLC, 22)])
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "held"


def test_in_the_office_nobody_is_a_crowd() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tried(NOW + n * 0.1, f"10.1.3.{n + 1}", b.OFFICE, 445) for n in range(200)])
    assert f"ip:{b.OFFICE}" not in pipeline._state.flood_tracker.by_responder


def test_known_paths_of_a_sweeping_host_count_on_themselves() -> None:
    pipeline = b.learnt_plant()
    before = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows
    b.run(pipeline, [b.tried(NOW + n, b.SCADA, f"10.9.0.{n + 20}", 102) for n in range(60)])
    b.run(pipeline, [b.tried(NOW + 70, b.SCADA, b.PLC)])
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == before + 1


def test_while_learning_by_declaration_everybody_is_taken() -> None:
    pipeline = b.new_pipeline(learn_until=b.after(30))
    assert b.alerts_of(pipeline, *strangers(200)) == []
    assert len(pipeline.paths()) == 200


def test_a_flood_whose_alert_was_forgotten_opens_it_anew() -> None:
    pipeline = b.learnt_plant()
    flood = strangers(1_000)
    alerts = b.alerts_of(pipeline, *flood[:500])
    crowd = next(alert for alert in alerts if alert.title.startswith("Many"))
    b.run(pipeline, [b.verdict(NOW + 50, "forget", alert=crowd.id)])
    again = b.alerts_of(pipeline, *flood[500:])
    assert len({alert.id for alert in again}) == 1
    assert crowd.id not in {alert.id for alert in again}


def test_a_flood_of_what_is_nobodys_business_raises_nothing() -> None:
    pipeline = b.new_pipeline()
    flood = [b.tried(b.MONDAY + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.JUMP, 443) for n in range(600)]
    assert b.alerts_of(pipeline, *flood) == []
    assert len(pipeline.assets()) <= UNANSWERED_LIMIT + 1
