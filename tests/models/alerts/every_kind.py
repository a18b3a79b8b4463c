"""One alert of each kind as plain text, for a reader who knows networks and not Weir.

`python -m tests.models.alerts.every_kind` writes `every_kind.txt` anew; `test_every_kind.py` compares. After a change
of texts, write it, and read its difference: each sentence must be understood at first reading.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import fill

from msgspec.structs import replace

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert, Hop, Party, Reason
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.alerts.situations import HMI, HMI_MAC, INVENTORY, READ, SITUATIONS, UNKNOWN, T, plant, polling, told
from tests.models.detectors.remembering import drifting_plant as drifting
from tests.models.detectors.remembering import silent_plant as silent
from tests.models.maintenance.announced import END, announced

GOLDEN = Path(__file__).with_name("every_kind.txt")
SHOWN_HOPS = 5


def _crowd() -> list[Alert]:
    alerts = told(*(b.flow(T + n, f"10.1.0.{100 + n}", b.PLC, 22, service="ssh") for n in range(6)))
    return [alert for alert in alerts if alert.title.startswith("Many")]


def _two_of_one_initiator() -> list[Alert]:
    return told(b.flow(T, b.OFFICE, b.SCADA, 3389, service="rdp", vlan=110), before=[b.flow(T - 9.0, b.OFFICE, b.PLC)])


def _closed_in_favour_of_a_sweep() -> list[Alert]:
    alerts = told(*(b.tried(T + n, b.OFFICE, f"10.9.0.{n + 20}", 102) for n in range(12)))
    return [alert for alert in alerts if alert.status == "closed"]


def _quiet_for_days() -> list[Alert]:
    pipeline = plant()
    rest = b.days_of_work(T + b.HOUR, 4)
    alerts = b.alerts_of(pipeline, b.flow(T, b.OFFICE, b.PLC), *rest)
    return [alert for alert in alerts if alert.status == "closed"]


def _review() -> list[Alert]:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + b.DAY))
    for change in (*b.ZONES, *INVENTORY):
        pipeline.change(change)
    odd = [b.flow(b.MONDAY + 10.0, b.OFFICE, b.PLC), b.flow(b.MONDAY + 20.0, b.INTERNET, HMI, 5900, service="vnc")]
    return b.alerts_of(pipeline, *odd, *b.days_of_work(b.MONDAY + 60.0, 2))


def _sensor() -> list[Alert]:
    pipeline = plant()
    ticks = [b.tick(b.after() + 10.0 * n) for n in range(12 * 360)]
    return [alert for alert in b.run(pipeline, ticks).alerts if alert.kind == "sensor-silent"]


def _volume() -> list[Alert]:
    pipeline = plant(14)
    busy = [polling(b.after() + 30.0 * n) for n in range(2 * 24 * 120)]
    b.run(pipeline, [event for flow in busy for event in (flow, b.tick(flow.end))])  # type: ignore[union-attr]
    end = b.after(16)
    large = [
        b.flow(end + at, HMI, b.PLC, 502, service="modbus", initiator_octets=1_000, responder_octets=90_000_000)
        for at in (1.0, 401.0)
    ]
    after = [b.tick(end + 10.0 * n) for n in range(41, 200)]
    alerts = b.run(pipeline, [b.tick(end), large[0], b.tick(end + 390.0), large[1], *after]).alerts
    return [alert for alert in alerts if alert.kind == "volume"][-1:]


def _volume_of_a_path() -> list[Alert]:
    pipeline, begin, end = plant(), b.after(), b.after() + 9 * b.DAY
    pipeline.change(b.conduit("cell", "dmz", "*"))

    def pushes(since: float, every: float, count: int, octets: int) -> list[b.Event]:
        times = [since + every * n for n in range(count)]
        flows = [b.flow(time, b.PLC, b.HISTORIAN, 5450, initiator_octets=octets) for time in times]
        return [event for flow in flows for event in (flow, b.tick(flow.end))]

    b.run(pipeline, pushes(begin, 900.0, 9 * 96, 500_000))
    alerts = b.run(pipeline, [*pushes(end + 90.0, 90.0, 20, 100_000_000), b.tick(end + 7_200.0)]).alerts
    return [alert for alert in alerts if alert.kind == "volume" and alert.responder is not None]


def _hours() -> list[Alert]:
    pipeline, begin = plant(), b.after()
    pipeline.change(b.conduit("dmz", "control", "*"))
    uses = [begin + day * b.DAY + hour * b.HOUR for day in range(21) for hour in (1, 2)]
    events: list[b.Event] = []
    for time in (*uses, begin + 21 * b.DAY + 13.6 * b.HOUR):
        events += [b.flow(time, b.HISTORIAN, b.SCADA, 22, service="ssh"), *b.minute_of_ticks(time + b.HOUR + 1.0)]
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "hours"][:1]


def _silence(*but: silent.Way) -> list[Alert]:
    return silent.silences(silent.plant(), silent.spoken(silent.NOW, silent.NOW + b.HOUR, but=but))


def _burst() -> list[Alert]:
    pipeline, end = plant(9), b.after(9)
    b.run(pipeline, [event for n in range(2 * 24 * 60) for event in (polling(end + 60.0 * n), b.tick(end + 60.0 * n))])
    begin = b.after(11)
    asked = [event for n in range(600) for event in (polling(begin + 2.0 * n), b.tick(begin + 2.0 * n))]
    return [alert for alert in b.run(pipeline, asked).alerts if alert.kind == "burst"][:1]


def _failures() -> list[Alert]:
    pipeline, begin = plant(9), b.after(9)
    polls = [polling(begin + n) for n in range(70)]
    refused = [replace(flow, state="rejected", operations=()) for flow in polls if isinstance(flow, Flow)]
    alerts = b.run(pipeline, b.ticked(refused)).alerts
    return [alert for alert in alerts if alert.kind == "failures"][:1]


def _asked_by_all() -> list[Alert]:
    """Six stations of the control zone ask a controller once in ten minutes for nine days, then each second."""
    begin, stations = b.after(9), [f"10.9.0.{number}" for number in range(1, 7)]
    pipeline = b.new_pipeline(*b.ZONES, *INVENTORY)

    def asked(start: float, every: float, times: int) -> list[b.Event]:
        return [
            event
            for number in range(times)
            for place, station in enumerate(stations)
            for event in (
                b.flow(start + every * number + place / 10.0, station, b.PLC, 502, service="modbus", operations=READ),
                b.tick(start + every * number + place / 10.0),
            )
        ]

    b.run(pipeline, asked(b.MONDAY, 600.0, int((begin - b.MONDAY) / 600.0)))
    alerts = b.run(pipeline, asked(begin, 1.0, 700)).alerts
    return [alert for alert in alerts if alert.kind == "burst"][:1]


def _pivot() -> list[Alert]:
    steps = (
        (1_500.0, 900.0, b.SCADA, b.PLC2, 80, "http"),
        (2_320.0, 420.0, b.JUMP, b.SCADA, 22, "ssh"),
        (2_700.0, 0.0, b.OFFICE, b.JUMP, 3389, "rdp"),
    )
    flows = [
        b.flow(T + end, initiator, responder, port, service=service, start=T + start)
        for end, start, initiator, responder, port, service in steps
    ]
    return [alert for alert in b.run(plant(), b.ticked(flows)).alerts if alert.kind == "pivot"]


def _bridge() -> list[Alert]:
    return told(b.flow(T, b.OTHER_OFFICE, "10.1.0.200", 3389, service="rdp", responder_mac=HMI_MAC))


def _straddling() -> list[Alert]:
    return [
        alert
        for alert in told(
            b.flow(T - 300.0, UNKNOWN, b.PLC, 102, service="s7comm"), b.flow(T, b.OFFICE, UNKNOWN, 22, service="ssh")
        )
        if alert.kind == "bridge"
    ]


def _returned_without_a_detector() -> list[Alert]:
    pipeline = plant()
    b.run(pipeline, [b.verdict(T - 9.0, "malicious", initiator=b.OFFICE, reason="stolen laptop")])
    return b.alerts_of(pipeline, b.flow(T, b.OFFICE, b.OTHER_OFFICE, 445, service="smb"))


def _drift(*ways: drifting.Way) -> list[Alert]:
    return drifting.drifts(drifting.days(26, lambda way, day: 2.0 if way in ways and day >= 20 else 1.0))


def _climb() -> list[Alert]:
    climbing = drifting.CELL[0]
    return drifting.drifts(
        drifting.days(120, much=lambda way, day: 1.011**day if way == climbing else 1.0, every_s=b.HOUR)
    )


def _uneven() -> list[Alert]:
    begin, end = b.MONDAY + 5 * b.DAY, b.MONDAY + 7 * b.DAY
    return drifting.drifts(
        drifting.merged(
            drifting.evenly(b.MONDAY, end, 300.0, *drifting.WAYS[1:]),
            drifting.evenly(b.MONDAY, begin, 300.0, drifting.CELL[0]),
            drifting.unevenly(begin, end, 300.0, drifting.CELL[0]),
            drifting.ticks(b.MONDAY, end),
        )
    )


def _maintenance() -> list[Alert]:
    pipeline = plant()
    work = [
        b.flow(T + 10, UNKNOWN, b.PLC, 102, service="s7comm"),
        b.flow(T + 20, UNKNOWN, b.PLC2, 102, service="s7comm"),
        b.flow(T + 30, HMI, b.PLC, 22, service="ssh"),
    ]
    ends = b.minute_of_ticks(END + 20 * b.MINUTE)
    alerts = b.run(pipeline, [announced(), *b.ticked(work), *ends]).alerts
    return [alert for alert in alerts if alert.kind == "maintenance-digest"]


OTHERS: tuple[tuple[str, Callable[[], list[Alert]]], ...] = (
    ("Many office hosts, new to a controller, reach it within a minute", _crowd),
    ("A second cause of the same office PC", _two_of_one_initiator),
    ("An office PC that somebody judged malicious goes on among office PCs", _returned_without_a_detector),
    ("An office PC opens the jump host, from there the SCADA server, and from there a controller's web page", _pivot),
    ("The HMI has a second network card, which is opened from the office", _bridge),
    ("An unknown device that speaks to a controller is reached from the office by SSH", _straddling),
    ("Declared learning has ended", _review),
    ("A sensor says nothing any more", _sensor),
    ("A controller sends far more than ever", _volume),
    ("A controller sends the historian far more than ever, by the way that it always takes", _volume_of_a_path),
    ("A panel asks a controller thirty times as often as ever, for minutes", _burst),
    ("All stations ask one controller far more often than ever", _asked_by_all),
    ("A controller refuses what it always answered", _failures),
    ("A nightly job works on the SCADA server in the afternoon, as it never does", _hours),
    ("A controller is polled no more, and all others are", lambda: _silence(silent.CELL[2])),
    ("A controller is switched off", lambda: _silence(*(way for way in silent.WAYS if b.PLC2 in way))),
    ("A cell is stopped, and nobody said so", lambda: _silence(*silent.CELL_2, silent.COLLECTED[1])),
    ("A controller is asked twice as often, for days", lambda: _drift(drifting.CELL[0])),
    ("A master asks all its controllers twice as often, for days", lambda: _drift(*drifting.CELL)),
    ("All of a plant is asked twice as often, for days", lambda: _drift(*drifting.WAYS)),
    ("A controller is sent a little more each day, for months", _climb),
    ("A controller is asked at uneven times where it was asked in a steady pace", _uneven),
    ("Work in a cell was announced, and is over", _maintenance),
    ("Closed: the tries have become a sweep", _closed_in_favour_of_a_sweep),
    ("Closed: nothing more of it was seen", _quiet_for_days),
)


@cache
def every_kind() -> str:
    """All alerts, each below what happened."""
    parts = ["What happens, and what Weir tells of it. Made by `python -m tests.models.alerts.every_kind`.\n"]
    for what, alerts in (*((what, alerts) for _, what, alerts in SITUATIONS), *OTHERS):
        raised = list(b.last_revisions(alerts()).values())
        worst = max(raised, key=lambda alert: alert.severity, default=None)
        parts.append(f"{'=' * 110}\n{what}\n")
        parts.append("no alert\n" if worst is None else "\n".join(_shown(worst)) + "\n")
    return "\n".join(parts)


def _shown(alert: Alert) -> Iterator[str]:
    yield f"{alert.level} ({alert.severity}), {alert.kind}, {alert.status}, {_when(alert.time)}"
    yield _wrapped(alert.title)
    yield _wrapped(alert.summary)
    for name, one in (("initiator", alert.initiator), ("responder", alert.responder)):
        if one is not None:
            yield f"{name:<12}{_party(one)}"
    if alert.service is not None:
        vlan = "" if alert.vlan is None else f", VLAN {alert.vlan}"
        moved = f"{alert.initiator_octets:,} octets sent, {alert.responder_octets:,} received"
        over = "" if alert.transport is None else f" over {alert.transport}{vlan}; {moved}"
        yield f"{'service':<12}{alert.service}{over}"
    for technique in alert.attack:
        yield (
            f"{'ATT&CK':<12}{technique.technique} {technique.technique_name} "
            f"({technique.tactic} {technique.tactic_name})"
        )
    for reason in alert.reasons:
        points = f"{reason.weight:+6.1f}" if reason.weight else ""
        yield _wrapped(f"{points:>6} {_figures(reason):>24}  {reason.text}", hanging=33)
    for hop in alert.hops[:SHOWN_HOPS] if alert.hops_total > 1 else ():
        yield f"{'path':<12}{_hop(hop)}"
    if alert.hops_total > SHOWN_HOPS:
        yield f"{'path':<12}and {alert.hops_total - SHOWN_HOPS} more"
    for other in alert.related:
        same = " and ".join(
            end
            for end, is_same in (("initiator", other.same_initiator), ("responder", other.same_responder))
            if is_same
        )
        yield _wrapped(f"{'see also':<12}{other.level}: {other.title} (same {same})", hanging=12)
    if alert.advice is not None:
        yield _wrapped(f"{'next':<12}At {alert.advice.where}: {alert.advice.text}", hanging=12)


def _wrapped(text: str, hanging: int = 0) -> str:
    return fill(text, 110, subsequent_indent=" " * hanging)


def _when(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _party(one: Party) -> str:
    level = None if one.purdue_level is None else f"level {one.purdue_level:g}"
    mac = None if one.mac is None else f"MAC {one.mac}"
    port = None if one.port is None else f"port {one.port}"
    owner = None if one.owner is None else f"owner {one.owner}"
    facts = (one.ip, mac, port, one.side, one.zone, level, one.role, owner)
    return f"{one.name or one.asset}: {', '.join(fact for fact in facts if fact)}"


def _figures(reason: Reason) -> str:
    unit = f" {reason.unit}" if reason.unit else ""
    seen = "" if reason.value is None else f"{reason.value:g}"
    usual = "" if reason.expected is None else f"usual {reason.expected:g}"
    return f"{', '.join(each for each in (seen, usual) if each)}{unit}"


def _hop(hop: Hop) -> str:
    began = hop.initiator_name or hop.initiator_ip or hop.initiator
    reached = hop.responder_name or hop.responder_ip or hop.responder
    answered = "" if hop.answered is None else ", answered" if hop.answered else ", no answer"
    return f"{_when(hop.time)} {began} -> {reached} {hop.service}{answered}"


if __name__ == "__main__":
    GOLDEN.write_text(every_kind(), encoding="utf-8")
