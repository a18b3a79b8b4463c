"""Runs that are cut and restored anywhere, drawn by hypothesis: what `test_cuts` and `test_determinism` try."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import strategies as st

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.asset_change import AssetChange, Subject, Weekly
from schemas.flow import Flow
from schemas.state import StateRecord
from schemas.tick import Tick
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b


def window(time: float, subject: Subject, on: str, **fields: Any) -> AssetChange:
    """Maintenance that is announced, or with another `change` ended."""
    facts: dict[str, Any] = {"change": "maintenance-started", "site": b.SITE, "source": "cli"}
    return AssetChange(time=time, subject=subject, id=on, **(facts | fields))


Store = dict[str, bytes]
Draft = tuple[Any, ...]
NOW = b.after(14)

HOSTS = (
    b.OFFICE, b.OTHER_OFFICE, b.JUMP, b.SCADA, b.PLC, b.PLC2, "10.9.0.99", "10.9.1.7", "10.5.0.1",
    "8.8.8.8", "1.1.1.1", "fe80::1", "fe80::2", "10.9.0.255", "224.0.0.1",
)  # fmt: skip
MACS = (
    None, None, None, "02:00:00:00:00:01", "02:00:00:00:00:02", "00:1b:1b:00:00:02", "3c:97:0e:0a:0b:0c",
)  # fmt: skip
"""The last two are of two makers: who has the one's address with the other is no replacement."""

PORTS = (22, 53, 102, 135, 502, 3389, 4444, 40_001, 40_002, 50_000)
SERVICES = (None, None, None, "modbus", "dce_rpc", "acme", "ssl")
GAPS = (0.0, 1.0, 1.0, 30.0, 400.0, 3_000.0, -2_000.0, 4 * b.HOUR, 26 * b.HOUR, 80 * b.HOUR)

flow_drafts = st.tuples(
    st.just("flow"),
    st.sampled_from(HOSTS),
    st.sampled_from(HOSTS),
    st.sampled_from(PORTS),
    st.fixed_dictionaries(
        {},
        optional={
            "initiator_port": st.sampled_from((50_000, 502, 53, 40_001)),
            "service": st.sampled_from(SERVICES),
            "state": st.sampled_from(("attempted", "established", "rejected", "reset", "unknown")),
            "direction": st.sampled_from(("certain", "flipped", "unsure")),
            "transport": st.sampled_from(("tcp", "udp", "icmp")),
            "initiator_mac": st.sampled_from(MACS),
            "responder_mac": st.sampled_from(MACS),
            "sensor": st.sampled_from(("zeek", "other")),
            "vlan": st.sampled_from((None, 7)),
            "realm": st.sampled_from(("", "cell-2")),
        },
    ),
)
sweep_drafts = st.tuples(
    st.just("sweep"), st.sampled_from(HOSTS[:10]), st.integers(2, 30), st.sampled_from(("attempted", "established"))
)
chain_drafts = st.tuples(
    st.just("chain"),
    st.sampled_from(((b.OFFICE, b.JUMP, b.SCADA, b.PLC2), ("10.1.0.30", b.JUMP, "10.9.0.2", b.PLC), HOSTS[4:8])),
    st.sampled_from((("rdp", "ssh", "http"), ("rdp", "rdp", "modbus"))),
)
taken_over_drafts = st.tuples(
    st.just("taken over"),
    st.sampled_from((b.SCADA, b.PLC)),
    st.lists(st.sampled_from(MACS[3:]), min_size=2, max_size=5),
)
ahead_drafts = st.tuples(st.just("ahead"), st.integers(1, 4), st.sampled_from((2 * b.HOUR, 281 * b.DAY)))
tick_drafts = st.tuples(st.just("tick"))
wild_drafts = st.tuples(
    st.just("wild"),
    st.sampled_from((2 * b.HOUR, 26 * b.HOUR, 64 * 365 * b.DAY, -2 * b.HOUR, -365 * b.DAY)),
    st.sampled_from(("collector", "other")),
    st.integers(1, 15),
)
wait_drafts = st.tuples(st.just("wait"), st.sampled_from(GAPS))
change_drafts = st.tuples(
    st.just("change"),
    st.sampled_from(
        (
            b.zone("cell", 0.0, "ot", "10.9.0.0/16"),
            b.zone("dmz", 3.5, "dmz", "10.3.0.0/16", "10.5.0.0/16"),
            b.zone("two", 1.0, "ot", "10.9.0.0/24", realm="cell-2"),
            b.conduit("office", "cell", "modbus"),
            b.conduit("dmz", "cell"),
            b.asset("jump", b.JUMP, role="jump-host"),
            b.asset("plc", b.PLC, "02:00:00:00:00:01", criticality=5),
            b.asset("plc", "10.9.0.99", change="address-assigned"),
            b.asset("plc", b.PLC, change="address-released"),
            b.asset("plc", change="retired"),
            b.asset("vendor", "8.8.8.8", zone="dmz"),
            b.asset("ip:10.9.0.12", b.PLC2, name="two"),
            b.asset("two", b.PLC2),
            b.asset("bad", "nonsense"),
            window(NOW, "zone", "cell", expires=NOW + 2 * b.HOUR),
            window(NOW, "initiator", b.OFFICE, expires=NOW + b.DAY, reason="new panel"),
            window(0.0, "asset", b.PLC, weekly=Weekly((0, 1, 2, 3, 4, 5, 6), 0, 360)),
            window(NOW, "zone", "cell", change="maintenance-ended"),
            window(NOW, "asset", b.PLC, change="learning-restarted"),
            window(NOW, "zone", "cell", change="learning-restarted"),
            window(NOW, "site", b.SITE, change="learning-restarted"),
        )
    ),
)
verdict_drafts = st.tuples(
    st.just("verdict"),
    st.sampled_from(("expected", "malicious", "mute", "forget")),
    st.sampled_from(("alert", "path", "initiator", "zones")),
    st.integers(0, 5),
    st.sampled_from((None, b.HOUR, 3 * b.DAY)),
)
cut_drafts = st.tuples(st.just("cut"))
drafts = st.lists(
    st.one_of(flow_drafts, flow_drafts, flow_drafts, sweep_drafts, ahead_drafts, tick_drafts, wild_drafts, wait_drafts)
    | st.one_of(change_drafts, verdict_drafts, cut_drafts, cut_drafts, chain_drafts, taken_over_drafts),
    min_size=4,
    max_size=24,
)


