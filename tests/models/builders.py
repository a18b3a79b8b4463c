"""A small plant and the events of its life, for the tests of the core."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from models.detectors.registry import REMEMBERING
from models.pipeline import Output, Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.asset_change import AssetChange, Binding, Side
from schemas.flow import Flow
from schemas.state import StateRecord
from schemas.tick import Tick
from schemas.verdict import Verdict

SITE = "plant"
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MONDAY = 1_767_571_200.0
"""2026-01-05 00:00 UTC, a Monday."""

OFFICE, OTHER_OFFICE = "10.1.0.5", "10.1.0.77"
JUMP, HISTORIAN = "10.3.0.2", "10.3.0.3"
SCADA, PLC, PLC2, PLC3 = "10.9.0.1", "10.9.0.11", "10.9.0.12", "10.9.0.13"
INTERNET = "8.8.8.8"

Event = Flow | Tick | AssetChange | Verdict


def flow(time: float, initiator: str, responder: str, port: int | None = 502, **fields: Any) -> Flow:
    """A flow that ended at `time`; answered, by TCP, unless said otherwise."""
    answered = fields.get("state", "established") == "established"
    facts: dict[str, Any] = {
        "site": SITE,
        "sensor": "zeek",
        "start": max(0.0, time - 1.0),
        "end": time,
        "initiator_ip": initiator,
        "responder_ip": responder,
        "initiator_port": 50_000,
        "responder_port": port,
        "transport": "tcp",
        "state": "established",
        "initiator_octets": 100,
        "responder_octets": 200 if answered else 0,
    }
    return Flow(**(facts | fields))


def tried(time: float, initiator: str, responder: str, port: int | None = 502, **fields: Any) -> Flow:
    """A flow that nobody answered."""
    return flow(time, initiator, responder, port, state="attempted", **fields)


def tick(time: float) -> Tick:
    return Tick(SITE, "collector", time)


def minute_of_ticks(begin: float, collector: str = "collector") -> list[Tick]:
    """The Ticks of a minute and its end: enough to be believed wherever they stand."""
    return [Tick(SITE, collector, begin + 10.0 * number) for number in range(7)]


def zone(name: str, level: float, side: Side, *cidrs: str, realm: str = "") -> AssetChange:
    return AssetChange(
        site=SITE, time=0.0, source="file", subject="zone", change="declared",
        id=name, level=level, side=side, cidrs=cidrs, realm=realm,
    )  # fmt: skip


def conduit(from_zone: str, to_zone: str, *services: str, expires: float | None = None) -> AssetChange:
    return AssetChange(
        site=SITE, time=0.0, source="file", subject="conduit", change="declared",
        id="", from_zone=from_zone, to_zone=to_zone, services=services, expires=expires,
    )  # fmt: skip


def asset(asset_id: str, ip: str | None = None, mac: str | None = None, **fields: Any) -> AssetChange:
    """A declared asset; `change`, `role`, `zone` and the like by name."""
    bindings = () if ip is None and mac is None else (Binding(ip, mac),)
    facts: dict[str, Any] = {
        "site": SITE, "time": 0.0, "source": "file", "subject": "asset", "change": "declared",
        "id": asset_id, "addresses": bindings,
    }  # fmt: skip
    return AssetChange(**(facts | fields))


def verdict(time: float, decision: str, **subject: Any) -> Verdict:
    facts: dict[str, Any] = {"site": SITE, "time": time, "author": "ana", "decision": decision}
    return Verdict(**(facts | subject))


ZONES = (
    zone("office", 4.0, "it", "10.1.0.0/16"),
    zone("dmz", 3.5, "dmz", "10.3.0.0/16"),
    zone("control", 2.0, "ot", "10.9.0.0/29"),
    zone("cell", 1.0, "ot", "10.9.0.0/24"),
)


def apply(pipeline: Pipeline, event: Event) -> None:
    """Take one event of any kind."""
    match event:
        case Flow():
            pipeline.observe([event])
        case Tick():
            pipeline.tick(event)
        case AssetChange():
            pipeline.change(event)
        case Verdict():
            pipeline.judge(event)


def run(pipeline: Pipeline, events: Iterable[Event]) -> Output:
    """Take events one by one; all that came out, in one piece."""
    out = Output([], [], [], urgent=False)
    for event in events:
        apply(pipeline, event)
        taken = pipeline.take_output()
        if taken is not None:
            out.alerts += taken.alerts
            out.paths += taken.paths
            out.rejects += taken.rejects
            out.urgent = out.urgent or taken.urgent
            out.shortened += taken.shortened
    return out


def ticked(events: Iterable[Event]) -> Iterable[Event]:
    """Events with a Tick just before each flow, as a collector that is awake would have written.

    After more than an hour it is a minute of Ticks.
    """
    latest = 0.0
    for event in events:
        if isinstance(event, Flow) and event.end > latest:
            if event.end > latest + HOUR:
                yield from minute_of_ticks(event.end - MINUTE)
            latest = event.end
            yield tick(latest)
        yield event


def alerts_of(pipeline: Pipeline, *events: Event) -> list[Alert]:
    """Take events, with Ticks between; the alerts that came of them.

    Without those of detectors that listen to time: between the days that a test tells of, its plant rests.
    """
    of_time = {make().kind for make in REMEMBERING}
    return [alert for alert in run(pipeline, ticked(events)).alerts if alert.kind not in of_time]


def new_pipeline(*changes: AssetChange, **settings: Any) -> Pipeline:
    """A pipeline that knows the plant's zones (or those given) and nothing else."""
    pipeline = Pipeline(SITE, CoreSettings(**settings))
    for change in changes or ZONES:
        pipeline.change(change)
    return pipeline


