"""What a window holds, what it does not, and what is told and learnt of it."""

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.maintenance import weekly_of
from schemas.verdict import PathSubject
from tests.models import builders as b
from tests.models.alerts import situations
from tests.models.alerts.situations import UNKNOWN, T, plant
from tests.models.maintenance.announced import END, announced, ended

LATER = END + b.HOUR


def work(time: float = T) -> list[b.Event]:
    """A laptop that nobody declared speaks to two controllers, and the SCADA server opens a shell on one."""
    return [
        b.flow(time + 10, UNKNOWN, b.PLC, 102, service="s7comm"),
        b.flow(time + 20, UNKNOWN, b.PLC2, 102, service="s7comm"),
        b.flow(time + 30, b.SCADA, b.PLC, 22, service="ssh"),
    ]


def told(pipeline: Pipeline, *events: b.Event) -> list[Alert]:
    """The alerts of detectors that ask no sensor to go on speaking."""
    alerts = b.run(pipeline, b.ticked(events)).alerts
    return [alert for alert in alerts if alert.kind != "sensor-silent"]


def over(pipeline: Pipeline, end: float = END) -> list[Alert]:
    """The clock goes on past the end, and nothing flows."""
    return told(pipeline, *b.minute_of_ticks(end + 20 * b.MINUTE))


def paths_of(alert: Alert) -> set[tuple[str | None, str | None, str]]:
    return {(hop.initiator_ip, hop.responder_name, hop.service) for hop in alert.hops}


@pytest.mark.parametrize(
    "window",
    [
        pytest.param(announced(), id="of the zone"),
        pytest.param(announced(id="cell", initiator=UNKNOWN), id="of the zone, by the laptop"),
        pytest.param(announced(subject="initiator", id=UNKNOWN), id="of the laptop"),
    ],
)
def test_announced_work_raises_nothing_and_is_told_once_at_its_end(window: b.Event) -> None:
    pipeline = plant()
    assert told(pipeline, window, *work()[:2]) == []
    [digest] = over(pipeline)
    assert (digest.kind, digest.level, digest.count, digest.hops_total) == ("maintenance-digest", "info", 2, 2)
    assert paths_of(digest) == {(UNKNOWN, "plc-1", "iso-tsap"), (UNKNOWN, "plc-2", "iso-tsap")}
    assert "2 of them would have alerted as new-asset" in [reason.text for reason in digest.reasons]
    assert "ana (firmware of line 1)" in digest.summary
    assert over(pipeline, END + b.HOUR) == []


def test_the_same_work_unannounced_alerts() -> None:
    assert told(plant(), *work())


def test_nothing_held_is_nothing_told() -> None:
    pipeline = plant()
    assert told(pipeline, announced(), *b.hour_of_work(T)) == []
    assert over(pipeline) == []


def test_of_one_controller_the_others_are_not_covered() -> None:
    pipeline = plant()
    alerts = told(pipeline, announced(subject="asset", id="plc-1"), *work())
    assert {alert.responder.name for alert in alerts if alert.responder} == {"plc-2"}


@pytest.mark.parametrize(
    ("initiator", "kind"), [(b.INTERNET, "external-path"), (b.OFFICE, "dmz-bypass"), ("10.77.0.9", "new-path-crossing")]
)
def test_who_comes_from_outside_of_ot_alerts_at_once_unless_named(initiator: str, kind: str) -> None:
    pipeline = plant()
    alerts = told(pipeline, announced(), *work(), b.flow(T + 40, initiator, b.PLC, 22, service="ssh"))
    assert [alert.kind for alert in alerts] == [kind]


def test_who_is_named_may_come_from_the_office() -> None:
    pipeline = plant()
    assert told(pipeline, announced(initiator="pc-17"), b.flow(T + 40, b.OFFICE, b.PLC, 22, service="ssh")) == []
    [digest] = over(pipeline)
    assert paths_of(digest) == {(b.OFFICE, "plc-1", "ssh")}


def test_what_was_judged_malicious_alerts_in_a_window_too() -> None:
    pipeline = plant()
    word = b.verdict(T - 9, "malicious", path=PathSubject(b.SCADA, b.PLC, "ssh"))
    [alert] = told(pipeline, word, announced(), *work())
    assert alert.title.startswith("Judged malicious before")


def test_what_comes_back_after_the_window_is_news_and_so_is_the_device() -> None:
    pipeline = plant()
    told(pipeline, announced(), *work())
    over(pipeline)
    [device] = told(pipeline, b.flow(LATER, UNKNOWN, b.PLC3, 102, service="s7comm"))
    assert device.kind == "new-asset"


def test_no_path_of_the_window_is_in_the_baseline_until_somebody_keeps_it() -> None:
    pipeline = plant()
    told(pipeline, announced(), *work())
    [digest] = over(pipeline)
    held = [path for path in pipeline.paths() if path.status == "held"]
    assert {path.held_reason for path in held} == {"seen in maintenance of cell, announced by ana"}
    assert len(held) == digest.count == 3
    listed = tuple(PathSubject(hop.initiator, hop.responder, hop.service) for hop in digest.hops)
    b.run(pipeline, [b.verdict(LATER, "expected", alert=digest.id, paths=listed)])
    assert [path for path in pipeline.paths() if path.status == "held"] == []
    assert told(pipeline, *work(LATER)) == []


