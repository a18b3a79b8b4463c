"""What the core promises, from events in to alerts out: what is new, and when that is worth an alert.

`test_pipeline_*` hold the rest: learning, paths, assets, alerts, time.
"""

import pytest

from tests.models import builders as b

NOW = b.after()


# ---------------------------------------------------------------- what is new


def test_ordinary_work_raises_no_alert() -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, b.days_of_work(NOW, 2))
    assert out.alerts == []
    assert out.rejects == []


def test_a_first_crossing_alerts_and_says_what_crossed() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    assert alert.kind == "dmz-bypass"
    assert alert.level == "critical"
    assert alert.status == "open"
    assert alert.revision == 1
    assert alert.count == alert.evidence_total == len(alert.evidence) == 1
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.side, alert.responder.side) == ("it", "ot")
    assert (alert.initiator.ip, alert.responder.ip, alert.responder.port) == (b.OFFICE, b.PLC, 502)
    assert alert.crossing is not None
    assert (alert.crossing.from_, alert.crossing.to) == ("office", "cell")
    assert alert.attack
    assert alert.advice is not None
    assert alert.baseline is not None
    assert alert.reasons[0].weight == max(reason.weight for reason in alert.reasons)


def test_second_sighting_is_not_new() -> None:
    pipeline = b.learnt_plant()
    first = b.alerts_of(pipeline, b.crossing())
    again = b.alerts_of(pipeline, *(b.crossing(NOW + 100.0 + number) for number in range(10)))
    # One alert goes on and says so ever less often.
    assert [(alert.id, alert.revision, alert.count) for alert in again] == [
        (first[0].id, 2, 2), (first[0].id, 3, 4), (first[0].id, 4, 8),
    ]  # fmt: skip


def test_a_new_path_in_the_office_never_alerts_alone() -> None:
    pipeline = b.learnt_plant()
    assert b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, b.OTHER_OFFICE, 445)) == []
    assert b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, b.INTERNET, 443)) == []


def test_forbidden_crossings_alert_from_the_first_minute() -> None:
    pipeline = b.new_pipeline()
    kinds = [
        alert.kind
        for alert in b.alerts_of(
            pipeline,
            b.flow(b.MONDAY, b.INTERNET, b.PLC, 502),
            b.flow(b.MONDAY + 1, b.PLC2, "9.9.9.9", 443),
            b.flow(b.MONDAY + 2, b.OFFICE, b.PLC3, 3389),
        )
    ]
    assert kinds == ["external-path", "external-path", "dmz-bypass"]


def test_without_a_dmz_the_direct_way_is_watched_and_not_forbidden() -> None:
    pipeline = b.new_pipeline(*(zone for zone in b.ZONES if zone.id != "dmz"))
    assert b.alerts_of(pipeline, b.flow(b.MONDAY, b.OFFICE, b.PLC, 502)) == []


def test_with_no_zones_the_sides_are_inferred_and_forbid_nothing_inside_the_site() -> None:
    pipeline = b.bare_pipeline()
    assert b.alerts_of(pipeline, *b.hour_of_work(b.MONDAY), b.crossing(b.MONDAY + 60)) == []
    sides = {each.id: (each.side, each.side_inferred) for each in pipeline.assets()}
    assert sides[f"ip:{b.PLC}"] == ("ot", True)
    assert sides[f"ip:{b.OFFICE}"] == ("it", True)


def test_with_no_zones_a_controller_that_meets_the_internet_alerts() -> None:
    pipeline = b.bare_pipeline()
    b.run(pipeline, b.hour_of_work(b.MONDAY))
    (alert,) = b.alerts_of(pipeline, b.flow(b.MONDAY + 60, b.INTERNET, b.PLC, 502))
    assert alert.kind == "external-path"
    assert alert.responder is not None
    assert alert.responder.side_inferred


# ---------------------------------------------------------------- readiness and the first look


def watched(time: float) -> b.Event:
    """The historian looks into the cell: watched, forbidden nowhere."""
    return b.flow(time, b.HISTORIAN, b.PLC, 502, service="modbus")


@pytest.mark.parametrize(("days", "kinds"), [(9, []), (11, ["level-skip"])])
def test_readiness_needs_ten_days(days: int, kinds: list[str]) -> None:
    pipeline = b.learnt_plant(days)
    alerts = b.alerts_of(pipeline, watched(b.after(days) + 60))
    assert [alert.kind for alert in alerts] == kinds


def test_learn_until_learns_all_before_and_is_ready_after() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + b.HOUR)
    learning: list[b.Event] = [
        *b.hour_of_work(b.MONDAY),
        b.flow(b.MONDAY + 30, b.OFFICE, b.PLC2, 502),
        b.tick(b.MONDAY + 40),
    ]
    assert b.alerts_of(pipeline, *learning) == []
    told = b.alerts_of(pipeline, watched(b.MONDAY + b.HOUR + 60))
    # The office's flow into the cell was learnt too, and is to be reviewed.
    assert [alert.kind for alert in told] == ["learning-review", "level-skip"]


def test_what_crosses_while_all_is_new_comes_in_one_digest_a_day() -> None:
    pipeline = b.new_pipeline()
    during = b.run(pipeline, [*b.days_of_work(b.MONDAY, 1), watched(b.MONDAY + b.DAY - 60)])
    assert during.alerts == []
    (digest,) = b.alerts_of(pipeline, b.flow(b.MONDAY + b.DAY + 5, b.SCADA, b.PLC), b.tick(b.MONDAY + b.DAY + 10))
    assert digest.kind == "first-look"
    assert digest.level == "info"
    assert digest.hops_total == len(digest.hops) == 4
    assert b.alerts_of(pipeline, b.tick(b.MONDAY + b.DAY + 20)) == []
    assert b.run(pipeline, b.days_of_work(b.MONDAY + b.DAY + b.HOUR, 1)).alerts == []


def test_the_end_of_a_recording_sends_the_open_digest_once() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, b.hour_of_work(b.MONDAY))
    pipeline.finish()
    out = pipeline.take_output()
    assert out is not None
    assert [alert.kind for alert in out.alerts] == ["first-look"]
    pipeline.finish()
    assert pipeline.take_output() is None


def test_a_shared_role_has_no_readiness_and_a_softer_claim() -> None:
    plain, shared = b.learnt_plant(), b.learnt_plant()
    shared.change(b.asset("jump", b.JUMP, role="jump-host"))
    plain.change(b.asset("jump", b.JUMP))
    way = b.flow(NOW + 60, b.JUMP, b.PLC, 22)
    (hard,), (soft,) = b.alerts_of(plain, way), b.alerts_of(shared, way)
    assert soft.severity < hard.severity
    readiness = {each.name or each.declared_id: each.readiness for each in shared.assets()}
    assert readiness["jump"] is None


def test_a_declared_conduit_is_learnt_quietly_for_its_services_only() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "cell", "modbus"))
    assert b.alerts_of(pipeline, watched(NOW + 60)) == []
    assert b.path(pipeline, b.HISTORIAN, b.PLC, "modbus").status == "learnt"
    assert b.alerts_of(pipeline, b.flow(NOW + 70, b.HISTORIAN, b.PLC2, 22)) != []


def test_an_expired_conduit_holds_nothing() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "cell", expires=NOW))
    assert b.alerts_of(pipeline, watched(NOW + 60)) != []