def bare_pipeline(**settings: Any) -> Pipeline:
    """A pipeline with no zones declared."""
    return Pipeline(SITE, CoreSettings(**settings))


def hour_of_work(start: float) -> list[Flow]:
    """What the plant does in each hour: polls, a historian's reads, an engineer by way of the jump host."""
    return [
        flow(start + 1, SCADA, PLC, 502, service="modbus"),
        flow(start + 2, SCADA, PLC2, 502, service="modbus"),
        flow(start + 3, SCADA, PLC3, 502, service="modbus"),
        flow(start + 4, HISTORIAN, SCADA, 4840, service="opc-ua"),
        flow(start + 5, OFFICE, JUMP, 443, service="ssl"),
        flow(start + 6, JUMP, SCADA, 3389, service="rdp"),
    ]


def days_of_work(first: float, days: int) -> list[Event]:
    events: list[Event] = []
    for hour in range(24 * days):
        start = first + hour * HOUR
        events += [*hour_of_work(start), tick(start + 10)]
    return events


@cache
def _learnt_records(days: int) -> tuple[StateRecord, ...]:
    pipeline = new_pipeline()
    run(pipeline, [*days_of_work(MONDAY, days), tick(after(days))])
    return tuple(pipeline.changed_records())


def learnt_records(days: int = 14) -> tuple[StateRecord, ...]:
    """The stored state of `learnt_plant`."""
    return _learnt_records(days)


def learnt_plant(days: int = 14, **settings: Any) -> Pipeline:
    """The plant after `days` of ordinary work; its next hour begins at `after(days)`."""
    pipeline = Pipeline(SITE, CoreSettings(**settings))
    assert pipeline.restore(_learnt_records(days)) == []
    return pipeline


def after(days: int = 14) -> float:
    return MONDAY + days * DAY


def crossing(time: float | None = None, **fields: object) -> Event:
    """An office host reads a controller, past the DMZ."""
    return flow(after() + 60.0 if time is None else time, OFFICE, PLC, 502, service="modbus", **fields)


def path(pipeline: Pipeline, initiator: str, responder: str, service: str) -> Any:
    """The one path between two assets, by label or id, of a service."""
    found = [
        each
        for each in pipeline.paths()
        if initiator in {each.initiator, each.initiator_name, each.initiator.removeprefix("ip:")}
        and responder in {each.responder, each.responder_name, each.responder.removeprefix("ip:")}
        and each.service == service
    ]
    assert len(found) == 1, [(each.initiator, each.responder, each.service) for each in pipeline.paths()]
    return found[0]


def last_revisions(alerts: Sequence[Alert]) -> dict[str, Alert]:
    """The latest revision of each alert."""
    return {alert.id: alert for alert in alerts}