def test_what_is_dropped_is_as_if_it_had_never_been_seen() -> None:
    pipeline = plant()
    told(pipeline, announced(), *work())
    [digest] = over(pipeline)
    listed = tuple(PathSubject(hop.initiator, hop.responder, hop.service) for hop in digest.hops)
    before = len(pipeline.paths())
    b.run(pipeline, [b.verdict(LATER, "forget", alert=digest.id, paths=listed)])
    assert len(pipeline.paths()) == before - 3
    assert {alert.kind for alert in told(pipeline, *work(LATER)[:2])} == {"new-asset"}


def test_a_path_judged_within_the_window_is_not_told_at_its_end() -> None:
    pipeline = plant()
    told(pipeline, announced(), *work())
    b.run(pipeline, [b.verdict(T + 60, "expected", path=PathSubject(b.SCADA, b.PLC, "ssh"))])
    [digest] = over(pipeline)
    assert digest.hops_total == 2


def test_work_that_goes_on_after_the_end_alerts() -> None:
    pipeline = plant()
    told(pipeline, announced(), *work())
    alerts = told(pipeline, b.flow(END + 5 * b.MINUTE, UNKNOWN, b.PLC, 102, service="s7comm"))
    assert [alert.kind for alert in alerts] == ["new-asset"]
    assert paths_of(over(pipeline)[-1]) == {(UNKNOWN, "plc-2", "iso-tsap"), (b.SCADA, "plc-1", "ssh")}


def test_a_connection_of_the_window_that_ends_after_it_is_part_of_it() -> None:
    pipeline = plant()
    late = b.flow(END + 5 * b.MINUTE, UNKNOWN, b.PLC, 102, service="s7comm", start=END - b.HOUR)
    assert told(pipeline, announced(), late) == []


def test_it_can_be_ended_before_its_time() -> None:
    pipeline = plant()
    assert told(pipeline, announced(), *work(), ended(time=T + b.HOUR)) == []
    [digest] = over(pipeline, T + b.HOUR)
    assert digest.count == 3
    assert told(pipeline, *work(T + 2 * b.HOUR)[:1])


def test_a_sweep_in_a_window_is_one_sentence_and_goes_on_as_an_alert() -> None:
    pipeline = plant()
    tries = [b.tried(T + n, b.OFFICE, f"10.9.0.{n}", 102) for n in range(20, 60)]
    assert told(pipeline, announced(subject="initiator", id="pc-17", expires=T + b.HOUR), *tries) == []
    [digest] = over(pipeline, T + b.HOUR)
    assert any(reason.text.startswith("Held back: ") for reason in digest.reasons)
    more = [b.tried(T + 2 * b.HOUR + n, b.OFFICE, f"10.9.0.{n}", 102) for n in range(60, 100)]
    assert "scan" in {alert.kind for alert in told(pipeline, *more)}


def test_a_scanner_has_its_times_each_week() -> None:
    """Monday, 00:01 to 04:00: within them it is held, and the same on Tuesday is news."""
    pipeline = plant()
    window = announced(
        subject="initiator", id="pc-17", expires=None, starts=T - b.DAY, weekly=weekly_of("mon 00:00-04:00")
    )
    tries = [b.tried(T + n, b.OFFICE, f"10.9.0.{n}", 102) for n in range(20, 60)]
    assert told(pipeline, window, *tries) == []
    assert [alert.kind for alert in over(pipeline, b.after() + 4 * b.HOUR)] == ["maintenance-digest"]
    again = [b.tried(T + b.DAY + n, b.OFFICE, f"10.9.0.{n}", 102) for n in range(20, 60)]
    assert "scan" in {alert.kind for alert in told(pipeline, *again)}


def test_what_is_asked_for_the_first_time_on_a_known_path_is_held_and_not_learnt() -> None:
    pipeline = plant()
    write = {"service": "modbus", "operations": ("WRITE_SINGLE_REGISTER",)}
    asked = b.flow(T + 10, b.HISTORIAN, b.PLC2, 502, **write)
    assert (
        told(pipeline, announced(initiator="historian-1"), asked, b.flow(T + 20, b.HISTORIAN, b.PLC2, 502, **write))
        == []
    )
    [digest] = over(pipeline)
    assert digest.hops_total == 1
    [alert] = told(pipeline, b.flow(LATER, b.HISTORIAN, b.PLC2, 502, **write))
    assert alert.title.startswith("First write on a known path")


def test_a_run_that_is_cut_amid_a_window_tells_the_same() -> None:
    whole = plant()
    first, rest = [announced(), *work()[:2]], [*work()[2:], *b.minute_of_ticks(END + 20 * b.MINUTE), *work(LATER)]
    expected = [*told(whole, *first), *told(whole, *rest)]
    cut = plant()
    told(cut, *first)
    store = {record.key: record for record in (*situations._records(14), *cut.changed_records())}
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore([store[key] for key in sorted(store)]) == []
    assert told(again, *rest) == expected
    assert "maintenance-digest" in {alert.kind for alert in expected}