def events_of(pipeline: Pipeline, time: float, plan: list[Draft]) -> tuple[list[b.Event | None], list[bytes]]:
    """Run a plan as a whole. Gives its events (None: a cut) and what came out after each."""
    events: list[b.Event | None] = []
    outputs: list[bytes] = []
    alert_ids: list[str] = []
    clock = time
    for draft in plan:
        if draft[0] == "verdict":
            spelled = _verdict(pipeline, clock, draft, alert_ids)
        else:
            spell = _told_of if draft[0] in {"chain", "taken over"} else _spelled_out
            clock, spelled = spell(clock, draft)
        for event in spelled:
            events.append(event)
            if event is not None:
                outputs.append(taken(pipeline, event, alert_ids))
    return events, outputs


def _spelled_out(clock: float, draft: Draft) -> tuple[float, list[b.Event | None]]:
    """The events of a draft, and the time after them."""
    match draft:
        case ("flow", initiator, responder, port, fields):
            return clock + 1.0, [b.flow(clock + 1.0, initiator, responder, port, **fields)]
        case ("sweep", initiator, count, state):
            doors = range(1, count + 1)
            return clock + count, [b.flow(clock + n, initiator, f"10.9.0.{19 + n}", 102, state=state) for n in doors]
        case ("ahead", count, by):
            return clock, [b.flow(clock + by + n, b.SCADA, b.PLC, service="modbus") for n in range(count)]
        case ("wild", by, collector, count):
            return clock, [Tick(b.SITE, collector, clock + by + 10.0 * n) for n in range(count)]
        case ("wait", gap):
            return clock + gap, []
        case _:
            return clock, [draft[1] if draft[0] == "change" else b.tick(clock) if draft == ("tick",) else None]


def _told_of(clock: float, draft: Draft) -> tuple[float, list[b.Event | None]]:
    """The events of a chain or of an address that is taken over, and the time after them."""
    what, *drawn = draft
    flows = _chain(clock, *drawn) if what == "chain" else _taken_over(clock, *drawn)
    return max(flow.end for flow in flows) + 1.0, [b.tick(clock), *flows]


