"""Steps from host to host into OT are one alert, and what people do there every day is none.

The plant: engineers reach a jump host by remote desktop, from there a station, and from there controllers.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from msgspec.structs import replace

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.state import StateRecord
from tests.models import builders as b

PATCH, STATION = "10.3.0.9", "10.9.0.2"
ENGINEERS = tuple(f"10.1.0.{host}" for host in range(30, 50))
LEARNT_UNTIL = b.MONDAY + 7 * b.DAY
T = b.MONDAY + 8 * b.DAY + 10 * b.HOUR
CHANGES = (
    *b.ZONES,
    b.asset("jump", b.JUMP, role="jump-host", name="jump"),
    b.asset("station", STATION, name="station"),
    b.asset("patch", PATCH, role="patch-server", name="patch"),
    b.conduit("office", "dmz", "rdp"),
)


def step(start: float, initiator: str, responder: str, service: str, lasts: float = 600.0) -> Flow:
    ports = {"rdp": 3389, "ssh": 22, "http": 80, "modbus": 502, "smb": 445}
    flow = b.flow(start + lasts, initiator, responder, ports[service], service=service)
    return replace(flow, start=start)


def workday(midnight: float) -> Iterator[b.Event]:
    """Twenty sessions over the jump host, one after another; polling, patches and a historian go on."""
    for number, engineer in enumerate(ENGINEERS):
        start = midnight + 8 * b.HOUR + number * 20 * b.MINUTE
        plc = (b.PLC, b.PLC2)[number % 2]
        yield from in_order(
            step(start, engineer, b.JUMP, "rdp", 1_000.0),
            step(start + 30.0, b.JUMP, STATION, "rdp", 900.0),
            step(start + 90.0, STATION, plc, "modbus", 300.0),
        )
    for hour in range(24):
        start = midnight + hour * b.HOUR
        yield b.flow(start + 3_500.0, b.SCADA, b.PLC, service="modbus")
        yield b.flow(start + 3_501.0, b.SCADA, b.PLC3, service="modbus")
        yield b.flow(start + 3_502.0, b.HISTORIAN, b.SCADA, 4840, service="opc-ua")
        yield b.flow(start + 3_503.0, b.SCADA, PATCH, 443, service="ssl")


def in_order(*flows: Flow) -> list[Flow]:
    """As a sensor writes them: when they end."""
    return sorted(flows, key=lambda flow: flow.end)


@cache
def learnt() -> tuple[StateRecord, ...]:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=LEARNT_UNTIL))
    events = sorted(
        (event for day in range(8) for event in workday(b.MONDAY + day * b.DAY)),
        key=lambda event: event.end if isinstance(event, Flow) else 0.0,
    )
    out = b.run(pipeline, [*CHANGES, *events, *b.minute_of_ticks(T - b.HOUR)])
    assert [alert for alert in out.alerts if alert.kind != "learning-review"] == []
    return tuple(pipeline.changed_records())


def plant() -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=LEARNT_UNTIL))
    assert pipeline.restore(learnt()) == []
    return pipeline


def told(*flows: b.Event, pipeline: Pipeline | None = None) -> list[Alert]:
    """The last revisions of what is still open. That the rest of the plant says nothing meanwhile is left out."""
    alerts = b.run(pipeline or plant(), b.ticked(flows)).alerts
    return [a for a in b.last_revisions(alerts).values() if a.status == "open" and a.kind != "silence"]


def kinds(alerts: Iterable[Alert]) -> list[str]:
    return [alert.kind for alert in alerts]


def ways(alert: Alert) -> list[str]:
    return [f"{hop.initiator_name or hop.initiator[3:]} {hop.service} {hop.responder_name or hop.responder[3:]}"
            for hop in alert.hops]  # fmt: skip


ALL_NEW = (
    step(T, b.OFFICE, b.JUMP, "rdp", 2_700.0),
    step(T + 420.0, b.JUMP, b.SCADA, "ssh", 1_900.0),
    step(T + 900.0, b.SCADA, b.PLC2, "http", 600.0),
)


@pytest.mark.parametrize("flows", [in_order(*ALL_NEW), ALL_NEW], ids=["written at their ends", "at their beginnings"])
def test_three_new_steps_are_one_high_alert_with_its_steps_in_order(flows: list[Flow]) -> None:
    (alert,) = told(*flows)
    assert (alert.kind, alert.level) == ("pivot", "high")
    assert ways(alert) == [f"{b.OFFICE} rdp jump", f"jump ssh {b.SCADA}", f"{b.SCADA} http {b.PLC2}"]
    assert alert.title == f"Pivot into OT: {b.OFFICE} -> jump -> {b.SCADA} -> {b.PLC2} (rdp, ssh, http)"
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.ip, alert.responder.ip, alert.service) == (b.OFFICE, b.PLC2, "http")
    assert alert.severity == round(sum(reason.weight for reason in alert.reasons))


def test_the_alerts_of_its_steps_are_closed_in_its_favour() -> None:
    last = b.last_revisions(b.run(plant(), b.ticked(ALL_NEW)).alerts).values()
    (pivot,) = (alert for alert in last if alert.kind == "pivot")
    others = [alert for alert in last if alert.kind != "pivot"]
    assert all(alert.status == "closed" and alert.closed_by == pivot.id for alert in others)


def test_a_server_that_nobody_declared_a_relay_is_one() -> None:
    alerts = told(*in_order(step(T, b.OFFICE, PATCH, "ssh", 2_000.0), step(T + 300.0, PATCH, b.SCADA, "smb", 500.0)))
    assert kinds(alerts) == ["pivot"]
    assert ways(alerts[0]) == [f"{b.OFFICE} ssh patch", f"patch smb {b.SCADA}"]


def test_a_usual_session_with_one_new_step_after_it_is_one() -> None:
    alerts = told(
        *in_order(
            step(T, ENGINEERS[0], b.JUMP, "rdp", 1_800.0),
            step(T + 120.0, b.JUMP, STATION, "rdp", 1_600.0),
            step(T + 400.0, STATION, b.PLC3, "modbus", 900.0),
        )
    )
    assert (kinds(alerts), alerts[0].level) == (["pivot"], "high")
    assert ways(alerts[0]) == [f"{ENGINEERS[0]} rdp jump", "jump rdp station", f"station modbus {b.PLC3}"]
    assert "New is station to 10.9.0.13; the others are usual" in alerts[0].summary


def test_a_stolen_session_on_the_jump_host_that_opens_another_host_is_one() -> None:
    alerts = told(
        *in_order(step(T, ENGINEERS[1], b.JUMP, "rdp", 3_000.0), step(T + 1_300.0, b.JUMP, b.SCADA, "rdp", 700.0))
    )
    assert kinds(alerts) == ["pivot"]
    assert ways(alerts[0]) == [f"{ENGINEERS[1]} rdp jump", f"jump rdp {b.SCADA}"]


def test_steps_half_a_day_apart_are_one_chain_and_three_days_apart_are_none() -> None:
    def spread(apart: float) -> list[Flow]:
        return [
            step(T, b.OFFICE, b.JUMP, "rdp"),
            step(T + apart, b.JUMP, b.SCADA, "ssh"),
            step(T + 2 * apart, b.SCADA, b.PLC2, "http"),
        ]

    (alert,) = told(*spread(0.5 * b.DAY))
    assert (alert.kind, len(alert.hops)) == ("pivot", 3)
    assert "pivot" not in kinds(told(*spread(3 * b.DAY)))


def test_who_goes_on_from_where_he_got_to_grows_the_same_alert() -> None:
    pipeline = plant()
    (alert,) = told(*in_order(*ALL_NEW), pipeline=pipeline)
    assert told(step(T + 3_000.0, b.SCADA, b.PLC, "http"), pipeline=pipeline) == []
    grown = pipeline._state.alerting.alerts[alert.id]
    assert (grown.hops_total, grown.hops[-1].responder) == (4, f"ip:{b.PLC}")


def test_twenty_users_of_a_jump_host_by_usual_ways_are_silent() -> None:
    assert told(*workday(T - 10 * b.HOUR)) == []


def test_a_new_user_of_the_jump_host_by_usual_ways_from_there_is_silent() -> None:
    assert told(*in_order(step(T, b.OTHER_OFFICE, b.JUMP, "rdp"), step(T + 60.0, b.JUMP, STATION, "rdp", 400.0))) == []


NIGHT = T - 8 * b.HOUR
AT_NIGHT = in_order(
    step(NIGHT, ENGINEERS[0], b.JUMP, "rdp", 1_000.0),
    step(NIGHT + 70.0, b.JUMP, STATION, "rdp", 400.0),
    step(NIGHT + 100.0, STATION, b.PLC, "modbus", 200.0),
)
"""By usual ways, at an hour in which none of 160 sessions began."""


@pytest.mark.parametrize("flows", [AT_NIGHT, [AT_NIGHT[0], *AT_NIGHT[:0:-1]]], ids=["as they end", "sessions turned"])
def test_usual_ways_into_ot_at_a_time_when_nobody_comes_are_one_alert(flows: list[Flow]) -> None:
    (alert,) = told(*flows)
    assert (alert.kind, alert.level) == ("pivot", "medium")
    assert alert.title == (
        f"Work on a controller when nobody comes: {ENGINEERS[0]} -> jump -> station -> {b.PLC} (rdp, rdp, modbus)"
    )
    assert "of 160 sessions into jump on 8 days none began within three hours of this time of the day" in alert.summary
    assert len(ways(alert)) == 3


def test_a_session_of_the_night_is_no_habit_and_a_word_on_its_alert_makes_the_next_one_silent() -> None:
    pipeline = plant()
    (alert,) = told(*AT_NIGHT, pipeline=pipeline)
    later = [replace(flow, start=flow.start + 4 * b.DAY, end=flow.end + 4 * b.DAY) for flow in AT_NIGHT]
    b.run(pipeline, [b.verdict(NIGHT + b.HOUR, "expected", alert=alert.id)])
    assert told(*later, pipeline=pipeline) == []


def test_a_word_on_it_condemns_no_usual_way() -> None:
    pipeline = plant()
    (alert,) = told(*AT_NIGHT, pipeline=pipeline)
    said = b.run(pipeline, [b.verdict(NIGHT + b.HOUR, "malicious", alert=alert.id)]).alerts
    assert [one.status for one in said] == ["malicious"]
    assert told(*workday(T - 10 * b.HOUR), pipeline=pipeline) == []


def test_an_engineer_at_night_who_touches_no_controller_is_silent() -> None:
    assert told(*AT_NIGHT[1:]) == []


def test_a_session_at_night_that_goes_nowhere_is_silent() -> None:
    assert told(step(NIGHT, ENGINEERS[0], b.JUMP, "rdp")) == []


def test_machines_that_reconnect_are_no_chain_though_one_of_their_ways_is_new() -> None:
    flows = [b.flow(T + n, b.HISTORIAN, b.SCADA, 4840, service="opc-ua") for n in range(5)]
    assert "pivot" not in kinds(told(*flows, b.flow(T + 9.0, b.SCADA, b.PLC2, service="modbus")))


def test_a_patch_server_that_is_asked_and_then_meets_a_new_host_is_no_chain() -> None:
    flows = [b.flow(T, b.SCADA, PATCH, 443, service="ssl"), step(T + 60.0, PATCH, STATION, "smb")]
    assert kinds(told(*flows)) == ["new-path-crossing"]


def test_a_session_that_is_always_there_proves_nothing() -> None:
    pipeline = plant()
    hourly = [step(T + n * b.HOUR, b.HISTORIAN, b.SCADA, "ssh", 3_000.0) for n in range(80)]
    b.run(pipeline, [b.verdict(T, "expected", initiator=b.HISTORIAN)])
    assert told(*hourly, pipeline=pipeline) == []
    after = T + 79 * b.HOUR
    assert "pivot" not in kinds(told(step(after + 300.0, b.SCADA, b.PLC2, "http", 60.0), pipeline=pipeline))


def test_tries_that_nobody_answered_are_no_steps() -> None:
    tried = replace(ALL_NEW[2], state="attempted", responder_octets=0)
    assert all(f"{b.SCADA} http {b.PLC2}" not in ways(alert) for alert in told(ALL_NEW[0], ALL_NEW[1], tried)
               if alert.kind == "pivot")  # fmt: skip


def test_what_is_expected_of_it_stays_silent_when_it_comes_again() -> None:
    pipeline = plant()
    (alert,) = told(*in_order(*ALL_NEW), pipeline=pipeline)
    b.run(pipeline, [b.verdict(T + b.HOUR, "expected", alert=alert.id)])
    again = [replace(flow, start=flow.start + 2 * b.HOUR, end=flow.end + 2 * b.HOUR) for flow in in_order(*ALL_NEW)]
    assert told(*again, pipeline=pipeline) == []


@pytest.mark.parametrize("initiator", [b.OFFICE, b.JUMP, b.SCADA])
def test_no_word_on_one_of_its_hosts_silences_the_chain(initiator: str) -> None:
    pipeline = plant()
    b.run(pipeline, [b.verdict(T - 60.0, "mute", initiator=initiator, expires=T + b.DAY)])
    assert "pivot" in kinds(told(*in_order(*ALL_NEW), pipeline=pipeline))


def test_malicious_on_a_chain_condemns_what_was_new_of_it_and_no_usual_way() -> None:
    pipeline, engineer = plant(), ENGINEERS[1]
    session = step(T, engineer, b.JUMP, "rdp", 3_000.0)
    (alert,) = told(*in_order(session, step(T + 1_300.0, b.JUMP, b.SCADA, "rdp", 700.0)), pipeline=pipeline)
    b.run(pipeline, [b.verdict(T + b.HOUR, "malicious", alert=alert.id)])
    assert b.path(pipeline, "jump", b.SCADA, "rdp").status == "malicious"
    assert b.path(pipeline, engineer, "jump", "rdp").status == "learnt"


def test_it_is_the_same_when_cut_and_restored_after_each_step() -> None:
    whole, cut, kept = plant(), plant(), {record.key: record for record in learnt()}
    for event in b.ticked((*in_order(*ALL_NEW), step(T + 3_000.0, b.SCADA, b.PLC, "http"))):
        assert b.run(cut, [event]) == b.run(whole, [event])
        for record in cut.changed_records():
            kept[record.key] = record
        cut = Pipeline(b.SITE, CoreSettings(learn_until=LEARNT_UNTIL))
        assert cut.restore([record for record in kept.values() if record.value is not None]) == []


def pair_of_users(midnight: float) -> Iterator[b.Event]:
    """One engineer always goes on to the station, another one to the SCADA server, one after the other."""
    for engineer, host, hour in ((ENGINEERS[0], STATION, 9), (ENGINEERS[1], b.SCADA, 14)):
        start = midnight + hour * b.HOUR
        yield from combined(start, engineer, host)
    yield from b.minute_of_ticks(midnight + 20 * b.HOUR)


def combined(start: float, engineer: str, host: str) -> list[Flow]:
    return in_order(step(start, engineer, b.JUMP, "rdp", 1_000.0), step(start + 30.0, b.JUMP, host, "rdp", 900.0))


def after_days_of_two(days: int, learn_days: int) -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + learn_days * b.DAY))
    events = [event for day in range(days) for event in pair_of_users(b.MONDAY + day * b.DAY)]
    out = b.run(pipeline, [*CHANGES, *events])
    assert [alert for alert in out.alerts if alert.kind == "pivot"] == []
    restored = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + learn_days * b.DAY))
    assert restored.restore(tuple(pipeline.changed_records())) == []
    return restored


def test_usual_ways_that_never_led_one_to_the_other_are_told_once_it_is_clear_who_went_them() -> None:
    pipeline, at = after_days_of_two(14, 7), b.MONDAY + 14 * b.DAY + 10 * b.HOUR
    assert told(*combined(at, ENGINEERS[0], b.SCADA), pipeline=pipeline) == []
    (alert,) = told(*combined(at + 4 * b.HOUR, ENGINEERS[1], b.SCADA), pipeline=pipeline)
    assert (alert.kind, alert.level) == ("pivot", "medium")
    assert alert.title == f"Usual ways, but never together: {ENGINEERS[0]} -> jump -> {b.SCADA} (by rdp)"
    assert [(hop.initiator_ip, hop.responder_ip) for hop in alert.hops] == [(ENGINEERS[0], b.JUMP), (b.JUMP, b.SCADA)]
    assert (
        f"{ENGINEERS[0]} went on from there on 14 days, always to one other host; {b.SCADA} was reached from there on "
        f"14 days, always by {ENGINEERS[1]}"
    ) in alert.summary


def test_a_combination_of_the_time_of_learning_is_a_habit() -> None:
    events = [event for day in range(14) for event in pair_of_users(b.MONDAY + day * b.DAY)]
    odd = combined(b.MONDAY + 14 * b.DAY + 10 * b.HOUR, ENGINEERS[0], b.SCADA)
    later = combined(b.MONDAY + 16 * b.DAY + 10 * b.HOUR, ENGINEERS[0], b.SCADA)
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + 15 * b.DAY))
    more = [event for day in (14, 15, 16) for event in pair_of_users(b.MONDAY + day * b.DAY)]
    alerts = b.run(pipeline, [*CHANGES, *events, *odd, *more, *later, *pair_of_users(b.MONDAY + 17 * b.DAY)]).alerts
    assert [alert for alert in alerts if alert.kind == "pivot"] == []


def test_a_word_on_a_combination_makes_it_silent() -> None:
    pipeline, at = after_days_of_two(14, 7), b.MONDAY + 14 * b.DAY + 10 * b.HOUR
    odd = [*combined(at, ENGINEERS[0], b.SCADA), *combined(at + 4 * b.HOUR, ENGINEERS[1], b.SCADA)]
    (alert,) = told(*odd, pipeline=pipeline)
    b.run(pipeline, [b.verdict(at + 5 * b.HOUR, "expected", alert=alert.id)])
    again = [
        *combined(at + b.DAY, ENGINEERS[0], b.SCADA),
        *combined(at + b.DAY + 4 * b.HOUR, ENGINEERS[1], b.SCADA),
    ]
    assert [one for one in told(*again, pipeline=pipeline) if one.status == "open"] == []