def _chain(clock: float, hosts: Sequence[str], services: Sequence[str]) -> list[Flow]:
    """Sessions within each other, from host to host; each is written when it ends."""
    ports = {"rdp": 3389, "ssh": 22, "http": 80, "modbus": 502}
    steps = [
        msgspec.structs.replace(
            b.flow(clock + 600.0 - 100.0 * n, *ends, ports[service], service=service), start=clock + 60.0 * n
        )
        for n, (ends, service) in enumerate(zip(pairwise(hosts), services, strict=True))
    ]
    return steps[::-1]


def _taken_over(clock: float, ip: str, macs: Sequence[str]) -> list[Flow]:
    """Polls of one address by several devices, in turn."""
    other = b.PLC2 if ip == b.PLC else b.PLC
    return [b.flow(clock + 60.0 * n, ip, other, service="modbus", initiator_mac=mac) for n, mac in enumerate(macs)]


def _verdict(pipeline: Pipeline, clock: float, draft: Draft, alert_ids: list[str]) -> list[b.Event | None]:
    _, decision, subject, number, expires = draft
    named = _subject(pipeline, subject, number, alert_ids)
    if named is None:
        return []
    return [b.verdict(clock, decision, expires=None if expires is None else clock + expires, **named)]


def _subject(pipeline: Pipeline, subject: str, number: int, alert_ids: list[str]) -> dict[str, Any] | None:
    if subject == "alert":
        return {"alert": alert_ids[number % len(alert_ids)]} if alert_ids else None
    if subject == "path":
        waiting = pipeline.ledger() or pipeline.paths()
        if not waiting:
            return None
        path = waiting[number % len(waiting)]
        return {"path": PathSubject(path.initiator, path.responder, path.service)}
    if subject == "initiator":
        return {"initiator": HOSTS[number]}
    return {"zones": ZonePair(("office", "dmz")[number % 2], ("cell", "dmz", "control")[number % 3])}


def taken(pipeline: Pipeline, event: b.Event, alert_ids: list[str]) -> bytes:
    out = b.run(pipeline, [event])
    alert_ids += [alert.id for alert in out.alerts if alert.id not in alert_ids and alert.kind != "first-look"]
    return msgspec.json.encode(out)


def keep(store: Store, pipeline: Pipeline) -> None:
    for record in pipeline.changed_records():
        if record.value is None:
            store.pop(record.key, None)
        else:
            store[record.key] = record.value


def restored(store: Store, core: CoreSettings) -> Pipeline:
    pipeline = Pipeline(b.SITE, core)
    assert pipeline.restore([StateRecord(key, store[key]) for key in sorted(store, reverse=True)]) == []
    return pipeline


def same_future(start: Store, core: CoreSettings, time: float, plan: list[Draft], *, everywhere: bool) -> None:
    whole = restored(start, core)
    events, expected = events_of(whole, time, plan)
    same_when_cut(start, core, events, whole, expected, every=1 if everywhere else None)


def same_when_cut(
    start: Store,
    core: CoreSettings,
    events: Sequence[b.Event | None],
    whole: Pipeline,
    expected: Sequence[bytes],
    *,
    every: int | None,
) -> Store:
    """Events give what they gave `whole` where each `every`th of them, and each None, is a restart. What is stored."""
    store = dict(start)
    pipeline = restored(store, core)
    outputs: list[bytes] = []
    for number, event in enumerate(events):
        if event is not None:
            outputs.append(taken(pipeline, event, []))
            assert outputs[-1] == expected[len(outputs) - 1], f"after {len(outputs)} events, at {event}"
        if event is None or (every is not None and number % every == 0):
            keep(store, pipeline)
            pipeline = restored(store, core)
    assert pipeline.paths() == whole.paths()
    assert pipeline.assets() == whole.assets()
    assert pipeline.ledger() == whole.ledger()
    at_once = dict(start)
    keep(at_once, whole)
    keep(store, pipeline)
    assert written_anew(store, core) == written_anew(at_once, core)
    return store


def written_anew(store: Store, core: CoreSettings) -> Store:
    """All that a store holds, as a pipeline restored from it would write it in one go.

    A path is not written again when the clock alone closes its window, so what lies in a store may tell it in two ways.
    """
    pipeline = restored(store, core)
    site = pipeline._state
    for path in site.graph.paths.values():
        site.graph.touch(path)
    site.inventory.changed_assets.update(site.inventory.assets)
    anew = dict(store)
    keep(anew, pipeline)
    return anew


def learnt() -> Store:
    return {record.key: record.value for record in b._learnt_records(14) if record.value is not None}
